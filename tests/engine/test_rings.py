"""Phones: who is rung, when, how often; what waits for the digest; absences and relays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from engine.monde import with_options
from engine.office import ASKER, FIRST, FOURTH, MONDAY, NEED, SECOND, TEAM, THIRD, Office, person
from engine.server import AIGUILLEURS

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import AiguilleurOption, Engine
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import absences
from aiguilleur_bot.vocabulary import Etat

NIGHT = datetime(2026, 11, 23, 21, tzinfo=UTC)


@pytest.fixture
async def office(tmp_path: Path, base: Base, voice: Voice) -> Office:
    office = Office(tmp_path, base, voice)
    await office.monde.open_rooms()
    return office


def offered(office: Office, who: str) -> int:
    """How many cards somebody got in private."""
    return sum("**prendre** (✋)" in one.body for one in office.private(who))


async def test_at_night_the_card_is_shown_and_no_phone_rings_before_the_morning(
    tmp_path: Path, base: Base, voice: Voice
) -> None:
    office = Office(tmp_path, base, voice, NIGHT)
    await office.monde.open_rooms()
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        assert office.called() == [()]
        await office.after(engine, hours=9, minutes=59)
        assert sum(offered(office, one) for one in TEAM) == 0
        await office.after(engine, minutes=1)  # eight in the morning, in Paris
        assert sum(offered(office, one) for one in TEAM) == 3
        await office.after(engine, hours=1)
        assert sum(offered(office, one) for one in TEAM) == 3


async def test_a_planned_ring_never_comes_when_somebody_took_it_meanwhile(
    tmp_path: Path, base: Base, voice: Voice
) -> None:
    office = Office(tmp_path, base, voice, NIGHT)
    await office.monde.open_rooms()
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.monde.server.react(FOURTH, AIGUILLEURS, office.cards()[0].event_id, "✋")
        await office.quiet(engine)
        await office.after(engine, hours=12)
        assert sum(offered(office, one) for one in TEAM) == 0


async def test_one_ring_a_day_and_the_rest_the_next_morning(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.tell(engine, "humain : un autre modèle de bail")
        first, second = office.called()
        assert len(first) == 3
        assert set(second) == set(TEAM) - set(first)
        await office.tell(engine, "humain : une charte de cuisine")
        assert office.called()[2] == ()
        await office.after(engine, hours=21)
        assert [offered(office, one) for one in TEAM] == [1, 1, 1, 1], "each once, for one or the other"


async def test_a_coup_dur_rings_whatever_rang_already_but_never_a_fourth_time(office: Office) -> None:
    async with office.open() as engine:
        for one in range(8):
            who = f"@p{one}:test"
            await office.tell(engine, "on ne paie plus le loyer", "oui", who=who)
        rung = [sum("Coup dur" in bubble.body for bubble in office.private(one)) for one in TEAM]
        assert sum(rung) == 12, "three for each of the four, then no more"
        assert max(rung) == 3


async def test_own_hours_are_the_only_ones_and_a_coup_dur_sets_them_aside(office: Office) -> None:
    people = (AiguilleurOption({"test": FIRST}),)
    with_options(office.monde, aiguilleurs=people)
    async with office.open() as engine:
        await office.know(engine, FIRST, creneaux=[[0, 18 * 60, 20 * 60]])
        await office.tell(engine, *NEED)
        assert office.called() == [()]
        await office.after(engine, hours=6, minutes=59)
        assert offered(office, FIRST) == 0
        await office.after(engine, minutes=1)
        assert offered(office, FIRST) == 1
        await office.after(engine, hours=16)
        await office.tell(engine, "on ne paie plus le loyer", "oui", who="@autre:test")
        assert sum("Coup dur" in bubble.body for bubble in office.private(FIRST)) == 1


async def test_the_absent_are_not_rung_and_their_relay_answers_for_their_region(office: Office) -> None:
    people = (AiguilleurOption({"test": FIRST}, ("32",)), AiguilleurOption({"test": SECOND}, ("11",)))
    with_options(office.monde, aiguilleurs=(*people, AiguilleurOption({"test": THIRD}, ("53",))))
    async with office.open() as engine:
        for one in (FIRST, SECOND):
            await office.know(engine, one)
        async with engine.database.write("essai") as tx:
            now = office.clock.now()
            day, week = date(2026, 11, 23), date(2026, 11, 27)
            absence = await absences.add(tx, personne=person(FIRST), du=day, au=week, relais=person(SECOND), now=now)
            assert await absences.answer(tx, absence, relais=person(SECOND), accepte=True)
        await office.tell(engine, "humain : un modèle de bail à Lille")
        assert office.called() == [(SECOND,)]


async def test_whoever_is_away_gets_nothing_until_they_are_back(office: Office) -> None:
    with_options(office.monde, aiguilleurs=(AiguilleurOption({"test": FIRST}),))
    async with office.open() as engine:
        await office.know(engine, FIRST)
        async with engine.database.write("essai") as tx:
            away = {"du": date(2026, 11, 23), "au": date(2026, 11, 27), "relais": None}
            await absences.add(tx, personne=person(FIRST), now=office.clock.now(), **away)
        await office.tell(engine, *NEED)
        await office.day_by_day(engine, 4)
        assert office.private(FIRST) == []
        await office.day_by_day(engine, 3)  # Monday the 30th
        assert [("résumé" in one.body) for one in office.private(FIRST)] == [True]


async def test_who_was_not_rung_reads_it_in_one_digest_at_their_hour(office: Office) -> None:
    more = tuple(AiguilleurOption({"test": f"@plus{n}:test"}) for n in range(4))
    with_options(office.monde, aiguilleurs=(*office.monde.options.aiguilleurs, *more))
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, days=1)  # three more are rung, the two others read it
        rung = {name for names in office.called() for name in names}
        assert len(rung) == 6
        readers = {option.comptes["test"] for option in office.monde.options.aiguilleurs} - rung
        await office.after(engine, minutes=1)
        for one in readers:
            (letter,) = office.private(one)
            assert "résumé" in letter.body
            assert "n°\u00a01" in letter.body
        await office.day_by_day(engine, 2)
        assert all(len(office.private(one)) == 1 for one in readers)


async def test_whoever_lets_it_go_is_not_asked_again_and_somebody_else_is(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        (called,) = office.called()
        (left,) = set(TEAM) - set(called)
        card = office.cards()[0].event_id
        await office.monde.server.say(called[0], AIGUILLEURS, "passer", thread=card)
        await office.quiet(engine)
        assert offered(office, left) == 1
        await office.day_by_day(engine, 4)
        assert all(called[0] not in names for names in office.called()[1:])


async def test_whoever_carries_enough_is_left_in_peace(office: Office) -> None:
    with_options(office.monde, aiguilleurs=(AiguilleurOption({"test": FIRST}, plafond=1),))
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.monde.server.react(FIRST, AIGUILLEURS, office.cards()[0].event_id, "✋")
        await office.quiet(engine)
        assert (await office.besoin(engine)).etat == Etat.PRISE_EN_CHARGE
        await office.after(engine, days=1)
        await office.tell(engine, "humain : une charte de cuisine", who="@autre:test")
        assert office.called()[1:] == [()]


async def held_then_away(office: Office, engine: Engine, relais: str | None = None) -> int:
    """FIRST takes it, writes, then leaves for three weeks; how many messages they had by then."""
    await office.tell(engine, *NEED)
    await office.monde.server.react(FIRST, AIGUILLEURS, office.cards()[0].event_id, "✋")
    await office.quiet(engine)
    await office.tell(engine, "contact", who=FIRST)
    async with engine.database.write("essai") as tx:
        now, du, au = office.clock.now(), date(2026, 11, 24), date(2026, 12, 15)
        absence = await absences.add(tx, personne=person(FIRST), du=du, au=au, relais=relais, now=now)
        if relais is not None:
            await absences.answer(tx, absence, relais=relais, accepte=True)
    return len(office.private(FIRST))


async def test_a_holder_away_is_not_disturbed_their_relay_is(office: Office) -> None:
    async with office.open() as engine:
        before = await held_then_away(office, engine, relais=person(SECOND))
        await office.day_by_day(engine, 11)
        assert len(office.private(FIRST)) == before
        assert "est en absence" in office.private(SECOND)[-1].body
        assert FIRST in office.private(SECOND)[-1].body


async def test_without_a_relay_a_coordinator_is_asked(office: Office) -> None:
    chief = AiguilleurOption({"test": SECOND}, coordonne=True)
    with_options(office.monde, aiguilleurs=(AiguilleurOption({"test": FIRST}), chief))
    async with office.open() as engine:
        before = await held_then_away(office, engine)
        await office.day_by_day(engine, 11)
        assert len(office.private(FIRST)) == before
        assert "est en absence" in office.private(SECOND)[-1].body


async def test_with_nobody_to_ask_the_holder_reads_it_when_they_are_back(office: Office) -> None:
    async with office.open() as engine:
        before = await held_then_away(office, engine)
        await office.day_by_day(engine, 22)
        assert len(office.private(FIRST)) == before
        await office.day_by_day(engine, 2)
        assert "des nouvelles" in office.private(FIRST)[-1].body


def test_the_office_opens_on_a_working_day() -> None:
    assert MONDAY.weekday() == 0
    assert timedelta(hours=11) == NIGHT - MONDAY
    assert ASKER not in TEAM
