"""Nothing lost, nothing twice: the streams say things at once, reading back says what they did not.

Each connection subscribes, waits until that counts, and only then reads back what it may have missed; what the streams
say meanwhile waits. The same reading back is done again every few minutes, because streams promise nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import AuthLost, Inbound, Intake, Invalid, Message, PlatformError, Retry
from aiguilleur_bot.platforms.rocketchat.catchup import CatchUp
from aiguilleur_bot.platforms.rocketchat.ddp import MESSAGES, MINE, OF_ROOM, OF_USER, Frame, Pulse, Stream
from aiguilleur_bot.platforms.rocketchat.ears import MOST_WATCHED, Ears, Mode
from aiguilleur_bot.platforms.rocketchat.rest import Rest
from aiguilleur_bot.platforms.rocketchat.rooms import Rooms
from aiguilleur_bot.platforms.untrusted import mapping, string

log = structlog.get_logger(__name__)

_TURN = 1.0  # seconds between two looks at what is not a frame
_FEW = 5  # rooms looked at without streams: servers limit requests


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds: between two readings back, between two of them without streams, before streams are tried again.

    `signs`: without streams, between two looks at the rooms where nobody said anything new: what is put on a message,
    or changed in it, moves no room.
    """

    backstop: float = 180.0
    polling: float = 7.0
    signs: float = 60.0
    retry_streams: float = 600.0
    pulse: Pulse = field(default_factory=Pulse)


