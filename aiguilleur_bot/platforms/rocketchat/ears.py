"""What one connection listens to. It dies with it: nothing of a connection is carried over to the next.

Some servers refuse the one subscription to all of our rooms; then each room is listened to by itself. Some refuse
streams altogether; then nothing is heard but what is read back, and that must be done often.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from aiguilleur_bot.platforms.base import Forbidden, Gone, Invalid, Retry
from aiguilleur_bot.platforms.rocketchat.ddp import MESSAGES, MINE, OF_ROOM, OF_USER, Stream

MOST_WATCHED = 20
"""Rooms whose deletions are heard at once; elsewhere they are read back. Servers limit subscriptions."""

_REFUSED = (Forbidden, Gone, Invalid)


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

    async def entered(self, room: str) -> None:
        """We are in one more room."""
        if self.mode is Mode.SALONS and room not in self.rooms:
            with suppress(Forbidden, Gone):  # not in it any more
                self.rooms[room] = await self.stream.subscribe(MESSAGES, room)

    async def left(self, room: str) -> None:
        """We are out of a room."""
        for kept in (self.rooms, self.watched):
            if room in kept:
                await self.stream.unsubscribe(kept.pop(room))

    async def watch(self, rooms: Iterable[str]) -> None:
        """Hear what is deleted in `rooms`, and in no other."""
        wanted = list(rooms)[:MOST_WATCHED]
        for room in [one for one in self.watched if one not in wanted]:
            await self.stream.unsubscribe(self.watched.pop(room))
        for room in [one for one in wanted if one not in self.watched]:
            try:
                self.watched[room] = await self.stream.subscribe(OF_ROOM, f"{room}/deleteMessage")
            except Retry:
                return  # too many at once: later
            except _REFUSED:
                self.watched[room] = ""

    async def _each(self, rooms: Iterable[str]) -> None:
        for room in rooms:
            await self.entered(room)
