"""The smallest bot, in a process of its own: the yardstick of the bench, and a stand-in for ours in tests of judges."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from serveurs.environnements import ROOT
from serveurs.rocketchat.server import Account, RocketChat

PROGRAM = ROOT / "tests" / "banc" / "echo_bot_rocketchat.py"


@asynccontextmanager
async def echoing(server: RocketChat, account: Account) -> AsyncIterator[None]:
    """It listens during the block."""
    command = (sys.executable, PROGRAM, server.url, account.id, account.token)
    bot = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert bot.stdout is not None
    try:
        async with asyncio.timeout(30):
            if await bot.stdout.readline() != b"READY\n":
                raise RuntimeError("the echo bot does not start")
        yield
    finally:
        if bot.returncode is None:
            bot.terminate()
        await bot.wait()
