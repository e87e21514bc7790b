"""When a phone may ring: never at night, on Sundays and holidays, away, or more than its owner bears."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.handoff.availability import (
    MOST_A_DAY,
    Absence,
    Availability,
    Creneau,
    Quiet,
    digest_due,
    when_may_ring,
)
from aiguilleur_bot.handoff.calendar import FRANCE, of_region


def paris(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return FRANCE.at(date(2026, month, day), datetime(2026, 1, 1, hour, minute).time())  # noqa: DTZ001


TUESDAY_EVENING = (Creneau(1, 18 * 60, 20 * 60),)
ANYBODY = Availability()
VOLUNTEER = Availability(creneaux=TUESDAY_EVENING)


@pytest.mark.parametrize(
    ("person", "moment", "rings"),
    [
        (ANYBODY, paris(23, 10, 30), paris(23, 10, 30)),
        (ANYBODY, paris(23, 7, 59), paris(23, 8)),
        (ANYBODY, paris(23, 20), paris(24, 8)),
        (ANYBODY, paris(27, 21), paris(30, 8)),  # Friday night: Monday
        (ANYBODY, paris(10, 21), paris(12, 8)),  # the 11th of November
        (VOLUNTEER, paris(23, 10), paris(24, 18)),
        (VOLUNTEER, paris(24, 19, 59), paris(24, 19, 59)),
        (VOLUNTEER, paris(24, 20), paris(1, 18, month=12)),
        (Availability(creneaux=(Creneau(5, 600, 720),)), paris(23, 10), paris(28, 10)),  # their own Saturday
        (Availability(creneaux=(Creneau(0, 1320, 1440), Creneau(1, 0, 60))), paris(23, 23), paris(23, 23)),
        (Availability(absences=(Absence(date(2026, 11, 23), date(2026, 11, 24)),)), paris(23, 10), paris(25, 8)),
        (Availability(en_pause=True), paris(23, 10), None),
        (Availability(quiet=Quiet(debut=22 * 60, fin=7 * 60, repos=False)), paris(29, 21), paris(29, 21)),
    ],
)
def test_the_next_time_a_phone_may_ring(person: Availability, moment: datetime, rings: datetime | None) -> None:
    assert when_may_ring(person, moment) == rings


def test_a_coup_dur_sets_aside_ones_own_hours_and_the_daily_limit_but_not_the_night() -> None:
    rung = [paris(23, 9)]
    assert when_may_ring(VOLUNTEER, paris(23, 10), urgent=True) == paris(23, 10)
    assert when_may_ring(ANYBODY, paris(23, 10), rung=rung) == paris(24, 8)
    assert when_may_ring(ANYBODY, paris(23, 10), urgent=True, rung=rung) == paris(23, 10)
    assert when_may_ring(ANYBODY, paris(23, 10), urgent=True, rung=rung * 3) == paris(24, 8)
    assert when_may_ring(ANYBODY, paris(23, 22), urgent=True) == paris(24, 8)
    assert when_may_ring(VOLUNTEER, paris(28, 10), urgent=True) == paris(30, 8)


def test_the_digest_counts_for_the_hard_limit_only() -> None:
    one, digest = [paris(23, 9)], [paris(23, 9)]
    assert when_may_ring(ANYBODY, paris(23, 10), digests=digest) == paris(23, 10)
    three = Availability(par_jour=3)
    assert when_may_ring(three, paris(23, 10), rung=one, digests=digest) == paris(23, 10)
    assert when_may_ring(three, paris(23, 10), rung=one * 2, digests=digest) == paris(24, 8)
    assert when_may_ring(Availability(par_jour=9), paris(23, 10), rung=one * 3) == paris(24, 8)


def test_hours_are_those_of_the_clocks_of_the_person() -> None:
    reunion = Availability(calendar=of_region("04"))
    assert when_may_ring(reunion, datetime(2026, 11, 23, 4, tzinfo=UTC)) == datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert when_may_ring(reunion, datetime(2026, 11, 23, 16, tzinfo=UTC)) == datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("person", "moment", "due"),
    [
        (ANYBODY, paris(23, 8, 59), False),
        (ANYBODY, paris(23, 9), True),
        (ANYBODY, paris(23, 19, 59), True),
        (ANYBODY, paris(23, 20), False),
        (ANYBODY, paris(29, 9), False),
        (Availability(heure_resume=18), paris(23, 17), False),
        (Availability(heure_resume=18), paris(23, 18), True),
        (Availability(heure_resume=21), paris(23, 22, 59), True),
        (Availability(heure_resume=21), paris(23, 23), False),
        (VOLUNTEER, paris(24, 9), False),
        (VOLUNTEER, paris(24, 18), True),
        (VOLUNTEER, paris(24, 19, 59), True),
        (VOLUNTEER, paris(24, 20), False),
        (VOLUNTEER, paris(23, 18), False),
        (Availability(en_pause=True), paris(23, 9), False),
    ],
)
def test_the_digest_comes_at_the_hour_of_the_person(person: Availability, moment: datetime, due: bool) -> None:
    assert digest_due(person, moment) is due


def test_an_impossible_hour_is_refused() -> None:
    for wrong in ((7, 0, 60), (0, 60, 60), (0, 0, 1441), (-1, 0, 60)):
        with pytest.raises(ValueError, match="créneau"):
            Creneau(*wrong)


creneaux = st.lists(
    st.builds(
        lambda day, start, length: Creneau(day, start, min(start + length, 1440)),
        st.integers(0, 6),
        st.integers(0, 1380),
        st.integers(1, 300),
    ),
    max_size=4,
).map(tuple)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
absences = st.lists(
    st.builds(lambda du, n: Absence(du, du + timedelta(days=n)), days, st.integers(0, 20)), max_size=3
).map(tuple)
tenths = st.lists(st.integers(0, 500), max_size=6)
moments = st.integers(0, 100_000).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=10 * n))
people = st.builds(
    Availability,
    creneaux=creneaux,
    absences=absences,
    par_jour=st.integers(1, 5),
    calendar=st.sampled_from(["11", "04", "02", "987"]).map(of_region),
)


@given(people, moments, st.booleans(), tenths, tenths)
def test_no_phone_ever_rings_when_it_may_not(
    person: Availability, moment: datetime, urgent: bool, ago: list[int], digests: list[int]
) -> None:
    rung = [moment - timedelta(hours=hours / 10) for hours in ago]
    mail = [moment - timedelta(hours=hours / 10) for hours in digests]
    found = when_may_ring(person, moment, urgent=urgent, rung=rung, digests=mail)
    if found is None:
        return
    here = person.calendar.local(found)
    minute = here.hour * 60 + here.minute
    in_own = any(one.jour == here.weekday() and one.debut <= minute < one.fin for one in person.creneaux)
    in_day = 8 * 60 <= minute < 20 * 60 and person.calendar.is_working_day(here.date())
    assert found >= moment
    assert not person.calendar.is_holiday(here.date())
    assert not person.absent(found)
    assert in_own if person.creneaux and not urgent else in_own or in_day
    today = [one for one in rung if person.calendar.local(one).date() == here.date()]
    letters = [one for one in mail if person.calendar.local(one).date() == here.date()]
    assert len(today) + len(letters) < MOST_A_DAY
    assert urgent or len(today) < min(person.par_jour, MOST_A_DAY)
