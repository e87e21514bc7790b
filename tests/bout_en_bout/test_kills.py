"""Exactly once, whatever crashes: the bot is killed again and again while people ask."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest
from bout_en_bout.conftest import Scene

pytestmark = pytest.mark.synapse

NEEDS = (
    "réserver nos salles",
    "diffuser nos vidéos",
    "compta de l'asso",
    "caler une date à plusieurs",
    "faire une carte",
)


async def asked_and_killed(scene: Scene, messages: int, kills: int, seed: int) -> Counter[str]:
    """Ask `messages` needs while the bot is killed `kills` times; how many answers each question got."""
    chance = random.Random(seed)
    moments = sorted(chance.sample(range(5, messages - 5, 4), kills))  # apart: a bot is started before it dies again
    roots = []
    for number in range(messages):
        if number in moments:
            scene.bot.kill()
        roots.append(await scene.ask(scene.asker, f"{NEEDS[number % len(NEEDS)]} (n° {number})"))
        if number - 2 in moments:
            await asyncio.to_thread(scene.bot.start)

    await until_answered(scene, messages)
    scene.bot.kill()
    await asyncio.to_thread(scene.bot.start)  # once more: nothing is said again at start
    roots.append(await scene.ask(scene.asker, "réserver nos salles, pour finir"))
    counts = await until_answered(scene, messages + 1)
    assert set(counts) == set(roots)
    return counts


async def until_answered(scene: Scene, questions: int) -> Counter[str]:
    """How many answers each question got, read from the server's own history, once `questions` of them have one."""
    async with asyncio.timeout(90):
        while True:
            history = await scene.asker.history(scene.help_room)
            counts = Counter(
                str(event["content"]["m.relates_to"]["event_id"])
                for event in history
                if event["sender"] == scene.account and event["content"].get("m.relates_to")
            )
            if len(counts) >= questions:
                return counts
            await scene.asker.sync(1.0)


async def test_thirty_messages_and_one_kill(scene: Scene) -> None:
    counts = await asked_and_killed(scene, messages=30, kills=1, seed=1)
    assert set(counts.values()) == {1}


@pytest.mark.preuves
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_hundred_messages_and_three_kills(scene: Scene, seed: int) -> None:
    counts = await asked_and_killed(scene, messages=100, kills=3, seed=seed)
    assert len(counts) == 101
    assert set(counts.values()) == {1}
