"""Which rooms we are in, since when, and what must be known of each before speaking there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import structlog

from aiguilleur_bot.platforms.base import AuthLost, Forbidden, Gone, Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.rocketchat.events import Me, Place, account, milliseconds
from aiguilleur_bot.platforms.rocketchat.rest import Rest, iso
from aiguilleur_bot.platforms.untrusted import Json, flag, mapping, objects, string, strings

log = structlog.get_logger(__name__)

_FAMILY = {"c": "channels", "p": "groups", "d": "im"}
_MODERATORS = frozenset({"owner", "moderator"})
_WRITES_WHEN_READ_ONLY = frozenset({"owner", "moderator", "leader"})
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Room:
    """One room we are in. `kind`: "c" public, "p" private, "d" direct. Times in milliseconds since 1970.

    `is_direct`: we are alone there with somebody; the server also calls direct a talk of several. `subscription` is
    the server's id of our being there. `updated` moves with each message.
    """

    id: str
    kind: str
    name: str = ""
    shown: str = ""
    is_direct: bool = False
    encrypted: bool = False
    read_only: bool = False
    federated: bool = False
    since: int = 0
    updated: int = 0
    subscription: str = ""

    @property
    def family(self) -> str:
        """The endpoints for a room of that kind: "channels", "groups", "im"."""
        return _FAMILY.get(self.kind, "channels")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a look at the server brought: rooms where something happened, and rooms we are out of."""

    changed: tuple[str, ...]
    left: tuple[str, ...]


