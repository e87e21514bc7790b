"""The servers people run: what differs from one Rocket.Chat to the next, as far as a bot can notice."""

from __future__ import annotations

from dataclasses import dataclass

# Removed by 9.0: everything that has a REST twin. What is left: logging in, streams, presence.
_KEPT_BY_9 = frozenset(
    {"login", "logout", "stream-notify-room", "UserPresence:setDefaultStatus", "UserPresence:online"}
)


@dataclass(frozen=True, slots=True)
class Mode:
    """One kind of server. Times in seconds.

    `streamer`: streams are served by a service of their own (micro-services), not by the Meteor monolith.
    `quiet`: silence before the server asks `ping`; `deaf`: silence before it hangs up. `passwords`: DDP `login` takes
    them. `methods`: DDP methods besides logging in are there. `cursors`: `chat.syncMessages` pages. `forbids`: refusals
    of rights answer 403 instead of 400. `directs_by_id`: the id of a direct room is that of its two people.
    """

    name: str
    version: str
    streamer: bool
    quiet: float
    deaf: float
    passwords: bool = True
    methods: bool = True
    cursors: bool = True
    forbids: bool = False
    directs_by_id: bool = False
    streams: bool = True
    my_messages: bool = True
    says_where: bool = True

    def knows(self, method: str) -> bool:
        return self.methods or method in _KEPT_BY_9

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


V6_OLD = Mode("6.5, one process", "6.5.8", False, 15, 30, cursors=False, directs_by_id=True)
V6 = Mode("6.12, one process", "6.12.0", False, 15, 30, directs_by_id=True)
V6_STREAMER = Mode("6.12, micro-services", "6.12.0", True, 30, 60, directs_by_id=True)
V8 = Mode("8.9, one process", "8.9.1", False, 15, 30)
V8_STREAMER = Mode("8.9, micro-services", "8.9.1", True, 30, 60, passwords=False)
V9 = Mode("9.0, one process", "9.0.0", False, 15, 30, methods=False, forbids=True)
V9_STREAMER = Mode("9.0, micro-services", "9.0.0", True, 30, 60, passwords=False, methods=False, forbids=True)
V9_PER_ROOM = Mode(
    "9.0 without __my_messages__", "9.0.0", False, 15, 30, methods=False, forbids=True, my_messages=False
)
V9_DEAF = Mode("9.0 without streams", "9.0.0", False, 15, 30, methods=False, forbids=True, streams=False)
V6_BARE = Mode("6.12 that says nothing of rooms", "6.12.0", False, 15, 30, directs_by_id=True, says_where=False)
ALL = (V6_OLD, V6, V6_STREAMER, V8, V8_STREAMER, V9, V9_STREAMER, V9_PER_ROOM, V9_DEAF)
