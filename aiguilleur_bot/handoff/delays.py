"""Delays are counted in working days: nobody is late on a Sunday (domain notes §2.3).

Monday to Friday, in France. Public holidays still count as working days: they come with the full handoff.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ANNOUNCED_DAYS = 2
"""Working days within which the person was told that somebody usually writes."""

COUP_DUR_DAYS = 1
"""The same for a "coup dur": those who answer do so in office hours, so the next working day at most."""

LEASE_DAYS = 4
"""Working days a claim lasts without a first contact."""

_PARIS = "Europe/Paris"
_SATURDAY = 5


def working_days_later(moment: datetime, days: int) -> datetime:
    """The same hour of the clocks of France, `days` working days later, in UTC; weekends do not count."""
    later = moment.astimezone(ZoneInfo(_PARIS))
    left = days
    while left > 0:
        later += timedelta(days=1)
        if later.weekday() < _SATURDAY:
            left -= 1
    return later.astimezone(UTC)


def announced(moment: datetime, announced_days: int, *, coup_dur: bool) -> datetime:
    """Until when somebody said at `moment` to be told may wait before we own up that nobody came."""
    return working_days_later(moment, min(announced_days, COUP_DUR_DAYS) if coup_dur else announced_days)
