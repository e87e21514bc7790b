"""The yardstick itself: the echo bot that the benchmark compares with does answer."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from serveurs.fixtures import People, people, synapse, unique
from serveurs.synapse import Synapse

__all__ = ["people", "synapse"]
pytestmark = pytest.mark.synapse


async def test_the_echo_bot_answers_in_a_thread(synapse: Synapse, people: People) -> None:
    account = synapse.register(unique("echo"))
    program = Path(__file__).with_name("echo_bot.py")
    bot = await asyncio.create_subprocess_exec(
        sys.executable, program, synapse.url, account, "lab-password", stdout=asyncio.subprocess.PIPE
    )
    assert bot.stdout is not None
    try:
        async with asyncio.timeout(30):
            assert await bot.stdout.readline() == b"READY\n"
        camille = await people("camille")
        room = await camille.create_room(account)
        await camille.until_member(room, account)
        question = await camille.say(room, "il y a quelqu'un ?")
        answer = await camille.wait_from(room, account)
        assert answer["content"]["body"] == "il y a quelqu'un ?"
        assert answer["content"]["m.relates_to"]["event_id"] == question
    finally:
        bot.terminate()
        await bot.wait()
