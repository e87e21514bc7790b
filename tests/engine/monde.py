"""A database, a server, and one bot after another on them, killed at any boundary."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from engine.crashes import Failpoints, SimulatedCrash
from engine.matcher import FakeMatcher
from engine.server import AIGUILLEURS, ENTRAIDE, FakePlatform, Server

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import CurrentSavoir, Engine, Options, SalonOption, Savoir
from aiguilleur_bot.engine.advice import Adviser
from aiguilleur_bot.engine.clock import Clock, SystemClock
from aiguilleur_bot.handoff.availability import DAY, MOST_A_DAY, Quiet
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import besoins, envois, journal
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.besoins import Besoin

KEY = b"une cle de test, assez longue"
PATIENCE = 10.0


@dataclass(slots=True)
class Monde:
    """A server, a database, and one bot after another on them."""

    url: str
    base: Base
    voice: Voice
    server: Server = field(default_factory=Server)
    options: Options = field(
        default_factory=lambda: Options(
            key=KEY,
            salons=(SalonOption(Server.name, "entraide"), SalonOption(Server.name, "aiguilleurs", "aiguilleurs")),
            messages_per_minute=1000,
            nom_du_reseau="Réseau de test",
            patience=timedelta(seconds=5),
            quiet=Quiet(debut=DAY, fin=0, repos=False),  # tests run at night too
            rings_a_day=MOST_A_DAY,
        )
    )
    clock: Clock = field(default_factory=SystemClock)
    batch: int = 5
    platforms: Callable[[Server, Failpoints], FakePlatform] | None = None
    elsewhere: Server | None = None
    adviser: Adviser | None = None

    @property
    def _servers(self) -> list[Server]:
        """Where people talk: another platform too, when there is an `elsewhere`."""
        return [self.server, *([self.elsewhere] if self.elsewhere else [])]

    async def open_rooms(self) -> None:
        await self.server.join(ENTRAIDE, "entraide")
        await self.server.join(AIGUILLEURS, "aiguilleurs")

    @asynccontextmanager
    async def alive(self, failpoints: Failpoints | None = None) -> AsyncIterator[Engine]:
        """The bot runs during the block; then it is killed, not stopped."""
        points = failpoints or Failpoints()
        task: asyncio.Task[None] | None = None
        database = None
        try:
            database = await store.open(self.url, passage=points)
            make = self.platforms or (lambda server, points: FakePlatform(server, points, batch=self.batch))
            current = CurrentSavoir(Savoir(self.base, FakeMatcher()))
            spoken = [make(server, points) for server in self._servers]
            engine = Engine(database, spoken, current, self.voice, self.options, self.clock, self.adviser)
            task = asyncio.create_task(engine.run())
            yield engine
        finally:
            crashed, points.dead = points.dead, True
            if task is not None:
                if crashed:
                    await asyncio.wait({task}, timeout=2)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            if database is not None:
                await database.close()

    async def until(self, true: Callable[[], bool] | Callable[[], Awaitable[bool]], points: Failpoints) -> bool:
        """Wait for something people can see; False when the bot died before."""
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = true()
                if answer if isinstance(answer, bool) else await answer:
                    return True
                if points.dead:
                    return False
                await asyncio.sleep(0.02)

    async def settled(self, engine: Engine) -> bool:
        """Whether everything heard is decided, and everything decided is sent or given up."""
        return await _nothing_left(engine.database, self._servers)

    async def play(self, *steps: Callable[[Server], Awaitable[object]], crashes: Sequence[int] = ()) -> list[str]:
        """People do each step once everything before is dealt with, while the bot dies after so many boundaries,
        once for each number of `crashes`, and is started again. Returns the boundaries passed."""
        left, todo, seen = list(crashes), list(steps), list[str]()
        while True:
            points = Failpoints(left.pop(0) if left else 0)
            with suppress(SimulatedCrash):
                async with self.alive(points) as engine:
                    await self._one_life(engine, points, todo)
            seen += points.seen
            if not todo and not left and await self.quiet():
                return seen

    async def _one_life(
        self, engine: Engine, points: Failpoints, todo: list[Callable[[Server], Awaitable[object]]]
    ) -> None:
        while await self.until(lambda: self._settled_or_dead(engine, points), points) and not points.dead:
            if not todo:
                return
            await todo.pop(0)(self.server)

    async def quiet(self) -> bool:
        """Whether the store itself says that nothing is left to do."""
        async with self.opened() as database:
            return await _nothing_left(database, self._servers)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[store.Database]:
        """The store itself, beside the bot or while there is none."""
        database = await store.open(self.url)
        try:
            yield database
        finally:
            await database.close()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[store.Transaction]:
        """A look at the store."""
        async with self.opened() as database, database.read() as tx:
            yield tx

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[store.Transaction]:
        """A change made behind the bot's back."""
        async with self.opened() as database, database.write("essai") as tx:
            yield tx

    async def besoin(self, numero: int = 1) -> Besoin:
        """A besoin, as it is stored."""
        async with self.reading() as tx:
            known = await besoins.get(tx, numero)
        assert known is not None
        return known

    def private(self, person: str) -> list[str]:
        """What the bot told somebody in private, with plain spaces."""
        return [one.body.replace("\u00a0", " ") for one in self.server.seen(self.server.direct_room(person))]

    async def traces(self, *words: str) -> list[str]:
        """Those of `words` that are anywhere in the files of the database."""
        async with self.opened() as database:
            await database.scrub()
        folder = Path(self.url.removeprefix("sqlite:///")).parent
        held = b"".join(file.read_bytes() for file in folder.iterdir())
        return [word for word in words if word.encode() in held]

    async def _settled_or_dead(self, engine: Engine, points: Failpoints) -> bool:
        try:
            return await self.settled(engine)
        except SimulatedCrash:
            points.dead = True
            return True


async def _nothing_left(database: store.Database, servers: Sequence[Server]) -> bool:
    async with database.read() as tx:
        for server in servers:
            if int(await journal.read_cursor(tx, server.name) or 0) < len(server.said):
                return False
        heard = await journal.counts(tx)
        return not heard.get(journal.ADMITTED) and not (await envois.counts(tx)).get(envois.TO_SEND)


def sqlite(folder: Path, name: str = "essai.db") -> str:
    """The URL of a fresh database file."""
    return f"sqlite:///{folder / name}"


def with_options(monde: Monde, **changes: object) -> Monde:
    """`monde` with other options."""
    monde.options = replace(monde.options, **changes)  # type: ignore[arg-type]
    return monde
