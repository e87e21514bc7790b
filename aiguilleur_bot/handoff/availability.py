"""When a person's phone may ring: their own hours, quiet hours, absences, and how much a day (domain notes §2.3).

Volunteers are not office workers: whoever said their own hours is rung in these, and in no other. A "coup dur" sets
aside one's own hours and the daily limit, never the night, the weekend, an absence or the hard limit: those who asked
were told that people answer in office hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from aiguilleur_bot.handoff.calendar import FRANCE, Calendar

RINGS_A_DAY = 1
"""How often a phone may ring in a day for what is not a "coup dur"; the rest goes in the digest."""

MOST_A_DAY = 3
"""Never more than this for anybody, whatever is asked, the digest and "coups durs" included."""

DIGEST_HOUR = 9
"""When the digest comes, on the clocks of the person."""

DAY = 24 * 60
_AHEAD = 370


@dataclass(frozen=True, slots=True, order=True)
class Creneau:
    """One's own hours on a day of the week (0: Monday), in minutes since midnight; `fin` is not included."""

    jour: int
    debut: int
    fin: int

    def __post_init__(self) -> None:
        if not (0 <= self.jour <= 6 and 0 <= self.debut < self.fin <= DAY):
            raise ValueError(f"créneau impossible : {self.jour}, {self.debut}, {self.fin}")


@dataclass(frozen=True, slots=True)
class Quiet:
    """When no phone rings, unless its owner's own hours say so: every night from `debut` to `fin`, in minutes since
    midnight, and with `repos` on weekends and public holidays (the latter even in one's own hours).
    """

    debut: int = 20 * 60
    fin: int = 8 * 60
    repos: bool = True


@dataclass(frozen=True, slots=True)
class Absence:
    """Days included, on the clocks of the person. `relais` has accepted to be asked instead."""

    du: date
    au: date
    relais: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the person is away on `day`."""
        return self.du <= day <= self.au


@dataclass(frozen=True, slots=True)
class Availability:
    """What decides when one person may be rung. `par_jour` is their limit a day, at most MOST_A_DAY."""

    creneaux: tuple[Creneau, ...] = ()
    absences: tuple[Absence, ...] = ()
    en_pause: bool = False
    par_jour: int = RINGS_A_DAY
    heure_resume: int | None = None
    calendar: Calendar = field(default=FRANCE)
    quiet: Quiet = field(default_factory=Quiet)

    def absent(self, moment: datetime) -> bool:
        """Away, or resting: nothing rings."""
        return self._away(self.calendar.local(moment).date())

    def windows(self, day: date, *, urgent: bool = False) -> tuple[tuple[int, int], ...]:
        """The hours of `day` when the phone may ring, in minutes since midnight, in order; the end is not included."""
        if self._away(day) or (self.quiet.repos and self.calendar.is_holiday(day)):
            return ()
        own = [(one.debut, one.fin) for one in self.creneaux if one.jour == day.weekday()]
        if self.creneaux and not urgent:
            return _merged(own)
        working = not self.quiet.repos or self.calendar.is_working_day(day)
        awake = [(self.quiet.fin, self.quiet.debut)] if working and self.quiet.fin < self.quiet.debut else []
        return _merged([*own, *awake])

    def _away(self, day: date) -> bool:
        return self.en_pause or any(absence.covers(day) for absence in self.absences)


def when_may_ring(
    person: Availability,
    moment: datetime,
    *,
    urgent: bool = False,
    rung: Sequence[datetime] = (),
    digests: Sequence[datetime] = (),
) -> datetime | None:
    """The first instant from `moment` on when the phone of `person` may ring, in UTC; None: not within a year.

    `rung` says when it rang already, or is planned to, and `digests` when a digest came: a day that has had its share
    is left in peace.
    """
    calendar = person.calendar
    limit = MOST_A_DAY if urgent else min(person.par_jour, MOST_A_DAY)
    days = [calendar.local(one).date() for one in rung]
    all_days = days + [calendar.local(one).date() for one in digests]
    here = calendar.local(moment)
    for ahead in range(_AHEAD):
        day = here.date() + timedelta(days=ahead)
        if days.count(day) >= limit or all_days.count(day) >= MOST_A_DAY:
            continue
        for opens, closes in person.windows(day, urgent=urgent):
            start = max(calendar.minute(day, opens), moment)
            if start < calendar.minute(day, closes):
                return start.astimezone(UTC)
    return None


def digest_due(person: Availability, moment: datetime) -> bool:
    """Whether the digest of the day may come at `moment`: at the person's hour, on a day when they may be rung.

    Whoever chose no hour and has hours of their own gets it in these, and only in these. For others, late by two hours,
    it waits for the next day, unless it is still daytime.
    """
    here = person.calendar.local(moment)
    windows = person.windows(here.date())
    if not windows:
        return False
    minute = here.hour * 60 + here.minute
    if person.creneaux and person.heure_resume is None:
        return any(opens <= minute < closes for opens, closes in windows)
    hour = 60 * (DIGEST_HOUR if person.heure_resume is None else person.heure_resume)
    return hour <= minute < max(person.quiet.debut, hour + 120)


def _merged(windows: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same hours, in order, without overlap."""
    found: list[tuple[int, int]] = []
    for opens, closes in sorted(windows):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(closes, found[-1][1]))
        else:
            found.append((opens, closes))
    return tuple(found)
