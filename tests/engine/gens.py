"""The people of a simulated network: forty who help, each their own way, and when others ask."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from engine.monde import KEY
from engine.server import Server

from aiguilleur_bot.handoff.availability import Absence, Creneau
from aiguilleur_bot.handoff.calendar import FRANCE
from aiguilleur_bot.store.personnes import pseudonym

START = date(2026, 1, 5)
REGIONS = ("11", "32", "53", "76", "84", "93", "04")


@dataclass(slots=True)
class Someone:
    """An aiguilleur: how often they answer when rung, how soon, and how often they then forget to write."""

    account: str
    regions: tuple[str, ...]
    answers: float
    lag: float
    forgets: float
    creneaux: tuple[Creneau, ...] = ()
    coordonne: bool = False
    away: list[Absence] = field(default_factory=list)

    @property
    def id(self) -> str:
        return pseudonym(KEY, Server.name, self.account)


def forty(rng: random.Random, days: int) -> list[Someone]:
    """Forty: a fifth have their own hours, each is away now and then, half of them with a relay."""
    found = [
        Someone(
            f"@a{n}:test",
            tuple(sorted({REGIONS[n % len(REGIONS)], *rng.sample(REGIONS, 1)})),
            answers=rng.uniform(0.35, 0.8),
            lag=rng.choice([1.0, 3.0, 8.0, 24.0]),
            forgets=rng.uniform(0, 0.25),
            creneaux=_own_hours(rng) if n % 5 == 0 else (),
        )
        for n in range(36)
    ]
    found += [Someone(f"@c{n}:test", (REGIONS[n],), 0.6, 8.0, 0.1, coordonne=True) for n in range(4)]
    for one in found:
        for _ in range(max(1, days // 90)):
            first = START + timedelta(days=rng.randrange(days))
            others = [other.id for other in found if other is not one]
            relay = rng.choice(others) if rng.random() < 0.5 else None
            last = first + timedelta(days=rng.randrange(2, 15))
            one.away = [away for away in one.away if away.au < first or away.du > last]
            one.away.append(Absence(first, last, relay))
    return found


def _own_hours(rng: random.Random) -> tuple[Creneau, ...]:
    days = rng.sample(range(7), 2)
    return tuple(Creneau(day, 60 * hour, 60 * (hour + 2)) for day, hour in zip(days, (18, 12), strict=True))


def arrivals(rng: random.Random, demandes: int, days: int) -> Mapping[datetime, int]:
    """When people ask: mostly in daytime and in the week, sometimes on a Sunday night."""
    found: Counter[datetime] = Counter()
    while found.total() < demandes:
        day = START + timedelta(days=rng.randrange(days))
        if not FRANCE.is_working_day(day) and rng.random() < 0.8:
            continue
        hour = min(max(round(rng.gauss(14, 4)), 0), 23)
        moment = datetime.combine(day, time(hour), UTC)
        if moment > datetime.combine(START, time(), UTC):
            found[moment] += 1
    return found
