"""Rocket.Chat's own validators, schemas and parser judge what was asked, answered and written.

`VendorJudge` keeps one Node process: `judge_everything(server)` for all that a server saw and said, `tree(text)` for
what a message becomes on the screen of a person.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from serveurs.environnements import node_packages
from serveurs.rocketchat.rest import Exchange
from serveurs.rocketchat.server import RocketChat
from serveurs.rocketchat.session import from_ddp
from serveurs.rocketchat.values import Doc, for_rest

JUGES = Path(__file__).with_name("juges")
# The vendor publishes no validator of these: everything else the bot asks must meet one.
WITHOUT_VALIDATOR = frozenset(
    {
        "info",
        "me",
        "logout",
        "rooms.get",
        "im.list",
        "channels.info",
        "channels.members",
        "channels.list.joined",
        "groups.addOwner",
        "users.generatePersonalAccessToken",
        "users.getPersonalAccessTokens",
        "roles.getUsersInPublicRoles",
    }
)
# Where documents of the vendor's schemas are in each answer.
_MESSAGE, _ROOM, _MEMBER = "IMessage", "IRoom", "ISubscription"
_ANSWERS: dict[str, tuple[tuple[str, str], ...]] = {
    "me": (("", "IMeApiUser"),),
    "chat.sendMessage": (("message", _MESSAGE),),
    "chat.postMessage": (("message", _MESSAGE),),
    "chat.update": (("message", _MESSAGE),),
    "chat.getMessage": (("message", _MESSAGE),),
    "chat.syncMessages": (("result.updated", _MESSAGE),),
    "chat.getThreadMessages": (("messages", _MESSAGE),),
    "rooms.get": (("update", _ROOM),),
    "rooms.info": (("room", _ROOM),),
    "subscriptions.get": (("update", _MEMBER),),
    "subscriptions.getOne": (("subscription", _MEMBER),),
    "im.create": (("room", _ROOM),),
    "im.list": (("ims", _ROOM),),
    "im.history": (("messages", _MESSAGE),),
    **{f"channels.{verb}": (("channel", _ROOM),) for verb in ("info", "create", "join", "invite", "kick", "leave")},
    **{f"groups.{verb}": (("group", _ROOM),) for verb in ("info", "create", "invite")},
    **{f"{prefix}.history": (("messages", _MESSAGE),) for prefix in ("channels", "groups")},
    "channels.list": (("channels", _ROOM),),
    "channels.list.joined": (("channels", _ROOM),),
    "groups.list": (("groups", _ROOM),),
}


class VendorJudge:
    """Asks one at a time, and waits: a verdict takes a millisecond."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def request(self, endpoint: str, given: object) -> tuple[str | None, list[Any]]:
        """The validator the vendor's server runs on that request (None: there is none), and what it finds wrong."""
        answer = self._ask(quoi="requete", endpoint=endpoint, donnees=given)
        return answer["juge"], answer["erreurs"]

    def document(self, schema: str, document: object) -> list[Any]:
        """What is wrong with a document as the vendor types it: "IMessage", "IRoom", "ISubscription"…"""
        return list((self._ask(quoi="document", schema=schema, donnees=document))["erreurs"])

    def refusal(self, status: int, body: object) -> list[Any]:
        """What is wrong with the body of a 400, 401, 403 or 404."""
        return list((self._ask(quoi="refus", statut=status, donnees=body))["erreurs"])

    def tree(self, text: str) -> list[Any]:
        """What the vendor's parser makes of a message: its paragraphs, their bold, italic, links and code."""
        return list((self._ask(quoi="texte", texte=text))["arbre"])

    def emoji(self, name: str) -> str | None:
        """The sign that ":name:" stands for in the vendor's list; None when a reaction of that name is refused."""
        code = self._ask(quoi="emoji", nom=name)["signe"]
        return "".join(chr(int(part, 16)) for part in code.split("-")) if code else None

    def _ask(self, **asked: object) -> Doc:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        answer: Doc = json.loads(self._process.stdout.readline() or '{"panne": "gone"}')
        if "panne" in answer:
            raise RuntimeError(f"the judge broke: {answer['panne']}")
        return answer


@contextmanager
def vendor_judge() -> Iterator[VendorJudge]:
    """Installed if needed, running during the block."""
    folder = node_packages(JUGES / "vendeur")
    command = ("node", "--import", "./resolution.mjs", "juge.mjs")
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield VendorJudge(process)


def nodes(tree: object) -> list[tuple[str, str]]:
    """The marked parts of a tree, outermost first: ("BOLD", its words), ("LINK", its words + " → " + its address)…"""
    if isinstance(tree, list):
        return [found for one in tree for found in nodes(one)]
    if not isinstance(tree, dict):
        return []
    kind, value = str(tree.get("type", "")), tree.get("value")
    inside = value.get("label") if kind == "LINK" and isinstance(value, dict) else value
    shown = _words(inside) + (f" → {_words(value.get('src'))}" if kind == "LINK" and isinstance(value, dict) else "")
    own = [] if kind in {"", "PARAGRAPH", "PLAIN_TEXT", "LINE_BREAK"} else [(kind, shown)]
    return own + (nodes(inside) if kind != "LINK" else [])


def _words(tree: object) -> str:
    if isinstance(tree, list):
        return "".join(_words(one) for one in tree)
    if isinstance(tree, dict):
        return _words(tree.get("value"))
    return tree if isinstance(tree, str) else ""


def judge_requests(judge: VendorJudge, exchanges: Iterable[Exchange]) -> tuple[set[str], list[str]]:
    """The validators that were met, and every request that the vendor's server would refuse."""
    met: set[str] = set()
    wrong: list[str] = []
    for one in exchanges:
        name, errors = judge.request(one.endpoint, one.query if one.method == "GET" else one.body)
        if name is not None:
            met.add(name)
        elif one.endpoint not in WITHOUT_VALIDATOR:
            errors = ["no validator of that name"]
        wrong += [f"{one.method} {one.endpoint} {one.query} {one.body}: {errors}"] if errors else []
    return met, wrong


def judge_answers(judge: VendorJudge, server: RocketChat) -> tuple[int, list[str]]:
    """How many documents were judged, and those that are not what the vendor's server sends."""
    wrong: list[str] = []
    documents = [*_documents_of(server.exchanges()), *_documents_of_frames(server.frames())]
    for schema, document in documents:
        if errors := judge.document(schema, document):
            wrong.append(f"{schema} {document}: {errors}")
    refused = [one for one in server.exchanges() if one.status in {400, 401, 403, 404}]
    for one in refused:
        if errors := judge.refusal(one.status, one.answer):
            wrong += [f"{one.endpoint} {one.status} {one.answer}: {errors}"]
    return len(documents), wrong


def _documents_of(exchanges: Iterable[Exchange]) -> Iterator[tuple[str, object]]:
    for one in exchanges:
        for path, schema in _ANSWERS.get(one.endpoint, ()) if one.status == 200 else ():
            found = one.answer
            for key in path.split(".") if path else ():
                found = found[key]
            yield from ((schema, document) for document in (found if isinstance(found, list) else [found]))


def _documents_of_frames(frames: Iterable[Doc]) -> Iterator[tuple[str, object]]:
    for frame in frames:
        args = for_rest(from_ddp(frame["fields"]["args"]))
        what = frame["fields"]["eventName"].split("/")[-1]
        if frame["collection"] == "stream-room-messages":
            yield _MESSAGE, args[0]
        elif what in {"subscriptions-changed", "rooms-changed"} and args[0] != "removed":
            yield (_MEMBER if what == "subscriptions-changed" else _ROOM), args[1]
