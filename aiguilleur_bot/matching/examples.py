"""What the engine learns from: every phrase of the base that says what a commun serves, or what none does."""

from __future__ import annotations

from dataclasses import dataclass

from aiguilleur_bot.knowledge.base import Base

HORS = "#"
"""Prefix of the classes that are not communs: "#bavardage", "#voisin"… (an id never holds it)."""

FAUX_SENSIBLE = "faux-sensible"
"""Drama that means nothing: chatter all the same, learned apart so that distress is told from it."""
_FAUX = "faux-sensible"


@dataclass(frozen=True, slots=True)
class Exemple:
    """A phrase and its class: the id of a commun, or a kind of message that no commun answers.

    `quotable`: somebody could have said it, so a reason may quote it.
    """

    texte: str
    classe: str
    quotable: bool


def examples(base: Base) -> tuple[Exemple, ...]:
    """Every example of the base, in a stable order. Archived, closed and long overdue fiches give none."""
    lus: list[Exemple] = []
    for fiche in sorted(base.proposable(), key=lambda f: f.id):
        lus += [Exemple(phrase, fiche.id, quotable=True) for phrase in fiche.besoins_types]
        propres = (fiche.usage, fiche.resume, fiche.nom, *fiche.autres_noms)
        lus += [Exemple(phrase, fiche.id, quotable=False) for phrase in propres]
    for hors in sorted(base.hors, key=lambda h: h.id):
        genre = FAUX_SENSIBLE if hors.id.startswith(_FAUX) else hors.genre
        lus += [Exemple(ligne, HORS + genre, quotable=False) for ligne in hors.lignes]
    return tuple(lus)
