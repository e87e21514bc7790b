"""Where our time in a room begins: at the invitation, or at the join when nobody had to invite us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from aiguilleur_bot.platforms.base import Forbidden, Gone, Invalid, Invite, Join
from aiguilleur_bot.platforms.matrix.events import own_membership
from aiguilleur_bot.platforms.matrix.history import History
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import Json, moment, string

_MOST_STEPS = 4  # member events walked back: name changes, the join, the invitation


class Place(TypedDict):
    """What every event of a room carries."""

    platform: str
    room: str
    is_direct: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """`invite` and `join` are our own member events (empty when unknown); `since` is what was said from there on."""

    account: str
    invite: Json
    join: Json
    since: tuple[Json, ...]

    def announced(self, place: Place, configured_as: str | None, name: str) -> list[Invite | Join]:
        """The invitation, when there was one, and the join, as the port says them."""
        said: list[Invite | Join] = []
        at = moment(self.invite.get("origin_server_ts"))
        if at is not None:
            event_id, sender = string(self.invite, "event_id"), string(self.invite, "sender")
            said.append(Invite(**place, event_id=event_id, sender=sender, at=at))
        at = moment(self.join.get("origin_server_ts")) or at
        if at is not None:
            event_id = string(self.join, "event_id") or f"entree:{string(self.invite, 'event_id')}"
            said.append(
                Join(**place, event_id=event_id, sender=self.account, at=at, configured_as=configured_as, name=name)
            )
        return said


def arrived(state: Sequence[Json], timeline: Sequence[Json], account: str) -> bool:
    """Whether the server shows this room to us for the first time (since we joined it, or joined it again).

    Then it gives the room's creation, which it never repeats, and the invitation.
    """
    events = [*state, *timeline]
    return any(
        string(event, "type") == "m.room.create" or own_membership(event, account) == "invite" for event in events
    )


async def entered(
    wire: Wire, history: History, room: str, shown: Sequence[Json], timeline: Sequence[Json], start: str
) -> Arrival:
    """Find our invitation and keep what came after it. `start` is where a timeline cut short goes on, or ""."""
    invite = _last_invite(shown, wire.account)
    join, older = await _own_past(wire, room)
    invite = invite or older
    boundary = invite or join
    events = list(timeline)
    if start and invite and not _position(events, boundary):
        oldest = moment(invite.get("origin_server_ts"))
        events = [
            *await history.back_to(room, start, lambda event: _is(event, boundary) or _before(event, oldest)),
            *events,
        ]
    return Arrival(wire.account, invite, join, tuple(_after(events, boundary)))


def _last_invite(shown: Sequence[Json], account: str) -> Json:
    return next((event for event in reversed(shown) if own_membership(event, account) == "invite"), {})


async def _own_past(wire: Wire, room: str) -> tuple[Json, Json]:
    """Our join and, before it, our invitation, walked back from our present member event."""
    join: Json = {}
    try:
        where = path("v3", "rooms", room, "state", "m.room.member", wire.account)
        event = await wire.get(where, {"format": "event"})
        for _ in range(_MOST_STEPS):
            membership = own_membership(event, wire.account)
            if membership == "invite":
                return join, event
            join = event if membership == "join" else join
            previous = string(event, "unsigned", "replaces_state") or string(event, "replaces_state")
            if membership != "join" or not previous:
                break
            event = await wire.get(path("v3", "rooms", room, "event", previous))
    except (Forbidden, Gone, Invalid):
        pass  # a server that does not say: the join alone bounds our time there
    return join, {}


def _after(events: Sequence[Json], boundary: Json) -> Sequence[Json]:
    """Those after `boundary`: by place where it is among them, else by time. Without a boundary, nothing."""
    place = _position(events, boundary)
    if place:
        return events[place:]
    oldest = moment(boundary.get("origin_server_ts"))
    return [event for event in events if oldest is not None and not _before(event, oldest)]


def _position(events: Sequence[Json], boundary: Json) -> int:
    """The place just after `boundary` among `events`, or 0."""
    return next((number + 1 for number, event in enumerate(events) if _is(event, boundary)), 0)


def _is(event: Json, other: Json) -> bool:
    return bool(string(other, "event_id")) and string(event, "event_id") == string(other, "event_id")


def _before(event: Json, limit: datetime | None) -> bool:
    at = moment(event.get("origin_server_ts"))
    return at is None or (limit is not None and at < limit)
