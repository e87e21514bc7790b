"""One DDP session: its frames, its heartbeat, its clumsiness when it is told to be broken."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress

from aiohttp import web
from serveurs.rocketchat.memory import Memory
from serveurs.rocketchat.values import Date, Doc, Refusal, new_id

_PROTOCOL_ERROR, _TIMEOUT = 1002, 4000


class Session:
    """`deaf`: nothing goes in or out any more, and the connection stays open, as after a network that died."""

    def __init__(
        self,
        world: Memory,
        socket: web.WebSocketResponse,
        transport: asyncio.Transport | None,
        number: int,
        *,
        mute: bool = False,
        cut_at_login: bool = False,
    ) -> None:
        self.world = world
        self.number = number
        self.deaf = mute
        self.cut_at_login = cut_at_login
        self.user: Doc | None = None
        self.token = ""
        self.subscriptions: dict[str, tuple[str, str]] = {}
        self.is_connected = False
        self.held: Doc | None = None
        self._socket = socket
        self._transport = transport
        self._outgoing: asyncio.Queue[Doc | int] = asyncio.Queue()
        self._last_heard = time.monotonic()

    # -------------------------------------------------------- out

    def send(self, frame: Doc) -> None:
        if not self.deaf:
            self._outgoing.put_nowait(frame)

    def close(self, code: int) -> None:
        """After what is already on its way."""
        if not self.deaf:
            self._outgoing.put_nowait(code)

    def abort(self) -> None:
        """As a server that dies: no goodbye."""
        if self._transport is not None:
            self._transport.abort()

    async def write(self) -> None:
        """Send what is queued, in order."""
        with suppress(ConnectionError):
            while True:
                item = await self._outgoing.get()
                if isinstance(item, int):
                    await self._socket.close(code=item)
                    return
                if not self.deaf:
                    await self._socket.send_str(json.dumps(item, ensure_ascii=False))

    async def watch(self, tempo: float) -> None:
        """Ask `ping` of who is silent, hang up on who stays silent. `tempo` scales the seconds."""
        quiet, deaf = self.world.mode.quiet * tempo, self.world.mode.deaf * tempo
        if self.world.mode.streamer:
            await asyncio.sleep(0.03)
            self.send({"msg": "ping"})
        asked = False
        while True:
            silent = time.monotonic() - self._last_heard
            if silent >= deaf:
                self.close(_TIMEOUT if self.world.mode.streamer else 1000)
                return
            if silent >= quiet and not asked:
                self.send({"msg": "ping"})
            asked = silent >= quiet
            await asyncio.sleep(max((deaf if asked else quiet) - silent, 0.001))

    # -------------------------------------------------------- in

    def greet(self) -> None:
        if self.world.mode.streamer:
            self.send({"server_id": "0"} | ({"msg": "server_id"} if self.world.mode.major >= 8 else {}))

    def heard(self, text: str, answer: Callable[[Session, Doc], None]) -> None:
        """One frame from the client."""
        self._last_heard = time.monotonic()
        try:
            frame = from_ddp(json.loads(text))
        except ValueError:
            frame = None
        if not isinstance(frame, dict) or not isinstance(frame.get("msg"), str):
            self._protest("Parse error", text)
            return
        if frame["msg"] == "connect":
            self.is_connected = True
            self.send({"msg": "connected", "session": new_id()})
        elif not self.is_connected:
            self._protest("Must connect first", text)
        elif frame["msg"] == "ping":
            self.send({"msg": "pong"} | ({"id": frame["id"]} if "id" in frame else {}))
        elif frame["msg"] == "unsub":
            if self.subscriptions.pop(str(frame.get("id")), None):
                self.send({"msg": "nosub", "id": frame["id"]})
        elif frame["msg"] in {"method", "sub"}:
            answer(self, frame)
        elif frame["msg"] != "pong":
            self._protest("Bad request", text)

    def _protest(self, why: str, text: str) -> None:
        if self.world.mode.streamer:
            self.close(_PROTOCOL_ERROR)
        else:
            self.send({"msg": "error", "reason": why, "offendingMessage": text[:200]})


def error(refusal: Refusal) -> Doc:
    """A Meteor error, as DDP carries it. A kind that is a number is one."""
    code: object = int(refusal.kind) if refusal.kind.isdigit() else refusal.kind or 500
    about: Doc = {"isClientSafe": True, "error": code, "reason": refusal.reason, "message": str(refusal)}
    return about | {"errorType": "Meteor.Error"} | ({"details": refusal.details} if refusal.details else {})


def from_ddp(value: object) -> object:
    """{"$date": …} becomes a Date."""
    if isinstance(value, dict):
        if set(value) == {"$date"} and isinstance(value["$date"], int | float):
            return Date(value["$date"])
        return {key: from_ddp(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_ddp(item) for item in value]
    return value
