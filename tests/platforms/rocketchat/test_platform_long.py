"""A long life of short connections: nothing of them is left behind."""

from __future__ import annotations

import asyncio
import gc
import threading
import tracemalloc

import pytest
from serveurs.rocketchat.server import RocketChat

from aiguilleur_bot.platforms.base import Say

from .listening import Bot


async def lived(server: RocketChat, reconnections: int) -> list[tuple[int, int, int, int]]:
    """(tasks, threads, sockets, subscriptions) at each connection, each of which hears a message and answers it."""
    bot, camille = Bot.new(server), server.person("camille")
    room = server.channel("entraide", camille, bot.account)
    seen: list[tuple[int, int, int, int]] = []
    async with bot.running() as platform:
        for n in range(reconnections):
            said = server.say(room, camille, f"@aiguilleur {n}")
            await bot.memory.wait_message(str(n))
            await platform.send(Say(id=str(n), body="oui", room=room, thread=said))
            await asyncio.sleep(0)
            counts = server.counts()
            seen.append((len(asyncio.all_tasks()), threading.active_count(), counts.sockets, counts.subscriptions))
            server.clock.pass_by(60)
            connected = counts.sockets_ever
            server.cut()
            async with asyncio.timeout(10):
                while server.counts().sockets_ever == connected or not platform.listens:
                    await asyncio.sleep(0.002)
            bot.memory.journal.clear()
    async with asyncio.timeout(5):
        while server.counts().sockets:
            await asyncio.sleep(0.01)
    return seen


async def test_twenty_reconnections_leave_nothing_behind(rocketchat: RocketChat) -> None:
    seen = await lived(rocketchat, 20)
    assert max(seen[5:]) <= max(seen[:5])
    assert {sockets for _, _, sockets, _ in seen} == {1}
    assert {subscriptions for *_, subscriptions in seen} <= {2, 3}  # ours, and the deletions of one room


@pytest.mark.preuves
@pytest.mark.timeout(900)
async def test_two_hours_with_a_reconnection_each_minute(rocketchat: RocketChat) -> None:
    tracemalloc.start()
    try:
        await lived(rocketchat, 20)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        seen = await lived_again(rocketchat, 120)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(seen) == 120
    assert {sockets for _, _, sockets, _ in seen} == {1}
    assert max(tasks for tasks, *_ in seen[60:]) <= max(tasks for tasks, *_ in seen[:60])
    # What the emulator itself remembers of 120 messages and their requests is in this figure too.
    assert after - before < 3_000_000


async def lived_again(_: RocketChat, reconnections: int) -> list[tuple[int, int, int, int]]:
    """On a server of its own: the first one remembers what was said there."""
    with RocketChat() as server:
        return await lived(server, reconnections)
