"""The yardstick itself: the echo bot that the benchmark compares with does answer."""

from __future__ import annotations

from serveurs.rocketchat.echo import echoing
from serveurs.rocketchat.fixtures import rocketchat
from serveurs.rocketchat.person import Person
from serveurs.rocketchat.server import RocketChat

__all__ = ["rocketchat"]


async def test_the_echo_bot_answers_once_in_a_thread(rocketchat: RocketChat) -> None:
    echo, camille = rocketchat.bot("echo"), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, echo)
    async with echoing(rocketchat, echo), Person(rocketchat.url, "camille") as person:
        for words in ("il y a quelqu'un ?", "et encore ?"):
            question = await person.say(room, words)
            answer = await person.wait_from(room, "echo", words)
            assert answer["tmid"] == question
    assert len(rocketchat.messages(room, echo)) == 2
