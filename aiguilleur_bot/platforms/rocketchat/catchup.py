"""Reading back what may have been missed, and handing over what is new: the one door to the intake."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from aiguilleur_bot.platforms.base import (
    Batch,
    Departure,
    Forbidden,
    Gone,
    Inbound,
    Intake,
    Invalid,
    Message,
    PlatformError,
    Redaction,
    Retry,
)
from aiguilleur_bot.platforms.rocketchat.events import PLATFORM, Place, departed, joined, translate, withdrawn
from aiguilleur_bot.platforms.rocketchat.history import History, Part
from aiguilleur_bot.platforms.rocketchat.marks import OVERLAP, Marks
from aiguilleur_bot.platforms.rocketchat.rest import Rest
from aiguilleur_bot.platforms.rocketchat.rooms import Changes, Rooms
from aiguilleur_bot.platforms.untrusted import Json, string

log = structlog.get_logger(__name__)

LONG_AGO = timedelta(minutes=15)
"""A gap longer than this is read in pages."""

MOST_REREAD = 100
"""Rooms read back at each connection though nothing was said there: signs and edits do not move a room."""

_FAILING = 3  # rooms, one after the other: the server has trouble, not the rooms

_REMEMBERED = 20_000


class Known:
    """What was handed over lately, so that a message that comes again and again is looked at once."""

    def __init__(self) -> None:
        self._authors: OrderedDict[str, str] = OrderedDict()

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._authors

    def add(self, events: Iterable[Inbound]) -> None:
        """These are durable."""
        for event in events:
            self._authors[event.event_id] = event.sender if isinstance(event, Message) else ""
        while len(self._authors) > _REMEMBERED:
            self._authors.popitem(last=False)

    def author(self, event_id: str) -> str:
        """Who said it, or ""."""
        return self._authors.get(event_id, "")


class CatchUp:
    """Keeps the marks of what was read back. One task only."""

    def __init__(self, rest: Rest, rooms: Rooms) -> None:
        self._rest = rest
        self._rooms = rooms
        self._history = History(rest)
        self._known = Known()
        self._marks: Marks | None = None
        self._once_more: dict[str, tuple[int, int]] = {}

    @property
    def marks(self) -> Marks:
        """How far we have heard. `begin` comes first."""
        if self._marks is None:
            raise Retry("écoute pas encore commencée")
        return self._marks

    async def begin(self, intake: Intake) -> None:
        """Learn how far we had heard; on the very first start, history stays history."""
        if self._marks is not None:
            return
        cursor = await intake.cursor(PLATFORM)
        self._marks = Marks.read(cursor) if cursor else None
        if self._marks is None:
            await self._begin_here(intake)

    async def _begin_here(self, intake: Intake) -> None:
        await self._rooms.look()
        await self._rooms.join_configured()
        last = max((max(room.updated, room.since) for room in self._rooms), default=self._server_now())
        marks = Marks(last + 1, last + 1, dict.fromkeys((room.id for room in self._rooms), 0))
        self._marks = marks
        try:
            await self.admit(intake, self.entrances([room.id for room in self._rooms]), marks)
        except PlatformError:
            self._marks = None
            raise

    # -------------------------------------------------------- reading back

    async def catch_up(self, intake: Intake, *, whole: bool, again: Iterable[str] = ()) -> Changes:
        """Hand over all that happened since the marks. `whole`: look at every room, not only at what moved.

        What changes of a message moves its room only when it is the last one there: `again` are rooms to read though
        they did not move; with `whole`, all of the latest are. Raises PlatformError; what was read so far is kept.
        """
        changes = await self._rooms.look(None if whole else self.marks.seen - OVERLAP)
        await self._rooms.join_configured()
        left = {*changes.left, *(set(self.marks.rooms) - {room.id for room in self._rooms})}
        gone: list[Inbound] = [self.departure(room) for room in sorted(left)]
        await self.admit(intake, [*gone, *self.entrances([room.id for room in self._rooms])], None)
        changed = [room for room in map(self._rooms.get, changes.changed) if room is not None]
        until = max((room.updated for room in changed), default=0)
        moved = {room.id for room in changed if room.updated > self.marks.seen - OVERLAP}
        still = dict.fromkeys(self._rooms.lively(MOST_REREAD) if whole else again)
        await self._read_all(intake, [room.id for room in changed if room.id in moved], still)
        after = self.marks.all_done((room.id for room in self._rooms), until)
        if after != self.marks:
            await self.admit(intake, (), after)
        return Changes(changes.changed, tuple(sorted(left)))

    async def _read_all(self, intake: Intake, moved: Sequence[str], again: Iterable[str]) -> None:
        """Read what moved, then `again`. Raises the first Retry once all the rest is read, or nothing answers."""
        trouble: Retry | None = None
        failing = 0
        wanted = {**dict.fromkeys(moved, False), **dict.fromkeys(again, True)}
        for room, even_still in wanted.items():
            try:
                await self.read(intake, room, even_still=even_still)
                failing = 0
            except Retry as failure:
                trouble, failing = trouble or failure, failing + 1
                if failing == _FAILING:
                    break
        if trouble is not None:
            raise trouble

    async def read(self, intake: Intake, room: str, *, even_still: bool = True) -> None:
        """Read one room back; unless `even_still`, only when something may have come since it last was."""
        known = self._rooms.get(room)
        if known is None:
            return
        until = known.updated
        if not even_still and self._read_already(room, until):
            return
        start, floor = self.marks.start(room), self.marks.floor(room)
        long_ago = until - start > LONG_AGO.total_seconds() * 1000 + OVERLAP
        try:
            async for part in self._history.since(room, start, long_ago=long_ago):
                place = self._rooms.place(room, floor, self.marks.beginning)
                events = self._events(part, place) if place else []
                marks = self.marks.paged(room, part.edge) if part.edge is not None else None
                await self.admit(intake, events, marks)
        except (Forbidden, Gone, Invalid) as refusal:
            log.warning("historique d'un salon illisible", cause=str(refusal))
        self._marks = self.marks.done(room, until)
        self._once_more[room] = (until, self._server_now())

    def _read_already(self, room: str, until: int) -> bool:
        """A room where nothing moved is read once more when the writes on their way at the last time have come."""
        known_until, read_at = self._once_more.get(room, (-1, 0))
        now = self._server_now()
        return until == known_until and (now - read_at < OVERLAP or read_at - until > OVERLAP)

    def _events(self, part: Part, place: Place) -> list[Inbound]:
        events: list[Inbound] = []
        for message in part.messages:
            events += translate(message, place, self._rooms.me, self._known)
        events += [self.gone(identifier, place, at) for identifier, at in part.gone if at >= place.since]
        return events

    # -------------------------------------------------------- what is handed over

    async def admit(self, intake: Intake, events: Sequence[Inbound], marks: Marks | None) -> None:
        """Make what is new durable, with the marks that cover it. Raises Retry when the store cannot."""
        first: dict[str, Inbound] = {}
        for event in events:
            if event.event_id not in self._known:
                first.setdefault(event.event_id, event)
        fresh = tuple(first.values())
        if not fresh and marks is None:
            return
        try:
            await intake.admit(Batch(PLATFORM, fresh, marks.write() if marks else None))
        except PlatformError:
            raise
        except Exception as failure:
            # Whatever the store's trouble is, the marks stay where they were and the ear stays open.
            log.exception("événements non enregistrés, ils seront relus")
            raise Retry(f"admission : {type(failure).__name__}") from failure
        self._known.add(fresh)
        self._marks = marks or self._marks
        for event in fresh:
            if isinstance(event, Departure) and event.room not in self._rooms and self._marks is not None:
                self._marks = self._marks.without(event.room)

    def understood(self, message: Json) -> tuple[Inbound, ...]:
        """What `message`, come by the streams, says to us."""
        place = self.place(string(message, "rid"))
        return translate(message, place, self._rooms.me, self._known) if place else ()

    def place(self, room: str) -> Place | None:
        """What is needed to understand what is said now in `room`."""
        return self._rooms.place(room, self.marks.floor(room), self.marks.beginning)

    def entrances(self, rooms: Sequence[str]) -> list[Inbound]:
        """That we are in these rooms."""
        events: list[Inbound] = []
        for room in dict.fromkeys(rooms):
            known, place = self._rooms.get(room), self.place(room)
            if known is not None and place is not None:
                name = self._rooms.configured_as(room)
                shown = (known.shown or known.name) if name else ""
                events.append(joined(place, self._rooms.me, configured_as=name, name=shown))
        return events

    def departure(self, room: str) -> Departure:
        """That we are out of a room. Its mark goes once this is durable."""
        return departed(room, self._rooms.me, self._server_now())

    def gone(self, identifier: str, place: Place, at: int | None = None) -> Redaction:
        """That a message is not there any more."""
        return withdrawn(identifier, place, self._known.author(identifier), at or self._server_now())

    def _server_now(self) -> int:
        """The server's time, to about a second."""
        date = self._rest.server_date or datetime.now(UTC)
        return int(date.timestamp() * 1000)
