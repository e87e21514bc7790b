"""Learn the shipped weights of the matching (aiguilleur_bot/matching/data/fusion.json) and say what they are worth.

    python scripts/apprendre_modele.py            # learn, write, print cross-validated figures
    python scripts/apprendre_modele.py --sec      # the same without writing

It learns from `knowledge/` (each example measured by an engine that has not seen it: five folds) and from the needs,
the messages to refuse, those with several needs and the sensitive ones of `tests/evaluation/`: on these, the only
honest figures are the ten-fold cross-validated ones printed here. Never from `tests/evaluation/partage/` nor
`intentions.jsonl`, which measure. Deterministic, numpy only.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from chiffres_croises import show_besoin, show_intentions, show_sensible, show_serves, show_several
from jeux_appris import BLIND_ALTERED, CACHE, ROOT, SEVERAL, SEVERAL_TOLD_ONLY, Data, gather, lines
from regressions import Learned, learn

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.engine import Asker, Matcher
from aiguilleur_bot.matching.evaluation.labelled import calibration
from aiguilleur_bot.matching.index.examples import HORS
from aiguilleur_bot.matching.ranking.fusion import from_json
from aiguilleur_bot.matching.ranking.signals import CROSSED, GENRES, Reading, pair_signals
from aiguilleur_bot.matching.reading.cues import CUES
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.vocabulary import Ecoute, Intention

OUTPUT = ROOT / "aiguilleur_bot" / "matching" / "data" / "fusion.json"
SEVERAL_TOLD_COUNT = 0.7
BLIND_COUNT = 3.0
"""For how many examples of the base a line of the blind sets counts: they are told as people tell them."""
BLIND_ALTERED_COUNT = 1.5
SENSIBLE_COUNT = 24.0
"""The same for who is in trouble, labelled messages and blind needs alike: both mistakes hurt somebody."""
SENSIBLE_CUTS = 6
"""Ways of cutting the lines that are measured: on 136 messages, one cut is worth a message more or less."""
PAIRS = 6
"""The best fiches of each blind need that teach what serves."""

GENRE_SIGNALS = tuple(f"genre_{genre}" for genre in GENRES)
MESSAGE_SIGNALS = (
    "first", "margin", "three", "besoin", *GENRE_SIGNALS, "meaning_fiche", "meaning_besoins", "meaning_hors",
    "words_fiche", "words_besoins", "words_hors", "explained", "known", "length", "rarity", "name", "asks_name",
    "produit", *CUES,
)  # fmt: skip
PAIR_SIGNALS = ("score", "behind", "share", "ahead", "first")
SENSIBLE_SIGNALS = (
    "first", "besoin", *GENRE_SIGNALS, "length", "grave_words", "troubled_words", "first_person", "meaning_hors",
    "meaning_besoins", "words_besoins", "meaning_fiche", "words_fiche", "explained", "known", "rarity",
    "words_hors", "faux_sensible", "meaning_sensible", "meaning_other", "words_sensible", "words_other",
    "share_sensible", "closer_sensible", "mixed_sensible", "ahead_sensible", *(f"{a}*{b}" for a, b in CROSSED), *CUES,
)  # fmt: skip
INTENTION_SIGNALS = ("first", "besoin", *GENRE_SIGNALS, "length", "known", "name", *CUES)
INTENTIONS = {
    "bavardage": Intention.BAVARDAGE,
    "hors-sujet": Intention.BAVARDAGE,
    "salutation": Intention.SALUTATION,
    "reponse": Intention.REPONSE,
    "nouvelle": Intention.NOUVELLE,
    "annonce": Intention.ANNONCE,
    "voisin": Intention.BESOIN,
}
"""What each kind of message of `knowledge/hors/` is for; the phrases of the communs are needs."""
SEVERAL_SIGNALS = (
    "usage", "meaning", "both_asking", "length", "whole_length", "marked", "marked_sure", "need_apart", "second_score",
    "gain", "gain_first", "first_in_second", "score_lead",
)  # fmt: skip
PENALTIES = {"besoin": 10.0, "right": 10.0, "serves": 1.0, "sensible": 10.0, "plusieurs": 5.0, "intention": 10.0}
"""Ridge penalty of each regression."""
COSTS = {"direct": (5, 6), "mention": (3, 2), "invite": (23, 2)}
"""What an answer nobody needed costs, next to a need left without one: the threshold is the first over their sum.

