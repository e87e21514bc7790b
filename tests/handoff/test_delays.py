"""Working days of France: what was announced on a Friday is not late on a Sunday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.handoff.delays import announced, working_days_later

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def paris(day: int, hour: int = 14, minute: int = 2, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("asked", "jours", "until"),
    [
        (paris(23), 2, paris(25)),  # Monday: Wednesday
        (paris(26), 2, paris(30)),  # Thursday: Monday
        (paris(27), 2, paris(1, month=12)),  # Friday: Tuesday
        (paris(28), 2, paris(1, month=12)),  # Saturday: as if said on Sunday night
        (paris(29), 1, paris(30)),
        (paris(23), 5, paris(30)),
        (paris(27, 23, 45), 1, paris(30, 23, 45)),  # Friday night is already Saturday nowhere in France
        (paris(23, 0, 30), 1, paris(24, 0, 30)),  # Monday in France, Sunday in UTC
    ],
)
def test_weekends_do_not_count(asked: datetime, jours: int, until: datetime) -> None:
    assert working_days_later(asked.astimezone(UTC), jours) == until


def test_the_hour_is_that_of_the_clocks_of_france() -> None:
    """The clocks change in the night of 25 October 2026."""
    assert working_days_later(paris(23, month=10).astimezone(UTC), 1) == paris(26, month=10)


def test_a_coup_dur_is_owned_up_to_sooner() -> None:
    asked = paris(23)
    assert announced(asked, 2, coup_dur=False) == paris(25)
    assert announced(asked, 2, coup_dur=True) == paris(24)


@given(st.integers(0, 50_000).map(lambda hours: MONDAY + timedelta(hours=hours)), st.integers(1, 30))
def test_a_delay_ends_on_a_working_day_and_grows(moment: datetime, jours: int) -> None:
    end = working_days_later(moment, jours)
    assert end.astimezone(PARIS).weekday() < 5
    assert end.tzinfo is UTC
    assert working_days_later(moment, jours + 1) > end > moment
