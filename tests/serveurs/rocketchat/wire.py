"""Naked requests and frames, for tests of the emulator itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
from serveurs.rocketchat.server import Account, RocketChat

Frame = dict[str, Any]


class Wire:
    """A naked streaming connection."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, **frame: object) -> None:
        await self.socket.send_json(frame)

    async def until(self, **fields: object) -> Frame:
        """The next frame with these fields; heartbeats and the others are passed over."""
        async with asyncio.timeout(5):
            async for message in self.socket:
                frame: Frame = json.loads(message.data) if message.type is aiohttp.WSMsgType.TEXT else {}
                if all(frame.get(key) == value for key, value in fields.items()):
                    return frame
        raise AssertionError(f"closed before {fields}: {self.socket.close_code}")

    async def subscribe(self, identifier: str, name: str, event: str) -> Frame:
        await self.send(msg="sub", id=identifier, name=name, params=[event, {"useCollection": False, "args": []}])
        async with asyncio.timeout(5):
            while True:
                frame: Frame = await self.socket.receive_json()
                if identifier in frame.get("subs", ()) or (frame.get("msg"), frame.get("id")) == ("nosub", identifier):
                    return frame

    async def login(self, token: str) -> Frame:
        await self.send(msg="method", method="login", id="1", params=[{"resume": token}])
        return await self.until(msg="result", id="1")


@asynccontextmanager
async def wired(server: RocketChat, account: Account | None = None) -> AsyncIterator[Wire]:
    """Connected, and logged in as `account`."""
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{server.url}/websocket") as socket:
        wire = Wire(socket)
        await wire.send(msg="connect", version="1", support=["1"])
        await wire.until(msg="connected")
        if account is not None:
            assert (await wire.login(account.token))["result"]["id"] == account.id
        yield wire


async def call(server: RocketChat, who: Account, method: str, where: str, body: object = None, **query: str) -> Any:
    """(status, headers, JSON) of one REST request."""
    headers = {"X-Auth-Token": who.token, "X-User-Id": who.id}
    async with aiohttp.ClientSession() as session:
        url = f"{server.url}/api/v1/{where}"
        async with session.request(method, url, json=body, params=query, headers=headers) as answer:
            return answer.status, answer.headers, await answer.json(content_type=None)


def iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
