"""Delays are counted in working days: nobody is late on a Sunday (domain notes §2.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

BAIL_JOURS = 4
"""Working days a claim lasts without a first contact."""

_SAMEDI = 5


def working_days_later(moment: datetime, jours: int) -> datetime:
    """The same hour, `jours` working days later; weekends do not count."""
    later = moment
    left = jours
    while left > 0:
        later += timedelta(days=1)
        if later.weekday() < _SAMEDI:
            left -= 1
    return later
