"""What the engine learns from: every phrase of the base that says what a commun serves, or what none does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiguilleur_bot.knowledge.base import Base

HORS = "#"
"""Prefix of the classes that are not communs: "#bavardage", "#voisin"… (an id never holds it)."""

_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+")
_PIECE = 250
"""Characters of a piece of a description."""
FAUX_SENSIBLE = "faux-sensible"
"""Drama that means nothing: chatter all the same, learned apart so that distress is told from it.

Also how the ids of such files of `knowledge/hors/` begin.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase and its class: the id of a commun, or a kind of message that no commun answers.

    `quotable`: somebody could have said it, so a reason may quote it.
    """

    text: str
    label: str
    quotable: bool


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
