"""The bot on Rocket.Chat, as `initialiser` sees it: an account with a token, made by hand there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from aiguilleur_bot.installation.files import quoted
from aiguilleur_bot.installation.questions import ask, ask_secret, identifier, room_of_rocketchat, say
from aiguilleur_bot.platforms.base import AuthLost, PlatformError
from aiguilleur_bot.platforms.rocketchat.inspection import Server, is_public, look, rooms_of, version
from aiguilleur_bot.platforms.rocketchat.rest import Patience, Rest
from aiguilleur_bot.platforms.rocketchat.rooms import Room, Rooms
from aiguilleur_bot.settings import NomDePlateforme

TOKEN = Path("secrets/rocketchat")
_TRIES = 3
_PATIENCE = Patience(connect=8, answer=15)


async def runs_there(url: str) -> bool:
    """Whether a Rocket.Chat answers at that address."""
    rest = Rest(url, "", "", patience=_PATIENCE)
    try:
        return bool(await version(rest))
    except PlatformError:
        return False
    finally:
        await rest.close()


@dataclass(frozen=True, slots=True)
class LienRocketChat:
    """A token that a server took (`installation.lien.Lien`)."""

    url: str
    server: Server
    token: str = field(repr=False)
    plateforme: NomDePlateforme = "rocketchat"
    how_rooms_are_written: str = "Un salon s'écrit #nom, comme dans la barre de gauche."

    def room_name(self, typed: str) -> str:
        """Its name, with "#"."""
        return room_of_rocketchat(typed)

    async def find(self, name: str) -> str | None:
        """The id of a room where the bot is, or the name of one that is open to all."""
        async with self._looking(name) as (rest, rooms):
            room = _entered(rooms, name)
            if room is not None:
                return room.id
            if await is_public(rest, name):
                return name
        say(f"→ Le robot n'est pas dans {name}. Vérifiez le nom ; si le salon est privé, tapez-y :")
        say(f"  /invite @{self.server.username}   puis répondez à nouveau.")
        return None

    def ask_section(self) -> str:
        """The settings: nothing is left to ask."""
        return f"""\
  rocketchat:
    serveur: {quoted(self.url)}
    compte_id: {quoted(self.server.id)}
    jeton: {{fichier: {TOKEN}}}
"""

    @property
    def secret(self) -> tuple[Path, str]:
        """The token made by hand."""
        return TOKEN, self.token

    async def enter(self, name: str, role: str) -> bool:
        """Join a public room; in a private one, the bot is already."""
        try:
            async with self._looking(name) as (_, rooms):
                await rooms.join_configured()
                room = _entered(rooms, name)
                members = await rooms.members(room.id) if room is not None else ()
        except AuthLost:
            raise
        except PlatformError as trouble:
            say(f"✗ {name} : le serveur n'a pas répondu ({trouble}).")
            say("  → Rien à faire : le robot réessaiera de lui-même au lancement.")
            return False
        problems = list(_problems(room, members, role, self.server.username))
        say(f"✓ {name} : le robot y est." if not problems else f"✗ {name} : il reste à faire.")
        for problem in problems:
            say(f"  → {problem}")
        return not problems

    async def undo(self) -> None:
        """The token was there before, and stays."""

    @asynccontextmanager
    async def _looking(self, name: str) -> AsyncIterator[tuple[Rest, Rooms]]:
        """The server, and the rooms where the bot is. Opened for each step: none stays idle while a person thinks."""
        rest = Rest(self.url, self.server.id, self.token, patience=_PATIENCE)
        try:
            yield rest, await rooms_of(rest, self.server, [name])
        finally:
            await rest.close()


async def ask_token(url: str) -> LienRocketChat:
    """Ask for the account and its token until the server takes them.

    Raises AuthLost after three refusals, click.ClickException when the server cannot answer now.
    """
    say("Avec le compte du robot : Mon compte, Jetons d'accès personnel. Ajoutez-en un, en cochant « Ignorer la")
    say("double authentification ». L'identifiant et le jeton sont montrés ensemble, une seule fois.")
    for remaining in reversed(range(_TRIES)):
        account = ask("Identifiant du compte du robot", identifier)
        token = ask_secret("Jeton (il ne s'affiche pas)")
        rest = Rest(url, account, token, patience=_PATIENCE)
        try:
            server = await look(rest)
        except AuthLost:
            if not remaining:
                raise
            say("→ Le serveur refuse cet identifiant avec ce jeton. Recommencez, ou faites un autre jeton.")
        except PlatformError as trouble:
            raise click.ClickException(
                f"la connexion n'a pas abouti ({trouble}) ; réessayez dans un moment"
            ) from trouble
        else:
            say(f"✓ Connecté : @{server.username}.")
            if not server.unlimited:
                say("  → Demandez que ce compte ait le rôle « bot » : Administration, Utilisateurs, Modifier, Rôles.")
            return LienRocketChat(url, server, token)
        finally:
            await rest.close()
    raise AssertionError("unreachable")


def _entered(rooms: Rooms, name: str) -> Room | None:
    return next((room for room in rooms if rooms.configured_as(room.id) == name), None)


def _problems(room: Room | None, members: Sequence[str], role: str, bot: str) -> Iterator[str]:
    if room is None:
        yield f"le robot n'a pas pu y entrer : dans ce salon, tapez /invite @{bot}"
        return
    if room.encrypted:
        yield "ce salon est chiffré, le robot n'y lit rien : décochez « Chiffré » dans ses informations"
    if room.read_only:
        yield "il est en lecture seule : décochez-le dans ses informations, ou donnez au robot un rôle de modération"
    if role == "aiguilleurs" and not members:
        yield "il n'y a personne d'autre : invitez-y les aiguilleurs, sinon aucun téléphone ne sonnera."