class Rooms:
    """What we know of rooms. `federated_elsewhere`: federated rooms are answered on Matrix."""

    def __init__(self, rest: Rest, configured: Iterable[str] = (), *, federated_elsewhere: bool = False) -> None:
        self._rest = rest
        self._configured = tuple(dict.fromkeys(configured))
        self._federated_elsewhere = federated_elsewhere
        self._known: dict[str, Room] = {}
        self._subscriptions: dict[str, Json] = {}
        self._complained: set[str] = set()
        self._latest: dict[str, None] = {}
        self.me = Me(rest.account_id, "")

    def __contains__(self, room: object) -> bool:
        return room in self._known

    def __iter__(self) -> Iterator[Room]:
        return iter(tuple(self._known.values()))

    def get(self, room: str) -> Room | None:
        """What we know of it; None when we are not in it."""
        return self._known.get(room)

    def configured_as(self, room: str) -> str | None:
        """The name `room` has in the settings."""
        known = self._known.get(room)
        if known is None or known.kind == "d":
            return None
        names = {known.id, known.name.casefold(), known.shown.casefold()} - {""}
        return next((one for one in self._configured if {one, _bare(one)} & names), None)

    def place(self, room: str, floor: int, beginning: int) -> Place | None:
        """What is needed to understand what is said in `room`; None when we are not in it."""
        known = self._known.get(room)
        if known is None:
            return None
        closed = known.read_only or (known.federated and self._federated_elsewhere)
        return Place(known.id, known.is_direct, max(known.since, beginning), floor, closed)

    # -------------------------------------------------------- looking at the server

    async def look(self, since: int | None = None) -> Changes:
        """See what changed since a time of the server, or everything there is. Raises PlatformError."""
        query = {} if since is None else {"updatedSince": iso(since)}
        before = set(self._known)  # a room that we enter while the server answers is not one that we left
        rooms, mine = await self._rest.get("rooms.get", **query), await self._rest.get("subscriptions.get", **query)
        gone = {string(one, "_id") for one in objects(mine, "remove")}
        left = {room.id for room in self._known.values() if room.subscription in gone}
        left |= {string(one, "_id") for one in objects(rooms, "remove")} & before
        ours = (one for one in objects(mine, "update") if string(one, "t") in {*_FAMILY, ""})
        subscribed = [one for one in ours if string(one, "rid")]
        if since is None:
            left |= before - {string(one, "rid") for one in subscribed}
        for room in left:
            self.forget(room)
        self._subscriptions.update({string(one, "rid"): one for one in subscribed})
        changed = [self._learn(room) for room in objects(rooms, "update")]
        for one in subscribed:
            if string(one, "rid") not in self._known:
                changed += [string(one, "rid")] if await self.enter(string(one, "rid")) else []
        self._say_what_is_closed()
        return Changes(tuple(dict.fromkeys(filter(None, changed))), tuple(sorted(left)))

    async def enter(self, room: str) -> bool:
        """Look at one room, as it is now. False when we are not in it. Raises PlatformError."""
        try:
            mine = mapping(await self._rest.get("subscriptions.getOne", roomId=room), "subscription")
            about = mapping(await self._rest.get("rooms.info", roomId=room), "room") if mine else {}
        except (Forbidden, Gone, Invalid):
            mine, about = {}, {}
        if not mine or not about:
            self.forget(room)
            return False
        self._subscriptions[room] = mine
        return bool(self._learn(about))

    def forget(self, room: str) -> None:
        """We are not in `room` any more."""
        self._known.pop(room, None)
        self._subscriptions.pop(room, None)
        self._latest.pop(room, None)

    def _learn(self, about: Json) -> str:
        """Its id; "" for a room we have no part in."""
        room = string(about, "_id")
        mine = self._subscriptions.get(room)
        kind = string(about, "t")
        if mine is None or kind not in _FAMILY:
            return ""
        several = len(strings(about, "uids")) > 2
        roles = set(strings(mine, "roles"))
        unmuted = self.me.username in strings(about, "unmuted")
        self._known[room] = Room(
            room,
            kind,
            string(about, "name"),
            string(about, "fname"),
            is_direct=kind == "d" and not several,
            encrypted=flag(about, "encrypted"),
            read_only=flag(about, "ro") and not roles & _WRITES_WHEN_READ_ONLY and not unmuted,
            federated=flag(about, "federated"),
            since=milliseconds(mine.get("ts")) or 0,
            updated=milliseconds(about.get("_updatedAt")) or 0,
            subscription=string(mine, "_id"),
        )
        return room

    def _say_what_is_closed(self) -> None:
        """Once a room."""
        for room in (one for one in self if one.id not in self._complained):
            if room.read_only:
                log.warning("salon en lecture seule, le robot ne peut pas y répondre", salon=room.name or room.id)
            elif room.federated and self._federated_elsewhere:
                log.info("salon fédéré, le robot y répond par Matrix", salon=room.name or room.id)
            else:
                continue
            self._complained.add(room.id)

    # -------------------------------------------------------- rooms of the settings

    async def join_configured(self) -> list[str]:
        """Join the public rooms of the settings that we are not in, and return those that this call reached.

        A room that refuses is said once in the log, and tried again at the next call.
        """
        reached = []
        for name in self.missing():
            try:
                found = await self._rest.get("channels.info", **self._named(name))
                room = string(found, "channel", "_id")
                await self._rest.post("channels.join", {"roomId": room})
                if await self.enter(room):
                    reached.append(room)
            except (AuthLost, Retry):
                raise
            except PlatformError as refusal:
                if name not in self._complained:
                    why = "salon de la configuration injoignable, y ajouter le robot"
                    log.warning(why, salon=name, cause=str(refusal))
                self._complained.add(name)
        return reached

    def missing(self) -> list[str]:
        """The rooms of the settings that we are not in."""
        there = {self.configured_as(room) for room in self._known}
        return [name for name in self._configured if name not in there]

    @staticmethod
    def _named(name: str) -> dict[str, str]:
        return {"roomName": name.removeprefix("#")}

    # -------------------------------------------------------- who is there

    async def members(self, room: str) -> tuple[str, ...]:
        """The accounts now in the room, ours not among them, in a stable order. Raises PlatformError."""
        known = await self._present(room)
        found: set[str] = set()
        offset = 0
        while True:
            query = {"roomId": room, "count": str(_PAGE), "offset": str(offset)}
            page = objects(await self._rest.get(f"{known.family}.members", **query), "members")
            found |= {string(one, "username") for one in page}
            offset += len(page)
            if len(page) < _PAGE:
                return tuple(sorted(account(name) for name in found - {"", self.me.username}))

    async def moderates(self, room: str, person: str) -> bool:
        """Whether this account has a role there that may silence others. Raises PlatformError."""
        known = await self._present(room)
        if known.kind == "d":
            return False
        answer = await self._rest.get(f"{known.family}.roles", roomId=room)
        theirs = (one for one in objects(answer, "roles") if account(string(one, "u", "username")) == person)
        return any(_MODERATORS & set(strings(one, "roles")) for one in theirs)

    async def _present(self, room: str) -> Room:
        if room not in self._known and not await self.enter(room):
            raise Gone("salon inconnu, ou quitté")
        return self._known[room]

    # -------------------------------------------------------- where something goes on

    def talked(self, room: str) -> None:
        """Somebody called us there, or we said something: what changes there may matter."""
        self._latest.pop(room, None)
        self._latest[room] = None

    def lively(self, most: int) -> list[str]:
        """The rooms where we talked since we began, latest first, then those where anybody did last."""
        others = sorted(self._known.values(), key=lambda room: -room.updated)
        return list(dict.fromkeys([*reversed(self._latest), *(room.id for room in others)]))[:most]


def _bare(name: str) -> str:
    return name.removeprefix("#").casefold()
