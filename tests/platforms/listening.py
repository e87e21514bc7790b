"""A memory instead of an engine, and a platform that listens to it: what tests of every platform share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from aiguilleur_bot.platforms.base import Batch, Inbound, Join, Message, Platform

Kind = TypeVar("Kind")
PATIENCE = 20.0
"""Seconds that a test waits for what must come."""


@dataclass
class Memory:
    """An intake that outlives the platform, as a database does. `journal` has each event once, in order."""

    platform: str
    journal: dict[str, Inbound] = field(default_factory=dict)
    position: str | None = None
    admissions: int = 0
    failures: int = 0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def cursor(self, platform: str) -> str | None:
        assert platform == self.platform
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

    async def wait(self, wanted: Callable[[Inbound], bool], within: float = PATIENCE) -> Inbound:
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

    async def wait_join(self, room: str) -> Join:
        return await self.wait_kind(Join, room)

    async def wait_message(self, text: str, within: float = PATIENCE) -> Message:
        found = await self.wait(lambda event: isinstance(event, Message) and event.text == text, within)
        assert isinstance(found, Message)
        return found


@asynccontextmanager
async def listening(platform: Platform, memory: Memory, hears: Callable[[], bool]) -> AsyncIterator[None]:
    """The platform runs, from the moment it `hears` on, and is stopped and closed at the end."""
    task = asyncio.create_task(platform.run(memory))
    try:
        async with asyncio.timeout(PATIENCE):
            while not hears() and not task.done():
                await asyncio.sleep(0.005)
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await platform.close()
