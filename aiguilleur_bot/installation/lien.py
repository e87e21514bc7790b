"""What `initialiser` needs of a platform, whichever it is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from aiguilleur_bot.settings import NomDePlateforme


class Lien(Protocol):
    """The account of the bot on a server that took it."""

    @property
    def plateforme(self) -> NomDePlateforme: ...

    @property
    def how_rooms_are_written(self) -> str:
        """One sentence, in French."""
        ...

    def room_name(self, typed: str) -> str:
        """The room meant by what a person typed. Raises ValueError, in French."""
        ...

    async def find(self, name: str) -> str | None:
        """The id of a room; None, having said what to do, when the bot cannot come there. Raises PlatformError."""
        ...

    def ask_section(self) -> str:
        """Ask what is left to know, and return what stands under `plateformes:`."""
        ...

    @property
    def secret(self) -> tuple[Path, str]:
        """The file of the token, and the token."""
        ...

    async def enter(self, name: str, role: str) -> bool:
        """Join the room and say how it went; whether the bot can do its work there. Raises AuthLost only."""
        ...

    async def undo(self) -> None:
        """Leave nothing behind on the server: this was a dry run."""
        ...
