"""One connection to the streams: opened in order, watched by our own clock, and gone without a trace."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st
from serveurs.rocketchat.modes import ALL, V8
from serveurs.rocketchat.server import RocketChat

from aiguilleur_bot.platforms.base import AuthLost, Forbidden, Invalid, Retry
from aiguilleur_bot.platforms.rocketchat.ddp import MESSAGES, MINE, OF_ROOM, OF_USER, Pulse, Stream

QUICK = Pulse(ask=0.2, dead=0.4, answer=1.0)
Reply = Callable[[dict[str, Any], web.WebSocketResponse], object]


@asynccontextmanager
async def opened(server: RocketChat, token: str, pulse: Pulse = QUICK) -> AsyncIterator[Stream]:
    stream = Stream(server.url, pulse)
    try:
        await stream.open(token)
        yield stream
    finally:
        await stream.close()


@asynccontextmanager
async def scripted(reply: Reply) -> AsyncIterator[str]:
    """A server that answers each frame as `reply` does."""

    async def handle(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for received in socket:
            if received.type is WSMsgType.TEXT and (answer := reply(json.loads(received.data), socket)):
                await socket.send_str(answer if isinstance(answer, str) else json.dumps(answer))
        return socket

    app = web.Application()
    app.router.add_get("/websocket", handle)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


def polite(frame: dict[str, Any], _: object) -> object:
    if frame["msg"] == "connect":
        return {"msg": "connected"}
    return {"msg": "result", "id": frame["id"], "result": {}} if frame["msg"] == "method" else None


@pytest.mark.parametrize(
    "mode", [mode for mode in ALL if mode.streams and mode.my_messages], ids=lambda mode: mode.name
)
async def test_it_listens_on_every_kind_of_server(mode: Any) -> None:
    with RocketChat(mode, tempo=0.01) as server:
        bot, camille = server.bot("aiguilleur"), server.person("camille")
        room = server.channel("entraide", camille, bot)
        async with opened(server, bot.token) as stream:
            await stream.subscribe(OF_USER, f"{bot.id}/subscriptions-changed")
            await stream.subscribe(MESSAGES, MINE)
            await stream.subscribe(OF_ROOM, f"{room}/deleteMessage")
            assert stream.subscriptions == server.counts().subscriptions == 3
            said = server.say(room, camille, "bonjour")
            frame = await stream.next(2)
            while frame is not None and frame.stream != MESSAGES:
                frame = await stream.next(2)
            assert frame is not None
            assert isinstance(frame.first, dict)
            assert frame.first["_id"] == said
            await asyncio.sleep(0.8)  # several silences of this server, whose seconds are short
            assert not stream.ended
            await stream.typing(room, "aiguilleur")
            async with asyncio.timeout(2):
                while not server.typing():
                    await asyncio.sleep(0.01)
        async with asyncio.timeout(2):
            while server.counts().sockets:
                await asyncio.sleep(0.01)


async def test_silence_is_asked_after_and_then_it_is_over() -> None:
    with RocketChat(V8) as server:
        bot = server.bot("aiguilleur")
        async with opened(server, bot.token) as stream:
            await asyncio.sleep(1.0)  # pings are answered: alive
            assert not stream.ended
            server.half_open()
            began = asyncio.get_running_loop().time()
            with pytest.raises(Retry, match="plus personne"):
                await stream.next(5)
            assert asyncio.get_running_loop().time() - began < QUICK.dead + 0.5
            with pytest.raises(Retry):
                await stream.subscribe(MESSAGES, MINE)


def test_half_open_connections_are_noticed_within_forty_five_seconds() -> None:
    assert Pulse().dead <= 45


async def test_refusals_are_the_port_s() -> None:
    with RocketChat(V8) as server:
        bot, camille = server.bot("aiguilleur"), server.person("camille")
        closed = server.group("ailleurs", camille)
        with pytest.raises(AuthLost):
            async with opened(server, "faux"):
                pass
        async with opened(server, bot.token) as stream:
            with pytest.raises(Forbidden):
                await stream.subscribe(MESSAGES, closed)
            with pytest.raises(Invalid):
                await stream.subscribe("stream-inconnu", "x")
            assert stream.subscriptions == 0


@pytest.mark.parametrize("fault", ["refused", "502", "mute", "cut"])
async def test_a_connection_that_does_not_open(fault: str) -> None:
    with RocketChat(V8) as server:
        bot = server.bot("aiguilleur")
        server.faults.socket(fault, times=2)  # type: ignore[arg-type]  # aiohttp itself tries twice
        with pytest.raises(Retry):
            async with opened(server, bot.token):
                pass


async def test_where_there_are_no_streams() -> None:
    async with TestServer(web.Application()) as server:
        stream = Stream(str(server.make_url("/")), QUICK)
        with pytest.raises(Invalid):
            await stream.open("x")
        await stream.close()


async def test_two_connections_share_no_id() -> None:
    with RocketChat(V8) as server:
        bot = server.bot("aiguilleur")
        ids = set()
        for _ in range(3):
            async with opened(server, bot.token) as stream:
                ids |= {await stream.subscribe(MESSAGES, MINE) for _ in range(2)}
        assert len(ids) == 6


async def test_a_subscription_taken_back_ends_the_connection() -> None:
    def reply(frame: dict[str, Any], socket: web.WebSocketResponse) -> object:
        if frame["msg"] == "sub":
            return {"msg": "ready", "subs": [frame["id"]]}
        return {"msg": "nosub", "id": frame["id"]} if frame["msg"] == "unsub" else polite(frame, socket)

    async with scripted(reply) as url:
        stream = Stream(url, QUICK)
        await stream.open("x")
        identifier = await stream.subscribe(MESSAGES, MINE)
        await stream.unsubscribe(identifier)  # ours: nothing ends
        await asyncio.sleep(0.05)
        assert not stream.ended
        kept = await stream.subscribe(MESSAGES, MINE)
        await stream._send({"msg": "unsub", "id": kept})
        with pytest.raises(Retry, match="retiré"):
            await stream.next(2)
        await stream.close()


ANY = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)
MSG = st.sampled_from(["ping", "ready", "result", "nosub", "changed", "connected", "added", "error", "failed", "?"])
FRAMES = st.fixed_dictionaries(
    {"msg": MSG}, optional=dict.fromkeys(("id", "subs", "fields", "error", "collection", "result"), ANY)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(FRAMES.map(json.dumps) | st.text(max_size=10), max_size=6))
def test_strange_frames_never_break_it(frames: list[str]) -> None:
    async def met() -> None:
        def reply(frame: dict[str, Any], socket: web.WebSocketResponse) -> object:
            return frames.pop(0) if frame["msg"] == "pong" and frames else polite(frame, socket)

        async with scripted(reply) as url:
            stream = Stream(url, QUICK)
            await stream.open("x")
            for _ in range(len(frames)):
                await stream._send({"msg": "pong"})
            await stream._send({"msg": "sub", "id": "fin", "name": "x", "params": []})
            with suppress(Retry):
                while await stream.next(0.02) is not None:
                    pass
            await stream.close()

    asyncio.run(met())
