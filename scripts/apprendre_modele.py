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
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.engine import Asker, Matcher
from aiguilleur_bot.matching.evaluation.labelled import calibration
from aiguilleur_bot.matching.evaluation.mutations import MUTATIONS
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.index.examples import HORS
from aiguilleur_bot.matching.ranking.fusion import from_json
from aiguilleur_bot.matching.ranking.signals import CROSSED, GENRES, Reading, pair_signals
from aiguilleur_bot.matching.reading.cues import CUES
from aiguilleur_bot.matching.upkeep.held_out import FOLDS, without
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.vocabulary import Ecoute, Intention

ROOT = Path(__file__).parent.parent
EVALUATION = ROOT / "tests" / "evaluation"
OUTPUT = ROOT / "aiguilleur_bot" / "matching" / "data" / "fusion.json"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "aiguilleur" / "apprendre"
TOLD_ONLY = "sensibles_entrainement.jsonl"
"""Sensitive messages that teach, and measure nothing."""
SEVERAL_TOLD_ONLY = "besoins_multiples_entrainement.jsonl"
"""Messages of one and two needs that teach, and measure nothing."""
SEVERAL = ("besoins_multiples.jsonl", SEVERAL_TOLD_ONLY)
SEVERAL_TOLD_COUNT = 0.7
SENSIBLES = (TOLD_ONLY, "sensibles.jsonl", "sensibles_autres.jsonl")
ALTERED = 3
"""One example out of so many is also learned badly written: accents, slips, capitals, SMS."""
BLIND_ALTERED = ("sms", "fautes")
"""The blind lines are also learned so rewritten: what is badly written is no less a need."""
BLIND_COUNT = 3.0
"""For how many examples of the base a line of the blind sets counts: they are told as people tell them."""
BLIND_ALTERED_COUNT = 1.5
SENSIBLE_COUNT = 24.0
"""The same for who is in trouble, labelled messages and blind needs alike: both mistakes hurt somebody."""
CONSTANT = 1e-3
"""Deviation below which a signal never changes in what is learned from: it teaches nothing."""
TENTHS = 10
"""Parts of the cross-validation of a regression."""
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
SENSIBLE_THRESHOLD = 0.08
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


@dataclass(frozen=True)
class Regression:
    """A logistic regression over named signals; called on rows of them, it gives their chances."""

    names: tuple[str, ...]
    weights: np.ndarray
    bias: float
    means: np.ndarray
    deviations: np.ndarray

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        scaled = np.clip((rows - self.means) / self.deviations, -5, 5)
        return 1 / (1 + np.exp(-(scaled @ self.weights + self.bias)))

    def as_dict(self) -> dict[str, object]:
        return {
            "bias": round(float(self.bias), 4),
            "weights": {
                name: [round(float(x), 4) for x in three]
                for name, *three in zip(self.names, self.weights, self.means, self.deviations, strict=True)
                if three[2] > CONSTANT
            },
        }


def fit(names: Sequence[str], rows: np.ndarray, targets: np.ndarray, penalty: float, counts: np.ndarray) -> Regression:
    """Ridge logistic regression by Newton's method. `counts`: for how many rows each row counts."""
    means, deviations = rows.mean(0), rows.std(0) + 1e-6
    x = np.c_[np.clip((rows - means) / deviations, -5, 5), np.ones(len(rows))]
    weights = np.zeros(x.shape[1])
    damping = np.diag([penalty] * len(names) + [1e-6])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-(x @ weights)))
        curvature = (x.T * (counts * chance * (1 - chance))) @ x + damping
        step = np.linalg.solve(curvature, x.T @ (counts * (chance - targets)) + damping @ weights)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return Regression(tuple(names), weights[:-1], float(weights[-1]), means, deviations)


def crossed(
    names: Sequence[str], rows: np.ndarray, targets: np.ndarray, penalty: float, counts: np.ndarray, of: np.ndarray
) -> np.ndarray:
    """The probability of each row, from a regression that has seen no row of the same line. `of`: the line of each."""
    drawn = (np.random.default_rng(0).permutation(int(of.max()) + 1) % TENTHS)[of]
    output = np.zeros(len(rows))
    for fold in range(TENTHS):
        others = drawn != fold
        learned = fit(names, rows[others], targets[others], penalty, counts[others])
        output[drawn == fold] = learned(rows[drawn == fold])
    return output


