"""What an operator must know of a room before the bot works there. Only looks: joins nothing, changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiguilleur_bot.platforms.base import AuthLost, Forbidden, Gone, Invalid, PlatformError
from aiguilleur_bot.platforms.matrix.rooms import Rooms
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import Json, mapping, string, strings

_CREATORS_RULE_SINCE = 12
"""From this room version on, creators have all power and are not in the list of powers (room version 12)."""


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """One room, as the server shows it to us now.

    `known` is False when nobody has that address. `membership` is "join", "invite", "ban" or "leave";
    `open_to_all` means that a join needs no invitation. `members` are the others in the room (only when joined).
    """

    name: str
    room: str = ""
    known: bool = True
    membership: str = "leave"
    open_to_all: bool = False
    encrypted: bool = False
    may_speak: bool = False
    may_react: bool = False
    members: tuple[str, ...] = field(default=(), repr=False)


async def resolve(wire: Wire, name: str) -> str:
    """The id of the room `name` (an alias or an id). Raises Gone when no room has that alias."""
    if not name.startswith("#"):
        return name
    return string(await wire.get(path("v3", "directory", "room", name)), "room_id")


async def look(wire: Wire, name: str) -> RoomFacts:
    """The facts about the room `name`. Raises Retry when the server does not answer, AuthLost when it lost us."""
    try:
        room = await resolve(wire, name)
    except (Gone, Invalid):
        return RoomFacts(name, known=False)
    if room not in strings(await wire.get(path("v3", "joined_rooms")), "joined_rooms"):
        return await _from_outside(wire, name, room)
    rooms = Rooms(wire, (), ())
    powers = await _powers(wire, room)
    level = await _level(wire, room, powers)
    return RoomFacts(
        name,
        room,
        membership="join",
        encrypted=await rooms.encrypted(room),
        may_speak=level >= _needed(powers, "m.room.message"),
        may_react=level >= _needed(powers, "m.reaction"),
        members=await rooms.members(room),
    )


async def exists(wire: Wire, account: str) -> bool:
    """Whether the server knows `account`. True when it does not tell: only a clear no counts."""
    try:
        await wire.get(path("v3", "profile", account))
    except Gone:
        return False
    except Invalid as refusal:
        return refusal.code != "M_UNKNOWN"  # what Synapse answers, with 404, for an account that never was
    except Forbidden:
        return True
    return True


async def _from_outside(wire: Wire, name: str, room: str) -> RoomFacts:
    """What may be known without being in (room summary, Matrix 1.15; an older server says nothing)."""
    try:
        summary = await wire.get(path("v1", "room_summary", name))
    except AuthLost:
        raise
    except PlatformError:
        return RoomFacts(name, room)
    return RoomFacts(
        name,
        room,
        membership=string(summary, "membership") or "leave",
        open_to_all=string(summary, "join_rule") == "public",
        encrypted=bool(string(summary, "encryption")),
    )


async def _powers(wire: Wire, room: str) -> Json:
    try:
        return await wire.get(path("v3", "rooms", room, "state", "m.room.power_levels", ""))
    except Gone:
        return {}


async def _level(wire: Wire, room: str, powers: Json) -> float:
    users = mapping(powers, "users")
    level = users.get(wire.account, powers.get("users_default", 0))
    if wire.account not in users and await _created_by_us(wire, room):
        return float("inf")
    return _number(level)


async def _created_by_us(wire: Wire, room: str) -> bool:
    event = await wire.get(path("v3", "rooms", room, "state", "m.room.create", ""), {"format": "event"})
    content = mapping(event, "content")
    version = string(content, "room_version")
    if not version.isdecimal() or int(version) < _CREATORS_RULE_SINCE:
        return False
    return wire.account in (string(event, "sender"), *strings(content, "additional_creators"))


def _needed(powers: Json, event: str) -> float:
    return _number(mapping(powers, "events").get(event, powers.get("events_default", 0)))


def _number(level: object) -> float:
    return float(level) if isinstance(level, int | float) and not isinstance(level, bool) else 0.0
