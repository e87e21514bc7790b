"""A world whose clock is moved by hand: four aiguilleuses, somebody who asks, and the days that pass."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from engine.crashes import Failpoints
from engine.monde import KEY, Monde, sqlite, with_options
from engine.server import AIGUILLEURS, COORDINATION, Bubble, Server

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import AiguilleurOption, Engine, SalonOption
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.handoff.availability import RINGS_A_DAY, Quiet
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import aiguilleurs, besoins, personnes
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.personnes import pseudonym

ASKER, FIRST, SECOND, THIRD, FOURTH = "@camille:test", "@un:test", "@deux:test", "@trois:test", "@quatre:test"
TEAM = (FIRST, SECOND, THIRD, FOURTH)
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)
NEED = ("un modèle de bail pour une ferme collective", "oui")
OWNED_UP = "Personne n'a encore"


def person(account: str) -> str:
    """The pseudonym of somebody."""
    return pseudonym(KEY, Server.name, account)


class Office:
    """Real quiet hours and real limits."""

    def __init__(self, folder: Path, base: Base, voice: Voice, start: datetime = MONDAY) -> None:
        self.clock = ManualClock(start)
        self.monde = Monde(sqlite(folder), base, voice, clock=self.clock)
        self.monde.server.now = self.clock.now
        with_options(
            self.monde,
            aiguilleurs=tuple(AiguilleurOption({Server.name: one}) for one in TEAM),
            quiet=Quiet(),
            rings_a_day=RINGS_A_DAY,
        )

    async def with_coordination(self) -> None:
        """There is a room of the coordination too."""
        here = SalonOption(Server.name, "coordination", "coordination")
        with_options(self.monde, salons=(*self.monde.options.salons, here))
        await self.monde.server.join(COORDINATION, "coordination")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Engine]:
        async with self.monde.alive() as engine:
            yield engine

    async def quiet(self, engine: Engine) -> None:
        await self.monde.until(lambda: self.monde.settled(engine), Failpoints())

    async def tell(self, engine: Engine, *words: str, who: str = ASKER) -> None:
        for one in words:
            await self.monde.server.tell(who, one)
            await self.quiet(engine)

    async def after(self, engine: Engine, **time: float) -> None:
        """So much later, the timers have ticked and everything is sent."""
        self.clock.advance(timedelta(**time))
        await engine.timers.go_round()
        await engine.timers.ring_planned()
        await engine.timers.send_digests()
        await self.quiet(engine)

    async def day_by_day(self, engine: Engine, days: int) -> None:
        """Days pass, the bot being awake at ten every day."""
        for _ in range(days):
            await self.after(engine, days=1)

    async def know(self, engine: Engine, account: str, **values: object) -> None:
        """Something is known of an aiguilleur."""
        async with engine.database.write("essai") as tx:
            await personnes.meet(tx, person(account), Server.name, account, self.clock.now())
            await aiguilleurs.note(tx, person(account), self.clock.now(), **values)

    async def besoin(self, engine: Engine, numero: int = 1) -> Besoin:
        async with engine.database.read() as tx:
            known = await besoins.get(tx, numero)
        assert known is not None
        return known

    def told(self, words: str = OWNED_UP) -> list[Bubble]:
        """What the asker was told that holds these words."""
        return [one for one in self.private(ASKER) if words in one.body.replace("\u00a0", " ")]

    def private(self, account: str) -> list[Bubble]:
        return self.monde.server.seen(self.monde.server.direct_room(account))

    def cards(self, room: str = AIGUILLEURS) -> list[Bubble]:
        return [bubble for bubble in self.monde.server.seen(room) if bubble.say.rings]

    def called(self) -> list[tuple[str, ...]]:
        """Who was called by name, card after card."""
        return [card.say.mentions for card in self.cards()]


def days(du: tuple[int, int], au: tuple[int, int]) -> tuple[date, date]:
    """Two days of 2026."""
    return date(2026, *du), date(2026, *au)
