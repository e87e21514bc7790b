"""Deliver what was decided. The message's id derives from the outbound's: sent twice, the server has it once.

The server refuses an id it knows, with an error that has no name; so after any refusal the message is looked for
under its id before the refusal counts. It forgets nothing: that holds however late.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from aiguilleur_bot.platforms.base import (
    AddPerson,
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
from aiguilleur_bot.platforms.rocketchat import emojis
from aiguilleur_bot.platforms.rocketchat.meetings import Directs, MeetingRooms
from aiguilleur_bot.platforms.rocketchat.rendering import names, pieces, render
from aiguilleur_bot.platforms.rocketchat.rest import Rest
from aiguilleur_bot.platforms.rocketchat.rooms import Rooms
from aiguilleur_bot.platforms.untrusted import Json, mapping, string

LONGEST = 5_000
"""`Message_MaxAllowedSize` of a server that was left as it came, in UTF-16 units."""

WITHDRAWN = "…"
"""What is left of a message that we may not delete."""

_REFUSED = (Forbidden, Gone, Invalid)


def message_id(outbound: str) -> str:
    """The id of the message for the outbound of that id: seventeen signs, as the server makes them."""
    return base64.b32encode(hashlib.sha256(f"rocketchat|{outbound}".encode()).digest()).decode().lower()[:17]


def following_id(first: str, part: int) -> str:
    """The id of what follows the message `first`, when one was too long for the server."""
    return first if part == 0 else message_id(f"{first}|{part}")


class Sender:
    """Sends as the account of `rest`. `typing` shows that an answer is coming. Raises only what the port allows."""

    def __init__(self, rest: Rest, rooms: Rooms, typing: Callable[[str], Awaitable[None]]) -> None:
        self._rest = rest
        self._rooms = rooms
        self._typing = typing
        self._directs = Directs(rest, rooms)
        self._meetings = MeetingRooms(rest, rooms)
        self.longest = LONGEST

    async def send(self, outbound: Outbound) -> Receipt:
        """Deliver `outbound`, and return once the server has it."""
        match outbound:
            case Say():
                return await self._say(outbound)
            case Edit():
                return await self._edit(outbound)
            case React():
                return await self._react(outbound)
            case Withdraw():
                return await self._withdraw(outbound)
            case OpenDirect():
                return Receipt(await self._directs.room_with(outbound.person))
            case OpenRoom():
                return Receipt(await self._meetings.opened(outbound))
            case AddPerson():
                return Receipt(await self._meetings.added(outbound))
            case LeaveRoom():
                return Receipt(await self._meetings.left(outbound))
            case Typing():
                with suppress(*_REFUSED, PlatformError):  # a courtesy: the answer itself comes anyway
                    await self._typing(outbound.room)
                return Receipt(outbound.room)

    async def already_sent(self, outbound: Outbound) -> Receipt | None:
        """Where `outbound` already stands, for those that would show twice: messages and editions."""
        if isinstance(outbound, Edit):
            found = await self._ours(outbound.target)
            wanted = pieces(render(outbound.body), self.longest)[0]
            return Receipt(outbound.room, outbound.target) if string(found, "msg") == wanted else None
        if not isinstance(outbound, Say):
            return None
        first = message_id(outbound.id)
        room = ""
        for part in range(len(self._pieces(outbound))):
            found = await self._ours(following_id(first, part))
            if not found:
                return None
            room = string(found, "rid")
        return Receipt(room, first)

    # -------------------------------------------------------- messages

    async def _say(self, say: Say) -> Receipt:
        room = say.room or await self._directs.room_with(_person(say))
        if room not in self._rooms:
            await self._rooms.enter(room)
        known = self._rooms.get(room)
        if known is not None and known.encrypted and not say.content_free:
            raise Forbidden("salon chiffré : rien n'y est envoyé en clair", code="CHIFFRE")
        direct = known is not None and known.is_direct
        thread = say.thread or (None if direct else say.reply_to)
        first = message_id(say.id)
        await self._post_all(first, 0, room, self._pieces(say), thread)
        self._rooms.talked(room)
        return Receipt(room, first)

    def _pieces(self, say: Say) -> list[str]:
        called = say.mentions if say.rings else ()
        missing = [person for person in called if not names(say.body, person)]
        body = " ".join([*missing, say.body])
        return pieces(render(body, called), self.longest)

    async def _post_all(self, first: str, done: int, room: str, parts: Sequence[str], thread: str | None) -> None:
        for part in range(done, len(parts)):
            await self._post({"_id": following_id(first, part), "rid": room, "msg": parts[part]}, thread)

    async def _post(self, message: dict[str, object], thread: str | None) -> None:
        placed = {**message, "tmid": thread} if thread else message
        try:
            await self._rest.post("chat.sendMessage", {"message": placed})
        except _REFUSED as refusal:
            if await self._ours(str(message["_id"])):
                return
            await self._explain(str(message["rid"]), refusal)
            if not thread:
                raise
            # A server without threads, or one where the thread is gone: then the answer is a plain message.
            await self._post(message, None)

    async def _explain(self, room: str, refusal: PlatformError) -> None:
        """Raise what a refusal without a name means, when the room tells."""
        if not await self._rooms.enter(room):
            raise Forbidden("plus dans le salon", code=refusal.code or "PARTI") from refusal
        known = self._rooms.get(room)
        if known is not None and known.read_only:
            raise Forbidden("salon en lecture seule", code="LECTURE") from refusal
        if known is not None and known.encrypted:
            raise Forbidden("salon chiffré", code="CHIFFRE") from refusal

    async def _edit(self, edit: Edit) -> Receipt:
        parts = pieces(render(edit.body), self.longest)
        await self._update(edit.room, edit.target, parts[0])
        for part in range(1, len(parts)):
            identifier = following_id(edit.target, part)
            if not await self._ours(identifier):
                await self._post_all(edit.target, part, edit.room, parts, edit.thread)
                break
            await self._update(edit.room, identifier, parts[part])
        await self._forget_from(edit.room, edit.target, len(parts))
        return Receipt(edit.room, edit.target)

    async def _update(self, room: str, message: str, text: str) -> None:
        try:
            await self._rest.post("chat.update", {"roomId": room, "msgId": message, "text": text})
        except _REFUSED as refusal:
            found = await self._ours(message)
            if not found:
                raise Gone("le message n'est plus là", code=refusal.code) from refusal
            if string(found, "msg") != text:
                await self._explain(room, refusal)
                raise

    async def _forget_from(self, room: str, first: str, part: int) -> None:
        """What followed a long message that is not long any more."""
        while await self._ours(following_id(first, part)):
            await self._delete(room, following_id(first, part))
            part += 1

    async def _withdraw(self, withdraw: Withdraw) -> Receipt:
        await self._delete(withdraw.room, withdraw.target)
        await self._forget_from(withdraw.room, withdraw.target, 1)
        return Receipt(withdraw.room, withdraw.target)

    async def _delete(self, room: str, message: str) -> None:
        """Take it away; where the account may not, its words at least."""
        try:
            await self._rest.post("chat.delete", {"roomId": room, "msgId": message})
        except _REFUSED as refusal:
            found = await self._ours(message)
            if found and string(found, "msg") != WITHDRAWN:
                await self._explain(room, refusal)
                await self._update(room, message, WITHDRAWN)

    async def _ours(self, identifier: str) -> Json:
        """Our message of that id, or nothing. Raises Retry and AuthLost."""
        try:
            found = mapping(await self._rest.get("chat.getMessage", msgId=identifier), "message")
        except _REFUSED:
            return {}
        return found if string(found, "u", "_id") == self._rest.account_id and "t" not in found else {}

    # -------------------------------------------------------- reactions

    async def _react(self, react: React) -> Receipt:
        name = emojis.name(react.key)
        if name is None:
            raise Invalid("réaction sans nom sur ce serveur")
        # Without `shouldReact` a second time would take it away.
        await self._rest.post("chat.react", {"messageId": react.target, "emoji": name, "shouldReact": True})
        return Receipt(react.room)


def _person(say: Say) -> str:
    if not say.person:
        raise Invalid("message sans salon ni destinataire")
    return say.person
