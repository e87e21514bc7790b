"""Deliver what was decided. The outbound's id is the transaction id: sent twice by this device, it is one event."""

from __future__ import annotations

from aiguilleur_bot.platforms.base import (
    AddPerson,
    AuthLost,
    Edit,
    Forbidden,
    Gone,
    Invalid,
    LeaveRoom,
    OpenDirect,
    OpenRoom,
    Outbound,
    PlatformError,
    React,
    Receipt,
    Say,
    Typing,
    Withdraw,
)
from aiguilleur_bot.platforms.matrix.content import MARK, annotation, edition, message
from aiguilleur_bot.platforms.matrix.history import History
from aiguilleur_bot.platforms.matrix.rooms import Rooms
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import Json, objects, string

_TYPING_MS = 15_000


class Sender:
    """Sends as the account of `wire`. Raises only what the port allows."""

    def __init__(self, wire: Wire, rooms: Rooms) -> None:
        self._wire = wire
        self._rooms = rooms
        self._history = History(wire)

    async def send(self, outbound: Outbound) -> Receipt:
        """Deliver `outbound`, and return once the server has it."""
        self._wire.require_login()
        await self._rooms.directs.know()
        match outbound:
            case Say():
                return await self._say(outbound)
            case Edit():
                await self._refuse_clear_text(outbound.room)
                return await self._event(outbound.room, "m.room.message", outbound.id, edition(outbound))
            case React():
                return await self._react(outbound)
            case Withdraw():
                where = path("v3", "rooms", outbound.room, "redact", outbound.target, outbound.id)
                answer = await self._wire.put(where, {"reason": outbound.reason} if outbound.reason else {})
                return Receipt(outbound.room, string(answer, "event_id"))
            case OpenDirect():
                return Receipt(await self._rooms.directs.room_with(outbound.person))
            case OpenRoom():
                return Receipt(await self._rooms.meetings.opened(outbound))
            case AddPerson():
                return Receipt(await self._rooms.meetings.added(outbound))
            case LeaveRoom():
                return Receipt(await self._rooms.meetings.left(outbound))
            case Typing():
                return await self._typing(outbound)

    async def already_sent(self, outbound: Outbound) -> Receipt | None:
        """Where `outbound` already stands, for those that would show twice: messages and editions.

        The server lists what answers to an event, from whatever device and however old; what answers to nothing
        is looked for among our last messages in the room.
        """
        self._wire.require_login()
        if not isinstance(outbound, Say | Edit):
            return None
        await self._rooms.directs.know()
        room = outbound.room or await self._known_direct(outbound)
        if room is None:
            return None
        target = outbound.target if isinstance(outbound, Edit) else outbound.thread or outbound.reply_to
        found = await self._among_answers(room, target, outbound.id) if target else None
        if found is None:
            found = await self._history.said_by(room, self._wire.account, lambda event: _marked(event, outbound.id))
        return Receipt(room, string(found, "event_id")) if found else None

    async def _say(self, say: Say) -> Receipt:
        room = say.room or await self._rooms.directs.room_with(_person(say))
        if not say.content_free:
            await self._refuse_clear_text(room)
        direct = self._rooms.directs.is_direct(room)
        try:
            return await self._event(room, "m.room.message", say.id, message(say, in_direct_room=direct))
        except Invalid as refusal:
            if not say.thread or refusal.code != "M_UNKNOWN":
                raise
            # "Cannot start threads from an event with a relation": then the answer is a plain reply.
            flat = message(say, in_direct_room=direct, as_thread=False)
            return await self._event(room, "m.room.message", say.id, flat)

    async def _react(self, react: React) -> Receipt:
        try:
            return await self._event(react.room, "m.reaction", react.id, annotation(react))
        except Invalid as refusal:
            if refusal.code != "M_DUPLICATE_ANNOTATION":
                raise
            return Receipt(react.room)

    async def _typing(self, typing: Typing) -> Receipt:
        where = path("v3", "rooms", typing.room, "typing", self._wire.account)
        try:
            await self._wire.put(where, {"typing": True, "timeout": _TYPING_MS})
        except AuthLost:
            raise
        except PlatformError:
            pass  # a courtesy: the answer itself comes anyway
        return Receipt(typing.room)

    async def _event(self, room: str, kind: str, transaction: str, content: Json) -> Receipt:
        answer = await self._wire.put(path("v3", "rooms", room, "send", kind, transaction), content)
        return Receipt(room, string(answer, "event_id"))

    async def _refuse_clear_text(self, room: str) -> None:
        if await self._rooms.encrypted(room):
            raise Forbidden("salon chiffré : rien n'y est envoyé en clair", code="CHIFFRE")

    async def _known_direct(self, outbound: Say | Edit) -> str | None:
        return await self._rooms.directs.known_with(_person(outbound)) if isinstance(outbound, Say) else None

    async def _among_answers(self, room: str, target: str, mark: str) -> Json | None:
        start = ""
        while True:
            query = {"limit": "100"} | ({"from": start} if start else {})
            try:
                page = await self._wire.get(path("v1", "rooms", room, "relations", target), query)
            except (Gone, Forbidden, Invalid):
                return None
            for event in objects(page, "chunk"):
                if string(event, "sender") == self._wire.account and _marked(event, mark):
                    return event
            start = string(page, "next_batch")
            if not start:
                return None


def _person(say: Say) -> str:
    if not say.person:
        raise Invalid("message sans salon ni destinataire")
    return say.person


def _marked(event: Json, mark: str) -> bool:
    return string(event, "content", MARK) == mark
