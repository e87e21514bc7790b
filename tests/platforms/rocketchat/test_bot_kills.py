"""The whole bot, killed without a word in the middle of bursts: one answer to each message, and nothing else."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from serveurs.bot import Bot
from serveurs.rocketchat.modes import V8, V9_STREAMER, Mode
from serveurs.rocketchat.robot import installation
from serveurs.rocketchat.server import Account, RocketChat

NEEDS = (
    "réserver nos salles",
    "diffuser nos vidéos",
    "compta de l'asso",
    "caler une date à plusieurs",
    "faire une carte",
)
FAULTS = ("lost", "502", "429", "refused")


@dataclass
class Burst:
    """A room where people ask, and everything that must stay unanswered happens too."""

    server: RocketChat
    bot: Bot
    account: Account
    chance: random.Random
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.camille, self.robot = self.server.person("camille"), self.server.person("hubot")
        self.room = self.server.channel("entraide", self.camille, self.account, self.robot)
        self.history = self.server.say(self.room, self.camille, f"@aiguilleur {NEEDS[0]}")
        self.elsewhere = self.server.channel("ailleurs", self.camille)

    def happen(self) -> None:
        """A question; now and then a fault, and something that is no question."""
        need = NEEDS[len(self.asked) % len(NEEDS)]
        self.asked.append(self.server.say(self.room, self.camille, f"@aiguilleur {need} (n° {len(self.asked)})"))
        match self.chance.randrange(8):
            case 0:
                self.server.faults.rest("chat.sendMessage", self.chance.choice(FAULTS), after=0.3)  # type: ignore[arg-type]
            case 1:
                self.server.faults.frames("drop")
            case 2:
                self.server.say(self.room, self.robot, f"@aiguilleur {need}", bot={"i": "hubot"})
            case 3:
                self.server.say(self.elsewhere, self.camille, f"@aiguilleur {need}")
            case 4:
                self.server.system(self.room, "room_changed_topic", self.camille, f"@aiguilleur {need}")
            case 5:
                self.server.react(self.chance.choice(self.asked), self.robot, ":eyes:")
            case 6:
                self.server.cut()
            case _:
                pass

    async def killed(self, times: int) -> None:
        """Ask, kill, ask while it is down, start, as many times."""
        for _ in range(times):
            for _ in range(self.chance.randrange(1, 5)):
                self.happen()
                await asyncio.sleep(self.chance.random() * 0.1)
            await asyncio.to_thread(self.bot.kill)
            self.happen()
            await asyncio.to_thread(self.bot.start)

    async def answers(self, within: float) -> Counter[str]:
        """How many answers each message got, once every question has one."""
        self.server.faults.heal()
        async with asyncio.timeout(within):
            while not set(self.asked) <= set(self._said()):
                await asyncio.sleep(0.1)
        await asyncio.to_thread(self.bot.stop)
        return Counter(self._said())

    def _said(self) -> list[str]:
        rooms = (self.room, self.elsewhere)
        said = [one for room in rooms for one in self.server.messages(room, self.account) if "t" not in one]
        return [str(one.get("tmid")) for one in said]


@asynccontextmanager
async def bursts(mode: Mode, folder: Path, seed: int) -> AsyncIterator[Burst]:
    with RocketChat(mode) as server:
        account = server.bot("aiguilleur")
        salon = {"plateforme": "rocketchat", "salon": "#entraide", "role": "entraide"}
        bot = installation(folder / "bot", server, account, salons=[salon], limites={"messages_par_minute": 1000})
        burst = Burst(server, bot, account, random.Random(seed))
        await asyncio.to_thread(bot.start)
        try:
            yield burst
        finally:
            await asyncio.to_thread(bot.kill)


@pytest.mark.timeout(240)
async def test_killed_twice_in_a_burst_it_answers_each_message_once(tmp_path: Path) -> None:
    async with bursts(V8, tmp_path, seed=1) as burst:
        await burst.killed(2)
        counts = await burst.answers(within=60)
    assert set(counts) == set(burst.asked)
    assert set(counts.values()) == {1}


@pytest.mark.preuves
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("mode", "seed"), [(V8, 2), (V9_STREAMER, 3)], ids=["8.9", "9.0"])
async def test_killed_fifty_times_it_answers_each_message_once(mode: Mode, seed: int, tmp_path: Path) -> None:
    async with bursts(mode, tmp_path, seed) as burst:
        await burst.killed(50)
        counts = await burst.answers(within=300)
    assert burst.history not in counts
    assert set(counts) == set(burst.asked)
    assert set(counts.values()) == {1}
