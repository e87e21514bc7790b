"""Whose phone rings for a besoin. A pure function of who there is, what they carry, and who was asked last.

Region, then subject, then who can be reached now, then whose turn it is. At most three people at once, two for a "coup
dur"; nobody above their limits. When nobody is left: the room of the group, the coordinators of the region, then all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from aiguilleur_bot.handoff.absences import substitute
from aiguilleur_bot.handoff.availability import Availability, when_may_ring
from aiguilleur_bot.vocabulary import Action

RINGS = 3
"""How many people a besoin rings at once, at most (domain notes §2.3: "offer to up to 3 people")."""

RINGS_COUP_DUR = 2
"""How many people a "coup dur" rings, in private."""

CAP = 3
"""Besoins one person holds at once, unless they chose another number."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One aiguilleur. Empty `regions` or `actions` mean all of them; `charge` is how many besoins they hold.

    `rung` and `digests` say when their phone rang lately, or is planned to. `relais` stands in for them when away.
    """

    personne: str
    regions: frozenset[str] = field(default_factory=frozenset)
    actions: frozenset[Action] = field(default_factory=frozenset)
    communs: frozenset[str] = field(default_factory=frozenset)
    coordonne: bool = False
    charge: int = 0
    plafond: int = CAP
    servi_le: datetime | None = None
    disponible: Availability = field(default_factory=Availability)
    rung: tuple[datetime, ...] = ()
    digests: tuple[datetime, ...] = ()
    relais: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a besoin asks of whoever takes it. `communs` were proposed for it; `excluded` is who was asked already."""

    region: str | None = None
    action: Action | None = None
    communs: frozenset[str] = field(default_factory=frozenset)
    coup_dur: bool = False
    excluded: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Ring:
    """A phone to ring, at `quand`: now, or when its owner may be disturbed."""

    personne: str
    quand: datetime


def choose(
    candidates: Sequence[Candidate], wanted: Wanted, now: datetime, *, before: datetime | None = None
) -> tuple[Ring, ...]:
    """Who is rung for a besoin, best first; those who may be rung before `before` (when the next are) only.

    People of other regions are asked only when the region has nobody; whoever is away is replaced by their relay.
    """
    count = RINGS_COUP_DUR if wanted.coup_dur else RINGS
    reachable = [(one, quand) for one in present(candidates, now) if (quand := _may_ring(one, wanted, now, before))]
    local = [pair for pair in reachable if covers_region(pair[0], wanted.region)] or reachable

    def rank(pair: tuple[Candidate, datetime]) -> tuple[bool, bool, bool, datetime, int, str]:
        one, quand = pair
        off_topic = bool(one.actions) and wanted.action is not None and wanted.action not in one.actions
        knows = bool(one.communs & wanted.communs)
        return off_topic, quand > now, not knows, one.servi_le or _NEVER, one.charge, one.personne

    return tuple(Ring(one.personne, quand) for one, quand in sorted(local, key=rank)[:count])


def coordinators(
    candidates: Sequence[Candidate], region: str | None, now: datetime, *, everywhere: bool = False
) -> tuple[Candidate, ...]:
    """The coordinators of `region` who are not away; those of everywhere when asked, or when the region has none."""
    here = [one for one in candidates if one.coordonne and not one.disponible.absent(now)]
    local = [one for one in here if covers_region(one, region)]
    return tuple(here if everywhere else local or here)


def covers_region(one: Candidate, region: str | None) -> bool:
    """Whether somebody answers for `region`."""
    return region is None or not one.regions or region in one.regions


def present(candidates: Sequence[Candidate], now: datetime) -> tuple[Candidate, ...]:
    """Those who are there, each with the regions and subjects of the absent they stand in for."""
    known = {one.personne: one for one in candidates}
    away = {one.personne: one.relais for one in candidates if one.disponible.absent(now)}
    found = {name: one for name, one in known.items() if name not in away}
    for name in sorted(away):
        stand_in = substitute(name, away)
        if stand_in is not None and stand_in in found:
            found[stand_in] = _standing_in(found[stand_in], known[name])
    return tuple(found.values())


def relays(candidates: Sequence[Candidate], now: datetime) -> Mapping[str, str | None]:
    """Everybody who is away at `now`, with the relay who accepted."""
    return {one.personne: one.relais for one in candidates if one.disponible.absent(now)}


def _standing_in(one: Candidate, away: Candidate) -> Candidate:
    """The person with what the absent one answers for; the load and the limits stay their own."""
    return replace(
        one,
        regions=one.regions | away.regions if one.regions and away.regions else frozenset(),
        actions=one.actions | away.actions if one.actions and away.actions else frozenset(),
        communs=one.communs | away.communs,
    )


def _may_ring(one: Candidate, wanted: Wanted, now: datetime, before: datetime | None) -> datetime | None:
    """When this person may be rung for it; None: not at all, or too late."""
    if one.charge >= one.plafond or one.personne in wanted.excluded:
        return None
    quand = when_may_ring(one.disponible, now, urgent=wanted.coup_dur, rung=one.rung, digests=one.digests)
    return quand if quand is not None and (before is None or quand < before) else None


def shown_to(candidates: Sequence[Candidate], region: str | None, excluded: Collection[str]) -> tuple[Candidate, ...]:
    """Those of `region` who were not rung: they read it in their next digest."""
    return tuple(one for one in candidates if covers_region(one, region) and one.personne not in excluded)
