"""What was said in a room while we were not listening, read back through `chat.syncMessages`.

Everything since a moment comes in one answer, however long; pages come with a hole: the server goes on after the last
whole millisecond of a page, and a message that shares it is passed over. So the next page is asked from a millisecond
before, and what comes twice is known.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiguilleur_bot.platforms.base import Invalid, Retry
from aiguilleur_bot.platforms.rocketchat.events import milliseconds
from aiguilleur_bot.platforms.rocketchat.rest import Rest, iso
from aiguilleur_bot.platforms.untrusted import Json, mapping, objects, string

PAGE = 200
_LARGEST_PAGE = 6_400


@dataclass(frozen=True, slots=True)
class Part:
    """Messages as they are now, oldest first, and ids of those that are gone, with when.

    `edge`: messages up to that time of the server were read, and others are left; None for the last ones.
    """

    messages: tuple[Json, ...]
    gone: tuple[tuple[str, int], ...]
    edge: int | None = None


class History:
    """Reads rooms back. `pages`: whether the server gives pages (6.12 and later), as far as we know."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self.pages = True

    async def since(self, room: str, start: int, *, long_ago: bool) -> AsyncIterator[Part]:
        """What changed in `room` after `start`, in pages when that is `long_ago`. Raises PlatformError."""
        if long_ago and self.pages:
            try:
                async for part in self._paged(room, start):
                    yield part
            except Invalid as refusal:
                if refusal.code != "error-lastUpdate-param-invalid":
                    raise
                self.pages = False  # an older server: it knows no pages
            else:
                return
        yield await self._whole(room, start)

    async def _whole(self, room: str, start: int) -> Part:
        found = await self._sync(roomId=room, lastUpdate=iso(max(start, 0)))
        return Part(_sorted(objects(found, "updated")), _gone(found))

    async def _paged(self, room: str, start: int) -> AsyncIterator[Part]:
        async for messages, edge in self._listed(room, start, "UPDATED"):
            yield Part(_sorted(objects(messages, "updated")), (), edge)
        async for gone, _ in self._listed(room, start, "DELETED"):
            yield Part((), _gone(gone))

    async def _listed(self, room: str, start: int, kind: str) -> AsyncIterator[tuple[Json, int | None]]:
        edge, count = max(start, 1), PAGE
        while True:
            page = await self._sync(roomId=room, type=kind, next=str(edge), count=str(count))
            following = string(page, "cursor", "next")
            after = int(following) - 1 if following.isdecimal() else None
            if after is not None and after <= edge:  # more messages in one millisecond than a page holds
                count *= 2
                if count > _LARGEST_PAGE:
                    raise Retry("historique : trop de messages dans une milliseconde")
                continue
            yield page, after
            if after is None:
                return
            edge, count = after, PAGE

    async def _sync(self, **query: str) -> Json:
        return mapping(await self._rest.get("chat.syncMessages", **query), "result")


def _sorted(messages: list[Json]) -> tuple[Json, ...]:
    return tuple(sorted(messages, key=lambda message: milliseconds(message.get("ts")) or 0))


def _gone(found: Json) -> tuple[tuple[str, int], ...]:
    graves = ((string(one, "_id"), milliseconds(one.get("_deletedAt"))) for one in objects(found, "deleted"))
    return tuple((identifier, at) for identifier, at in graves if identifier and at is not None)
