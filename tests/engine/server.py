"""A server that outlives the bot, and the port over it."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from engine.crashes import Failpoints

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

ROBOT = "@robot:test"
ENTRAIDE = "!entraide"
AIGUILLEURS = "!aiguilleurs"
COORDINATION = "!coordination"
_HOUR = re.compile(r"\d+\u00a0h\u00a0\d+")


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
        self.typing: list[str] = []
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


def visible(server: Server) -> Counter[tuple[str, str, int]]:
    """What people see in the end: each message of the bot with its room, its words, how often it was edited."""
    return Counter((bubble.room, _HOUR.sub("à l'heure", bubble.body), bubble.edits) for bubble in server.seen())


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
        if isinstance(outbound, Typing):
            self._server.typing.append(outbound.room)
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
