"""Whatever breaks, in whatever order: each message to the bot is answered once, and nothing else is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from platforms.listening import Memory
from serveurs.rocketchat.modes import ALL, Mode
from serveurs.rocketchat.server import Account, RocketChat

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import Message, PlatformError, Say
from aiguilleur_bot.platforms.rocketchat import RocketChatPlatform

from .listening import HASTY, Bot

FRAMES = ("drop", "twice", "later")
ANSWERS = ("lost", "429", "502", "refused", "html", "500")
SOCKETS = ("mute", "cut", "502", "refused")
DEEDS = ("say", "late", "gap", "gone", "half-open", "restart", "edit", "react", "bot", "system", "elsewhere", "killed")
ACTS = (
    *DEEDS,
    *(f"frame {one}" for one in FRAMES),
    *(f"rest {one}" for one in ANSWERS),
    *(f"ws {one}" for one in SOCKETS),
)


class Town:
    """A server, a bot whose process may die, and a person; `asked` is what must be answered, once each."""

    def __init__(self, server: RocketChat) -> None:
        server.clock.pass_by(-600)  # time for writes that come late
        self.server = server
        self.bot = Bot.new(server)
        self.camille, self.other = server.person("camille"), server.person("sasha")
        self.room = server.channel("entraide", self.camille, self.bot.account)
        self.elsewhere = server.channel("ailleurs", self.camille)
        self.asked: list[str] = []
        self.process: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Listening and answering, as two tasks of one process."""
        platform = self.bot.platform(rhythm=HASTY)
        self.process = [
            asyncio.create_task(platform.run(self.bot.memory)),
            asyncio.create_task(answering(platform, self.bot.memory)),
        ]
        self.platform = platform

    async def kill(self) -> None:
        for task in self.process:
            task.cancel()
        await asyncio.gather(*self.process, return_exceptions=True)
        await self.platform.close()

    def say(self, **more: object) -> None:
        self.asked.append(self.server.say(self.room, self.camille, "@aiguilleur un besoin", **more))

    async def happen(self, act: str) -> None:
        kind, _, fault = act.partition(" ")
        match kind:
            case "frame":
                self.server.faults.frames(fault)  # type: ignore[arg-type]
            case "rest":
                self.server.faults.rest("", fault, after=0.1)  # type: ignore[arg-type]
            case "ws":
                self.server.faults.socket(fault)  # type: ignore[arg-type]
                self.server.cut()
            case "killed":
                await self.kill()
                self.say()
                await self.start()
            case _:
                self.deeds()[kind]()

    def deeds(self) -> dict[str, Callable[[], object]]:
        server, room, by = self.server, self.room, self.camille
        return {
            "say": self.say,
            "late": lambda: self.asked.append(server.say_late(room, by, "@aiguilleur en retard", by_seconds=60)),
            "gap": lambda: (server.faults.before_ready(self.say), server.cut()),
            "gone": server.cut,
            "half-open": server.half_open,
            "restart": server.restart,
            "edit": lambda: self.asked and server.edit(self.asked[0], f"@aiguilleur un besoin ({len(self.asked)})"),
            "react": lambda: self.asked and server.react(self.asked[0], self.other, ":eyes:"),
            "bot": lambda: server.say(room, self.other, "@aiguilleur moi aussi", bot={"i": "autre"}),
            "system": lambda: server.system(room, "room_changed_topic", by, "@aiguilleur"),
            "elsewhere": lambda: server.say(self.elsewhere, by, "@aiguilleur ici"),
        }

    async def settled(self, within: float = 30) -> list[str]:
        """What was answered, once every question is, or time is up."""
        self.server.faults.heal()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not set(self.asked) <= set(self.answered()):
                    await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)  # one more reading back: what would be answered twice is by then
        return self.answered()

    def answered(self) -> list[str]:
        everywhere = (*self.server.messages(self.room, self.bot.account), *self.foreign())
        return [str(one.get("tmid")) for one in everywhere if "t" not in one]

    def foreign(self) -> list[dict[str, object]]:
        return self.server.messages(self.elsewhere, self.bot.account)


async def answering(platform: RocketChatPlatform, memory: Memory) -> None:
    """As the outbox does: what calls us is answered until the server has it, under one id."""
    done: set[str] = set()
    pause = Backoff(first=0.02, ceiling=0.2)
    while True:
        for event in memory.all(Message):
            if event.event_id in done or not event.mentions_bot:
                continue
            try:
                await platform.send(Say(id=event.event_id, body="oui", room=event.room, thread=event.event_id))
                done.add(event.event_id)
            except PlatformError:
                await asyncio.sleep(pause.delay(1))
        await asyncio.sleep(0.01)


async def lived(mode: Mode, acts: list[str]) -> tuple[list[str], list[str]]:
    """(asked, answered) after `acts` on such a server."""
    with RocketChat(mode) as server:
        town = Town(server)
        await town.start()
        async with asyncio.timeout(20):
            while not town.platform.listens:
                await asyncio.sleep(0.005)
        server.clock.pass_by(600)
        town.say()
        for act in acts:
            await town.happen(act)
            town.say()
            await asyncio.sleep(0.02)
        answered = await town.settled()
        await town.kill()
        return town.asked, answered


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(ALL), st.lists(st.sampled_from(ACTS), min_size=2, max_size=10))
def test_each_message_is_answered_once_whatever_breaks(mode: Mode, acts: list[str]) -> None:
    asked, answered = asyncio.run(lived(mode, acts))
    assert sorted(answered) == sorted(asked)


def test_an_account_without_the_role_bot_is_limited_and_loses_nothing() -> None:
    """Ten calls a minute to each endpoint: it waits its turn, and says so."""

    async def limited() -> tuple[list[str], float]:
        with RocketChat(limits=True) as server:
            account: Account = server.person("aiguilleur")
            camille = server.person("camille")
            room = server.channel("entraide", camille, account)
            bot = Bot(server, account)
            async with bot.running() as platform:
                for n in range(12):
                    server.say(room, camille, f"@aiguilleur {n}")
                await bot.memory.wait_message("11")
                for n in range(10):
                    await platform.send(Say(id=str(n), body="oui", room=room))
                try:
                    await platform.send(Say(id="encore", body="oui", room=room))
                except PlatformError as wait:
                    return bot.memory.texts(), float(getattr(wait, "after", 0) or 0)
            return [], 0.0

    texts, after = asyncio.run(limited())
    assert texts == [str(n) for n in range(12)]
    assert 50 < after <= 61