In a direct message an answer nobody needed is a small nuisance, a need left alone a little more. In a room, on a
mention, everybody reads the wrong answer. Unasked, it is noise that gets the bot thrown out, while a need left alone
still has its neighbours.
"""
SENSIBLE_THRESHOLD = 0.06
OTHER_THRESHOLDS = {
    "direct": {"serves": 0.1, "question": 0.3, "sensible": SENSIBLE_THRESHOLD, "plusieurs": 0.45},
    "mention": {"serves": 0.15, "question": 0.3, "sensible": 0.25, "plusieurs": 0.45},
    "invite": {"serves": 0.25, "question": 0.0, "sensible": 0.6, "plusieurs": 1.0},
}
"""Chosen on the cross-validated tables this script prints, never on the shared sets."""
THRESHOLDS = {
    ecoute: {"besoin": unneeded / (unneeded + missed), **OTHER_THRESHOLDS[ecoute]}
    for ecoute, (unneeded, missed) in COSTS.items()
}
EMPTY = {"bias": 0, "weights": {}}
NO_WEIGHTS_TEXT = json.dumps(
    dict.fromkeys(PENALTIES, EMPTY) | {"sensible_threshold": SENSIBLE_THRESHOLD, "thresholds": {}, "intentions": {}}
)
NO_WEIGHTS = from_json(NO_WEIGHTS_TEXT)


def table(readings: Sequence[Reading], names: Sequence[str]) -> np.ndarray:
    return np.array([[reading.signals[name] for name in names] for reading in readings])


def learn_besoin(data: Data) -> Learned:
    """Is it a need the base serves? From the examples, the named questions, then the blind sets, in that order."""
    examples = [(reading, not label.startswith(HORS)) for reading, label in (*data.held, *data.altered)]
    examples += [(reading, asked) for reading, _, asked in data.named]
    blind = [(reading, True) for reading, _ in data.besoins] + [(reading, False) for reading, _ in data.hors]
    told = [*examples, *((reading, wanted) for _, reading, wanted in data.rewritten), *blind]
    counts = [1.0] * len(examples) + [BLIND_ALTERED_COUNT] * len(data.rewritten) + [BLIND_COUNT] * len(blind)
    positions = [*(position for position, _, _ in data.rewritten), *range(len(blind))]
    of = [*range(len(examples)), *(len(examples) + position for position in positions)]
    rows = table([reading for reading, _ in told], MESSAGE_SIGNALS)
    return learn(PENALTIES["besoin"], MESSAGE_SIGNALS, rows, [wanted for _, wanted in told], counts, of)


def learn_right(data: Data) -> Learned:
    """Is the first commun right? From the blind needs and messages, and the named questions."""
    asked = [(reading, commun) for reading, commun, asked in data.named if asked]
    readings = [reading for reading, _ in (*data.besoins, *data.hors, *asked)]
    truth = [reading.communs[reading.order[0]] in line["communs"] for reading, line in data.besoins]
    truth += [False] * len(data.hors)
    truth += [reading.communs[reading.order[0]] == commun for reading, commun in asked]
    return learn(PENALTIES["right"], MESSAGE_SIGNALS, table(readings, MESSAGE_SIGNALS), truth)


def learn_serves(data: Data) -> Learned:
    """Does this commun serve that need? From the best communs of each blind need."""
    rows, truth = [], []
    for reading, line in data.besoins:
        for commun in (reading.communs[i] for i in reading.order[:PAIRS]):
            signals = pair_signals(reading, commun)
            rows.append([signals[name] for name in PAIR_SIGNALS])
            truth.append(commun in line["communs"])
    return learn(PENALTIES["serves"], PAIR_SIGNALS, np.array(rows), truth)


def learn_sensible(data: Data) -> Learned:
    """Is a person in trouble? From the held-out examples, the blind sets as written and rewritten, then the labelled
    messages rewritten, and as written: a text full of slips is no cry for help, and a cry may be full of slips."""
    needs = len(data.besoins)
    blind = [*data.besoins, *data.hors]
    first = len(data.held) + len(blind)
    told = [(reading, label == HORS + "sensible", 1.0, i) for i, (reading, label) in enumerate(data.held)]
    told += [
        (reading, False, SENSIBLE_COUNT if i < needs else BLIND_COUNT, len(data.held) + i)
        for i, (reading, _) in enumerate(blind)
    ]
    told += [
        (reading, False, (SENSIBLE_COUNT if wanted else BLIND_COUNT) / len(BLIND_ALTERED), len(data.held) + i)
        for i, reading, wanted in data.rewritten
    ]
    told += [
        (reading, trouble, SENSIBLE_COUNT / len(BLIND_ALTERED), first + i)
        for i, reading, trouble in data.sensibles_rewritten
    ]
    told += [(reading, line["sensible"], SENSIBLE_COUNT, first + i) for i, (reading, line) in enumerate(data.sensibles)]
    readings, truth, counts, of = zip(*told, strict=True)
    rows = table(readings, SENSIBLE_SIGNALS)
    return learn(PENALTIES["sensible"], SENSIBLE_SIGNALS, rows, truth, counts, of, cuts=SENSIBLE_CUTS)


def learn_several(base: Base, data: Data, besoin: Learned, right: Learned) -> tuple[Learned, np.ndarray]:
    """Are there two needs? From the labelled messages of several needs, and the needs told alone.

    Only messages that some cut leaves with two different needs teach anything; the others are one need. Also returns
    which of its rows measure something.
    """
    weights = json.loads(NO_WEIGHTS_TEXT) | {
        "besoin": besoin.regression.as_dict(),
        "right": right.regression.as_dict(),
    }
    matcher = Matcher.load(base, cache=CACHE, fusion=from_json(json.dumps(weights)))
    asker = Asker(Ecoute.DIRECT, None, ())
    told = [(line["texte"], len(line["besoins"]) > 1, name) for name in SEVERAL for line in lines(name)]
    told += [(line["texte"], False, "") for _, line in data.besoins]
    measured = [(matcher.several(matcher.read(text), asker)[0], two, name) for text, two, name in told]
    known = [(signals, two, name) for signals, two, name in measured if signals]
    rows = np.array([[signals[name] for name in SEVERAL_SIGNALS] for signals, _, _ in known])
    counts = [SEVERAL_TOLD_COUNT if name == SEVERAL_TOLD_ONLY else 1.0 for _, _, name in known]
    learned = learn(PENALTIES["plusieurs"], SEVERAL_SIGNALS, rows, [two for _, two, _ in known], counts)
    return learned, np.array([name != SEVERAL_TOLD_ONLY for _, _, name in known])


def learn_intentions(data: Data) -> dict[Intention, Learned]:
    """What is it for? One regression for each intention against the others, from the held-out examples."""
    known = [(reading, intention) for reading, label in data.held if (intention := _intention(label)) is not None]
    rows = table([reading for reading, _ in known], INTENTION_SIGNALS)
    return {
        one: learn(PENALTIES["intention"], INTENTION_SIGNALS, rows, [intention is one for _, intention in known])
        for one in dict.fromkeys(intention for _, intention in known)
    }


def _intention(label: str) -> Intention | None:
    return INTENTIONS.get(label.removeprefix(HORS)) if label.startswith(HORS) else Intention.BESOIN


def main() -> None:
    base = load([shipped("knowledge")]).base
    assert base is not None, "la base livrée ne se charge pas : aiguilleur verifier"
    data = gather(base, NO_WEIGHTS)
    besoin, right = learn_besoin(data), learn_right(data)
    serves, sensible = learn_serves(data), learn_sensible(data)
    show_besoin(besoin, data)
    print(f"juste : erreur de calibrage {calibration(right.crossed.tolist(), right.truth.tolist()):.3f}")
    show_serves(serves)
    show_sensible(sensible, data)
    several, measured = learn_several(base, data, besoin, right)
    show_several(several, measured)
    intentions = learn_intentions(data)
    show_intentions(intentions)
    fusion = {
        "besoin": besoin.regression.as_dict(),
        "right": right.regression.as_dict(),
        "serves": serves.regression.as_dict(),
        "sensible": sensible.regression.as_dict(),
        "plusieurs": several.regression.as_dict(),
        "sensible_threshold": SENSIBLE_THRESHOLD,
        "thresholds": THRESHOLDS,
        "intentions": {one.value: learned.regression.as_dict() for one, learned in intentions.items()},
    }
    if "--sec" not in sys.argv:
        OUTPUT.write_text(json.dumps(fusion, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
