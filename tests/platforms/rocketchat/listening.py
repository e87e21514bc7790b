"""The bot on Rocket.Chat with a memory instead of an engine, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from serveurs.rocketchat.server import Account, RocketChat

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import Batch, Inbound, Join, Message
from aiguilleur_bot.platforms.rocketchat import RocketChatOptions, RocketChatPlatform
from aiguilleur_bot.platforms.rocketchat.ddp import Pulse
from aiguilleur_bot.platforms.rocketchat.listener import Rhythm
from aiguilleur_bot.platforms.rocketchat.rest import Patience

Kind = TypeVar("Kind")
QUICK = Backoff(first=0.02, ceiling=0.1)
HASTY = Rhythm(backstop=0.2, polling=0.1, retry_streams=60.0, pulse=Pulse(ask=0.3, dead=0.6, answer=0.5))
CALM = Rhythm(backstop=600.0, polling=0.1, retry_streams=60.0, pulse=Pulse(ask=5.0, dead=10.0, answer=5.0))
"""Reads back at each connection only."""


@dataclass
class Memory:
    """An intake that outlives the platform, as a database does. `journal` has each event once, in order."""

    journal: dict[str, Inbound] = field(default_factory=dict)
    position: str | None = None
    admissions: int = 0
    failures: int = 0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def cursor(self, platform: str) -> str | None:
        assert platform == "rocketchat"
        return self.position

    async def admit(self, batch: Batch) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disque plein")
        async with self._news:
            for event in batch.events:
                self.journal.setdefault(event.event_id, event)
            self.position = batch.cursor or self.position
            self.admissions += 1
            self._news.notify_all()

    def all(self, kind: type[Kind], room: str = "") -> list[Kind]:
        return [event for event in self.journal.values() if isinstance(event, kind) and room in {"", event.room}]

    def texts(self, room: str = "") -> list[str]:
        return [message.text for message in self.all(Message, room)]

    async def wait(self, wanted: Callable[[Inbound], bool], within: float = 10) -> Inbound:
        """The first event that is wanted, heard already or not yet."""
        async with asyncio.timeout(within), self._news:
            while True:
                for event in self.journal.values():
                    if wanted(event):
                        return event
                await self._news.wait()

    async def wait_kind(self, kind: type[Kind], room: str = "") -> Kind:
        found = await self.wait(lambda event: isinstance(event, kind) and room in {"", event.room})
        assert isinstance(found, kind)
        return found

    async def wait_message(self, text: str, within: float = 10) -> Message:
        found = await self.wait(lambda event: isinstance(event, Message) and event.text == text, within)
        assert isinstance(found, Message)
        return found


@dataclass
class Bot:
    """One account of the bot and its memory: what stays when its process stops."""

    server: RocketChat
    account: Account
    memory: Memory = field(default_factory=Memory)
    rooms: tuple[str, ...] = ()

    @classmethod
    def new(cls, server: RocketChat, **options: object) -> Bot:
        return cls(server, server.bot("aiguilleur"), **options)  # type: ignore[arg-type]

    def platform(self, **options: object) -> RocketChatPlatform:
        given: dict[str, object] = {"rooms": self.rooms, "rhythm": CALM, "backoff": QUICK, "patience": Patience(2, 1)}
        given |= {"server": self.server.url, "account_id": self.account.id, "token": self.account.token, **options}
        return RocketChatPlatform(RocketChatOptions(**given))  # type: ignore[arg-type]

    @asynccontextmanager
    async def running(self, **options: object) -> AsyncIterator[RocketChatPlatform]:
        """The bot listens, and has read back what it may have missed."""
        platform = self.platform(**options)
        task = asyncio.create_task(platform.run(self.memory))
        try:
            async with asyncio.timeout(10):
                while not platform.listens and not task.done():
                    await asyncio.sleep(0.005)
            yield platform
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await platform.close()


def joins(memory: Memory) -> dict[str, Join]:
    """The rooms it said it is in."""
    return {join.room: join for join in memory.all(Join)}
