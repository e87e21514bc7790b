"""Direct rooms: direct is what `m.direct` says, never "two members". Found, or opened once whatever crashes."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping

import structlog

from aiguilleur_bot.platforms.base import Forbidden, Gone, Invalid
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import Json, string, strings

log = structlog.get_logger(__name__)


class DirectRooms:
    """The account's `m.direct`, kept in step with the server's, and the rooms it leads to.

    `secret` keys the alias under which a new direct room is created: the alias of a person cannot be guessed,
    and a room created just before a crash is found again under it. `encrypted` tells whether a room is.
    """

    def __init__(self, wire: Wire, encrypted: Callable[[str], Awaitable[bool]]) -> None:
        self._wire = wire
        self._encrypted = encrypted
        self._secret = b""
        self._people: dict[str, tuple[str, ...]] = {}
        self._ready: dict[str, str] = {}
        self._learned = False
        self._lock = asyncio.Lock()

    def use_secret(self, secret: str) -> None:
        self._secret = bytes.fromhex(secret)

    def learn(self, content: Mapping[str, object]) -> None:
        """`content` is what the server holds under `m.direct` now."""
        self._people = {person: strings(content, person) for person in content}
        self._learned = True

    async def know(self) -> None:
        """Know `m.direct` before anything is sent: after a restart what waited goes before the listener brings it.

        Not knowing it would open a second room with somebody, and say there again what was said in the first.
        """
        if not self._learned:
            self.learn(await self._content())

    def is_direct(self, room: str) -> bool:
        return any(room in rooms for rooms in self._people.values())

    def left(self, room: str) -> None:
        """Somebody left `room`: look again before speaking to anybody there."""
        self._ready = {person: known for person, known in self._ready.items() if known != room}

    async def mark(self, person: str, room: str) -> None:
        """Write in `m.direct` that `room` is the direct room with `person`."""
        async with self._lock:
            await self._mark(person, room)

    async def room_with(self, person: str) -> str:
        """The direct room with `person`, opened when there is none. They may have to accept the invitation.

        Raises Gone when there is no such account, Forbidden when the server does not let us write to them.
        """
        async with self._lock:
            if person not in self._ready or await self._encrypted(self._ready[person]):
                self._ready[person] = await self._found(person) or await self._opened(person)
            return self._ready[person]

    async def known_with(self, person: str) -> str | None:
        """The direct room with `person`, when there is one already. Opens nothing, invites nobody."""
        rooms = [*self._people.get(person, ()), *filter(None, [self._ready.get(person)])]
        for room in reversed(rooms):
            try:
                if not await self._encrypted(room):
                    return room
            except (Forbidden, Gone):
                continue
        return None

    async def _content(self) -> Mapping[str, object]:
        try:
            return await self._wire.get(self._where)
        except Gone:
            return {}

    @property
    def _where(self) -> str:
        return path("v3", "user", self._wire.account, "account_data", "m.direct")

    async def _mark(self, person: str, room: str) -> None:
        content = await self._content()
        rooms = strings(content, person)
        if room not in rooms:
            content = {**content, person: [*rooms, room]}
            await self._wire.put(self._where, content)
        self.learn(content)

    async def _found(self, person: str) -> str | None:
        """The newest room of `m.direct` where we still are, may write in clear, and the person can come.

        Clients encrypt the direct rooms they make; until we can, another one is needed to speak to the person.
        """
        for room in reversed(self._people.get(person, ())):
            try:
                if await self._encrypted(room):
                    continue
                membership = await self._membership(room, person)
                if membership not in {"join", "invite"}:
                    await self._invite(room, person)
            except (Forbidden, Gone, Invalid):
                continue
            return room
        return None

    async def _membership(self, room: str, person: str) -> str:
        """Also fails with Forbidden where we are not in the room any more."""
        own = await self._wire.get(path("v3", "rooms", room, "state", "m.room.member", self._wire.account))
        if string(own, "membership") != "join":
            raise Gone("salon direct quitté")
        try:
            theirs = await self._wire.get(path("v3", "rooms", room, "state", "m.room.member", person))
        except Gone:
            return "leave"
        return string(theirs, "membership")

    async def _invite(self, room: str, person: str) -> None:
        await self._wire.post(path("v3", "rooms", room, "invite"), {"user_id": person})

    async def _opened(self, person: str) -> str:
        name = f"aiguilleur-{hmac.digest(self._secret, person.encode(), 'sha256').hex()[:40]}"
        request: Json = {
            "preset": "private_chat",
            "is_direct": True,
            "invite": [person],
            "room_alias_name": name,
            # The alias is for us: an empty canonical alias keeps it out of what people see as the room's name.
            "initial_state": [{"type": "m.room.canonical_alias", "state_key": "", "content": {}}],
        }
        alias = f"#{name}:{self._wire.account.split(':', 1)[1]}"
        try:
            room = string(await self._wire.post(path("v3", "createRoom"), request), "room_id")
        except Invalid as refusal:
            if refusal.code != "M_ROOM_IN_USE":
                raise
            room = await self._reopened(alias, person)
        await self._mark(person, room)
        return room

    async def _reopened(self, alias: str, person: str) -> str:
        """The room created under `alias` by an earlier try. One we cannot use any more gives its alias up."""
        room = string(await self._wire.get(path("v3", "directory", "room", alias)), "room_id")
        try:
            if await self._membership(room, person) not in {"join", "invite"}:
                await self._invite(room, person)
        except (Forbidden, Gone):
            await self._wire.delete(path("v3", "directory", "room", alias))
            log.info("alias d'un ancien salon direct libéré")
            return await self._opened(person)
        return room
