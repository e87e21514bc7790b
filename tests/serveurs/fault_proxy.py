"""A proxy that does to one server what networks do: loses an answer, answers 502, hangs, limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

import aiohttp
from aiohttp import web

Fault = Literal["lost", "refused", "502", "hang", "html", "429", "401"]


@dataclass
class _Plan:
    method: str
    containing: str
    fault: Fault
    times: int


@dataclass
class FaultProxy:
    """`url` is where clients connect. `seen` lists "METHOD path" of every request that reached the proxy."""

    upstream: str
    url: str = ""
    seen: list[str] = field(default_factory=list)
    replayed: int = 0
    _plans: list[_Plan] = field(default_factory=list)
    _replaying: bool = False

    def fail(self, method: str, containing: str, fault: Fault, times: int = 1) -> None:
        """The next `times` requests of `method` whose path holds `containing` meet `fault`.

        lost: the server gets it, its answer never comes back. refused: the server never gets it.
        """
        self._plans.append(_Plan(method, containing, fault, times))

    def heal(self) -> None:
        self._plans.clear()
        self._replaying = False

    def replay_sync(self) -> None:
        """From now on every /sync is answered at once: nothing new, where you already were."""
        self._replaying = True

    def count(self, method: str, containing: str) -> int:
        return sum(line.startswith(f"{method} ") and containing in line for line in self.seen)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(f"{request.method} {request.raw_path}")
        if self._replaying and request.path.endswith("/sync"):
            self.replayed += 1
            return web.json_response({"next_batch": request.query.get("since", "s0")})
        fault = self._planned(request)
        if fault == "hang":
            await asyncio.sleep(3600)
        if fault == "refused":
            return _cut(request)
        if canned := _CANNED.get(fault or ""):
            return web.Response(status=canned[0], text=canned[1], content_type=canned[2])
        answer = await self._forward(request)
        return _cut(request) if fault == "lost" else answer

    def _planned(self, request: web.Request) -> Fault | None:
        for plan in self._plans:
            if plan.times and plan.method == request.method and plan.containing in request.raw_path:
                plan.times -= 1
                return plan.fault
        return None

    async def _forward(self, request: web.Request) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name in {"Authorization", "Content-Type"}}
        body = await request.read()
        try:
            async with aiohttp.ClientSession(auto_decompress=False) as session:
                target = self.upstream + request.raw_path
                async with session.request(request.method, target, data=body, headers=headers) as answer:
                    return web.Response(
                        status=answer.status, body=await answer.read(), content_type=answer.content_type
                    )
        except aiohttp.ClientError:
            return web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html")


_CANNED = {
    "502": (502, "<html>Bad gateway</html>", "text/html"),
    "html": (200, "<html>Connectez-vous au Wi-Fi</html>", "text/html"),
    "429": (429, '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":300}', "application/json"),
    "401": (401, '{"errcode":"M_UNKNOWN_TOKEN","soft_logout":false}', "application/json"),
}


def _cut(request: web.Request) -> web.Response:
    """Close the connection under the client's feet."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)


@asynccontextmanager
async def fault_proxy(upstream: str) -> AsyncIterator[FaultProxy]:
    """A proxy before `upstream` on a free loopback port."""
    proxy = FaultProxy(upstream)
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{rest:.*}", proxy.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield proxy
    finally:
        await runner.cleanup()
