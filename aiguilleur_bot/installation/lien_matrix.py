"""The bot on Matrix, as `initialiser` sees it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aiguilleur_bot.installation.connection import log_out, speaking
from aiguilleur_bot.installation.files import quoted
from aiguilleur_bot.installation.questions import ask, inviters, room_address, say
from aiguilleur_bot.installation.rooms import enter
from aiguilleur_bot.platforms.base import Gone
from aiguilleur_bot.platforms.matrix.inspection import resolve
from aiguilleur_bot.platforms.matrix.login import Session
from aiguilleur_bot.settings import NomDePlateforme

TOKEN = Path("secrets/matrix")


@dataclass(frozen=True, slots=True)
class LienMatrix:
    """A session on a homeserver (`installation.lien.Lien`)."""

    session: Session
    plateforme: NomDePlateforme = "matrix"
    how_rooms_are_written: str = "Une adresse s'écrit #nom:domaine ; un lien matrix.to convient aussi."

    def room_name(self, typed: str) -> str:
        """A full address."""
        return room_address(typed, domain=self._domain)

    async def find(self, name: str) -> str | None:
        """The id behind an address."""
        try:
            async with speaking(self.session) as wire:
                return await resolve(wire, name)
        except Gone:
            say(f"→ Le serveur ne connaît pas {name}. Vérifiez l'adresse, ou créez le salon puis répondez à nouveau.")
            return None

    def ask_section(self) -> str:
        """Who may invite the bot, and the settings."""
        who = ask("Qui peut inviter le robot (@*:domaine, ou « personne »)", inviters, f"@*:{self._domain}")
        return f"""\
  matrix:
    serveur: {quoted(self.session.server)}
    compte: {quoted(self.session.account)}
    # Le jeton remplace le mot de passe, qui n'est pas gardé. Il va avec cet appareil : ne changer ni l'un ni l'autre.
    jeton: {{fichier: {TOKEN}}}
    appareil: {quoted(self.session.device)}
    # Qui peut inviter le robot. Liste vide : personne.
    invitations: [{", ".join(quoted(pattern) for pattern in who)}]
"""

    @property
    def secret(self) -> tuple[Path, str]:
        """The token of the device."""
        return TOKEN, self.session.token

    async def enter(self, name: str, role: str) -> bool:
        """Join."""
        async with speaking(self.session) as wire:
            return await enter(wire, name, role)

    async def undo(self) -> None:
        """No device is left."""
        await log_out(self.session)

    @property
    def _domain(self) -> str:
        return self.session.account.partition(":")[2]
