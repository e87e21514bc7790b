"""A Matrix event, as its server sent it, turned into the port's words. Pure; a hostile event is no event.

Matrix specification, client-server API: "Room events", "Rich replies", "Threading", "Event replacements",
"User and room mentions". Notices are other bots (and ourselves): never handed over. Bridged people are people.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from urllib.parse import unquote

from aiguilleur_bot.platforms.base import Departure, Edition, Inbound, Message, Reaction, Redaction
from aiguilleur_bot.platforms.untrusted import Json, flag, mapping, moment, said, string, strings

PLATFORM = "matrix"

# What the sync filter asks for in timelines: nothing else is understood below.
TIMELINE_TYPES = (
    "m.room.message",
    "m.room.encrypted",
    "m.room.redaction",
    "m.room.member",
    "m.room.create",
    "m.room.encryption",
    "m.reaction",
    "m.sticker",
    "m.poll.start",
    "org.matrix.msc3381.poll.start",
)
_WORDS = frozenset({"m.text", "m.emote"})
_MEDIA = frozenset({"m.image", "m.audio", "m.video", "m.file", "m.location"})
_OPENING_PILL = re.compile(
    r"""\s*(?:<p>\s*)?<a href=["']https://matrix\.to/#/([^"'?/]+)[^>]*>([^<]*)</a>""", re.IGNORECASE
)
_LINK = re.compile(r"""href=["']https://matrix\.to/#/([^"'?/]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as people may call it: its account, and its names (display name, local part)."""

    account: str
    names: tuple[str, ...] = ()


class _Common(TypedDict):
    platform: str
    room: str
    event_id: str
    sender: str
    at: datetime
    is_direct: bool


def translate(event: Json, room: str, me: Me, *, is_direct: bool = False) -> Inbound | None:
    """What `event` says to us in `room`, or None when it says nothing we act on (or is malformed, or our own)."""
    common = _common(event, room, is_direct)
    if common is None or common["sender"] == me.account:
        return None
    reader = _READERS.get(string(event, "type"))
    return reader(event, common, me) if reader and not _redacted(event) else None


def own_membership(event: Json, account: str) -> str:
    """The membership `event` gives to `account` ("invite", "join"…), or "" when it is not about it."""
    about = string(event, "type") == "m.room.member" and string(event, "state_key") == account
    return string(event, "content", "membership") if about else ""


def _common(event: Json, room: str, is_direct: bool) -> _Common | None:
    event_id, sender, at = string(event, "event_id"), string(event, "sender"), moment(event.get("origin_server_ts"))
    if not event_id or not sender.startswith("@") or at is None:
        return None
    return {
        "platform": PLATFORM,
        "room": room,
        "event_id": event_id,
        "sender": sender,
        "at": at,
        "is_direct": is_direct,
    }


def _redacted(event: Json) -> bool:
    return bool(mapping(event, "unsigned", "redacted_because"))


# ---------------------------------------------------------------- one reader a type


def _message(event: Json, common: _Common, me: Me) -> Inbound | None:
    content = mapping(event, "content")
    relation = mapping(content, "m.relates_to")
    if string(relation, "rel_type") == "m.replace":
        return _edition(content, string(relation, "event_id"), common, me)
    kind = string(content, "msgtype")
    caption = _caption(content) if kind in _MEDIA else ""
    if kind in _WORDS or caption:
        body = caption or said(content, "body")
        if not body.strip():
            return None
        body = _without_fallback(body) if mapping(relation, "m.in_reply_to") else body
        text = without_call(_without_pill(body, content, me), me)
        thread, reply_to = _relation(relation)
        mentions = strings(content, "m.mentions", "user_ids")
        called = calls(content, body, me)
        return Message(
            **common, text=text, thread=thread, reply_to=reply_to, mentions_bot=called, mentions=_others(mentions, me)
        )
    return _wordless(event, common, me) if kind in _MEDIA else None


def _edition(content: Json, target: str, common: _Common, me: Me) -> Edition | None:
    new = mapping(content, "m.new_content")
    body = said(new, "body")
    if not target or string(new, "msgtype") not in _WORDS or not body.strip():
        return None
    text = without_call(_without_pill(body, new, me), me)
    return Edition(**common, target=target, text=text, mentions_bot=calls(new, body, me))


def _wordless(event: Json, common: _Common, me: Me) -> Message:
    content = mapping(event, "content")
    thread, reply_to = _relation(mapping(content, "m.relates_to"))
    mentions = strings(content, "m.mentions", "user_ids")
    return Message(
        **common,
        text="",
        thread=thread,
        reply_to=reply_to,
        mentions_bot=me.account in mentions,
        mentions=_others(mentions, me),
        kind="autre",
    )


def _encrypted(event: Json, common: _Common, _me: Me) -> Message:
    thread, reply_to = _relation(mapping(event, "content", "m.relates_to"))
    return Message(**common, text="", thread=thread, reply_to=reply_to, kind="chiffre")


def _reaction(event: Json, common: _Common, _me: Me) -> Reaction | None:
    relation = mapping(event, "content", "m.relates_to")
    target, key = string(relation, "event_id"), said(relation, "key")
    if string(relation, "rel_type") != "m.annotation" or not target or not key:
        return None
    return Reaction(**common, target=target, key=key)


def _redaction(event: Json, common: _Common, _me: Me) -> Redaction | None:
    # Room version 11 moved `redacts` into the content; servers differ in keeping the old place filled.
    target = string(event, "content", "redacts") or string(event, "redacts")
    return Redaction(**common, target=target) if target else None


def _member(event: Json, common: _Common, _me: Me) -> Departure | None:
    person = string(event, "state_key")
    gone = string(event, "content", "membership") in {"leave", "ban"}
    # A refused or withdrawn invitation takes nobody out of the room; neither does the lifting of a ban.
    before = string(event, "unsigned", "prev_content", "membership")
    if not person.startswith("@") or not gone or before not in {"join", "invite", ""}:
        return None
    return Departure(**common, person=person, declined=before == "invite")


_READERS: dict[str, Callable[[Json, _Common, Me], Inbound | None]] = {
    "m.room.message": _message,
    "m.room.encrypted": _encrypted,
    "m.room.redaction": _redaction,
    "m.room.member": _member,
    "m.reaction": _reaction,
    "m.sticker": _wordless,
    "m.poll.start": _wordless,
    "org.matrix.msc3381.poll.start": _wordless,
}


# ---------------------------------------------------------------- relations, fallbacks, captions


def _relation(relation: Json) -> tuple[str | None, str | None]:
    """The thread's root and the event answered to. In a thread, a falling-back reply answers to nobody."""
    reply_to = string(relation, "m.in_reply_to", "event_id") or None
    if string(relation, "rel_type") != "m.thread":
        return None, reply_to
    return string(relation, "event_id") or None, None if flag(relation, "is_falling_back") else reply_to


def _without_fallback(body: str) -> str:
    """`body` without the quote older clients put before a reply ("> <@somebody:…> …")."""
    if not re.match(r"> (\* )?<@", body):
        return body
    lines = body.split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith(">")), len(lines))
    return "\n".join(lines[first:]).removeprefix("\n")


