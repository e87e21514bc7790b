"""The platform without a server: the terminal, the demo page, and the tests.

Everything said is one line of an append-only log, kept in memory and, when a file is given, on disk. The
cursor of the port is the number of lines handed over, so a restart resumes where the admitted events end,
and an outbound whose id is already in the log is the same message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from aiguilleur_bot.platforms.base import (
    AddPerson,
    Batch,
    Capabilities,
    Edit,
    Gone,
    Health,
    Intake,
    Invalid,
    LeaveRoom,
    Message,
    OpenDirect,
    OpenRoom,
    Outbound,
    React,
    Receipt,
    Say,
    Typing,
    Withdraw,
)
from aiguilleur_bot.platforms.local_log import (
    DIRECT,
    MAX_LENGTH,
    NAME,
    RENCONTRE,
    ROBOT,
    Bubble,
    Genre,
    Line,
    applied,
    direct_room,
    heard,
    meeting_room,
    people,
    read_back,
    read_journal,
    write_line,
)

__all__ = ["DIRECT", "MAX_LENGTH", "NAME", "RENCONTRE", "ROBOT", "Bubble", "Line", "LocalPlatform", "direct_room"]


class LocalPlatform:
    """Rooms in this process. `rooms` maps each room to the people who are in it."""

    name = NAME

    def __init__(
        self,
        rooms: dict[str, tuple[str, ...]],
        *,
        journal: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._rooms = dict(rooms)
        self._clock = clock
        self._journal = journal
        self._lines: list[Line] = read_journal(journal)
        self._sent = {line.outbound: line for line in self._lines if line.outbound}
        self._changed = asyncio.Condition()
        self._heard = 0
        for room in rooms:
            if not any(line.genre == "salon" and line.room == room for line in self._lines):
                self._append(Line(number=0, genre="salon", room=room, author=ROBOT, at=clock()))

    # -------------------------------------------------- what people do

    async def say(self, person: str, room: str, text: str, *, thread: str | None = None) -> str:
        """`person` says `text` in `room` (or in its `thread`). Returns the event id."""
        return await self._add(genre="message", room=room, author=person, text=text, thread=thread)

    async def react(self, person: str, room: str, target: str, key: str) -> str:
        """`person` puts `key` on the message `target`."""
        return await self._add(genre="reaction", room=room, author=person, text=key, target=target)

    async def edit(self, person: str, room: str, target: str, text: str) -> str:
        """`person` edits their own message `target`."""
        return await self._add(genre="edition", room=room, author=person, text=text, target=target)

    async def withdraw(self, person: str, room: str, target: str) -> str:
        """`person` deletes their own message `target`."""
        return await self._add(genre="retrait", room=room, author=person, target=target)

    async def leave(self, person: str, room: str) -> str:
        """`person` leaves a room that the robot opened."""
        return await self._add(genre="depart", room=room, author=person)

    async def post_media(self, person: str, room: str) -> str:
        """`person` posts a photo or a voice message."""
        return await self._add(genre="media", room=room, author=person)

    # -------------------------------------------------- what people see

    @property
    def length(self) -> int:
        """How many lines the log holds: it only grows."""
        return len(self._lines)

    async def changed(self, since: int) -> int:
        """Wait until the log is longer than `since` lines; return its length."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self._lines) > since)
            return len(self._lines)

    async def all_heard(self) -> None:
        """Wait until everything in the log was handed over."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._heard >= len(self._lines))

    def meetings_of(self, person: str) -> tuple[tuple[str, str], ...]:
        """The rooms opened by the robot where `person` is, oldest first: id and name."""
        here = [room for room, members in people(self._lines).items() if person in members]
        names = {line.room: line.text for line in self._lines if line.genre == "salon"}
        return tuple((room, names[room]) for room in here)

    def bubbles(self, room: str) -> tuple[Bubble, ...]:
        """The messages of `room`, oldest first, as people see them now."""
        shown: dict[str, Bubble] = {}
        for line in self._lines:
            if line.room != room:
                continue
            if line.genre in ("message", "media"):
                shown[line.id] = Bubble(line, line.text, edited=False, reactions=())
            elif line.target in shown:
                shown[line.target] = applied(shown[line.target], line)
        return tuple(bubble for bubble in shown.values() if not bubble.withdrawn)

    # -------------------------------------------------- the port

    @property
    def account(self) -> str:
        return ROBOT

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(threads=True, reactions=True, edits=True, html=False, max_length=MAX_LENGTH, rooms=True)

    async def run(self, intake: Intake) -> None:
        position = int(await intake.cursor(NAME) or 0)
        while True:
            length = await self.changed(position)
            events = [event for line in self._lines[position:length] if (event := heard(line)) is not None]
            await intake.admit(Batch(NAME, tuple(events), str(length)))
            position = length
            async with self._changed:
                self._heard = length
                self._changed.notify_all()

    async def send(self, outbound: Outbound) -> Receipt:
        match outbound:
            case Say():
                return await self._send_say(outbound)
            case Edit():
                return await self._send_once(outbound.id, "edition", outbound.room, outbound.target, outbound.body)
            case React():
                return await self._send_once(outbound.id, "reaction", outbound.room, outbound.target, outbound.key)
            case Withdraw():
                return await self._send_once(outbound.id, "retrait", outbound.room, outbound.target, "")
            case OpenDirect():
                return Receipt(direct_room(outbound.person))
            case OpenRoom():
                return await self._open(outbound)
            case AddPerson():
                return await self._move(outbound.id, "entree", outbound.room, outbound.person)
            case LeaveRoom():
                return await self._move(outbound.id, "depart", outbound.room, "")
            case Typing():
                return Receipt(outbound.room)

    async def already_sent(self, outbound: Outbound) -> Receipt | None:
        line = self._sent.get(outbound.id)
        return Receipt(line.room, line.id) if line else None

    async def members(self, room: str) -> tuple[str, ...]:
        if room.startswith(DIRECT):
            return room.removeprefix(DIRECT), ROBOT
        opened = people(self._lines).get(room)
        return opened if opened is not None else (*self._rooms.get(room, ()), ROBOT)

    async def moderates(self, room: str, person: str) -> bool:
        """The first person of a room moderates it."""
        return person in self._rooms.get(room, ())[:1]

    async def read(self, room: str, event_id: str) -> Message | None:
        return read_back(self._lines, room, event_id)

    def health(self) -> Health:
        return Health(connected=True, last_heard=self._clock(), detail="salons locaux")  # no server to lose

    async def close(self) -> None:
        return None

    # -------------------------------------------------- inside

    async def _send_say(self, outbound: Say) -> Receipt:
        if outbound.room is None and outbound.person is None:
            raise Invalid("un message sans salon ni destinataire")
        if len(outbound.body) > MAX_LENGTH:
            raise Invalid("message trop long")
        room = outbound.room or direct_room(outbound.person or "")
        if not room.startswith(DIRECT) and room not in self._rooms:
            self._require(room)
        if known := self._sent.get(outbound.id):
            return Receipt(known.room, known.id)
        event_id = await self._add(
            genre="message",
            room=room,
            author=ROBOT,
            text=outbound.body,
            thread=outbound.thread,
            outbound=outbound.id,
            rings=outbound.rings,
            mentions=outbound.mentions,
        )
        return Receipt(room, event_id)

    async def _open(self, wanted: OpenRoom) -> Receipt:
        room = meeting_room(wanted.id)
        if wanted.id not in self._sent:
            await self._add(
                genre="salon", room=room, author=ROBOT, text=wanted.name, outbound=wanted.id, mentions=wanted.persons
            )
        return Receipt(room)

    async def _move(self, id: str, genre: Genre, room: str, person: str) -> Receipt:
        if id not in self._sent:
            self._require(room)
            await self._add(genre=genre, room=room, author=ROBOT, target=person, outbound=id)
        return Receipt(room)

    def _require(self, room: str) -> None:
        if ROBOT not in people(self._lines).get(room, ()):
            raise Gone(f"le salon {room} n'existe pas")

    async def _send_once(self, id: str, genre: Genre, room: str, target: str, text: str) -> Receipt:
        if known := self._sent.get(id):
            return Receipt(known.room, known.id)
        if not any(line.id == target for line in self._lines):
            raise Gone("le message visé n'existe plus")
        event_id = await self._add(genre=genre, room=room, author=ROBOT, text=text, target=target, outbound=id)
        return Receipt(room, event_id)

    async def _add(
        self,
        *,
        genre: Genre,
        room: str,
        author: str,
        text: str = "",
        thread: str | None = None,
        target: str = "",
        outbound: str = "",
        rings: bool = False,
        mentions: tuple[str, ...] = (),
    ) -> str:
        line = Line(
            number=0,
            genre=genre,
            room=room,
            author=author,
            at=self._clock(),
            text=text,
            thread=thread,
            target=target,
            outbound=outbound,
            rings=rings,
            mentions=mentions,
        )
        async with self._changed:
            added = self._append(line)
            self._changed.notify_all()
        return added.id

    def _append(self, line: Line) -> Line:
        numbered = replace(line, number=len(self._lines) + 1)
        if self._journal is not None:
            write_line(self._journal, numbered)
        self._lines.append(numbered)
        if numbered.outbound:
            self._sent[numbered.outbound] = numbered
        return numbered
