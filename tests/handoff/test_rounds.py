"""The ladder, held against the domain notes (§2.3): what falls due, when, each step once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.handoff.calendar import FRANCE, of_region
from aiguilleur_bot.handoff.rounds import (
    Delays,
    Due,
    Facts,
    Step,
    first_escalation,
    key,
    lease_end,
    next_due,
    next_round,
)
from aiguilleur_bot.vocabulary import Etat

MONDAY = FRANCE.at(date(2026, 11, 23), time(10))
DELAYS = Delays()


def fresh(*, coup_dur: bool = False, depuis: datetime = MONDAY, **more: object) -> Facts:
    level = first_escalation(coup_dur=coup_dur)
    return replace(Facts(etat=Etat.NOUVELLE, coup_dur=coup_dur, depuis=depuis, escalade=level), **more)  # type: ignore[arg-type]


def applied(facts: Facts, due: Due) -> Facts:
    """What the engine marks when it applies a step."""
    match due.step:
        case Step.OFFRIR | Step.ELARGIR:
            return replace(facts, tour=facts.tour + 1)
        case Step.COORDONNER:
            return replace(facts, prevenu=True, escalade=max(1, facts.escalade))
        case Step.NATIONAL:
            return replace(facts, escalade=2)
        case Step.RAPPELER:
            return replace(facts, rappele=True)
        case Step.RENDRE:
            return fresh(coup_dur=facts.coup_dur, depuis=due.quand)
        case Step.REPRENDRE:
            return replace(facts, etat=Etat.EN_COURS, depuis=due.quand)
        case Step.RELANCER:
            return replace(facts, etat=Etat.RELANCEE, relance_le=due.quand)
        case Step.EXPIRER | Step.RENONCER:
            return replace(facts, etat=Etat.EXPIREE)


def ladder(facts: Facts, until: datetime) -> list[tuple[Step, datetime]]:
    steps: list[tuple[Step, datetime]] = []
    while (due := next_due(facts, DELAYS)) is not None and due.quand <= until:
        steps.append((due.step, due.quand))
        facts = applied(facts, due)
    return steps


def day(number: int, hour: int = 10, month: int = 11) -> datetime:
    return FRANCE.at(date(2026, month, number), time(hour))


def test_nobody_takes_it() -> None:
    assert ladder(fresh(), MONDAY + timedelta(days=60)) == [
        (Step.OFFRIR, day(23)),
        (Step.ELARGIR, day(24)),
        (Step.COORDONNER, day(25)),
        (Step.NATIONAL, day(27)),
        (Step.RENONCER, day(23, month=12)),
    ]


def test_a_coup_dur_starts_one_level_up_and_is_owned_up_to_the_next_working_day() -> None:
    assert ladder(fresh(coup_dur=True), MONDAY + timedelta(days=7)) == [
        (Step.OFFRIR, day(23)),
        (Step.ELARGIR, day(24)),
        (Step.COORDONNER, day(24)),
        (Step.NATIONAL, day(27)),
    ]


def test_it_is_taken_and_nobody_writes() -> None:
    taken = replace(fresh(), etat=Etat.PRISE_EN_CHARGE, prise_le=MONDAY, bail_jusqu_au=lease_end(MONDAY, None, 4))
    steps = ladder(taken, MONDAY + timedelta(days=5))
    assert steps[:3] == [(Step.RAPPELER, day(25)), (Step.RENDRE, day(27)), (Step.OFFRIR, day(27))]


def test_it_is_under_way_and_nobody_moves() -> None:
    active = replace(fresh(), etat=Etat.EN_COURS)
    assert ladder(active, MONDAY + timedelta(days=60)) == [
        (Step.RELANCER, day(3, month=12)),
        (Step.EXPIRER, day(23, month=12)),
    ]


def test_it_waits_until_its_date() -> None:
    waiting = replace(fresh(), etat=Etat.EN_ATTENTE, attend_jusqu_au=day(24, 8, month=12))
    assert ladder(waiting, MONDAY + timedelta(days=60)) == [
        (Step.RELANCER, day(24, 9, month=12)),
        (Step.EXPIRER, day(13, 9, month=1).replace(year=2027)),
    ]


def test_what_nobody_accepted_goes_back_to_whoever_held_it() -> None:
    handed = replace(fresh(), etat=Etat.TRANSMISE, transmis_le=MONDAY)
    assert ladder(handed, day(26)) == [(Step.REPRENDRE, day(25))]


@pytest.mark.parametrize("etat", [Etat.CLOSE, Etat.EXPIREE, Etat.ANNULEE, Etat.FUSIONNEE])
def test_nothing_falls_due_at_an_end(etat: Etat) -> None:
    assert next_due(replace(fresh(), etat=etat), DELAYS) is None


def test_the_next_people_are_not_asked_before_the_first_had_their_time() -> None:
    assert next_round(fresh(), DELAYS) == day(24)
    assert next_round(fresh(tour=1), DELAYS) == day(27)
    assert next_round(fresh(calendar=of_region("04")), DELAYS) == day(24)


def test_a_step_has_one_name_for_each_time_it_goes_to_the_group() -> None:
    assert key(42, Step.OFFRIR, MONDAY) == key(42, Step.OFFRIR, MONDAY)
    assert key(42, Step.OFFRIR, MONDAY) != key(42, Step.OFFRIR, day(24))
    assert key(42, Step.OFFRIR, MONDAY) != key(42, Step.ELARGIR, MONDAY)


moments = st.integers(0, 60_000).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=17 * n))
facts = st.builds(
    lambda etat, coup_dur, depuis, region, **more: fresh(
        coup_dur=coup_dur, depuis=depuis, etat=etat, calendar=of_region(region), **more
    ),
    st.sampled_from(Etat),
    st.booleans(),
    moments,
    st.sampled_from([None, "32", "04", "987"]),
)
delays = st.builds(Delays, annonce=st.integers(1, 30), bail=st.integers(1, 30))


@given(facts, delays)
def test_every_open_besoin_ends_each_step_once_and_in_order(start: Facts, delays: Delays) -> None:
    here, seen, last = start, set[tuple[Step, datetime]](), start.depuis
    for _ in range(40):
        due = next_due(here, delays)
        if due is None:
            break
        assert (due.step, here.depuis) not in seen
        assert due.quand >= last or due.step in (Step.ELARGIR, Step.COORDONNER, Step.NATIONAL)
        seen.add((due.step, here.depuis))
        here, last = applied(here, due), max(last, due.quand)
    assert next_due(here, delays) is None


@given(facts, delays)
def test_only_the_first_phones_ring_outside_working_hours(start: Facts, delays: Delays) -> None:
    due = next_due(start, delays)
    if due is not None and due.step is not Step.OFFRIR:
        assert start.calendar.is_open(due.quand)


@given(moments, st.booleans(), delays)
def test_the_person_is_told_no_later_than_announced(depuis: datetime, coup_dur: bool, delays: Delays) -> None:
    here = fresh(coup_dur=coup_dur, depuis=depuis)
    promised = FRANCE.later(depuis, delays.annonce)
    while not here.prevenu:
        due = next_due(here, delays)
        assert due is not None
        assert due.quand <= promised or due.step is Step.COORDONNER
        here = applied(here, due)
        if due.step is Step.COORDONNER:
            assert due.quand <= promised
