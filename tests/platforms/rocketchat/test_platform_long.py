"""A long life of short connections: nothing of them is left behind."""

from __future__ import annotations

import asyncio
import gc
import sys
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
    tasks, threads = [one for one, *_ in seen], [one for _, one, *_ in seen]
    assert min(tasks[-5:]) <= max(tasks[:5])  # one more may be about to end; a leak would add one each time
    assert max(threads) <= threads[0] + 4  # those that carry requests, made when wanted
    assert {sockets for _, _, sockets, _ in seen} == {1}
    assert {subscriptions for *_, subscriptions in seen} <= {2, 3}  # ours, and the deletions of one room


@pytest.mark.preuves
@pytest.mark.timeout(900)
async def test_two_hours_with_a_reconnection_each_minute(rocketchat: RocketChat) -> None:
    tracemalloc.start()
    try:
        await lived_again(rocketchat, 20)
        before = await held()
        seen = await lived_again(rocketchat, 120)
        after = await held()
    finally:
        tracemalloc.stop()
    assert len(seen) == 120
    assert {sockets for _, _, sockets, _ in seen} == {1}
    assert min(tasks for tasks, *_ in seen[-5:]) <= max(tasks for tasks, *_ in seen[:5])
    assert after - before < 1_000_000


async def held() -> int:
    """Bytes of Python held, once what ends has ended: the emulator has threads of its own."""
    least = sys.maxsize
    for _ in range(20):
        gc.collect()
        least = min(least, tracemalloc.get_traced_memory()[0])
        await asyncio.sleep(0.05)
    return least


async def lived_again(_: RocketChat, reconnections: int) -> list[tuple[int, int, int, int]]:
    """On a server of its own: the first one remembers what was said there."""
    with RocketChat() as server:
        return await lived(server, reconnections)
