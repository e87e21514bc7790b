"""A message, as its server keeps it, turned into the port's words. Pure; a hostile document is no event.

Rocket.Chat has no events: it keeps messages, and sends one again whole when it is edited, reacted to, answered in a
thread, pinned, or when its links have been looked at. So a message gives several events at once, each with an id of
its own that is the same however often the message comes: who was told of it once ignores it afterwards.

An account of the port is "@" and the username: what people write, read and are called by. The server's own id tells
us from the others.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict

from aiguilleur_bot.platforms.base import Departure, Edition, Inbound, Join, Message, Reaction, Redaction
from aiguilleur_bot.platforms.rocketchat import emojis
from aiguilleur_bot.platforms.untrusted import Json, flag, mapping, moment, objects, said, string, strings

PLATFORM = "rocketchat"
ROCKET_CAT = "rocket.cat"

_QUOTE = re.compile(r"\[[ \u200b]?\]\(\S+?[?&]msg=([\w-]{1,64})[^\s)]*\)\s*")
_JOINER = "\u2060"
_SPACES = "[ \t\u00a0\u202f]"
_EVERYBODY = frozenset({"all", "here"})
_OUT = frozenset({"ul", "ru"})


@dataclass(frozen=True, slots=True)
class Me:
    """The bot on its server: its id, its username, and the name people see."""

    id: str
    username: str
    name: str = ""

    @property
    def account(self) -> str:
        """As the port says it."""
        return account(self.username) if self.username else self.id


@dataclass(frozen=True, slots=True)
class Place:
    """What must be known of a room to understand what is said in it. Times in milliseconds since 1970.

    `since`: we are in it since then. `floor`: what was said before it was heard already. `closed`: we may not answer
    there, or somebody else does (a federated room, when the bot is on Matrix too): nothing said there is for us.
    """

    room: str
    is_direct: bool = False
    since: int = 0
    floor: int = 0
    closed: bool = False


class _Common(TypedDict):
    platform: str
    room: str
    sender: str
    is_direct: bool


def account(username: str) -> str:
    """The account of the port for a username."""
    return "@" + username.removeprefix("@")


def milliseconds(value: object) -> int | None:
    """A time of the server, `2026-11-22T07:28:00.123Z` (REST) or {"$date": …} (streams), or None."""
    if isinstance(value, str):
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            return None
        value = int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() * 1000 + 0.5)
    elif isinstance(value, dict):
        value = value.get("$date")
    return value if isinstance(value, int) and moment(value) is not None else None


def translate(message: Json, place: Place, me: Me, heard: Container[str] = ()) -> tuple[Inbound, ...]:
    """What `message`, as it is now, says to us in `place`; nothing when it is malformed or none of our business.

    `heard`: ids of what was handed over already. A message that was edited before its first state came is not there,
    and is heard as it reads now.
    """
    try:
        return tuple(_events(message, place, me, heard))
    except (ValueError, OverflowError):
        return ()


def as_it_reads(message: Json, place: Place, me: Me) -> Message | None:
    """What a person's message says now, however old, its last edit included; None when it is none."""
    at = milliseconds(message.get("ts"))
    there = string(message, "_id") and string(message, "rid") == place.room and string(message, "u", "username")
    if not there or at is None or "t" in message or string(message, "u", "_id") == me.id or _of_a_machine(message):
        return None
    sender = account(string(message, "u", "username"))
    common = _Common(platform=PLATFORM, room=place.room, sender=sender, is_direct=place.is_direct)
    return _message(message, common, me, at)


def joined(place: Place, me: Me, *, configured_as: str | None = None, name: str = "") -> Join:
    """We are in `place` since then."""
    return Join(
        platform=PLATFORM,
        room=place.room,
        event_id=f"entree:{place.room}:{place.since}",
        sender=me.account,
        at=_at(place.since),
        is_direct=place.is_direct,
        configured_as=configured_as,
        name=name,
    )


def departed(room: str, me: Me, at: int) -> Departure:
    """We are in `room` no more. Nobody says who put us out: `sender` is empty, and not us, who would not be heard."""
    return Departure(
        platform=PLATFORM,
        room=room,
        event_id=f"sortie:{room}:{at}",
        sender="",
        at=_at(at),
        person=me.account,
    )


def withdrawn(target: str, place: Place, sender: str, at: int) -> Redaction:
    """The message `target` is gone. The server does not say who took it away; `sender` wrote it, if we know."""
    return Redaction(
        platform=PLATFORM,
        room=place.room,
        event_id=f"{target}/retrait",
        sender=sender,
        at=_at(at),
        is_direct=place.is_direct,
        target=target,
    )


# ---------------------------------------------------------------- one message, several events


