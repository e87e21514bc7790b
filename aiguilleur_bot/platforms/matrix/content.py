"""What we say, as the content of Matrix events. Pure.

Matrix specification, client-server API: "m.room.message msgtypes", "Threading", "Event replacements",
"User and room mentions", "Reference relations".
"""

from __future__ import annotations

from aiguilleur_bot.platforms.base import Edit, React, Say
from aiguilleur_bot.platforms.markdown import to_html, to_plain
from aiguilleur_bot.platforms.untrusted import Json

# Our own mark in each message: the outbound's id, to find it again once the server forgot the transaction.
MARK = "org.aiguilleur.envoi"


def message(say: Say, *, in_direct_room: bool, as_thread: bool = True) -> dict[str, object]:
    """`m.room.message` for `say`. A notice rings nowhere, so what a human must act on is a text (push rules)."""
    content = {
        **_body("m.text" if say.rings else "m.notice", say.body, say.mentions),
        "m.mentions": {"user_ids": list(say.mentions)} if say.rings and say.mentions else {},
        MARK: say.id,
    }
    relation = _relation(say, in_direct_room, as_thread)
    return content | {"m.relates_to": relation} if relation else content


def edition(edit: Edit) -> dict[str, object]:
    """`m.room.message` that replaces the body of `edit.target`. A notice, so that nothing rings."""
    new = {**_body("m.notice", edit.body), "m.mentions": {}, MARK: edit.id}
    return {
        **new,
        "body": f"* {new['body']}",
        "formatted_body": f"* {new['formatted_body']}",
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": edit.target},
    }


def annotation(react: React) -> dict[str, object]:
    """`m.reaction` for `react`."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": react.target, "key": react.key}}


def _body(msgtype: str, body: str, mentions: tuple[str, ...] = ()) -> dict[str, object]:
    return {
        "msgtype": msgtype,
        "body": to_plain(body),
        "format": "org.matrix.custom.html",
        "formatted_body": to_html(body, mentions),
    }


def _relation(say: Say, in_direct_room: bool, as_thread: bool) -> Json | None:
    """Every answer names its question, in a form the server lists (a plain reply is not listed).

    In a direct room the answer follows its question: the reference is there, the quotation would be noise.
    """
    if say.thread and as_thread:
        last = say.reply_to or say.thread
        return {
            "rel_type": "m.thread",
            "event_id": say.thread,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": last},
        }
    target = say.reply_to or say.thread
    if not target:
        return None
    reference: dict[str, object] = {"rel_type": "m.reference", "event_id": target}
    return reference if in_direct_room else reference | {"m.in_reply_to": {"event_id": target}}
