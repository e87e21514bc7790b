"""The account of the bot: found, tried, and logged in once, on a device that stays the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import click

from aiguilleur_bot.installation.lien_rocketchat import runs_there
from aiguilleur_bot.installation.questions import account_name, ask, ask_secret, say
from aiguilleur_bot.platforms.addresses import is_loopback
from aiguilleur_bot.platforms.base import AuthLost, Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.matrix.discovery import Homeserver, find
from aiguilleur_bot.platforms.matrix.login import Credentials, Session, SessionStore, log_in
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import objects, string

_TRIES = 3


class MemorySessions:
    """A session that is not kept, for a dry run."""

    def __init__(self) -> None:
        self._session: Session | None = None

    def load(self) -> Session | None:
        return self._session

    def save(self, session: Session) -> None:
        self._session = session


@asynccontextmanager
async def speaking(session: Session) -> AsyncIterator[Wire]:
    """The server, spoken to as the bot. Opened for each step: none stays idle while a person thinks."""
    wire = Wire(session.server, session.account)
    wire.use(session.device, session.token)
    try:
        yield wire
    finally:
        await wire.close()


async def ask_server() -> Homeserver | str:
    """Ask until a homeserver answers, or a Rocket.Chat: then its address."""
    while True:
        typed = ask("Serveur du robot, Matrix ou Rocket.Chat (domaine ou adresse https://…)", str)
        try:
            server = await find(typed)
        except (Invalid, Retry) as refusal:
            if rocketchat := await _rocketchat(typed):
                say(f"✓ {rocketchat} répond : c'est un Rocket.Chat.")
                return rocketchat
            say(f"→ {refusal}.")
            if "://" not in typed:
                say("  Si le domaine est bon, donnez l'adresse complète (dans Element : Réglages, Aide, Serveur).")
            continue
        say(f"✓ {server.url} répond.")
        return server


async def _rocketchat(typed: str) -> str:
    """The address of the Rocket.Chat meant, "" when none is there. In clear on this machine only."""
    address = typed.rstrip("/") if "://" in typed else f"https://{typed}"
    here = is_loopback(f"http://{typed}") if "://" not in typed else is_loopback(typed)
    if "://" not in typed and here:
        address = f"http://{typed}"
    trusted = address.startswith("https://") or (here and address.startswith("http://"))
    return address if trusted and await runs_there(address) else ""


async def ask_account(server: Homeserver, sessions: SessionStore) -> Session:
    """Ask for the account and its password until the server takes them.

    Raises AuthLost after three refusals, click.ClickException when the server cannot answer now.
    """
    for remaining in reversed(range(_TRIES)):
        account = ask("Compte du robot (nom, ou @nom:domaine)", partial(account_name, domain=server.domain))
        try:
            session = await _log_in(server.url, account, sessions)
        except AuthLost as refusal:
            if not remaining:
                raise
            say(f"→ {refusal}. Vérifiez le compte et recommencez.")
        except PlatformError as trouble:
            raise click.ClickException(_explained(trouble)) from trouble
        else:
            say(f"✓ Connecté : {session.account}, appareil {session.device}.")
            return session
    raise AssertionError("unreachable")


async def _log_in(server: str, account: str, sessions: SessionStore) -> Session:
    wire = Wire(server, account)
    try:
        if await _takes_passwords(wire):
            given = Credentials(server, account, password=ask_secret("Mot de passe (il ne s'affiche pas)"))
        else:
            say("Ce serveur ne prend pas de mot de passe ici. Il faut un jeton d'accès du compte du robot")
            say("(dans Element, connecté avec ce compte : Réglages, Aide, Jeton d'accès).")
            given = Credentials(server, account, token=ask_secret("Jeton d'accès (il ne s'affiche pas)"))
        return await log_in(wire, given, sessions)
    finally:
        await wire.close()


async def _takes_passwords(wire: Wire) -> bool:
    flows = objects(await wire.get(path("v3", "login")), "flows")
    return any(string(flow, "type") == "m.login.password" for flow in flows)


async def log_out(session: Session) -> None:
    """Leave no device behind, as far as the server answers."""
    async with speaking(session) as wire:
        with suppress(PlatformError):
            await wire.post(path("v3", "logout"))


def _explained(trouble: PlatformError) -> str:
    after = getattr(trouble, "after", None)
    if after:
        return f"le serveur demande d'attendre {round(after / 60) or 1} min avant un nouvel essai"
    return f"la connexion n'a pas abouti ({trouble}) ; réessayez dans un moment"
