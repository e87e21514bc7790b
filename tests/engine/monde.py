"""A server that outlives the bot, a bot that can be killed at any boundary, and people who talk to it."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import CurrentSavoir, Engine, Options, SalonOption, Savoir
from aiguilleur_bot.engine.advice import Adviser
from aiguilleur_bot.engine.clock import Clock, SystemClock
from aiguilleur_bot.handoff.availability import DAY, MOST_A_DAY, Quiet
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.advice import Shortlist, asks_for_advice
from aiguilleur_bot.matching.index.encoder import Vectors
from aiguilleur_bot.platforms.base import (
    AddPerson,
    Batch,
    Capabilities,
    Departure,
    Edit,
    Edition,
    Gone,
    Health,
    Inbound,
    Intake,
    Join,
    LeaveRoom,
    Message,
    OpenDirect,
    OpenRoom,
    Outbound,
    React,
    Reaction,
    Receipt,
    Redaction,
    Say,
    Typing,
    Withdraw,
)
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import envois, journal
from aiguilleur_bot.vocabulary import Action, BesoinCompris, Ecoute, Nommes, Proposition, Reponse, Suite, Territoire

ROBOT = "@robot:test"
ENTRAIDE = "!entraide"
AIGUILLEURS = "!aiguilleurs"
KEY = b"une cle de test, assez longue"
PATIENCE = 10.0

SOME_OR_ALL = [
    pytest.param(7, id="quelques-unes"),
    pytest.param(1, id="toutes", marks=[pytest.mark.preuves, pytest.mark.timeout(1800)]),
]
"""Of the boundaries where the bot may die: one in so many in `make test`, all of them in `make preuves`."""


class SimulatedCrash(BaseException):
    """The process dies here: nothing after it happens, not even an error handler."""


class Failpoints:
    """Called at every boundary. Dies at the `at`-th passage (0: never), and whatever comes after dies too."""

    def __init__(self, at: int = 0) -> None:
        self._left = at
        self.dead = False
        self.seen: list[str] = []

    def __call__(self, name: str) -> None:
        if self.dead:
            raise SimulatedCrash(name)
        self.seen.append(name)
        if self._left:
            self._left -= 1
            if not self._left:
                self.dead = True
                raise SimulatedCrash(name)


@dataclass(slots=True)
class Bubble:
    """A message of the bot, as people see it now."""

    event_id: str
    room: str
    say: Say
    body: str
    edits: int = 0
    reactions: list[str] = field(default_factory=list)


class Server:
    """What outlives the bot: everything people said, everything they see. Delivery ids are remembered for ever.

    `opens_rooms`: the bot may open rooms there; `opened` are those it did, and who was called to each.
    """

    name = "test"
    opens_rooms = False

    def __init__(self) -> None:
        self.said: list[Inbound] = []
        self.bubbles: dict[str, Bubble] = {}
        self.deliveries: dict[str, Receipt] = {}
        self.reactions: list[React] = []
        self.opened: dict[str, list[str]] = {}
        self.left: list[str] = []
        self.changed = asyncio.Condition()
        self.moderators: set[str] = set()
        self.refuse: Callable[[Outbound], None] = lambda _: None
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._numbers = {"p": 0, "r": 0}

    def next_id(self, who: str) -> str:
        """People (p) and the robot (r) count apart, so that a run with crashes can be compared to one without."""
        self._numbers[who] += 1
        return f"${who}{self._numbers[who]}"

    async def hear(self, event: Inbound) -> str:
        """Something happens in a room."""
        async with self.changed:
            self.said.append(event)
            self.changed.notify_all()
        return event.event_id

    def seen(self, room: str | None = None) -> list[Bubble]:
        """The messages of the bot, in the order people saw them."""
        return [bubble for bubble in self.bubbles.values() if room is None or bubble.room == room]

    def direct_room(self, person: str) -> str:
        return f"direct:{person}"

    # -------------------------------------------------- people

    def _heard(self, room: str, sender: str, at: datetime | None = None) -> dict[str, object]:
        return {
            "platform": self.name,
            "room": room,
            "event_id": self.next_id("p"),
            "sender": sender,
            "at": at or self.now(),
            "is_direct": room.startswith("direct:"),
        }

    async def join(self, room: str, configured_as: str | None = None, at: datetime | None = None) -> None:
        await self.hear(Join(**self._heard(room, ROBOT, at), configured_as=configured_as))  # type: ignore[arg-type]

    async def say(self, person: str, room: str, text: str, **more: object) -> str:
        at = more.pop("at", None)
        return await self.hear(Message(**self._heard(room, person, at), text=text, **more))  # type: ignore[arg-type]

    async def ask(self, person: str, text: str, room: str = ENTRAIDE, **more: object) -> str:
        return await self.say(person, room, text, mentions_bot=True, **more)

    async def tell(self, person: str, text: str, **more: object) -> str:
        return await self.say(person, self.direct_room(person), text, **more)

    async def react(self, person: str, room: str, target: str, key: str) -> str:
        return await self.hear(Reaction(**self._heard(room, person), target=target, key=key))  # type: ignore[arg-type]

    async def edit(self, person: str, room: str, target: str, text: str, **more: object) -> str:
        return await self.hear(Edition(**self._heard(room, person), target=target, text=text, **more))  # type: ignore[arg-type]

    async def leave(self, person: str, room: str, *, declined: bool = False) -> str:
        return await self.hear(Departure(**self._heard(room, person), person=person, declined=declined))  # type: ignore[arg-type]

    async def redact(self, person: str, room: str, target: str) -> str:
        return await self.hear(Redaction(**self._heard(room, person), target=target))  # type: ignore[arg-type]


class FakePlatform:
    """The port, over a `Server`. A new one for each life of the bot."""

    def __init__(self, server: Server, failpoints: Failpoints, *, batch: int = 5) -> None:
        self.name = server.name
        self._server = server
        self._failpoints = failpoints
        self._batch = batch

    @property
    def account(self) -> str:
        return ROBOT

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            threads=True,
            reactions=True,
            edits=True,
            html=False,
            max_length=10_000,
            rooms=self._server.opens_rooms,
        )

    async def run(self, intake: Intake) -> None:
        position = int(await intake.cursor(self.name) or 0)
        while True:
            async with self._server.changed:
                await self._server.changed.wait_for(lambda here=position: len(self._server.said) > here)
            events = tuple(self._server.said[position : position + self._batch])
            self._failpoints("plateforme:avant-admission")
            await intake.admit(Batch(self.name, events, str(position + len(events))))
            position += len(events)

    async def send(self, outbound: Outbound) -> Receipt:
        self._failpoints("plateforme:avant-envoi")
        self._server.refuse(outbound)
        await asyncio.sleep(0)
        receipt = self._delivered(outbound)
        self._failpoints("plateforme:apres-envoi")
        return receipt

    def _delivered(self, outbound: Outbound) -> Receipt:
        server = self._server
        if known := server.deliveries.get(outbound.id):
            return known
        match outbound:
            case Say():
                room = outbound.room or server.direct_room(outbound.person or "")
                event_id = server.next_id("r")
                server.bubbles[event_id] = Bubble(event_id, room, outbound, outbound.body)
                receipt = Receipt(room, event_id)
            case Edit():
                bubble = server.bubbles.get(outbound.target)
                if bubble is None:
                    raise Gone("rien à modifier")
                bubble.body, bubble.edits = outbound.body, bubble.edits + 1
                receipt = Receipt(outbound.room, server.next_id("r"))
            case Withdraw():
                if server.bubbles.pop(outbound.target, None) is None:
                    raise Gone("rien à retirer")
                receipt = Receipt(outbound.room, server.next_id("r"))
            case React():
                server.reactions.append(outbound)
                receipt = Receipt(outbound.room, server.next_id("r"))
            case OpenRoom() | AddPerson() | LeaveRoom():
                receipt = Receipt(self._meeting(outbound))
            case OpenDirect() | Typing():
                receipt = Receipt("")
        server.deliveries[outbound.id] = receipt
        return receipt

    def _meeting(self, outbound: OpenRoom | AddPerson | LeaveRoom) -> str:
        server = self._server
        match outbound:
            case OpenRoom():
                room = f"!rencontre{len(server.opened) + 1}"
                server.opened[room] = list(outbound.persons)
                return room
            case AddPerson():
                server.opened[outbound.room].append(outbound.person)
            case LeaveRoom():
                server.left.append(outbound.room)
        return outbound.room

    async def already_sent(self, outbound: Outbound) -> Receipt | None:
        return self._server.deliveries.get(outbound.id)

    async def moderates(self, room: str, person: str) -> bool:
        return person in self._server.moderators

    async def members(self, room: str) -> tuple[str, ...]:
        return ()

    def health(self) -> Health:
        return Health(True, self._server.now(), "")

    async def close(self) -> None:
        return None


class FakeEncoder:
    """Sentences that share words are alike."""

    name = "faux"

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                rows[row, zlib.crc32(word.encode()) % 256] += 1
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


class FakeMatcher:
    """Knows one thing: who speaks of salles gets Dokos. « panne » is poison. Its best are Dokos, Odoo and Grist."""

    encoder = FakeEncoder()

    def understand(self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None) -> Reponse:
        if "poison" in text:
            raise ZeroDivisionError
        if "loyer" in text:
            return Reponse(Suite.SENSIBLE)
        if "barnum" in text:
            return Reponse(Suite.HORS_PERIMETRE)
        found = (Proposition("dokos", "Dokos", 0.9, ("réservation",)),) if "salles" in text else ()
        besoin = BesoinCompris(text, Action.GERER, 0.9 if found else 0.1, found)
        return Reponse(Suite.REPONSE if found else Suite.INCONNU, (besoin,))

    def likeness(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """By the words they share."""
        mine = set(text.split())
        return tuple(len(mine & set(other.split())) / len(mine | set(other.split())) for other in others)

    def with_shortlist(
        self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None
    ) -> tuple[Reponse, Shortlist]:
        reponse = self.understand(text, ecoute=ecoute, territoire=territoire)
        best = (("dokos", 0.9), ("odoo", 0.3), ("grist", 0.2))
        ten = tuple(Proposition(one, one.capitalize(), chance) for one, chance in best)
        return reponse, Shortlist(ten, 0.25) if asks_for_advice(reponse) else Shortlist()

    def named(self, text: str) -> Nommes:
        said = text.casefold()
        known = tuple(one for one in ("dokos", "loomio", "paheko") if one in said)
        return Nommes(known, () if known else ("dokos", "loomio"))


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
        database = await store.open(self.url)
        try:
            return await _nothing_left(database, self._servers)
        finally:
            await database.close()

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
