"""What one connection listens to. It dies with it: nothing of a connection is carried over to the next.

Some servers refuse the one subscription to all of our rooms; then each room is listened to by itself. Some refuse
streams altogether; then nothing is heard but what is read back, and that must be done often.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from aiguilleur_bot.platforms.base import Forbidden, Gone, Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.rocketchat.ddp import MESSAGES, MINE, OF_ROOM, OF_USER, Stream

MOST_WATCHED = 20
"""Rooms whose deletions are heard at once; elsewhere they are read back. Servers limit subscriptions."""

_REFUSED = (Forbidden, Gone, Invalid)
_PAUSE = 60.0  # seconds before asking again to watch, after the server would not


class Mode(StrEnum):
    """How we hear what is said."""

    FLUX = "flux"
    SALONS = "flux par salon"
    LECTURE = "lecture périodique"


@dataclass(slots=True)
class Ears:
    """The subscriptions of `stream`. `rooms` and `watched`: id of the subscription, by room."""

    stream: Stream
    mode: Mode = Mode.FLUX
    rooms: dict[str, str] = field(default_factory=dict)
    watched: dict[str, str] = field(default_factory=dict)
    _watching: asyncio.Task[None] | None = None
    _not_before: float = 0.0

    async def close(self) -> None:
        """Ask for nothing more."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching

    async def listen(self, me: str, rooms: Iterable[str]) -> None:
        """Subscribe to what is said to the account `me`, which is in `rooms`. Raises Invalid when nothing may be heard.

        Returned means that whatever is said from now on comes.
        """
        with suppress(*_REFUSED):  # then entering a room is noticed at the next reading back
            await self.stream.subscribe(OF_USER, f"{me}/subscriptions-changed")
        try:
            await self.stream.subscribe(MESSAGES, MINE)
        except _REFUSED:
            self.mode = Mode.SALONS
            await self._each(rooms)

    async def entered(self, room: str) -> bool:
        """We are in one more room. Whether it is listened to only from now on: what was said before did not come."""
        if self.mode is not Mode.SALONS or room in self.rooms:
            return False
        try:
            self.rooms[room] = await self.stream.subscribe(MESSAGES, room)
        except (Forbidden, Gone):
            return False  # not in it any more
        return True

    async def left(self, room: str) -> None:
        """We are out of a room."""
        for kept in (self.rooms, self.watched):
            if identifier := kept.pop(room, ""):
                await self.stream.unsubscribe(identifier)

    def watch(self, rooms: Iterable[str]) -> None:
        """Hear what is deleted in `rooms` and in no other, as soon as the server agrees. No message waits for that."""
        wanted = list(rooms)[:MOST_WATCHED]
        busy = self._watching is not None and not self._watching.done()
        loop = asyncio.get_running_loop()
        if not busy and loop.time() >= self._not_before and set(wanted) != set(self.watched):
            self._watching = loop.create_task(self._watch(wanted))

    async def _watch(self, wanted: list[str]) -> None:
        try:
            for room in [one for one in self.watched if one not in wanted]:
                if identifier := self.watched.pop(room):
                    await self.stream.unsubscribe(identifier)
            for room in [one for one in wanted if one not in self.watched]:
                self.watched[room] = await self._of_deletions(room)
        except Retry as refusal:  # too many at once, or no answer
            self._not_before = asyncio.get_running_loop().time() + (refusal.after or _PAUSE)
        except PlatformError:
            pass  # the connection says so to whoever listens

    async def _of_deletions(self, room: str) -> str:
        """The subscription; "" where there is none to have."""
        try:
            return await self.stream.subscribe(OF_ROOM, f"{room}/deleteMessage")
        except _REFUSED:
            return ""

    async def _each(self, rooms: Iterable[str]) -> None:
        for room in rooms:
            await self.entered(room)
