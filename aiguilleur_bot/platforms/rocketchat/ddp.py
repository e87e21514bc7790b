"""One connection to the streams: who we are, what we listen to, and whether anybody is still at the other end.

A connection is never taken up again: what it held (subscriptions, calls under way) ends with it, and the next one
begins with ids of its own. Streams are fire-and-forget: whoever listens catches up over REST besides.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

import aiohttp

from aiguilleur_bot.platforms.base import Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.rocketchat.errors import from_stream
from aiguilleur_bot.platforms.untrusted import Json, mapping, string, strings

MESSAGES = "stream-room-messages"
OF_USER = "stream-notify-user"
OF_ROOM = "stream-notify-room"
MINE = "__my_messages__"

_LARGEST = 2**24
_MOST_WAITING = 10_000
_CLOSING = 1.0


@dataclass(frozen=True, slots=True)
class Pulse:
    """Seconds: silence after which we ask `ping`, silence after which nobody is there, and the wait for an answer."""

    ask: float = 20.0
    dead: float = 40.0
    answer: float = 15.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What a subscription brings: `about` is its event ("__my_messages__", "ROOM/deleteMessage"…)."""

    stream: str
    about: str
    args: tuple[object, ...]

    @property
    def first(self) -> object:
        return self.args[0] if self.args else None

    @property
    def last(self) -> object:
        return self.args[-1] if self.args else None


