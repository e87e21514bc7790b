"""One message, read back from the server as it says now: what was not kept when it was heard.

Matrix specification, client-server API, "Event replacements": a server gives the first words of an event, and the
last edit of its author beside it, under `unsigned`.
"""

from __future__ import annotations

from dataclasses import replace

from aiguilleur_bot.platforms.base import Edition, Gone, Message
from aiguilleur_bot.platforms.matrix.events import Me, translate
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import Json, mapping, string


async def read_back(wire: Wire, room: str, event_id: str, me: Me, *, is_direct: bool) -> Message | None:
    """The message `event_id`; None when it is gone, or is none. Raises PlatformError."""
    event = await _event(wire, room, event_id)
    said = translate(event, room, me, is_direct=is_direct)
    if not isinstance(said, Message):
        return None
    beside = mapping(event, "unsigned", "m.relations", "m.replace")
    last = string(beside, "event_id")
    if not last:
        return said
    # Older servers give only the id of the edit.
    edit = beside if mapping(beside, "content") else await _event(wire, room, last)
    edition = translate(edit, room, me, is_direct=is_direct)
    if isinstance(edition, Edition) and (edition.target, edition.sender) == (said.event_id, said.sender):
        return replace(said, text=edition.text, mentions_bot=edition.mentions_bot)
    return said


async def _event(wire: Wire, room: str, event_id: str) -> Json:
    try:
        return await wire.get(path("v3", "rooms", room, "event", event_id))
    except Gone:
        return {}
