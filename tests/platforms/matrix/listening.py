"""The bot on Matrix with a memory instead of an engine, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from serveurs.fixtures import unique
from serveurs.synapse import SERVER_NAME, Synapse

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import Batch, Inbound, Join, Message
from aiguilleur_bot.platforms.matrix import FileSessions, MatrixOptions, MatrixPlatform

Kind = TypeVar("Kind")
PASSWORD = "lab-password"
QUICK = Backoff(first=0.05, ceiling=0.2)


@dataclass
class Memory:
    """An intake that outlives the platform, as a database does. `journal` has each event once, in order."""

    journal: dict[str, Inbound] = field(default_factory=dict)
    position: str | None = None
    admissions: int = 0
    failures: int = 0
    again: list[str] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def cursor(self, platform: str) -> str | None:
        assert platform == "matrix"
        return self.position

    async def admit(self, batch: Batch) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disque plein")
        async with self._news:
            for event in batch.events:
                if event.event_id in self.journal:
                    self.again.append(event.event_id)
                self.journal.setdefault(event.event_id, event)
            self.position = batch.cursor or self.position
            self.admissions += 1
            self._news.notify_all()

    def all(self, kind: type[Kind], room: str = "") -> list[Kind]:
        return [event for event in self.journal.values() if isinstance(event, kind) and room in {"", event.room}]

    def texts(self, room: str = "") -> list[str]:
        return [message.text for message in self.all(Message, room)]

    async def wait(self, wanted: Callable[[Inbound], bool], within: float = 20) -> Inbound:
        """The first event that is wanted, heard already or not yet."""
        async with asyncio.timeout(within), self._news:
            while True:
                for event in self.journal.values():
                    if wanted(event):
                        return event
                await self._news.wait()

    async def wait_message(self, text: str, within: float = 20) -> Message:
        found = await self.wait(lambda event: isinstance(event, Message) and event.text == text, within)
        assert isinstance(found, Message)
        return found

    async def wait_join(self, room: str) -> Join:
        found = await self.wait(lambda event: isinstance(event, Join) and event.room == room)
        assert isinstance(found, Join)
        return found


@dataclass
class Bot:
    """One account of the bot, its folder and its memory: what stays when its process stops."""

    synapse: Synapse
    folder: Path
    account: str
    memory: Memory = field(default_factory=Memory)
    invitations: tuple[str, ...] = (f"@*:{SERVER_NAME}",)
    rooms: tuple[str, ...] = ()

    @classmethod
    def new(cls, synapse: Synapse, folder: Path, **options: object) -> Bot:
        return cls(synapse, folder, synapse.register(unique("aiguilleur")), **options)  # type: ignore[arg-type]

    def platform(self, server: str = "", **options: object) -> MatrixPlatform:
        given: dict[str, object] = {"password": PASSWORD, "invitations": self.invitations, "rooms": self.rooms}
        given |= {"long_poll": 2.0, "backoff": QUICK, **options}
        settings = MatrixOptions(server=server or self.synapse.url, account=self.account, **given)  # type: ignore[arg-type]
        return MatrixPlatform(settings, FileSessions(self.folder / "matrix.json"))

    @asynccontextmanager
    async def running(self, server: str = "", **options: object) -> AsyncIterator[MatrixPlatform]:
        """The bot listens, from its first complete look at the server on."""
        platform = self.platform(server, **options)
        before = self.memory.admissions
        task = asyncio.create_task(platform.run(self.memory))
        try:
            async with asyncio.timeout(20):
                while self.memory.admissions == before and not task.done():
                    await asyncio.sleep(0.01)
            yield platform
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await platform.close()
