"""What was said in a room while we were not listening, read back through `/messages`."""

from __future__ import annotations

import json
from collections.abc import Callable

import structlog

from aiguilleur_bot.platforms.base import Forbidden, Gone, Invalid
from aiguilleur_bot.platforms.matrix.events import TIMELINE_TYPES
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import Json, objects, string

log = structlog.get_logger(__name__)

PAGE = 100  # Synapse gives no more, whatever is asked
_MOST_PAGES = 200


class History:
    """Reads rooms backwards. Server troubles are raised; a room that may not be read gives what it gave so far."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def between(self, room: str, since: str, start: str, without: str) -> list[Json]:
        """The events after the sync position `since` and before `start`, oldest first, but those of `without`."""
        return await self._back(room, start, {"not_senders": [without], "types": list(TIMELINE_TYPES)}, stop=since)

    async def back_to(self, room: str, start: str, reached: Callable[[Json], bool]) -> list[Json]:
        """The events before `start`, oldest first, at least back to the one for which `reached` is true."""
        return await self._back(room, start, {"types": list(TIMELINE_TYPES)}, reached=reached)

    async def said_by(self, room: str, account: str, found: Callable[[Json], bool], pages: int = 5) -> Json | None:
        """The newest message of `account` in `room` that `found` recognises, among the last `pages` hundreds."""
        wanted = {"senders": [account], "types": ["m.room.message"]}
        events = await self._back(room, "", wanted, reached=found, pages=pages)
        return next((event for event in reversed(events) if found(event)), None)

    async def _back(
        self,
        room: str,
        start: str,
        wanted: Json,
        *,
        stop: str = "",
        reached: Callable[[Json], bool] = lambda _: False,
        pages: int = _MOST_PAGES,
    ) -> list[Json]:
        newest_first: list[Json] = []
        for _ in range(pages):
            query = {"dir": "b", "limit": str(PAGE), "filter": json.dumps(wanted)}
            query |= {"from": start} if start else {}
            query |= {"to": stop} if stop else {}
            try:
                page = await self._wire.get(path("v3", "rooms", room, "messages"), query)
            except (Forbidden, Gone, Invalid) as refusal:
                log.warning("historique d'un salon illisible", cause=str(refusal))
                break
            chunk, end = objects(page, "chunk"), string(page, "end")
            newest_first += chunk
            if not end or end == start or any(reached(event) for event in chunk):
                break
            start = end
        else:
            if pages == _MOST_PAGES:
                log.error("rattrapage arrêté : trop de messages manqués dans un salon", pages=pages)
        return newest_first[::-1]
