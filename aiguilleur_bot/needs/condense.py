"""The digest anybody may read: what is asked for and not there, without anything that could point at somebody.

A family appears from three distinct people in two distinct places on (domain notes §6); counts are rounded down to
fives, and below ten only said to be; no words of anybody, only the questions that those who coordinate wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiguilleur_bot.needs.defis import PUBLIC, Defi, Statut
from aiguilleur_bot.needs.export import CAVEAT
from aiguilleur_bot.needs.manques import Demande, Ligne
from aiguilleur_bot.needs.mots import FAMILLES

PEOPLE, PLACES = 3, 2
"""The fewest distinct people, and places, of what is shown."""

_ROUNDED = 5
_SMALL = 10


@dataclass(frozen=True, slots=True)
class Famille:
    """One family that enough people ask for: `combien` is already rounded, in French."""

    famille: str
    nom: str
    combien: str


@dataclass(frozen=True, slots=True)
class DefiPublic:
    """One défi that was opened, and how many ask for it, rounded."""

    id: int
    titre: str
    statut: Statut
    combien: str
    lien: str


@dataclass(frozen=True, slots=True)
class Condense:
    """The digest. `cachees`: some families are left out because too few people ask; how many is not said."""

    familles: tuple[Famille, ...]
    defis: tuple[DefiPublic, ...]
    cachees: bool
    reserve: str = CAVEAT


def condense(by_family: Sequence[Ligne], defis: Sequence[tuple[Defi, Demande]] = ()) -> Condense:
    """What may be shown of counts by family, and of défis with how much they are asked for."""
    shown = [line for line in by_family if line.valeurs[0] and _enough(line.personnes, line.lieux)]
    ranked = sorted(shown, key=lambda line: (-_floor(line.personnes), line.valeurs[0] or ""))
    familles = tuple(
        Famille(name, FAMILLES.get(name, name.replace("-", " ")), rounded(line.personnes))
        for line in ranked
        if (name := line.valeurs[0])
    )
    public = tuple(
        DefiPublic(one.id, one.titre, one.statut, rounded(asked.personnes), one.lien)
        for one, asked in defis
        if one.statut in PUBLIC and one.titre and _enough(asked.personnes, asked.lieux)
    )
    return Condense(familles, public, cachees=len(shown) < len(by_family))


def rounded(people: int) -> str:
    """A number of people, in French, that says no more than it may."""
    if people < _SMALL:
        return f"moins de {_SMALL}\u00a0personnes"
    return f"au moins {_floor(people)}\u00a0personnes"


def _floor(people: int) -> int:
    return people // _ROUNDED * _ROUNDED


def _enough(people: int, places: int) -> bool:
    return people >= PEOPLE and places >= PLACES