@dataclass(frozen=True)
class Learned:
    """A regression, the cross-validated chance of each row it learned from, and the truth of that row (0 or 1)."""

    regression: Regression
    crossed: np.ndarray
    truth: np.ndarray


def learn(
    name: str,
    signals: Sequence[str],
    rows: np.ndarray,
    truth: Sequence[bool],
    counts: Sequence[float] | None = None,
    of: Sequence[int] | None = None,
) -> Learned:
    targets = np.array(truth).astype(float)
    weighed = np.ones(len(targets)) if counts is None else np.array(counts, dtype=float)
    told = (signals, rows, targets, PENALTIES[name], weighed)
    lines = np.arange(len(targets)) if of is None else np.array(of)
    return Learned(fit(*told), crossed(*told, lines), targets)


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (EVALUATION / name).read_text(encoding="utf-8").splitlines()]


def table(readings: Sequence[Reading], names: Sequence[str]) -> np.ndarray:
    return np.array([[reading.signals[name] for name in names] for reading in readings])


# ---------------------------------------------------------------- what is learned from


Labelled = list[tuple[Reading, str]]


def held_out(base: Base) -> tuple[Labelled, Labelled]:
    """Every example of the base, read by an engine built without it, with its class; and some of them badly written."""
    encoder = UniversalEncoder()
    readings: Labelled = []
    altered: Labelled = []
    for fold in range(FOLDS):
        matcher = Matcher.load(without(base, fold), cache=CACHE, encoder=encoder, fusion=NO_WEIGHTS)
        told = [(one, fiche.id) for fiche in base.proposable() for one in base.besoins_dits(fiche.id)[fold::FOLDS]]
        told += [(line, HORS + hors.genre) for hors in base.hors for line in hors.lignes[fold::FOLDS]]
        readings += [(matcher.read(text), label) for text, label in told]
        mutations = cycle(MUTATIONS.values())
        altered += [(matcher.read(next(mutations)(text)), label) for text, label in told[::ALTERED]]
    return readings, altered


TURNS = (
    "c'est quoi {} ?",
    "quelqu'un utilise {} ici ?",
    "{}",
    "vous avez un contact chez {} ?",
    "on voudrait essayer {}",
    "{} c'est bien pour une petite asso ?",
    "comment on s'inscrit sur {} ?",
    "on m'a parlé de {}, ça vaut le coup ?",
    "{} ou autre chose, vous conseillez quoi ?",
    "j'ai entendu parler d'un truc qui s'appelle {} je crois",
    "combien ça coûte {}",
    "Où trouve-t-on {} ?",
    "il paraît que {} fait ça très bien, vous confirmez ?",
    "qui pourrait nous montrer {} ?",
    "est-ce que {} marche sur téléphone",
    "la mairie nous a dit de regarder {}",
)
"""Questions about a commun by its name."""
TOLD = (
    "on est passés à {} et tout le monde est content",
    "merci à l'équipe de {} pour hier",
    "atelier {} jeudi à 18h, venez nombreux",
    "j'ai mis les photos sur {}",
    "{} est en panne depuis ce matin",
    "je t'envoie le lien {} ce soir",
    "le mot de passe {} a changé, demandez à Jo",
    "la mise à jour de {} est passée",
    "compte rendu en ligne sur {}",
    "on a parlé de {} toute la soirée",
)
"""What is told about a commun, and asks nothing of it."""
ASKED_EACH, TOLD_EACH = 4, 1


