"""The bot on Matrix with a memory instead of an engine, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from platforms.listening import Memory, listening
from serveurs.fixtures import unique
from serveurs.synapse import SERVER_NAME, Synapse

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.matrix import FileSessions, MatrixOptions, MatrixPlatform

PASSWORD = "lab-password"
QUICK = Backoff(first=0.05, ceiling=0.2)


def memory() -> Memory:
    """An empty one: a first start."""
    return Memory("matrix")


@dataclass
class Bot:
    """One account of the bot, its folder and its memory: what stays when its process stops."""

    synapse: Synapse
    folder: Path
    account: str
    memory: Memory = field(default_factory=memory)
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
        async with listening(platform, self.memory, lambda: self.memory.admissions > before):
            yield platform
