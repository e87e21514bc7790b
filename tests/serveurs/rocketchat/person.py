"""A person on Rocket.Chat, written on aiohttp alone: a judge of the bot that shares no code with it."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp

Event = dict[str, Any]
_ENOUGH = 20.0  # seconds: an answer that takes longer is a failure


class RocketChatRefusal(Exception):
    """The server said no: `status`, and `kind` as the vendor names it."""

    def __init__(self, status: int, kind: str) -> None:
        super().__init__(f"{status} {kind}")
        self.status = status
        self.kind = kind


_GONE = (aiohttp.ClientError, ConnectionError, RocketChatRefusal)


class Person:
    """One account. `heard` keeps each message as it was last seen, by id, in the order they came."""

    def __init__(self, server: str, username: str, password: str = "lab-password") -> None:
        self.server = server
        self.username = username
        self.id = ""
        self.heard: dict[str, Event] = {}
        self.deleted: set[str] = set()
        self._password = password
        self._token = ""
        self._news = asyncio.Condition()
        self._ready = asyncio.Event()
        self._streamless = False
        self._numbers = itertools.count(1)
        # A connection for each request: a kept one would be dead after the server restarted.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Person:
        answer = await self.call("POST", "login", {"username": self.username, "password": self._password})
        self.id, self._token = answer["data"]["userId"], answer["data"]["authToken"]
        self._listening = asyncio.create_task(self._listen())
        async with asyncio.timeout(_ENOUGH):
            await self._ready.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        await self._session.close()

    async def call(self, method: str, endpoint: str, body: object = None, **query: str) -> Event:
        """One REST request."""
        headers = {"X-Auth-Token": self._token, "X-User-Id": self.id} if self._token else {}
        body = {} if body is None and method == "POST" else body
        url = f"{self.server}/api/v1/{endpoint}"
        async with self._session.request(method, url, json=body, params=query, headers=headers) as answer:
            content: Event = await answer.json(content_type=None)
            if answer.status >= 300:
                raise RocketChatRefusal(answer.status, str(content.get("errorType") or content.get("error")))
            return content

    # -------------------------------------------------------- doing

    async def say(self, room: str, text: str, thread: str | None = None) -> str:
        """Its id."""
        message = {"rid": room, "msg": text} | ({"tmid": thread} if thread else {})
        return str((await self.call("POST", "chat.sendMessage", {"message": message}))["message"]["_id"])

    async def edit(self, room: str, message: str, text: str) -> None:
        await self.call("POST", "chat.update", {"roomId": room, "msgId": message, "text": text})

    async def delete(self, room: str, message: str) -> None:
        await self.call("POST", "chat.delete", {"roomId": room, "msgId": message})

    async def react(self, message: str, emoji: str, there: bool = True) -> None:
        await self.call("POST", "chat.react", {"messageId": message, "emoji": emoji, "shouldReact": there})

    async def direct(self, username: str) -> str:
        """The room where we talk to `username` alone."""
        return str((await self.call("POST", "im.create", {"username": username}))["room"]["_id"])

    async def create_channel(self, name: str, *usernames: str) -> str:
        answer = await self.call("POST", "channels.create", {"name": name, "members": list(usernames)})
        return str(answer["channel"]["_id"])

    async def create_group(self, name: str, *usernames: str) -> str:
        answer = await self.call("POST", "groups.create", {"name": name, "members": list(usernames)})
        return str(answer["group"]["_id"])

    async def join(self, room: str) -> None:
        await self.call("POST", "channels.join", {"roomId": room})

    async def rooms(self) -> list[Event]:
        """Every room we are in."""
        return list((await self.call("GET", "rooms.get"))["update"])

    async def message(self, message: str) -> Event:
        """What it says now."""
        return dict((await self.call("GET", "chat.getMessage", msgId=message))["message"])

    async def history(self, room: str, kind: str = "c") -> list[Event]:
        """The last hundred of a room of that kind, oldest first, read from the server now."""
        prefix = {"c": "channels", "p": "groups", "d": "im"}[kind]
        return list((await self.call("GET", f"{prefix}.history", roomId=room, count="100"))["messages"])[::-1]

    # -------------------------------------------------------- waiting

    async def wait(self, wanted: Callable[[Event], bool], within: float = _ENOUGH) -> Event:
        """The first message that is wanted, heard already or not yet."""
        async with asyncio.timeout(within), self._news:
            while True:
                for message in self.heard.values():
                    if wanted(message):
                        return message
                await self._news.wait()

    async def wait_from(self, room: str, username: str, containing: str = "", after: str = "") -> Event:
        """A message of `username`; `after`: one that came later than that message."""

        def wanted(message: Event) -> bool:
            known = list(self.heard)
            late = not after or (after in known and known.index(message["_id"]) > known.index(after))
            said = message["rid"] == room and message["u"]["username"] == username and containing in message["msg"]
            return said and late and "t" not in message

        return await self.wait(wanted)

    async def wait_reaction(self, message: str, emoji: str, username: str) -> None:
        """Until `username` has put `emoji` on that message."""

        def wanted(heard: Event) -> bool:
            names = heard.get("reactions", {}).get(emoji, {}).get("usernames", ())
            return heard["_id"] == message and username in names

        await self.wait(wanted)

    async def said_by(self, room: str, username: str) -> list[Event]:
        """What `username` said in `room`, read from the server now, oldest first."""
        found = [one for one in await self._everything(room) if one["u"]["username"] == username and "t" not in one]
        return sorted(found, key=lambda message: str(message["ts"]))

    async def _everything(self, room: str) -> list[Event]:
        answer = await self.call("GET", "chat.syncMessages", roomId=room, lastUpdate="2000-01-01T00:00:00.000Z")
        return list(answer["result"]["updated"])

    # -------------------------------------------------------- listening

    async def _listen(self) -> None:
        while not self._streamless:
            with suppress(*_GONE):
                async with self._session.ws_connect(f"{self.server}/websocket") as socket:
                    await self._open(socket)
                    await self._catch_up()
                    self._ready.set()
                    async for frame in socket:
                        await self._hear(socket, _read(frame))
            await asyncio.sleep(0.1)
        while True:
            self._ready.set()
            with suppress(*_GONE):
                await self._catch_up()
            await asyncio.sleep(0.1)

    async def _open(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        login = {"msg": "method", "method": "login", "id": "login", "params": [{"resume": self._token}]}
        await socket.send_json({"msg": "connect", "version": "1", "support": ["1"]})
        await socket.send_json(login)
        subscription = f"sub{next(self._numbers)}"
        mine = {"msg": "sub", "id": subscription, "name": "stream-room-messages", "params": ["__my_messages__", False]}
        await socket.send_json(mine)
        async for frame in socket:
            content = _read(frame)
            if content.get("msg") == "ready" and subscription in content["subs"]:
                return
            if content.get("msg") == "nosub":
                self._streamless = True
                raise ConnectionError("no stream")
            await self._hear(socket, content)
        raise ConnectionError("closed")

    async def _hear(self, socket: aiohttp.ClientWebSocketResponse, frame: Event) -> None:
        if frame.get("msg") == "ping":
            await socket.send_json({"msg": "pong"})
        if frame.get("collection") == "stream-room-messages":
            await self._keep([frame["fields"]["args"][0]])

    async def _catch_up(self) -> None:
        for room in await self.rooms() if self._ready.is_set() else ():
            await self._keep(sorted(await self._everything(room["_id"]), key=lambda message: str(message["ts"])))

    async def _keep(self, messages: list[Event]) -> None:
        async with self._news:
            for message in messages:
                self.heard[message["_id"]] = message
            self._news.notify_all()


def _read(frame: aiohttp.WSMessage) -> Event:
    if frame.type is not aiohttp.WSMsgType.TEXT:
        raise ConnectionError("cut")
    content: Event = json.loads(frame.data)
    return content