def named(base: Base) -> list[tuple[str, str, bool]]:
    """What is said about a commun by its name, well and badly typed, the commun, and whether it is asked about."""
    said = []
    for position, fiche in enumerate(base.proposable()):
        spellings = _spellings(fiche.nom.split(" (")[0])
        for turns, each, asked in ((TURNS, ASKED_EACH, True), (TOLD, TOLD_EACH, False)):
            for turn in range(position * each, (position + 1) * each):
                phrase = turns[turn % len(turns)].format(spellings[(turn + turn // len(turns)) % len(spellings)])
                said += [(phrase, fiche.id, asked)]
    return said


def _spellings(name: str) -> tuple[str, ...]:
    """A name as it is written, in lower case, with a letter doubled, dropped or swapped, by ear, and in two words."""
    half = max(2, len(name) // 2)
    heard = name.lower().translate(str.maketrans({"c": "k", "y": "i", "z": "s", "-": " "})).replace("ph", "f")
    return (
        name,
        name[:half] + name[half - 1 :],
        name.lower(),
        name[:half] + name[half + 1 :],
        heard,
        name[: half - 1] + name[half] + name[half - 1] + name[half + 1 :],
        name[:half].lower() + " " + name[half:].lower(),
    )


@dataclass(frozen=True)
class Data:
    """Everything measured: examples with their class, as written and badly written, names asked with their commun,
    blind sets with their lines."""

    held: list[tuple[Reading, str]]
    altered: list[tuple[Reading, str]]
    named: list[tuple[Reading, str, bool]]
    besoins: list[tuple[Reading, dict]]
    hors: list[tuple[Reading, dict]]
    rewritten: list[tuple[int, Reading, bool]]
    """Blind lines rewritten: the position of the line among the needs, then the messages; and whether it is a need."""
    sensibles: list[tuple[Reading, dict]]
    sensibles_rewritten: list[tuple[int, Reading, bool]]
    """The same for the labelled messages: position, and whether a person is in trouble."""


def gather(base: Base) -> Data:
    matcher = Matcher.load(base, cache=CACHE, fusion=NO_WEIGHTS)

    def read(name: str) -> list[tuple[Reading, dict]]:
        return [(matcher.read(line["texte"]), line) for line in lines(name)]

    besoins = [*read("besoins_aveugles.jsonl"), *read("besoins_autres.jsonl")]
    hors = [*read("hors_aveugles.jsonl"), *read("hors_autres.jsonl")]
    sensibles = [(reading, line | {"jeu": name}) for name in SENSIBLES for reading, line in read(name)]
    return Data(
        *held_out(base),
        [(matcher.read(text), commun, asked) for text, commun, asked in named(base)],
        besoins,
        hors,
        [
            (position, matcher.read(MUTATIONS[mutation](line["texte"])), position < len(besoins))
            for position, (_, line) in enumerate((*besoins, *hors))
            for mutation in BLIND_ALTERED
        ],
        sensibles,
        [
            (position, matcher.read(MUTATIONS[mutation](line["texte"])), line["sensible"])
            for position, (_, line) in enumerate(sensibles)
            for mutation in BLIND_ALTERED
        ],
    )


# ---------------------------------------------------------------- what is learned


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
    return learn("besoin", MESSAGE_SIGNALS, rows, [wanted for _, wanted in told], counts, of)


def learn_right(data: Data) -> Learned:
    """Is the first commun right? From the blind needs and messages, and the named questions."""
    asked = [(reading, commun) for reading, commun, asked in data.named if asked]
    readings = [reading for reading, _ in (*data.besoins, *data.hors, *asked)]
    truth = [reading.communs[reading.order[0]] in line["communs"] for reading, line in data.besoins]
    truth += [False] * len(data.hors)
    truth += [reading.communs[reading.order[0]] == commun for reading, commun in asked]
    return learn("right", MESSAGE_SIGNALS, table(readings, MESSAGE_SIGNALS), truth)


def learn_serves(data: Data) -> Learned:
    """Does this commun serve that need? From the best communs of each blind need."""
    rows, truth = [], []
    for reading, line in data.besoins:
        for commun in (reading.communs[i] for i in reading.order[:PAIRS]):
            signals = pair_signals(reading, commun)
            rows.append([signals[name] for name in PAIR_SIGNALS])
            truth.append(commun in line["communs"])
    return learn("serves", PAIR_SIGNALS, np.array(rows), truth)


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
    return learn("sensible", SENSIBLE_SIGNALS, table(readings, SENSIBLE_SIGNALS), truth, counts, of)


def learn_several(base: Base, data: Data, besoin: Learned, right: Learned) -> Learned:
    """Are there two needs? From the labelled messages of several needs, and the needs told alone.

    Only messages that some cut leaves with two different needs teach anything; the others are one need.
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
    learned = learn("plusieurs", SEVERAL_SIGNALS, rows, [two for _, two, _ in known], counts)
    show_several(learned, np.array([name != SEVERAL_TOLD_ONLY for _, _, name in known]))
    return learned


def show_several(learned: Learned, measured: np.ndarray) -> None:
    chances, two = learned.crossed[measured], learned.truth[measured] > 0
    print(f"plusieurs : {two.sum()} messages de deux besoins coupés en deux morceaux différents")
    print("plusieurs, validation croisée (seuil : messages à deux besoins vus, besoins seuls coupés à tort)")
    for threshold in (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7):
        print(f"  {threshold:.2f}  {(chances[two] >= threshold).sum()}  {(chances[~two] >= threshold).sum()}")


def learn_intentions(data: Data) -> dict[Intention, Learned]:
    """What is it for? One regression for each intention against the others, from the held-out examples."""
    known = [(reading, intention) for reading, label in data.held if (intention := _intention(label)) is not None]
    rows = table([reading for reading, _ in known], INTENTION_SIGNALS)
    return {
        one: learn("intention", INTENTION_SIGNALS, rows, [intention is one for _, intention in known])
        for one in dict.fromkeys(intention for _, intention in known)
    }


def _intention(label: str) -> Intention | None:
    return INTENTIONS.get(label.removeprefix(HORS)) if label.startswith(HORS) else Intention.BESOIN


# ---------------------------------------------------------------- what it is worth


def show_besoin(learned: Learned, data: Data) -> None:
    blind = learned.crossed[-len(data.besoins) - len(data.hors) :]
    wanted, unwanted = blind[: len(data.besoins)], blind[len(data.besoins) :]
    rewritten = learned.crossed[len(learned.crossed) - len(blind) - len(data.rewritten) : -len(blind)]
    needs = np.array([wanted for _, _, wanted in data.rewritten])
    print(
        "besoin, validation croisée sur les jeux aveugles (seuil : besoins refusés à tort, messages refusés ; récrits)"
    )
    for threshold in (0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        figures = [chances < threshold for chances in (wanted, unwanted, rewritten[needs], rewritten[~needs])]
        print(f"  {threshold:.2f}  " + "  ".join(f"{said.mean():.3f}" for said in figures))


def show_serves(learned: Learned) -> None:
    print("sert (seuil : précision, rappel)")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        said = learned.crossed >= threshold
        print(f"  {threshold:.2f}  {learned.truth[said].mean():.3f}  {said[learned.truth > 0].mean():.3f}")


def show_sensible(learned: Learned, data: Data) -> None:
    print(
        "sensible, validation croisée (seuil : rappel, précision, sur les jeux de mesure ; autres messages pris à tort)"
    )
    needs = learned.crossed[len(data.held) : len(data.held) + len(data.besoins) + len(data.hors)]
    served = learned.crossed[len(data.held) : len(data.held) + len(data.besoins)]
    measured = np.array([line["jeu"] != TOLD_ONLY for _, line in data.sensibles])
    chances, truth = (all_[-len(data.sensibles) :][measured] for all_ in (learned.crossed, learned.truth))
    for threshold in (0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        said = chances >= threshold
        flagged = int((needs >= threshold).sum())
        figures = f"{said[truth > 0].mean():.3f}  {truth[said].mean():.3f}  {flagged} sur {len(needs)}"
        print(f"  {threshold:.3f}  {figures}, dont {(served >= threshold).sum()} besoins")


def show_intentions(learned: dict[Intention, Learned]) -> None:
    names = list(learned)
    chances = np.array([learned[one].crossed for one in names])
    truth = np.array([learned[one].truth for one in names])
    said, right = chances.argmax(0), truth.argmax(0)
    print(f"intentions, validation croisée : {(said == right).mean():.3f} juste (précision, rappel)")
    for i, one in enumerate(names):
        precision, recall = (right[said == i] == i).mean(), (said[right == i] == i).mean()
        print(f"  {one.value:<12}{precision:.3f}  {recall:.3f}  n={int((right == i).sum())}")


def main() -> None:
    base = load([shipped("knowledge")]).base
    assert base is not None, "la base livrée ne se charge pas : aiguilleur verifier"
    data = gather(base)
    besoin, right = learn_besoin(data), learn_right(data)
    serves, sensible = learn_serves(data), learn_sensible(data)
    show_besoin(besoin, data)
    print(f"juste : erreur de calibrage {calibration(right.crossed.tolist(), right.truth.tolist()):.3f}")
    show_serves(serves)
    show_sensible(sensible, data)
    several = learn_several(base, data, besoin, right)
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
