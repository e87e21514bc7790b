"""Working days and hours of France: every delay is counted in them, and nobody is late on a Sunday (notes §2.3).

Public holidays come from the library `holidays`. They differ overseas and in Alsace-Moselle; a besoin says its region,
not its département, so in Grand Est only the holidays of the whole region stop a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(9), time(18)
"""The working hours, on the clocks of the place."""

PARIS = "Europe/Paris"
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)

# Code of the region or collectivity (INSEE): its clocks, and its name in `holidays`.
_OVERSEAS = MappingProxyType(
    {
        "01": ("America/Guadeloupe", "971"),
        "02": ("America/Martinique", "972"),
        "03": ("America/Cayenne", "973"),
        "04": ("Indian/Reunion", "974"),
        "06": ("Indian/Mayotte", "976"),
        "975": ("America/Miquelon", "PM"),
        "977": ("America/St_Barthelemy", "BL"),
        "978": ("America/Marigot", "MF"),
        "986": ("Pacific/Wallis", "WF"),
        "987": ("Pacific/Tahiti", "PF"),
        "988": ("Pacific/Noumea", "NC"),
    }
)
_ALSACE_MOSELLE = MappingProxyType({"57": "57", "67": "6AE", "68": "6AE"})


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days and hours of one place: `zone` is its clocks, `subdivision` its holidays."""

    zone: str = PARIS
    subdivision: str | None = None

    def local(self, moment: datetime) -> datetime:
        """`moment` on the clocks of the place."""
        return moment.astimezone(ZoneInfo(self.zone))

    def at(self, day: date, hour: time) -> datetime:
        """That hour of that day here, in UTC."""
        return datetime.combine(day, hour, ZoneInfo(self.zone)).astimezone(UTC)

    def minute(self, day: date, minutes: int) -> datetime:
        """So many minutes after midnight on the clocks of that day, in UTC; 1440 is the next midnight."""
        days, left = divmod(minutes, 24 * 60)
        return self.at(day + timedelta(days=days), time(left // 60, left % 60))

    def is_holiday(self, day: date) -> bool:
        """Whether it is a public holiday here."""
        return day in _holidays(self.subdivision, day.year)

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, and no holiday."""
        return day.weekday() < _SATURDAY and not self.is_holiday(day)

    def is_open(self, moment: datetime) -> bool:
        """Whether people work at `moment`."""
        here = self.local(moment)
        return self.is_working_day(here.date()) and OPENS <= here.time() < CLOSES

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself in working hours, else the next opening; in UTC."""
        if self.is_open(moment):
            return moment.astimezone(UTC)
        here = self.local(moment)
        day = here.date() if here.time() < OPENS else here.date() + _ONE_DAY
        return self.at(self.working_day_from(day), OPENS)

    def working_day_from(self, day: date) -> date:
        """`day`, or the first working day after it."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def later(self, moment: datetime, days: int) -> datetime:
        """The same hour `days` working days later, in UTC: always within working hours.

        What happens outside them counts as said at the next opening: on a Saturday, Monday at nine.
        """
        start = self.local(self.next_open(moment))
        day = start.date()
        for _ in range(days):
            day = self.working_day_from(day + _ONE_DAY)
        return self.at(day, start.time())


FRANCE = Calendar()
"""Mainland France, Corsica included."""


def of_region(region: str | None, departement: str | None = None) -> Calendar:
    """The calendar of a region (INSEE code); mainland France when it is not known."""
    if subdivision := _ALSACE_MOSELLE.get(departement or ""):
        return Calendar(subdivision=subdivision)
    if overseas := _OVERSEAS.get(region or ""):
        return Calendar(*overseas)
    return FRANCE


@cache
def _holidays(subdivision: str | None, year: int) -> frozenset[date]:
    """The public holidays of a year, on the day they fall."""
    from holidays import country_holidays

    return frozenset(country_holidays("FR", subdiv=subdivision, years=year, observed=False))
