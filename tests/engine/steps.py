"""What people do to a server, one step at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from engine.server import Server

Step = Callable[[Server], Awaitable[object]]


def tells(who: str, text: str) -> Step:
    async def step(server: Server) -> None:
        await server.tell(who, text)

    return step


def asks(who: str, text: str) -> Step:
    async def step(server: Server) -> None:
        await server.ask(who, text)

    return step
