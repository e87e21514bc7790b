"""Private rooms that we open for people to meet in, once whatever crashes, and leave when our part is over.

A room is created empty, under an alias derived from the outbound's id, and its people are invited one by one: a
refusal names its person, and a crash at any point is taken up where it was. It is not encrypted, since we could not
say there who is who; a server that encrypts every private room is refused before anybody is invited.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from aiguilleur_bot.platforms.base import (
    AddPerson,
    AuthLost,
    Forbidden,
    Gone,
    Invalid,
    LeaveRoom,
    OpenRoom,
    PlatformError,
    Retry,
)
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import Json, string

log = structlog.get_logger(__name__)


class MeetingRooms:
    """Opens rooms as the account of `wire`. `encrypted` tells whether a room is."""

    def __init__(self, wire: Wire, encrypted: Callable[[str], Awaitable[bool]]) -> None:
        self._wire = wire
        self._encrypted = encrypted
        self._secret = b""

    def use_secret(self, secret: str) -> None:
        """`secret` (hex) keys the alias of a room: nobody can guess it, and we find it again."""
        self._secret = bytes.fromhex(secret)

    async def opened(self, wanted: OpenRoom) -> str:
        """The room of `wanted`, with everybody invited. Raises what `OpenRoom` says."""
        room = await self._known(wanted) or await self._created(wanted)
        try:
            await self._refuse_encrypted(room)
            for person in wanted.persons:
                await self._invited(room, person)
        except (Forbidden, Gone, Invalid):
            await self._abandoned(wanted, room)
            raise
        return room

    async def added(self, wanted: AddPerson) -> str:
        """The room, with one more person invited."""
        await self._invited(wanted.room, wanted.person)
        return wanted.room

    async def left(self, wanted: LeaveRoom) -> str:
        """The room, without us."""
        with suppress(Forbidden, Gone):  # not in it any more: what was wanted
            await self._wire.post(path("v3", "rooms", wanted.room, "leave"))
        return wanted.room

    # -------------------------------------------------------- inside

    def _alias(self, wanted: OpenRoom) -> tuple[str, str]:
        """The local part, and the whole."""
        name = f"rencontre-{hmac.digest(self._secret, wanted.id.encode(), 'sha256').hex()[:40]}"
        return name, f"#{name}:{_server(self._wire.account)}"

    async def _known(self, wanted: OpenRoom) -> str | None:
        """The room that an earlier try created: one we were put out of is Gone, and is not opened again."""
        try:
            answer = await self._wire.get(path("v3", "directory", "room", self._alias(wanted)[1]))
        except Gone:
            return None
        room = string(answer, "room_id")
        if await self._membership(room, self._wire.account) != "join":
            raise Gone("salon de rencontre quitté")
        return room

    async def _created(self, wanted: OpenRoom) -> str:
        away = any(_server(person) != _server(self._wire.account) for person in wanted.persons)
        request: Json = {
            "preset": "private_chat",
            "visibility": "private",
            "name": wanted.name,
            "room_alias_name": self._alias(wanted)[0],
            # No other server has a copy of it, unless one of them lives there.
            "creation_content": {} if away else {"m.federate": False},
            "initial_state": [
                # The alias is for us: people see the room's name.
                {"type": "m.room.canonical_alias", "state_key": "", "content": {}},
                {"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "forbidden"}},
                {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "shared"}},
            ],
        }
        try:
            return string(await self._wire.post(path("v3", "createRoom"), request), "room_id")
        except Invalid as refusal:
            if refusal.code != "M_ROOM_IN_USE":
                raise
            raise Retry("salon créé entre-temps", 1.0, code=refusal.code) from refusal

    async def _refuse_encrypted(self, room: str) -> None:
        if await self._encrypted(room):
            raise Forbidden("ce serveur chiffre les salons privés", code="CHIFFRE")

    async def _invited(self, room: str, person: str) -> None:
        if not await self._membership(room, person):
            await self._wire.post(path("v3", "rooms", room, "invite"), {"user_id": person})

    async def _membership(self, room: str, person: str) -> str:
        """What the room says of `person`: join, invite, leave…; nothing for somebody who never was invited."""
        try:
            state = await self._wire.get(path("v3", "rooms", room, "state", "m.room.member", person))
        except Gone:
            return ""
        return string(state, "membership")

    async def _abandoned(self, wanted: OpenRoom, room: str) -> None:
        """Nobody waits in a room whose people could not all be called."""
        try:
            for person in wanted.persons:
                if await self._membership(room, person) in {"invite", "join"}:
                    await self._wire.post(path("v3", "rooms", room, "kick"), {"user_id": person})
            await self._wire.delete(path("v3", "directory", "room", self._alias(wanted)[1]))
            await self._wire.post(path("v3", "rooms", room, "leave"))
        except (AuthLost, Retry):
            raise
        except PlatformError as refusal:
            log.warning("salon de rencontre resté ouvert", cause=str(refusal))


def _server(account: str) -> str:
    return account.partition(":")[2]
