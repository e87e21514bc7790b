"""Hubot, on the vendor's first SDK: another bot in the room, as many places still have one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from serveurs.environnements import node_packages
from serveurs.rocketchat.server import Account, RocketChat
from serveurs.rocketchat.vendor import JUGES

_WITHIN = 30.0


@asynccontextmanager
async def hubot(server: RocketChat, account: Account, *rooms: str) -> AsyncIterator[None]:
    """Hubot listens in `rooms` (names) as `account` during the block. Scripts: juges/hubot/scripts/."""
    folder = node_packages(JUGES / "hubot")
    settings = {
        "ROCKETCHAT_URL": server.url,
        "ROCKETCHAT_USER": account.username,
        "ROCKETCHAT_PASSWORD": account.password,
        "ROCKETCHAT_ROOM": ",".join(rooms),
        "RESPOND_TO_DM": "true",
        "HUBOT_LOG_LEVEL": "info",
    }
    command = ("node", "node_modules/hubot/bin/hubot.js", "-a", "rocketchat", "-d", "-n", account.username)
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, **settings},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said: list[str] = []
    reading = asyncio.create_task(_until_subscribed(process, said))
    try:
        await asyncio.wait_for(asyncio.shield(reading), _WITHIN)
    except TimeoutError:
        raise RuntimeError("Hubot does not start:\n" + "".join(said[-40:])) from None
    draining = asyncio.create_task(_drain(process))
    try:
        yield
    finally:
        process.kill()
        await process.wait()
        await draining


async def _until_subscribed(process: asyncio.subprocess.Process, said: list[str]) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        said.append(line.decode(errors="replace"))
        if "Listening for change events" in said[-1]:
            return
    raise RuntimeError("Hubot stopped:\n" + "".join(said[-40:]))


async def _drain(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    async for _ in process.stdout:
        pass
