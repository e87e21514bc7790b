"""How far we have heard: the cursor of the port, as JSON. All times are the server's, in milliseconds since 1970.

Only what was read back over REST moves it: streams promise nothing, so a frame that came says nothing of one that did
not. It is stored together with the events it covers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from aiguilleur_bot.platforms.untrusted import mapping

OVERLAP = 120_000
"""A message is stamped before it is written: the last two minutes are read again, and known ones ignored."""


@dataclass(frozen=True, slots=True)
class Marks:
    """`beginning`: nothing before it is new work. `seen`: every room was read back up to there.

    `rooms`: those that we are in, each with how far it was read back, if further. `pages`: where the reading of a room
    goes on that was interrupted between two pages.
    """

    beginning: int
    seen: int
    rooms: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: str) -> Marks | None:
        """What `write` made; None when it is not ours."""
        try:
            found = mapping(json.loads(cursor))
        except ValueError:
            return None
        beginning, seen = found.get("debut"), found.get("vu")
        if not isinstance(beginning, int) or not isinstance(seen, int):
            return None
        return cls(beginning, seen, _numbers(found, "salons"), _numbers(found, "pages"))

    def write(self) -> str:
        """As the store keeps it."""
        known = {"debut": self.beginning, "vu": self.seen, "salons": dict(self.rooms)}
        return json.dumps(known | ({"pages": dict(self.pages)} if self.pages else {}), separators=(",", ":"))

    def floor(self, room: str) -> int:
        """What was said in `room` before that was heard already."""
        return max(self.seen, self.rooms.get(room, 0)) - OVERLAP

    def start(self, room: str) -> int:
        """Where to read `room` from."""
        return max(self.floor(room), self.pages.get(room, 0))

    def paged(self, room: str, edge: int) -> Marks:
        """Read up to `edge`, and not done."""
        return replace(self, pages={**self.pages, room: edge})

    def done(self, room: str, until: int) -> Marks:
        """Read back whole, up to `until`."""
        pages = {other: edge for other, edge in self.pages.items() if other != room}
        return replace(self, rooms={**self.rooms, room: max(until, self.rooms.get(room, 0))}, pages=pages)

    def without(self, room: str) -> Marks:
        """We are not in `room` any more."""
        return replace(self, rooms={other: at for other, at in self.rooms.items() if other != room})

    def all_done(self, rooms: Iterable[str], until: int) -> Marks:
        """Every room was read back up to `until`. `rooms` are those that we are in."""
        return Marks(self.beginning, max(until, self.seen), dict.fromkeys(rooms, 0))


def _numbers(found: Mapping[str, object], name: str) -> dict[str, int]:
    return {room: at for room, at in mapping(found, name).items() if isinstance(at, int)}