class Listener:
    """Listens as the account of `rest`. `now` is the clock of `last_heard`."""

    def __init__(self, rest: Rest, rooms: Rooms, rhythm: Rhythm, now: Callable[[], datetime]) -> None:
        self._rest = rest
        self._rooms = rooms
        self._rhythm = rhythm
        self._now = now
        self._reader = CatchUp(rest, rooms)
        self._stream: Stream | None = None
        self._caught_up = False
        self.began = False
        self.mode = Mode.FLUX
        self.trouble = ""

    @property
    def last_heard(self) -> datetime | None:
        """When the server last said anything to us."""
        heard = [self._rest.last_heard, self._stream.last_heard if self._stream else None]
        return max((at for at in heard if at is not None), default=None)

    @property
    def hears(self) -> bool:
        """Whether nothing is being missed: a connection is open, or reading back takes its place."""
        return self._caught_up

    async def typing(self, room: str) -> None:
        """Show that an answer is coming, when we are connected."""
        if self._stream is not None:
            await self._stream.typing(room, self._rooms.me.username)

    async def listen(self, intake: Intake, backoff: Backoff) -> None:
        """Listen until cancelled. Raises AuthLost; waits and tries again after anything else."""
        failures = 0
        while True:
            try:
                await self._reader.begin(intake)
                await self._connected(intake, backoff)
            except AuthLost:
                raise
            except PlatformError as trouble:
                failures = failures + 1 if self.trouble else 1
                self._complain(trouble)
                if failures > 1:
                    await self._meanwhile(intake)
                await asyncio.sleep(backoff.delay(failures, getattr(trouble, "after", None)))

    async def _meanwhile(self, intake: Intake) -> None:
        """Streams that cannot be opened again and again must not make us deaf: what may be read back is."""
        with suppress(Retry):
            await self._reader.begin(intake)
            await self._reader.catch_up(intake, whole=True)

    # -------------------------------------------------------- one connection

    async def _connected(self, intake: Intake, backoff: Backoff) -> None:
        """Until the connection ends, which it does by raising."""
        stream = Stream(self._rest.server, self._rhythm.pulse, self._now)
        ears: Ears | None = None
        try:
            ears = await self._opened(stream)
            self._stream = stream if ears else None
            self._say_mode(ears.mode if ears else Mode.LECTURE)
            if ears is None:
                await stream.close()
                await self._poll(intake)
            else:
                await self._follow(intake, ears, backoff)
        finally:
            self._stream, self._caught_up = None, False
            if ears is not None:
                await ears.close()
            await stream.close()

    async def _opened(self, stream: Stream) -> Ears | None:
        """The ears of `stream`; None when this server has no streams for us."""
        ears = Ears(stream)
        try:
            await stream.open(self._rest.token)
            await ears.listen(self._rest.account_id, [room.id for room in self._rooms])
        except AuthLost:
            await self._rest.get("me")  # the token is void, and this says so; else streams alone refuse us
            return None
        except Invalid:
            return None
        return ears

    async def _follow(self, intake: Intake, ears: Ears, backoff: Backoff) -> None:
        """Read back, then hear. A reading back that fails is tried again; what the streams say is heard meanwhile."""
        clock = asyncio.get_running_loop().time
        due, whole, failures = clock(), True, 0
        while True:
            if clock() >= due:
                again = None if whole else self._rooms.lively(MOST_WATCHED)
                trouble = await self._trouble_reading_back(intake, ears, again)
                failures = failures + 1 if trouble else 0
                due = clock() + (backoff.delay(failures, trouble.after) if trouble else self._rhythm.backstop)
                whole = whole and trouble is not None
            frame = await ears.stream.next(min(max(due - clock(), 0.0), _TURN))
            if frame is not None and await self._hear(intake, ears, [frame, *ears.stream.waiting()]):
                due = clock()
            ears.watch(self._rooms.lively(MOST_WATCHED))

    async def _trouble_reading_back(self, intake: Intake, ears: Ears, again: Sequence[str] | None) -> Retry | None:
        """Why reading back has to be tried again; None when it is done."""
        try:
            await self._read_back(intake, ears, again=again)
        except Retry as trouble:
            self._complain(trouble)
            return trouble
        return None

    async def _poll(self, intake: Intake) -> None:
        """Read back again and again, until it is time to try the streams once more."""
        clock = asyncio.get_running_loop().time
        began = signs = clock()
        again: Sequence[str] | None = None
        while clock() < began + self._rhythm.retry_streams:
            await self._read_back(intake, None, again=again)
            again = ()
            if clock() >= signs + self._rhythm.signs:
                again, signs = self._rooms.lively(_FEW), clock()
            await asyncio.sleep(self._rhythm.polling)

    async def _read_back(self, intake: Intake, ears: Ears | None, *, again: Sequence[str] | None) -> None:
        """`again`: rooms to read though nothing was said there; None for all rooms."""
        changes = await self._reader.catch_up(intake, whole=again is None, again=again or ())
        if ears is not None:
            for room in changes.left:
                await ears.left(room)
            for known in self._rooms:
                await ears.entered(known.id)
        if self.trouble:
            log.info("serveur Rocket.Chat de nouveau à l'écoute")
        self.trouble, self._caught_up, self.began = "", True, True

    # -------------------------------------------------------- what the streams say

    async def _hear(self, intake: Intake, ears: Ears, frames: Sequence[Frame]) -> bool:
        """Whether something may have been said that did not come: then a reading back is due."""
        events: list[Inbound] = []
        listening = len(ears.rooms)
        for frame in frames:
            if frame.stream == MESSAGES:
                events += await self._said(frame, ears)
            elif frame.stream == OF_USER:
                events += await self._moved(frame, ears)
            elif frame.stream == OF_ROOM:
                events += self._deleted(frame)
        await self._reader.admit(intake, events, None)
        return len(ears.rooms) > listening

    async def _said(self, frame: Frame, ears: Ears) -> list[Inbound]:
        message, about = mapping(frame.first), mapping(frame.last)
        room = string(message, "rid")
        # Public rooms that we are not in come too; some versions do not say which those are.
        if frame.about == MINE and not about.get("roomParticipant", room in self._rooms):
            return []
        kind = string(message, "t")
        changed = kind.startswith("room") or kind == "r"  # renamed, read-only, encrypted…
        first = await self._entered(room, ears) if changed or room not in self._rooms else []
        understood = self._reader.understood(message)
        if any(isinstance(one, Message) and (one.mentions_bot or one.is_direct) for one in understood):
            self._rooms.talked(room)
        return [*first, *understood]

    async def _moved(self, frame: Frame, ears: Ears) -> list[Inbound]:
        how, mine = string(frame.first), mapping(frame.last)
        room = string(mine, "rid")
        if how == "removed" and room in self._rooms:
            self._rooms.forget(room)
            await ears.left(room)
            return [self._reader.departure(room)]
        if how == "inserted" and room in self._rooms:  # whoever sends was there before us
            await ears.entered(room)
            return []
        return await self._entered(room, ears) if how == "inserted" else []

    async def _entered(self, room: str, ears: Ears) -> list[Inbound]:
        if not room or not await self._rooms.enter(room):
            return []
        await ears.entered(room)
        return self._reader.entrances([room])

    def _deleted(self, frame: Frame) -> list[Inbound]:
        room, _, _ = frame.about.partition("/")
        place, gone = self._reader.place(room), string(frame.first, "_id")
        return [self._reader.gone(gone, place)] if place and gone else []

    # -------------------------------------------------------- saying how it goes

    def _complain(self, trouble: PlatformError) -> None:
        """One line when the server is lost, not one a try."""
        if not self.trouble:
            log.warning("serveur Rocket.Chat injoignable, nouvelle tentative", cause=str(trouble))
        self.trouble = str(trouble)

    def _say_mode(self, mode: Mode) -> None:
        """Once for each change: a server that refuses its streams is slower to hear."""
        if mode is not self.mode:
            told = log.info if mode is Mode.FLUX else log.warning
            told("écoute de Rocket.Chat", mode=str(mode))
        self.mode = mode
