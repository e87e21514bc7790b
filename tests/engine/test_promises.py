"""« Sinon, je vous le dirai »: who was promised somebody and got nobody is told, once; the network is called again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engine.monde import AIGUILLEURS, ENTRAIDE, Bubble, Failpoints, Monde, Server, SimulatedCrash, sqlite, with_options

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import AiguilleurOption, Engine
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.handoff.rounds import Delays
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import besoins

ASKER, FIRST, SECOND, THIRD, FOURTH = "@camille:test", "@un:test", "@deux:test", "@trois:test", "@quatre:test"
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)
OWNED_UP = "Personne n'a encore"
Step = Callable[[Server], Awaitable[object]]


class Office:
    """A world whose clock is moved by hand."""

    def __init__(self, folder: Path, base: Base, voice: Voice, start: datetime = MONDAY) -> None:
        self.clock = ManualClock(start)
        self.monde = Monde(sqlite(folder), base, voice, clock=self.clock)
        self.monde.server.now = self.clock.now
        people = (FIRST, SECOND, THIRD, FOURTH)
        with_options(self.monde, aiguilleurs=tuple(AiguilleurOption({Server.name: one}) for one in people))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Engine]:
        async with self.monde.alive() as engine:
            yield engine

    async def quiet(self, engine: Engine) -> None:
        await self.monde.until(lambda: self.monde.settled(engine), Failpoints())

    async def tell(self, engine: Engine, *words: str) -> None:
        for one in words:
            await self.monde.server.tell(ASKER, one)
            await self.quiet(engine)

    async def after(self, engine: Engine, **time: float) -> None:
        """So much later, the timers have ticked and everything is sent."""
        self.clock.advance(timedelta(**time))
        await engine.timers.keep_promises()
        await self.quiet(engine)

    def told(self) -> list[Bubble]:
        return [bubble for bubble in self.monde.server.seen() if OWNED_UP in bubble.body]

    def cards(self) -> list[Bubble]:
        return [bubble for bubble in self.monde.server.seen(AIGUILLEURS) if bubble.say.rings]


@pytest.fixture
async def office(tmp_path: Path, base: Base, voice: Voice) -> Office:
    office = Office(tmp_path, base, voice)
    await office.monde.open_rooms()
    return office


NEED = ("un modèle de bail pour une ferme collective", "oui")


async def test_nobody_came_in_two_working_days_so_the_person_is_told_once(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, hours=47)
        assert office.told() == []
        await office.after(engine, hours=1)
        (told,) = office.told()
        assert told.room == office.monde.server.direct_room(ASKER)
        assert told.say.rings
        assert "n°\u00a01" in told.body
        await office.after(engine, days=7)
        await office.after(engine, days=30)
        assert len(office.told()) == 1
        assert len(office.cards()) == 2


async def test_the_network_is_called_again_once_and_other_phones_ring(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, days=2)
    first, again = office.cards()
    assert "Toujours personne" not in first.body
    assert "Toujours personne" in again.body
    assert "23\u00a0novembre" in again.body.replace(" novembre", "\u00a0novembre")
    everybody = {FIRST, SECOND, THIRD, FOURTH}
    assert len(first.say.mentions) == 3
    assert set(first.say.mentions) | set(again.say.mentions) == everybody


async def test_either_card_takes_it_and_both_say_so(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, days=2)
        await office.monde.server.react(SECOND, AIGUILLEURS, office.cards()[1].event_id, "✋")
        await office.quiet(engine)
    assert all("pris par" in card.body for card in office.cards())


async def test_a_weekend_is_no_delay(tmp_path: Path, base: Base, voice: Voice) -> None:
    office = Office(tmp_path, base, voice, FRIDAY)
    await office.monde.open_rooms()
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, days=3)
        assert office.told() == []
        await office.after(engine, days=1)
        assert len(office.told()) == 1


async def test_the_delay_is_the_one_announced(office: Office) -> None:
    with_options(office.monde, delays=Delays(annonce=4))
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, days=3)
        assert office.told() == []
        await office.after(engine, days=1)
        assert len(office.told()) == 1


@pytest.mark.parametrize("what", ["taken", "withdrawn", "forgotten"])
async def test_who_waits_for_nobody_is_left_in_peace(office: Office, what: str) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        if what == "taken":
            await office.monde.server.react(FIRST, AIGUILLEURS, office.cards()[0].event_id, "✋")
        else:
            await office.tell(engine, "retirer" if what == "withdrawn" else "oublie-moi", "oui")
        await office.quiet(engine)
        await office.after(engine, days=10)
    assert office.told() == []
    assert len(office.cards()) <= 1


async def test_a_coup_dur_is_owned_up_to_the_next_working_day_without_its_number(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, "on ne paie plus le loyer", "oui")
        await office.after(engine, hours=23)
        assert office.told() == []
        await office.after(engine, hours=1)
        (told,) = office.told()
        assert "n°" not in told.body
        assert "112" in told.body
        called = {bubble.room for bubble in office.monde.server.seen() if "Coup dur" in bubble.body}
        assert called == {office.monde.server.direct_room(one) for one in (FIRST, SECOND, THIRD, FOURTH)}
        assert not [bubble for bubble in office.monde.server.seen(AIGUILLEURS) if "loyer" in bubble.body]
        await office.after(engine, days=9)
        assert len(office.told()) == 1


async def test_what_was_asked_in_a_room_is_owned_up_to_in_private(office: Office) -> None:
    async with office.open() as engine:
        root = await office.monde.server.ask(ASKER, NEED[0])
        await office.quiet(engine)
        await office.monde.server.say(ASKER, ENTRAIDE, "oui", thread=root)
        await office.quiet(engine)
        await office.after(engine, days=2)
        assert [bubble.room for bubble in office.told()] == [office.monde.server.direct_room(ASKER)]
        await office.tell(engine, "retirer")
        async with engine.database.read() as tx:
            known = await besoins.get(tx, 1)
    assert known is not None
    assert known.etat == "annulee", "what is said next is heard about that besoin"


async def test_a_crash_while_owning_up_repeats_and_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice
) -> None:
    async def lived(at: int) -> list[str]:
        """The bot dies at the `at`-th boundary of the day it owns up, and is started again. Returns the boundaries."""
        office = Office(tmp_path_factory.mktemp("promesse"), base, voice)
        await office.monde.open_rooms()
        async with office.open() as engine:
            await office.tell(engine, *NEED)
        office.clock.advance(timedelta(days=2))
        points = Failpoints(at)
        with suppress(SimulatedCrash):
            async with office.monde.alive(points) as engine:
                await office.monde.until(lambda: bool(office.told()) and len(office.cards()) > 1, points)
                await office.monde.until(lambda: office.monde._settled_or_dead(engine, points), points)
        async with office.open() as engine:
            await office.after(engine)
        assert (len(office.told()), len(office.cards())) == (1, 2), at
        return points.seen

    boundaries = await lived(0)
    assert "promesse:avant-validation" in boundaries
    for at in range(1, len(boundaries) + 1):
        await lived(at)
