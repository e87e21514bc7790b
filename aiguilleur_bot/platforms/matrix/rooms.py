"""Which rooms we are in, which we are let into, and what must be known of each before speaking there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from aiguilleur_bot.platforms.base import AuthLost, Gone, PlatformError, Retry
from aiguilleur_bot.platforms.matrix.directs import DirectRooms
from aiguilleur_bot.platforms.matrix.events import own_membership
from aiguilleur_bot.platforms.matrix.meetings import MeetingRooms
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import Json, flag, mapping, objects, string, strings

log = structlog.get_logger(__name__)


def may_invite(patterns: Iterable[str], person: str) -> bool:
    """Whether one of `patterns` ("@*:exemple.org") allows `person` to invite us. No pattern, nobody.

    `*` stands for any signs but the colon, so that it never reaches from the name into the server.
    """
    return any(re.fullmatch(re.escape(pattern).replace(r"\*", "[^:]*"), person) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A pending invitation, as the server shows it before we join."""

    room: str
    sender: str
    is_direct: bool


def invitation(room: str, invited: Json, account: str) -> Invitation | None:
    """The invitation inside the stripped state of `rooms.invite`, or None when it holds none for us."""
    for event in objects(invited, "invite_state", "events"):
        if own_membership(event, account) == "invite":
            return Invitation(room, string(event, "sender"), flag(event, "content", "is_direct"))
    return None


MODERATOR = 50
"""The power level of a moderator, on Matrix by custom."""

CREATORS_UNLISTED = 12
"""The first version of rooms whose makers have every power without being in its list."""


class Rooms:
    """What we know of rooms, learned from the server at start and kept in step by the sync."""

    def __init__(self, wire: Wire, invitations: Iterable[str], configured: Iterable[str]) -> None:
        self._wire = wire
        self._invitations = tuple(invitations)
        self._configured = tuple(configured)
        self._names_in_settings: dict[str, str] = {}
        self._encrypted: dict[str, bool] = {}
        self._waiting: dict[str, Invitation] = {}
        self._complained: set[str] = set()
        self.directs = DirectRooms(wire, self.encrypted)
        self.meetings = MeetingRooms(wire, self.encrypted)

    def use_secret(self, secret: str) -> None:
        """`secret` (hex) keys the aliases of the rooms that we open."""
        self.directs.use_secret(secret)
        self.meetings.use_secret(secret)

    def configured_as(self, room: str) -> str | None:
        """The name `room` has in the settings, once joined."""
        return self._names_in_settings.get(room)

    # -------------------------------------------------------- configured rooms

    async def join_configured(self) -> list[str]:
        """Join the rooms of the settings that we are not in yet, and return those that this call reached.

        A room that refuses is said once in the log, and tried again at the next call.
        """
        reached = []
        for name in self._configured:
            if name in self._names_in_settings.values():
                continue
            try:
                room = await self._joined(name)
            except AuthLost:
                raise
            except PlatformError as refusal:
                if name not in self._complained:
                    log.warning(
                        "salon de la configuration injoignable, y inviter le robot", salon=name, cause=str(refusal)
                    )
                self._complained.add(name)
                continue
            self._names_in_settings[room] = name
            reached.append(room)
        return reached

    @property
    def all_configured(self) -> bool:
        return len(self._names_in_settings) == len(set(self._configured))

    async def _joined(self, name: str) -> str:
        answer = await self._wire.post(path("v3", "join", name))
        return string(answer, "room_id") or name

    # -------------------------------------------------------- invitations

    async def welcome(self, invited: Invitation) -> None:
        """Join the room of an allowed invitation, refuse any other. One that cannot be answered now waits."""
        try:
            if not may_invite(self._invitations, invited.sender):
                log.warning("invitation refusée : son auteur n'est pas dans la liste `invitations`")
                await self._wire.post(path("v3", "rooms", invited.room, "leave"))
            else:
                if invited.is_direct:  # before the join: afterwards a crash would lose that it is direct
                    await self.directs.mark(invited.sender, invited.room)
                await self._wire.post(path("v3", "join", invited.room))
        except AuthLost:
            raise
        except Retry as trouble:
            log.warning("invitation en attente", cause=str(trouble))
            self._waiting[invited.room] = invited
        except PlatformError as refusal:
            self._waiting.pop(invited.room, None)
            log.warning("invitation perdue", cause=str(refusal))
        else:
            self._waiting.pop(invited.room, None)

    async def welcome_waiting(self) -> None:
        """Try again the invitations that met a server in trouble."""
        for invited in tuple(self._waiting.values()):
            await self.welcome(invited)

    # -------------------------------------------------------- facts about one room

    def learn_state(self, room: str, event: Json) -> None:
        if string(event, "type") == "m.room.encryption":
            self._encrypted[room] = True
        if string(event, "type") == "m.room.member" and string(event, "content", "membership") in {"leave", "ban"}:
            self.directs.left(room)

    def departed(self, room: str) -> None:
        """We are not in `room` any more."""
        self._encrypted.pop(room, None)
        self._names_in_settings.pop(room, None)
        self.directs.left(room)

    async def encrypted(self, room: str) -> bool:
        """Whether messages of `room` must be encrypted. Once true, true for ever (specification)."""
        if room not in self._encrypted:
            try:
                await self._wire.get(path("v3", "rooms", room, "state", "m.room.encryption", ""))
                self._encrypted[room] = True
            except Gone:
                self._encrypted[room] = False
        return self._encrypted[room]

    async def name(self, room: str) -> str:
        """The name people gave the room, or ""."""
        try:
            return string(await self._wire.get(path("v3", "rooms", room, "state", "m.room.name", "")), "name")
        except Gone:
            return ""

    async def members(self, room: str) -> tuple[str, ...]:
        """The accounts now in the room, ours not among them, in a stable order."""
        answer = await self._wire.get(path("v3", "rooms", room, "joined_members"))
        return tuple(sorted(person for person in mapping(answer, "joined") if person != self._wire.account))

    async def moderates(self, room: str, person: str) -> bool:
        """Whether this account has the power of a moderator in the room."""
        try:
            levels = await self._wire.get(path("v3", "rooms", room, "state", "m.room.power_levels", ""))
        except Gone:
            return False
        theirs = mapping(levels, "users").get(person, levels.get("users_default", 0))
        return (isinstance(theirs, int) and theirs >= MODERATOR) or await self._made(room, person)

    async def _made(self, room: str, person: str) -> bool:
        """Whether they made the room, where that is a power that no list says (rooms of version 12 and later)."""
        try:
            created = await self._wire.get(path("v3", "rooms", room, "state", "m.room.create", ""), {"format": "event"})
        except Gone:
            return False
        version = string(created, "content", "room_version")
        makers = (string(created, "sender"), *strings(created, "content", "additional_creators"))
        return version.isdecimal() and int(version) >= CREATORS_UNLISTED and person in makers
