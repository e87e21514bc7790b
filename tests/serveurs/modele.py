"""A scripted OpenAI-compatible server: it answers what the test says, well or badly, and keeps what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


def completion(content: object) -> dict[str, object]:
    """The envelope of an answer, as the protocol has it."""
    return {
        "id": "x",
        "object": "chat.completion",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
        "usage": {"total_tokens": 1},
    }


def says(content: object) -> Reply:
    """Answers with this text."""
    return sends(json.dumps(completion(content)).encode())


def thinks(choix: list[int], besoin: str = "") -> Reply:
    """Answers as asked."""
    return says(json.dumps({"choix": choix, "besoin": besoin}, ensure_ascii=False))


def sends(body: bytes, status: int = 200, **headers: str) -> Reply:
    """Answers with these bytes."""

    async def reply(_request: web.Request) -> web.StreamResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=body, status=status, headers=sent, content_type="application/json")

    return reply


def fails(status: int) -> Reply:
    """Answers with an error page that looks like an answer."""
    return sends(json.dumps(completion('{"choix": [1], "besoin": ""}')).encode(), status)


async def hangs(_request: web.Request) -> web.StreamResponse:
    """Never answers."""
    await asyncio.Event().wait()
    raise AssertionError


async def drips(request: web.Request) -> web.StreamResponse:
    """Answers one byte at a time, for ever."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.02)


async def cuts(request: web.Request) -> web.StreamResponse:
    """Announces an answer, and hangs up in the middle."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"choices": [')
    assert request.transport is not None
    request.transport.abort()
    return response


class ScriptedModel:
    """Answers `script` in order, then its last reply for ever. `asked` are the bodies, `headers` the headers."""

    def __init__(self) -> None:
        self.script: list[Reply] = [thinks([1])]
        self.asked: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []
        self.address = ""

    async def _completions(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.headers.append(dict(request.headers))
        reply = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return await reply(request)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[ScriptedModel]:
        """The server answers during the block."""
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._completions)
        app.router.add_get("/v1/models", self._models)
        server = TestServer(app)
        await server.start_server()
        self.address = str(server.make_url("/v1"))
        try:
            yield self
        finally:
            await server.close()

    async def _models(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") == "Bearer faux":
            return web.Response(status=401)
        return web.json_response({"object": "list", "data": [{"id": "petit-modele"}]})
