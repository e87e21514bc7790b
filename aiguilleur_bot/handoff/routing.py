"""Whose phone rings for a besoin. A pure function of who there is, what they carry, and who was asked last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiguilleur_bot.vocabulary import Action

SONNE = 3
"""How many people a new besoin rings at most (domain notes §2.3: "offer to up to 3 people")."""

SONNE_COUP_DUR = 2
"""How many people a "coup dur" rings, in private."""

_JAMAIS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidat:
    """One aiguilleur. Empty `regions` or `actions` mean all of them; `charge` is how many besoins they hold."""

    compte: str
    regions: frozenset[str] = field(default_factory=frozenset)
    actions: frozenset[Action] = field(default_factory=frozenset)
    charge: int = 0
    plafond: int = 3
    servi_le: datetime | None = None


def choose(
    candidats: Sequence[Candidat], *, region: str | None, action: Action | None, combien: int = SONNE
) -> tuple[Candidat, ...]:
    """At most `combien` people, best first: region and action, then least recently served, then least busy.

    Those at their cap are left in peace. People of other regions are asked only when the region has nobody.
    """
    libres = [candidat for candidat in candidats if candidat.charge < candidat.plafond]
    sur_place = [candidat for candidat in libres if _covers(candidat.regions, region)] or libres

    def rank(candidat: Candidat) -> tuple[bool, datetime, int, str]:
        off_topic = not _covers(candidat.actions, action)
        return off_topic, candidat.servi_le or _JAMAIS, candidat.charge, candidat.compte

    return tuple(sorted(sur_place, key=rank)[:combien])


def _covers(held: frozenset[str] | frozenset[Action], wanted: str | None) -> bool:
    return wanted is None or not held or wanted in held
