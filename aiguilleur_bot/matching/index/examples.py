"""What the engine learns from: every phrase of the base that says what a commun serves, or what none does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.arrays import Arrays, Texts, packed, unpacked
from aiguilleur_bot.matching.index.cache import Cache, digest
from aiguilleur_bot.matching.index.sources import reading

HORS = "#"
"""Prefix of the classes that are not communs: "#bavardage", "#voisin"… (an id never holds it)."""

_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+")
_PIECE = 250
"""Characters of a piece of a description."""
FAUX_SENSIBLE = "faux-sensible"
"""Drama that means nothing: chatter all the same, learned apart so that distress is told from it.

Also how the ids of such files of `knowledge/hors/` begin.
"""


_KIND = "examples"
_MODULES = ("matching.arrays", "matching.index.examples", "knowledge.base", "knowledge.folding")
_BETWEEN = "\0"
"""What no field of a file holds."""


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase and its class: the id of a commun, or a kind of message that no commun answers.

    `quotable`: somebody could have said it, so a reason may quote it.
    """

    text: str
    label: str
    quotable: bool


@dataclass(frozen=True)
class Examples:
    """The examples of a base by columns, in a stable order.

    `membership`: the place of the class of each in `classes`. `fingerprint` names all of it.
    """

    fingerprint: str
    texts: Sequence[str]
    classes: tuple[str, ...]
    membership: npt.NDArray[np.int64]
    quotable: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, found: Sequence[Example], fingerprint: str = "") -> Examples:
        """Those examples, under a name: their own hash, unless another is given."""
        columns = {label: i for i, label in enumerate(dict.fromkeys(example.label for example in found))}
        return cls(
            fingerprint or digest(f"{one.quotable:d}{one.label} {one.text}" for one in found),
            tuple(example.text for example in found),
            tuple(columns),
            np.array([columns[example.label] for example in found], dtype=np.int64),
            np.array([example.quotable for example in found], dtype=np.bool_),
        )

    @classmethod
    def read(cls, arrays: Arrays, fingerprint: str) -> Examples:
        """The examples that gave `arrays`. Raises KeyError or ValueError on anything else."""
        texts, classes = Texts(arrays["texts"], arrays["bounds"]), tuple(unpacked(arrays["classes"]))
        membership = arrays["membership"].astype(np.int64, copy=False)
        quotable = arrays["quotable"].astype(np.bool_, copy=False)
        within = not membership.size or 0 <= membership.min() <= membership.max() < len(classes)
        if not len(membership) == len(quotable) == len(texts) or not within:
            raise ValueError("these are not examples")
        return cls(fingerprint, texts, classes, membership, quotable)

    def arrays(self) -> Arrays:
        """What is needed to have them again without the base."""
        texts, bounds = Texts.written(self.texts)
        columns: Arrays = {"membership": self.membership, "quotable": self.quotable}
        return {"texts": texts, "bounds": bounds, "classes": packed(self.classes), **columns}


def known_examples(base: Base, cache: Cache) -> Examples:
    """The examples of the base, from the cache when the same words are there: to cut descriptions takes a second."""
    fingerprint = digest([reading(*_MODULES), *_words(base)])
    try:
        return Examples.read(cache.arrays(_KIND, fingerprint), fingerprint)
    except (KeyError, ValueError):
        made = Examples.of(examples(base), fingerprint)
    cache.keep(_KIND, fingerprint, made.arrays())
    return made


def _words(base: Base) -> Iterator[str]:
    """Every word that `examples` looks at, and what it sorts them by."""
    for fiche in base.proposable():
        own = (fiche.id, fiche.usage, fiche.en_bref, fiche.resume, fiche.description or "", fiche.nom)
        yield _BETWEEN.join((*own, *fiche.autres_noms, "", *fiche.besoins_types))
    for exemples in base.exemples:
        yield _BETWEEN.join((exemples.commun, *exemples.lignes))
    for hors in base.hors:
        yield _BETWEEN.join((hors.id, hors.genre, *hors.lignes))


def examples(base: Base) -> tuple[Example, ...]:
    """Every example of the base, in a stable order. Archived, closed and long overdue fiches give none.

    The description counts too, a few sentences at a time: on held-out phrases of the shipped base it brings two points
    of rappel3, and among thousands of fiches nobody wrote phrases for, it is what they are found by.
    """
    found: list[Example] = []
    for fiche in sorted(base.proposable(), key=lambda f: f.id):
        said = base.besoins_dits(fiche.id)
        own = (fiche.usage, fiche.en_bref, fiche.resume, *_pieces(fiche.description), fiche.nom, *fiche.autres_noms)
        phrases = dict.fromkeys(said, True) | {phrase: False for phrase in own if phrase and phrase not in said}
        found += [Example(phrase, fiche.id, quotable) for phrase, quotable in phrases.items()]
    for hors in sorted(base.hors, key=lambda h: h.id):
        genre = FAUX_SENSIBLE if hors.id.startswith(FAUX_SENSIBLE) else hors.genre
        found += [Example(line, HORS + genre, quotable=False) for line in hors.lignes]
    return tuple(found)


def _pieces(text: str | None) -> list[str]:
    """A text cut where sentences end, into pieces of about `_PIECE` characters: a long one is like nothing."""
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(text or ""):
        if pieces and len(pieces[-1]) + len(sentence) <= _PIECE:
            pieces[-1] += f" {sentence}"
        else:
            pieces.append(sentence)
    return pieces
