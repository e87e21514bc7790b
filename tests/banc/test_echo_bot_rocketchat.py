"""The yardstick itself: the echo bot that the benchmark compares with does answer."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from serveurs.rocketchat.fixtures import rocketchat
from serveurs.rocketchat.person import Person
from serveurs.rocketchat.server import RocketChat

__all__ = ["rocketchat"]


async def test_the_echo_bot_answers_once_in_a_thread(rocketchat: RocketChat) -> None:
    echo, camille = rocketchat.bot("echo"), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, echo)
    program = Path(__file__).with_name("echo_bot_rocketchat.py")
    bot = await asyncio.create_subprocess_exec(
        sys.executable, program, rocketchat.url, echo.id, echo.token, stdout=asyncio.subprocess.PIPE
    )
    assert bot.stdout is not None
    try:
        async with asyncio.timeout(30), Person(rocketchat.url, "camille") as person:
            assert await bot.stdout.readline() == b"READY\n"
            for words in ("il y a quelqu'un ?", "et encore ?"):
                question = await person.say(room, words)
                answer = await person.wait_from(room, "echo", words)
                assert answer["tmid"] == question
        assert len(rocketchat.messages(room, echo)) == 2
    finally:
        bot.terminate()
        await bot.wait()
