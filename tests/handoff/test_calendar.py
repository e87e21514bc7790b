"""Working days and hours of France: what was announced on a Friday is not late on a Sunday, nor on a holiday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.handoff.calendar import CLOSES, FRANCE, OPENS, Calendar, of_region

PARIS = ZoneInfo("Europe/Paris")
REGIONS = (None, "11", "32", "44", "94", "01", "02", "03", "04", "06", "975", "977", "978", "986", "987", "988")
moments = st.integers(0, 400_000).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * minutes))
places = st.sampled_from(REGIONS).map(of_region)


def paris(day: int, hour: int = 14, minute: int = 2, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("said", "days", "until"),
    [
        (paris(23), 2, paris(25)),  # Monday: Wednesday
        (paris(26), 2, paris(30)),  # Thursday: Monday
        (paris(27), 2, paris(1, month=12)),  # Friday: Tuesday
        (paris(28), 2, paris(2, 9, 0, month=12)),  # Saturday counts as Monday at nine
        (paris(23, 0, 30), 1, paris(24, 9, 0)),  # Monday in France, Sunday in UTC
        (paris(27, 23, 45), 1, paris(1, 9, 0, month=12)),  # Friday night too
        (paris(23, 7), 1, paris(24, 9, 0)),
        (paris(23, 18, 0), 1, paris(25, 9, 0)),  # closed is closed
        (paris(23), 5, paris(30)),
        (paris(23), 0, paris(23)),
        (paris(10), 1, paris(12)),  # the 11th of November
        (paris(24, month=12), 1, paris(28, month=12)),  # Christmas on a Friday
        (paris(31, month=12), 1, paris(4, month=1, year=2027)),
        (paris(2, month=4), 2, paris(7, month=4)),  # Easter Monday, in mainland France
    ],
)
def test_weekends_nights_and_holidays_do_not_count(said: datetime, days: int, until: datetime) -> None:
    assert FRANCE.later(said.astimezone(UTC), days) == until


def test_the_hour_is_that_of_the_clocks_of_the_place() -> None:
    """The clocks change in the night of 25 October 2026 in Paris, never in Réunion."""
    assert FRANCE.later(paris(23, month=10), 1) == paris(26, month=10)
    reunion = of_region("04")
    nine = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Indian/Reunion"))
    assert reunion.is_open(nine)
    assert not FRANCE.is_open(nine)


@pytest.mark.parametrize(
    ("region", "departement", "day", "holiday"),
    [
        ("44", "67", date(2026, 12, 26), True),
        ("44", "57", date(2026, 4, 3), True),
        ("44", "51", date(2026, 12, 26), False),
        ("44", None, date(2026, 12, 26), False),
        ("04", None, date(2027, 12, 20), True),
        ("02", None, date(2026, 5, 22), True),
        ("11", None, date(2027, 12, 20), False),
        ("988", None, date(2026, 9, 24), True),
        ("11", None, date(2026, 7, 14), True),
    ],
)
def test_holidays_are_those_of_the_place(region: str, departement: str | None, day: date, holiday: bool) -> None:
    assert of_region(region, departement).is_holiday(day) is holiday


def test_a_region_nobody_knows_is_mainland_france() -> None:
    assert of_region(None) == of_region("11") == of_region("00") == FRANCE


@given(places, moments, st.integers(0, 30))
def test_a_delay_ends_in_working_hours_and_grows(place: Calendar, moment: datetime, days: int) -> None:
    end = place.later(moment, days)
    here = place.local(end)
    assert place.is_working_day(here.date())
    assert OPENS <= here.time() < CLOSES
    assert end.tzinfo is UTC
    assert place.later(moment, days + 1) > end >= moment


@given(places, moments)
def test_the_next_opening_is_open_and_not_before(place: Calendar, moment: datetime) -> None:
    opening = place.next_open(moment)
    assert opening >= moment
    assert place.is_open(opening)
    assert opening == moment or place.local(opening).time() == OPENS


@given(places, st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(0, 1440))
def test_minutes_of_a_day_are_on_its_clocks(place: Calendar, day: date, minutes: int) -> None:
    here = place.local(place.minute(day, minutes))
    assert here.date() == (day if minutes < 1440 else day + timedelta(days=1))
