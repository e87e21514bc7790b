"""A person on Matrix, written on aiohttp alone: a judge of the bot that shares no code with it."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp

Event = dict[str, Any]
_ENOUGH = 20.0  # seconds: an answer that takes longer is a failure


class MatrixRefusal(Exception):
    """The server said no: `status`, and `code` as Matrix names it."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Person:
    """One account, one device. `heard` keeps every event of `sync`, by room, oldest first."""

    def __init__(self, server: str, account: str, password: str = "lab-password") -> None:
        self.server = server
        self.account = account
        self.heard: dict[str, list[Event]] = {}
        self.counts: dict[str, dict[str, int]] = {}
        self.invited: dict[str, list[Event]] = {}
        self._password = password
        self._session = aiohttp.ClientSession()
        self._token = ""
        self._since = ""
        self._numbers = itertools.count()
        self._run = secrets.token_hex(4)

    async def __aenter__(self) -> Person:
        identifier = {"type": "m.id.user", "user": self.account}
        login = {"type": "m.login.password", "identifier": identifier, "password": self._password}
        self._token = (await self.call("POST", "v3/login", login))["access_token"]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    @property
    def token(self) -> str:
        return self._token

    async def call(self, method: str, where: str, body: object = None, **query: str) -> Event:
        """One request. `where` is below `/_matrix/client/`, its parts already quoted."""
        url = f"{self.server}/_matrix/client/{where}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        body = {} if body is None and method in {"POST", "PUT"} else body
        async with self._session.request(method, url, json=body, headers=headers) as answer:
            content: Event = json.loads(await answer.text() or "{}")
            if answer.status >= 300:
                raise MatrixRefusal(answer.status, str(content.get("errcode")))
            return content

    # -------------------------------------------------------- rooms

    async def create_room(self, *invite: str, direct: bool = False, **options: object) -> str:
        request = {"invite": list(invite), "is_direct": direct, "preset": "private_chat", **options}
        return str((await self.call("POST", "v3/createRoom", request))["room_id"])

    async def join(self, room: str) -> None:
        await self.call("POST", f"v3/join/{_q(room)}")

    async def invite(self, room: str, account: str) -> None:
        await self.call("POST", f"v3/rooms/{_q(room)}/invite", {"user_id": account})

    async def kick(self, room: str, account: str) -> None:
        await self.call("POST", f"v3/rooms/{_q(room)}/kick", {"user_id": account})

    async def members(self, room: str, membership: str = "join") -> set[str]:
        found = await self.call("GET", f"v3/rooms/{_q(room)}/members", membership=membership)
        return {str(event["state_key"]) for event in found["chunk"]}

    async def until_member(self, room: str, account: str, membership: str = "join") -> None:
        async with asyncio.timeout(_ENOUGH):
            while account not in await self.members(room, membership):
                await asyncio.sleep(0.05)

    async def set_state(self, room: str, kind: str, content: object) -> None:
        await self.call("PUT", f"v3/rooms/{_q(room)}/state/{kind}/", content)

    # -------------------------------------------------------- saying

    async def send(self, room: str, kind: str, content: Event) -> str:
        transaction = f"{self._run}-{next(self._numbers)}"
        answer = await self.call("PUT", f"v3/rooms/{_q(room)}/send/{_q(kind)}/{transaction}", content)
        return str(answer["event_id"])

    async def say(
        self,
        room: str,
        body: str,
        *,
        thread: str = "",
        reply_to: str = "",
        mentions: tuple[str, ...] = (),
        **more: object,
    ) -> str:
        content: Event = {"msgtype": "m.text", "body": body, **more}
        if mentions:
            content["m.mentions"] = {"user_ids": list(mentions)}
        if thread:
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": thread, "is_falling_back": True}
            content["m.relates_to"]["m.in_reply_to"] = {"event_id": reply_to or thread}
        elif reply_to:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return await self.send(room, "m.room.message", content)

    async def edit(self, room: str, target: str, body: str) -> str:
        new = {"msgtype": "m.text", "body": body}
        relation = {"rel_type": "m.replace", "event_id": target}
        return await self.send(
            room, "m.room.message", {**new, "body": f"* {body}", "m.new_content": new, "m.relates_to": relation}
        )

    async def react(self, room: str, target: str, key: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": target, "key": key}
        return await self.send(room, "m.reaction", {"m.relates_to": relation})

    async def redact(self, room: str, target: str) -> None:
        await self.call("PUT", f"v3/rooms/{_q(room)}/redact/{_q(target)}/{self._run}-{next(self._numbers)}", {})

    async def read(self, room: str, event: str) -> None:
        """Mark everything up to `event` as read, so that counts start again at nothing."""
        await self.call("POST", f"v3/rooms/{_q(room)}/receipt/m.read/{_q(event)}", {})

    # -------------------------------------------------------- listening

    async def sync(self, timeout: float = 0.0) -> None:
        """Hear what is new."""
        query = {"timeout": str(int(timeout * 1000)), "filter": json.dumps({"room": {"timeline": {"limit": 500}}})}
        if self._since:
            query["since"] = self._since
        answer = await self.call("GET", "v3/sync", **query)
        self._since = answer["next_batch"]
        rooms = answer.get("rooms", {})
        for room, entry in rooms.get("join", {}).items():
            self.heard.setdefault(room, []).extend(entry["timeline"]["events"])
            self.counts[room] = entry["unread_notifications"]
        for room, entry in rooms.get("invite", {}).items():
            self.invited[room] = entry["invite_state"]["events"]

    async def wait(self, room: str, wanted: Callable[[Event], bool], within: float = _ENOUGH) -> Event:
        """The first event of `room` that is wanted, already heard or still to come."""
        async with asyncio.timeout(within):
            while True:
                for event in self.heard.get(room, []):
                    if wanted(event):
                        return event
                await self.sync(1.0)

    async def wait_from(self, room: str, account: str, containing: str = "", within: float = _ENOUGH) -> Event:
        """The first message of `account` in `room` whose body holds `containing`."""
        return await self.wait(
            room,
            lambda event: (
                event["sender"] == account
                and event["type"] == "m.room.message"
                and containing in event["content"].get("body", "")
            ),
            within,
        )

    async def wait_invite(self, sender: str, within: float = _ENOUGH) -> str:
        """The room `sender` invited us to."""
        async with asyncio.timeout(within):
            while True:
                for room, events in self.invited.items():
                    if any(event["sender"] == sender and event["type"] == "m.room.member" for event in events):
                        return room
                await self.sync(1.0)

    def messages(self, room: str, account: str = "") -> list[Event]:
        """The messages heard in `room`, of one account or of all."""
        heard = (event for event in self.heard.get(room, []) if event["type"] == "m.room.message")
        return [event for event in heard if account in {"", event["sender"]}]

    async def history(self, room: str) -> list[Event]:
        """Every event of `room` that we may see, oldest first, read from the server now."""
        found: list[Event] = []
        start: dict[str, str] = {}
        while True:
            page = await self.call("GET", f"v3/rooms/{_q(room)}/messages", dir="b", limit="100", **start)
            found += page["chunk"]
            if not page.get("end") or not page["chunk"]:
                return found[::-1]
            start = {"from": page["end"]}


def _q(part: str) -> str:
    return quote(part, safe="")
