"""Our bot on Rocket.Chat, judged by clients and validators that others wrote."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from serveurs.rocketchat.hubot import hubot
from serveurs.rocketchat.library import asks
from serveurs.rocketchat.modes import V6
from serveurs.rocketchat.person import Person
from serveurs.rocketchat.robot import installation
from serveurs.rocketchat.server import Account, RocketChat
from serveurs.rocketchat.terminal import terminal
from serveurs.rocketchat.vendor import VendorJudge, judge_answers, judge_requests, nodes

pytestmark = [pytest.mark.rocketchat, pytest.mark.timeout(180)]
NEED = "on galère avec les réservations de nos salles, tout est dans un tableur et on fait des doublons"


@asynccontextmanager
async def at_work(server: RocketChat, folder: Path) -> AsyncIterator[tuple[Account, Account, str]]:
    """(the bot, a person, the room they share); the bot is ready."""
    bot, camille = server.bot("aiguilleur"), server.person("camille")
    room = server.channel("entraide", camille, bot)
    salon = {"plateforme": "rocketchat", "salon": "#entraide", "role": "entraide"}
    installed = installation(folder / "bot", server, bot, salons=[salon], limites={"messages_par_minute": 1000})
    await asyncio.to_thread(installed.start)
    try:
        yield bot, camille, room
    finally:
        await asyncio.to_thread(installed.stop)


async def test_every_request_of_the_bot_passes_the_vendor_s_validators(
    rocketchat: RocketChat, judge: VendorJudge, tmp_path: Path
) -> None:
    async with at_work(rocketchat, tmp_path) as (bot, camille, room), Person(rocketchat.url, "camille") as person:
        asked = await person.say(room, f"@aiguilleur {NEED}")
        answer = await person.wait_from(room, "aiguilleur", "Dokos")
        assert answer["tmid"] == asked
        marked = dict(reversed(nodes(judge.tree(answer["msg"]))))
        assert "BOLD" in marked
        await person.say(room, "1", thread=asked)
        await person.wait_from(room, "aiguilleur", "Première étape")
    met, wrong = judge_requests(judge, rocketchat.exchanges(bot))
    assert wrong == []
    assert "isChatSendMessageProps" in met
    assert judge_answers(judge, rocketchat)[1] == []
    assert camille.id == person.id


@pytest.mark.parametrize("rocketchat", [V6], indirect=True, ids=["6.12"])
async def test_two_bots_in_a_room_never_answer_each_other(rocketchat: RocketChat, tmp_path: Path) -> None:
    other = rocketchat.bot("hubot")
    async with at_work(rocketchat, tmp_path) as (bot, _, room), Person(rocketchat.url, "camille") as person:
        rocketchat.add(room, other)
        async with hubot(rocketchat, other, "entraide"):
            await person.say(room, f"@aiguilleur marco, {NEED}")
            await person.wait_from(room, "hubot", "polo")
            await person.wait_from(room, "aiguilleur", "Dokos")
            rocketchat.say(room, other, f"@aiguilleur {NEED}", bot={"i": "js.SDK"})
            last = await person.say(room, "@aiguilleur marco, merci")  # answered after all that comes before it
            await person.wait_from(room, "hubot", "polo", after=last)
        assert len([m for m in rocketchat.messages(room, other) if m["msg"] == "polo"]) == 2
        assert len([m for m in rocketchat.messages(room, bot) if "t" not in m and "Dokos" in m["msg"]]) == 1


async def test_a_person_in_python_asks_for_help(rocketchat: RocketChat, tmp_path: Path) -> None:
    async with at_work(rocketchat, tmp_path) as (_, camille, room):
        answer = await asyncio.to_thread(asks, rocketchat.url, camille, room, f"@aiguilleur {NEED}", "aiguilleur")
    assert "Dokos" in answer["msg"]


@pytest.mark.parametrize("rocketchat", [V6], indirect=True, ids=["6.12"])
async def test_a_person_at_a_terminal_reads_what_suits_and_who_to_call(rocketchat: RocketChat, tmp_path: Path) -> None:
    async with (
        at_work(rocketchat, tmp_path) as (_, camille, _room),
        terminal(rocketchat, camille, "#entraide", tmp_path) as window,
    ):
        await window.read("#entraide")
        await window.say(f"@aiguilleur {NEED}")
        await window.read("aiguilleur: ", "Dokos", "À qui parler")