class Stream:
    """A connection: `open` it once, `close` it always. `next` gives what it brings, then the failure that ended it."""

    def __init__(
        self,
        server: str,
        pulse: Pulse = Pulse(),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        parts = urlsplit(server)
        scheme = "wss" if parts.scheme == "https" else "ws"
        self._address = urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") + "/websocket", "", ""))
        self._pulse = pulse
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reading: asyncio.Task[None] | None = None
        self._prefix = secrets.token_hex(4)
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._live: set[str] = set()
        self._frames: asyncio.Queue[Frame | PlatformError] = asyncio.Queue(_MOST_WAITING)
        self.last_heard: datetime | None = None
        self.ended = False

    # -------------------------------------------------------- life

    async def open(self, token: str) -> None:
        """Connect and log in. Raises PlatformError: Invalid when there are no streams at that address."""
        self._socket = await self._dial()
        self._reading = asyncio.create_task(self._read(self._socket))
        await self._asked("connect", msg="connect", version="1", support=["1"])
        await self._asked(self._fresh(), msg="method", method="login", params=[{"resume": token}])

    async def close(self) -> None:
        """Hang up; nothing of this connection is left."""
        self.ended = True
        if self._reading is not None:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading
        if self._socket is not None:
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                await self._socket.close()
        if self._session is not None:
            await self._session.close()

    # -------------------------------------------------------- what is said there

    async def subscribe(self, stream: str, about: str) -> str:
        """Listen to one event of a stream, from the return on. Its id. Raises PlatformError when it is refused."""
        identifier = self._fresh()
        params: list[object] = [about, {"useCollection": False, "args": []}]
        await self._asked(identifier, msg="sub", name=stream, params=params)
        self._live.add(identifier)
        return identifier

    async def unsubscribe(self, identifier: str) -> None:
        """Listen no more."""
        self._live.discard(identifier)
        await self._send({"msg": "unsub", "id": identifier})

    async def typing(self, room: str, name: str) -> None:
        """Show that an answer is coming. Nobody says whether it was shown."""
        params = [f"{room}/user-activity", name, ["user-typing"], {}]
        await self._send({"msg": "method", "method": OF_ROOM, "id": self._fresh(), "params": params})

    async def next(self, within: float) -> Frame | None:
        """The next frame, or None after `within` seconds. Raises the failure that ended the connection."""
        try:
            async with asyncio.timeout(within):
                found = await self._frames.get()
        except TimeoutError:
            return None
        return _frame(found)

    def waiting(self) -> list[Frame]:
        """What came meanwhile, without waiting."""
        found: list[Frame] = []
        while not self._frames.empty():
            one = self._frames.get_nowait()
            if isinstance(one, PlatformError):
                self._frames.put_nowait(one)
                break
            found.append(one)
        return found

    @property
    def subscriptions(self) -> int:
        """How many are live."""
        return len(self._live)

    # -------------------------------------------------------- the wire

    async def _dial(self) -> aiohttp.ClientWebSocketResponse:
        self._session = aiohttp.ClientSession()
        try:
            async with asyncio.timeout(self._pulse.answer):
                return await self._session.ws_connect(
                    self._address, max_msg_size=_LARGEST, timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSING)
                )
        except aiohttp.WSServerHandshakeError as refusal:
            if refusal.status >= 500 or refusal.status in {408, 425, 429}:
                raise Retry(f"flux : {refusal.status}", code=str(refusal.status)) from refusal
            raise Invalid(f"flux refusés ({refusal.status})", code=str(refusal.status)) from refusal
        except aiohttp.InvalidURL as failure:
            raise Invalid("flux : adresse illisible") from failure
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            raise Retry(f"flux : {type(failure).__name__}", code=type(failure).__name__) from failure

    def _fresh(self) -> str:
        return f"{self._prefix}{next(self._numbers)}"

    async def _asked(self, identifier: str, **frame: object) -> Json:
        """Send a frame that is answered, and wait for its answer."""
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[identifier] = future
        if identifier != "connect":
            frame["id"] = identifier
        try:
            async with asyncio.timeout(self._pulse.answer):
                await self._send(frame)
                return await future
        except TimeoutError:
            raise Retry(f"flux : pas de réponse à {frame['msg']}") from None
        finally:
            self._waiting.pop(identifier, None)

    async def _send(self, frame: dict[str, object]) -> None:
        if self._socket is None or self.ended:
            raise Retry("flux : fermé")
        try:
            async with asyncio.timeout(self._pulse.answer):
                await self._socket.send_str(json.dumps(frame, ensure_ascii=False))
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            raise Retry(f"flux : {type(failure).__name__}") from failure

    # -------------------------------------------------------- what comes

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        failure: PlatformError = Retry("flux : connexion perdue")
        try:
            await self._listen(socket)
        except PlatformError as trouble:
            failure = trouble
        finally:
            self.ended = True
            self._live.clear()
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(failure)
            if self._frames.full():
                self._frames.get_nowait()
            self._frames.put_nowait(failure)

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Until the connection ends, or nothing came for too long: an open socket says nothing of its other end."""
        loop = asyncio.get_running_loop()
        heard, asked = loop.time(), False
        while True:
            silence = (self._pulse.dead if asked else self._pulse.ask) - (loop.time() - heard)
            try:
                received = await socket.receive(timeout=max(silence, 0.001))
            except TimeoutError:
                if asked:
                    raise Retry("flux : plus personne au bout") from None
                asked = True
                await self._send({"msg": "ping"})
                continue
            if received.type is not aiohttp.WSMsgType.TEXT:
                raise Retry(f"flux : fermés ({socket.close_code or received.type.name})")
            heard, asked = loop.time(), False
            self.last_heard = self._now()
            await self._heard(_json(received.data))

    async def _heard(self, frame: Json) -> None:
        match string(frame, "msg"):
            case "ping":
                echoed = {"id": frame["id"]} if "id" in frame else {}
                await self._send({"msg": "pong", **echoed})
            case "connected":
                self._answered("connect", frame)
            case "failed" | "error":
                self._refused("connect", Invalid("flux : version refusée"))
            case "ready":
                for identifier in strings(frame, "subs"):
                    self._answered(identifier, frame)
            case "result":
                self._result(frame)
            case "nosub":
                self._ended(frame)
            case "changed":
                self._changed(frame)
            case _:
                pass  # greetings, "updated", "added": nothing we act on

    def _result(self, frame: Json) -> None:
        if "error" in frame:
            self._refused(string(frame, "id"), from_stream("flux", mapping(frame, "error")))
        else:
            self._answered(string(frame, "id"), frame)

    def _ended(self, frame: Json) -> None:
        """A subscription that is refused, or that the server takes back: then the next connection asks again."""
        identifier = string(frame, "id")
        if identifier in self._live:
            raise Retry("flux : abonnement retiré")
        self._refused(identifier, from_stream("abonnement", mapping(frame, "error")))

    def _changed(self, frame: Json) -> None:
        fields = mapping(frame, "fields")
        args = fields.get("args")
        if not isinstance(args, list):
            return
        try:
            self._frames.put_nowait(Frame(string(frame, "collection"), string(fields, "eventName"), tuple(args)))
        except asyncio.QueueFull:
            raise Retry("flux : plus de messages qu'il n'en peut être lu") from None

    def _answered(self, identifier: str, frame: Json) -> None:
        future = self._waiting.get(identifier)
        if future is not None and not future.done():
            future.set_result(frame)

    def _refused(self, identifier: str, failure: PlatformError) -> None:
        future = self._waiting.get(identifier)
        if future is not None and not future.done():
            future.set_exception(failure)


def _frame(found: Frame | PlatformError) -> Frame:
    if isinstance(found, PlatformError):
        raise found
    return found


def _json(text: object) -> Json:
    try:
        return mapping(json.loads(text)) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
