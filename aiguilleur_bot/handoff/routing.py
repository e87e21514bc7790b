"""Whose phone rings for a besoin. A pure function of who there is, what they carry, and who was asked last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiguilleur_bot.vocabulary import Action

RINGS = 3
"""How many people a new besoin rings at most (domain notes §2.3: "offer to up to 3 people")."""

RINGS_COUP_DUR = 2
"""How many people a "coup dur" rings, in private."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One aiguilleur. Empty `regions` or `actions` mean all of them; `charge` is how many besoins they hold."""

    compte: str
    regions: frozenset[str] = field(default_factory=frozenset)
    actions: frozenset[Action] = field(default_factory=frozenset)
    charge: int = 0
    plafond: int = 3
    servi_le: datetime | None = None


def choose(
    candidates: Sequence[Candidate], *, region: str | None, action: Action | None, count: int = RINGS
) -> tuple[Candidate, ...]:
    """At most `count` people, best first: region and action, then least recently served, then least busy.

    Those at their cap are left in peace. People of other regions are asked only when the region has nobody.
    """
    free = [candidate for candidate in candidates if candidate.charge < candidate.plafond]
    local = [candidate for candidate in free if _covers(candidate.regions, region)] or free

    def rank(candidate: Candidate) -> tuple[bool, datetime, int, str]:
        off_topic = not _covers(candidate.actions, action)
        return off_topic, candidate.servi_le or _NEVER, candidate.charge, candidate.compte

    return tuple(sorted(local, key=rank)[:count])


def _covers(held: frozenset[str] | frozenset[Action], wanted: str | None) -> bool:
    return wanted is None or not held or wanted in held
