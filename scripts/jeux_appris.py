"""What the shipped weights of the matching are learned from, read by the engine: the base, and the sets of needs.

The examples of the base are each read by an engine that has not seen them (five folds). The needs, the messages to
refuse, the sensitive ones and those with several needs come from `tests/evaluation/`; never from
`tests/evaluation/partage/` nor `intentions.jsonl`, which measure.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.evaluation.mutations import MUTATIONS
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.index.examples import HORS
from aiguilleur_bot.matching.ranking.fusion import Fusion
from aiguilleur_bot.matching.ranking.signals import Reading
from aiguilleur_bot.matching.upkeep.held_out import FOLDS, without

ROOT = Path(__file__).parent.parent
EVALUATION = ROOT / "tests" / "evaluation"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "aiguilleur" / "apprendre"
TOLD_ONLY = "sensibles_entrainement.jsonl"
"""Sensitive messages that teach, and measure nothing."""
SEVERAL_TOLD_ONLY = "besoins_multiples_entrainement.jsonl"
"""Messages of one and two needs that teach, and measure nothing."""
SEVERAL = ("besoins_multiples.jsonl", SEVERAL_TOLD_ONLY)
SENSIBLES = (TOLD_ONLY, "sensibles.jsonl", "sensibles_autres.jsonl")
ALTERED = 3
"""One example out of so many is also learned badly written: accents, slips, capitals, SMS."""
BLIND_ALTERED = ("sms", "fautes")
"""The blind lines are also learned so rewritten: what is badly written is no less a need."""

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


def lines(name: str) -> list[dict]:
    """The lines of a file of `tests/evaluation/`."""
    return [json.loads(line) for line in (EVALUATION / name).read_text(encoding="utf-8").splitlines()]


Labelled = list[tuple[Reading, str]]


def held_out(base: Base, unweighted: Fusion) -> tuple[Labelled, Labelled]:
    """Every example of the base, read by an engine built without it, with its class; and some of them badly written."""
    encoder = UniversalEncoder()
    readings: Labelled = []
    altered: Labelled = []
    for fold in range(FOLDS):
        matcher = Matcher.load(without(base, fold), cache=CACHE, encoder=encoder, fusion=unweighted)
        told = [(one, fiche.id) for fiche in base.proposable() for one in base.besoins_dits(fiche.id)[fold::FOLDS]]
        told += [(line, HORS + hors.genre) for hors in base.hors for line in hors.lignes[fold::FOLDS]]
        readings += [(matcher.read(text), label) for text, label in told]
        mutations = cycle(MUTATIONS.values())
        altered += [(matcher.read(next(mutations)(text)), label) for text, label in told[::ALTERED]]
    return readings, altered


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


def gather(base: Base, unweighted: Fusion) -> Data:
    """Read everything. `unweighted`: weights that decide nothing, since they are what is to be learned."""
    matcher = Matcher.load(base, cache=CACHE, fusion=unweighted)

    def read(name: str) -> list[tuple[Reading, dict]]:
        return [(matcher.read(line["texte"]), line) for line in lines(name)]

    besoins = [*read("besoins_aveugles.jsonl"), *read("besoins_autres.jsonl")]
    hors = [*read("hors_aveugles.jsonl"), *read("hors_autres.jsonl")]
    sensibles = [(reading, line | {"jeu": name}) for name in SENSIBLES for reading, line in read(name)]
    return Data(
        *held_out(base, unweighted),
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