def _caption(content: Json) -> str:
    """The words under a photo: a body that differs from the file's name (specification 1.10)."""
    name, body = string(content, "filename"), said(content, "body")
    return body if name and body != name else ""


def _others(mentions: tuple[str, ...], me: Me) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for person in mentions if person != me.account))


# ---------------------------------------------------------------- being called


def calls(content: Json, body: str, me: Me) -> bool:
    """Whether a message calls the bot: a declared mention, a pill, or its name as people type it.

    Where the sender's client says whom the message mentions (`m.mentions`), a pill inside a quotation no longer
    counts; a typed "@aiguilleur" always does, since many people type it without choosing it in the list.
    """
    if me.account in strings(content, "m.mentions", "user_ids"):
        return True
    if "m.mentions" not in content and me.account in _pills(content):
        return True
    return bool(_anywhere(me).search(body) or _at_start(me).match(body))


def without_call(body: str, me: Me) -> str:
    """`body` without the bot's name where it opens the message, and without the spaces around."""
    call = _at_start(me).match(body)
    return body[call.end() if call else 0 :].strip()


def _without_pill(body: str, content: Json, me: Me) -> str:
    """`body` without the pill that opens it and points at us, whatever we are called in that room."""
    said_html = string(content, "formatted_body").rpartition("</mx-reply>")[2]
    pill = _OPENING_PILL.match(said_html)
    label = html.unescape(pill[2]).strip() if pill and unquote(html.unescape(pill[1])) == me.account else ""
    if not label or not body.lstrip().startswith(label):
        return body
    return body.lstrip()[len(label) :].lstrip(" \t\n\u00a0\u202f:,;")


def _pills(content: Json) -> set[str]:
    return {unquote(html.unescape(target)) for target in _LINK.findall(string(content, "formatted_body"))}


def _any_name(me: Me) -> str:
    account = re.escape(me.account)
    names = "|".join(re.escape(name) for name in sorted(set(me.names), key=len, reverse=True) if name.strip())
    linked = rf"\[[^\]\n]*\]\(https://matrix\.to/#/{account}\)"
    return f"{linked}|{account}" + (f"|@(?:{names})" if names else "")


def _anywhere(me: Me) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@.])(?:{_any_name(me)})(?![\w@-]|:\w)", re.IGNORECASE)


def _at_start(me: Me) -> re.Pattern[str]:
    """A call that opens the message: "@aiguilleur …", or a bare name set off by a comma or a colon."""
    names = "|".join(re.escape(name) for name in sorted(set(me.names), key=len, reverse=True) if name.strip())
    bare = rf"|(?:{names})(?=[ \u00a0\u202f]?[:,])" if names else ""
    return re.compile(
        rf"\s*(?:(?:{_any_name(me)})(?![\w@-]|:\w){bare})[ \t\u00a0\u202f]*[:,;]?[\s\u00a0\u202f]*", re.IGNORECASE
    )
