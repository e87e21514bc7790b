"""The bot on Rocket.Chat with a memory instead of an engine, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from platforms.listening import Memory, listening
from serveurs.rocketchat.server import Account, RocketChat

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import Join
from aiguilleur_bot.platforms.rocketchat import RocketChatOptions, RocketChatPlatform
from aiguilleur_bot.platforms.rocketchat.ddp import Pulse
from aiguilleur_bot.platforms.rocketchat.listener import Rhythm
from aiguilleur_bot.platforms.rocketchat.rest import Patience

QUICK = Backoff(first=0.02, ceiling=0.1)
HASTY = Rhythm(backstop=0.2, polling=0.1, retry_streams=60.0, pulse=Pulse(ask=0.3, dead=0.6, answer=0.5))
CALM = Rhythm(backstop=600.0, polling=0.1, retry_streams=60.0, pulse=Pulse(ask=5.0, dead=10.0, answer=5.0))
"""Reads back at each connection only."""


@dataclass
class Bot:
    """One account of the bot and its memory: what stays when its process stops."""

    server: RocketChat
    account: Account
    memory: Memory = field(default_factory=lambda: Memory("rocketchat"))
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
        async with listening(platform, self.memory, lambda: platform.listens):
            yield platform


def joins(memory: Memory) -> dict[str, Join]:
    """The rooms it said it is in."""
    return {join.room: join for join in memory.all(Join)}
