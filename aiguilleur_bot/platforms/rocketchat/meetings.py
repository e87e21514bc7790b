"""Direct rooms, found or opened by the server itself, and private rooms that we open for people to meet in.

A room to meet in is created empty, under a name derived from the outbound's id, and its people are added one by one: a
refusal names its person, and a crash at any point is taken up where it was. Nobody has to accept: who is added is in.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

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
from aiguilleur_bot.platforms.rocketchat.rest import Rest
from aiguilleur_bot.platforms.rocketchat.rooms import Rooms
from aiguilleur_bot.platforms.untrusted import Json, mapping, objects, string

log = structlog.get_logger(__name__)

_REFUSED = (Forbidden, Gone, Invalid)


class Directs:
    """The direct rooms with people. Their ids are the server's, never derived from the people."""

    def __init__(self, rest: Rest, rooms: Rooms) -> None:
        self._rest = rest
        self._rooms = rooms
        self._known: dict[str, str] = {}

    async def room_with(self, person: str) -> str:
        """The direct room with the account `person`, opened when there is none.

        Raises Gone when there is no such account, Forbidden when the server does not let us write to them.
        """
        if person not in self._known or self._known[person] not in self._rooms:
            answer = await self._rest.post("im.create", {"username": _username(person)})
            room = string(answer, "room", "_id") or string(answer, "room", "rid")
            if not room or not await self._rooms.enter(room):
                raise Retry("salon direct pas encore là", 1.0)
            self._known[person] = room
        return self._known[person]


class MeetingRooms:
    """Opens private rooms as the account of `rest`."""

    def __init__(self, rest: Rest, rooms: Rooms) -> None:
        self._rest = rest
        self._rooms = rooms

    async def opened(self, wanted: OpenRoom) -> str:
        """The room of `wanted`, with everybody in it. Raises what `OpenRoom` says."""
        room = await self._created(wanted)
        try:
            await self._refuse_encrypted(room)
            there = {string(one, "username") for one in await self._members(room)}
            for person in wanted.persons:
                if _username(person) not in there:
                    await self._invite(room, person)
        except _REFUSED:
            await self._abandoned(room)
            raise
        return room

    async def added(self, wanted: AddPerson) -> str:
        """The room, with one more person in it."""
        if _username(wanted.person) not in {string(one, "username") for one in await self._members(wanted.room)}:
            await self._invite(wanted.room, wanted.person)
        return wanted.room

    async def left(self, wanted: LeaveRoom) -> str:
        """The room, without us. Its last owner may not leave it: then somebody who stays owns it first."""
        try:
            others = [one for one in await self._members(wanted.room) if string(one, "_id") != self._rest.account_id]
            for one in others:
                await self._own(wanted.room, string(one, "_id"))
            if others:  # whatever became of the owners: people must not believe they are alone while we stay
                await self._rest.post("groups.leave", {"roomId": wanted.room})
            else:
                await self._rest.post("groups.delete", {"roomId": wanted.room})
        except (Forbidden, Gone) as refusal:
            log.info("salon de rencontre déjà quitté", cause=str(refusal))
        return wanted.room

    # -------------------------------------------------------- inside

    async def _created(self, wanted: OpenRoom) -> str:
        name = _slug(wanted)
        body = {"name": name, "members": [], "readOnly": False, "extraData": {"encrypted": False}}
        try:
            answer = await self._rest.post("groups.create", body)
        except Invalid as refusal:
            if refusal.code != "error-duplicate-channel-name":
                raise
            answer = await self._rest.get("groups.info", roomName=name)  # Gone: we were put out of it, or closed it
        room = string(mapping(answer, "group"), "_id")
        if not await self._rooms.enter(room):
            raise Gone("salon de rencontre quitté")
        return room

    async def _refuse_encrypted(self, room: str) -> None:
        known = self._rooms.get(room)
        if known is not None and known.encrypted:
            raise Forbidden("ce serveur chiffre les salons privés", code="CHIFFRE")

    async def _invite(self, room: str, person: str) -> None:
        try:
            found = await self._rest.get("users.info", username=_username(person))
        except (Forbidden, Invalid) as refusal:  # the server has no name for that
            raise Gone("personne inconnue", code=refusal.code) from refusal
        user = string(found, "user", "_id")
        await self._rest.post("groups.invite", {"roomId": room, "userId": user})

    async def _own(self, room: str, user: str) -> None:
        try:
            await self._rest.post("groups.addOwner", {"roomId": room, "userId": user})
        except _REFUSED as refusal:
            log.info("propriétaire non ajouté", cause=str(refusal))  # one already, or we own it no more

    async def _members(self, room: str) -> list[Json]:
        return objects(await self._rest.get("groups.members", roomId=room, count="100"), "members")

    async def _abandoned(self, room: str) -> None:
        """Nobody waits in a room whose people could not all be called."""
        try:
            await self._rest.post("groups.delete", {"roomId": room})
        except (AuthLost, Retry):
            raise
        except PlatformError as refusal:
            log.warning("salon de rencontre resté ouvert", cause=str(refusal))


def _username(person: str) -> str:
    return person.removeprefix("@")


def _slug(wanted: OpenRoom) -> str:
    """The name people see, in the signs that servers take, and a part nobody can guess is taken already."""
    plain = unicodedata.normalize("NFKD", wanted.name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    return f"{words or 'rencontre'}-{hashlib.sha256(wanted.id.encode()).hexdigest()[:10]}"