def _events(message: Json, place: Place, me: Me, heard: Container[str]) -> Iterator[Inbound]:
    identifier, username = string(message, "_id"), string(message, "u", "username")
    at, updated = milliseconds(message.get("ts")), milliseconds(message.get("_updatedAt"))
    about_us = string(message, "rid") == place.room and not place.closed and not flag(message, "_hidden")
    if not identifier or not username or at is None or not about_us or at < place.since:
        return
    common = _Common(platform=PLATFORM, room=place.room, sender=account(username), is_direct=place.is_direct)
    mine = string(message, "u", "_id") == me.id
    kind = string(message, "t")
    if kind and kind != "e2e":
        if not mine:
            yield from _system(message, kind, common, at, updated or at)
        return
    if not mine and not _of_a_machine(message):
        edited = milliseconds(message.get("editedAt"))
        if at >= place.floor and (edited is None or identifier not in heard):
            yield _message(message, common, me, at)
        if edited is not None and not kind:
            yield _edition(message, common, me, edited)
    yield from _reactions(message, common, me, updated or at, only=None if mine else username)


def _system(message: Json, kind: str, common: _Common, at: int, updated: int) -> Iterator[Inbound]:
    identifier = string(message, "_id")
    if kind in _OUT:
        person = string(message, "msg") if kind == "ru" else string(message, "u", "username")
        if person:
            yield Departure(**common, event_id=identifier, at=_at(at), person=account(person))
    elif kind == "rm":
        yield Redaction(**common, event_id=f"{identifier}/retrait", at=_at(updated), target=identifier)


def _of_a_machine(message: Json) -> bool:
    """Another bot, an integration, or somebody of another server who is answered there."""
    if "bot" in message and message["bot"] not in (None, False):
        return True
    return string(message, "u", "_id") == ROCKET_CAT or bool(string(message, "alias"))


def _message(message: Json, common: _Common, me: Me, at: int) -> Message:
    identifier, thread = string(message, "_id"), string(message, "tmid") or None
    if string(message, "t") == "e2e":
        return Message(**common, event_id=identifier, at=_at(at), text="", thread=thread, kind="chiffre")
    body, reply_to = _without_quotes(_body(message))
    return Message(
        **common,
        event_id=identifier,
        at=_at(at),
        text=without_call(body, me),
        thread=thread,
        reply_to=reply_to,
        mentions_bot=calls(message, body, me),
        mentions=_others(message, me),
        kind="texte" if body.strip() else "autre",
    )


def _edition(message: Json, common: _Common, me: Me, edited: int) -> Edition:
    identifier = string(message, "_id")
    editor = string(message, "editedBy", "username")
    body, _ = _without_quotes(_body(message))
    who: _Common = {**common, "sender": account(editor) if editor else common["sender"]}
    return Edition(
        **who,
        event_id=f"{identifier}/modif:{edited}",
        at=_at(edited),
        target=identifier,
        text=without_call(body, me),
        mentions_bot=calls(message, body, me),
    )


def _reactions(message: Json, common: _Common, me: Me, at: int, only: str | None) -> Iterator[Reaction]:
    """What people put on our message, or what the author put on their own (`only`)."""
    identifier = string(message, "_id")
    for shown, put in mapping(message, "reactions").items():
        key = emojis.sign(shown)
        for username in strings(put, "usernames"):
            if username and username != me.username and only in {None, username}:
                who: _Common = {**common, "sender": account(username)}
                yield Reaction(**who, event_id=f"{identifier}/{key}/{username}", at=_at(at), target=identifier, key=key)


# ---------------------------------------------------------------- words


def _body(message: Json) -> str:
    """What was said: the text, or the words under a photo."""
    text = said(message, "msg").replace(_JOINER, "")
    if text.strip():
        return text
    captions = (said(one, "description") for one in objects(message, "attachments"))
    return next((caption for caption in captions if caption.strip()), "")


def _without_quotes(body: str) -> tuple[str, str | None]:
    """`body` without the links by which clients quote, and the first message it quotes."""
    first = None
    while quote := _QUOTE.match(body):
        first = first or quote[1]
        body = body[quote.end() :]
    return body, first


def _others(message: Json, me: Me) -> tuple[str, ...]:
    people = (one for one in objects(message, "mentions") if string(one, "type") in {"", "user"})
    named = (string(one, "username") for one in people if string(one, "_id") not in {me.id, *_EVERYBODY})
    return tuple(dict.fromkeys(account(username) for username in named if username))


def calls(message: Json, body: str, me: Me) -> bool:
    """Whether a message calls the bot: the server says so, or it is written.

    The server takes the full stop of « @aiguilleur. » for a part of the name, and so for somebody else.
    """
    if any(string(one, "_id") == me.id for one in objects(message, "mentions")):
        return True
    return bool(_anywhere(me).search(body) or _at_start(me).match(body))


def without_call(body: str, me: Me) -> str:
    """`body` without the bot's name where it opens the message, and without the spaces around."""
    call = _at_start(me).match(body)
    return body[call.end() if call else 0 :].strip()


def _anywhere(me: Me) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@.])@{re.escape(me.username)}(?![\w@:-]|\.\w)", re.IGNORECASE)


def _at_start(me: Me) -> re.Pattern[str]:
    """A call that opens the message: "@aiguilleur …", or a bare name set off by a comma or a colon."""
    names = "|".join(re.escape(one) for one in sorted({me.username, me.name} - {""}, key=len, reverse=True))
    called = rf"@{re.escape(me.username)}(?![\w@-]|[.:]\w)"
    return re.compile(rf"\s*(?:{called}|(?:{names})(?={_SPACES}?[:,])){_SPACES}*[.:,;]*\s*", re.IGNORECASE)


def _at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
