"""What people said, read as example needs of communs: gathered, compared with what is known, told to gardeners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.vocabulary import Confirmation, Usage

PROPOSED, ACCEPTED, REJECTED = "propose", "accepte", "rejete"
"""What became of a phrase: nobody decided yet, it is an example now, it will never be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One phrase of one person, that waits. `qui` only tells people apart: a number, another one at each reading."""

    id: int
    empreinte: str
    commun: str
    premier: str | None
    texte: str
    comment: Confirmation
    cree_le: datetime
    qui: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many times something became of a commun; `au_lieu_de` is the one that came first, or ""."""

    commun: str
    usage: Usage
    au_lieu_de: str
    nombre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The same words for the same commun, said by `personnes` people; `id` is the number of the first time."""

    id: int
    empreinte: str
    commun: str
    texte: str
    comment: Confirmation
    personnes: int
    premiers: tuple[str, ...]
    depuis: datetime


def gathered(said: Sequence[Said]) -> tuple[Proposal, ...]:
    """One proposal for the same words and commun, by commun, most confirmed first, then said by most people."""
    groups: dict[str, list[Said]] = {}
    for one in said:
        groups.setdefault(one.empreinte, []).append(one)
    proposals = [_proposal(group) for group in groups.values()]
    strength = tuple(Confirmation)
    return tuple(sorted(proposals, key=lambda p: (p.commun, -strength.index(p.comment), -p.personnes, p.id)))


def _proposal(group: Sequence[Said]) -> Proposal:
    first = min(group, key=lambda one: one.id)
    return Proposal(
        id=first.id,
        empreinte=first.empreinte,
        commun=first.commun,
        texte=first.texte,
        comment=max((one.comment for one in group), key=tuple(Confirmation).index),
        personnes=len({one.qui for one in group}),
        premiers=tuple(dict.fromkeys(one.premier for one in group if one.premier and one.premier != one.commun)),
        depuis=first.cree_le,
    )
