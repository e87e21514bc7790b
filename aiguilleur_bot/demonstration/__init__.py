"""`aiguilleur demo`: the whole bot on embedded defaults, in a local page or in the terminal.

Nothing leaves, unless a language model is asked for by its settings.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
from aiohttp import web

from aiguilleur_bot.app import Bot, build_local, serve_web, write_logs
from aiguilleur_bot.configuration import ConfigurationError
from aiguilleur_bot.demonstration import histoire
from aiguilleur_bot.needs.manques import Compte, Filtre
from aiguilleur_bot.platforms.local import NAME as LOCAL
from aiguilleur_bot.platforms.local import ROBOT, LocalPlatform, direct_room
from aiguilleur_bot.platforms.markdown import to_plain
from aiguilleur_bot.presentation import bold
from aiguilleur_bot.settings import Modele
from aiguilleur_bot.store import manques, personnes, sessions
from aiguilleur_bot.store.aiguilleurs import COORDINATOR
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.vocabulary import Etat
from aiguilleur_bot.web.demo import AIGUILLEURS, AIGUILLEUSE, ENTRAIDE, PERSONNE, PRIVE, BesoinVu, Demo
from aiguilleur_bot.web.listes import EXEMPLES
from aiguilleur_bot.web.login import SECRET_BYTES
from aiguilleur_bot.web.pages import templates
from aiguilleur_bot.web.site import Site

QUIT = ("quitter", "exit", "quit")
AS_AIGUILLEUSE = "a:"
IN_THE_ROOM = "s:"
_LABELS = {
    ENTRAIDE: "dans le salon d'entraide",
    PRIVE: "en privé",
    AIGUILLEURS: "dans le salon des aiguilleurs",
    direct_room(AIGUILLEUSE): "en privé, à l'aiguilleuse",
}
_ETATS = {Etat.NOUVELLE: "à prendre", Etat.PRISE_EN_CHARGE: "pris en charge", Etat.CLOSE: "clos"}


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    """A running demo."""

    bot: Bot
    platform: LocalPlatform


@asynccontextmanager
async def _rehearsal(folder: Path | None, modele: Modele | None, port: int = 0) -> AsyncIterator[_Rehearsal]:
    """The bot on a local platform, in `folder`, or in one that is thrown away; its pages, when `port` is known."""
    write_logs(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="aiguilleur-demo-") as thrown_away:
        place = folder or Path(thrown_away)
        try:
            place.mkdir(parents=True, exist_ok=True)
            key = _key(place / "cle")
        except OSError as error:
            raise ConfigurationError(f"{place} : on ne peut pas y écrire ({error.strerror})") from error
        platform = LocalPlatform({ENTRAIDE: (PERSONNE,), AIGUILLEURS: (AIGUILLEUSE,)}, journal=place / "salons.jsonl")
        rooms = {"entraide": ENTRAIDE, "aiguilleurs": AIGUILLEURS}
        pages = f"http://127.0.0.1:{port}" if port else ""
        async with build_local(platform, place, key, **rooms, modele=modele, pages=pages) as bot:
            yield _Rehearsal(bot, platform)


def _key(path: Path) -> bytes:
    """The key of the pseudonyms of this demo, made once."""
    if not path.exists():
        path.write_text(secrets.token_hex(32), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip().encode()


async def run_page(folder: Path | None, port: int, modele: Modele | None = None) -> None:
    """Serve the demo page until SIGTERM or Ctrl-C. A folder to keep is somebody's own: no example is written there."""
    click.echo("Préparation (base de connaissances, moteur)…", err=True)
    async with _rehearsal(folder, modele, port) as rehearsal:
        bot = rehearsal.bot
        if folder is None:
            await invent(bot)
        pages = partial(pages_of, bot, rehearsal.platform, exemples=folder is None)
        async with serve_web(bot, "127.0.0.1", port, pages) as url:
            click.echo(f"La démonstration est là : {bold(url)}")
            click.echo("Pour arrêter : Ctrl-C", err=True)
            await bot.until_stopped()


async def invent(bot: Bot) -> int:
    """Give an empty bot a history of examples; how many besoins there are."""
    engine = bot.engine
    return await histoire.write(bot.database, engine.options.key, engine.current.savoir.base, engine.clock.now())


def pages_of(bot: Bot, platform: LocalPlatform, app: web.Application, *, exemples: bool = False) -> None:
    """The page of the demo, and those of everybody and of the coordination behind it. `exemples`: it was given some."""
    app[EXEMPLES] = exemples
    Demo(platform, partial(_log_rows, bot), templates(bot.source), partial(_entree, bot)).add_to(app)
    Site(bot.engine, bot.source, "http://127.0.0.1", front=False).add_to(app)


async def _entree(bot: Bot) -> str:
    """A link for the aiguilleuse: in the demo she coordinates too."""
    secret, now = secrets.token_urlsafe(SECRET_BYTES), bot.engine.clock.now()
    who = pseudonym(bot.engine.options.key, LOCAL, AIGUILLEUSE)
    async with bot.database.write("demonstration") as tx:
        await personnes.meet(tx, who, LOCAL, AIGUILLEUSE, now)
        await sessions.offer(tx, secret, personne=who, role=COORDINATOR, par_salon=True, now=now)
    return f"/entrer/{secret}"


async def run_terminal(folder: Path | None, modele: Modele | None = None) -> None:
    """Converse in the terminal, in private with the robot; end with an empty input or « quitter »."""
    click.echo("Préparation (base de connaissances, moteur)…", err=True)
    async with _rehearsal(folder, modele) as rehearsal:
        click.echo(
            f"Dites votre besoin, comme à quelqu'un. {bold(AS_AIGUILLEUSE)} au début : vous parlez en aiguilleuse ; "
            f"{bold(IN_THE_ROOM)} : dans le salon public. Pour finir : {bold(QUIT[0])}."
        )
        screen = _Screen(rehearsal.platform)
        async with rehearsal.bot.running():
            async for line in _typed():
                await _say(rehearsal.platform, line)
                await _settled(rehearsal)
                screen.show_new()


async def _settled(rehearsal: _Rehearsal) -> None:
    """Wait until what was said is heard, answered, and the answers are in the rooms."""
    length = -1
    while length != rehearsal.platform.length:
        length = rehearsal.platform.length
        await rehearsal.platform.all_heard()
        await rehearsal.bot.settled()


async def _say(platform: LocalPlatform, line: str) -> None:
    if line.startswith(AS_AIGUILLEUSE):
        await platform.say(AIGUILLEUSE, AIGUILLEURS, line.removeprefix(AS_AIGUILLEUSE).strip())
    elif line.startswith(IN_THE_ROOM):
        await platform.say(PERSONNE, ENTRAIDE, f"@{ROBOT} " + line.removeprefix(IN_THE_ROOM).strip())
    else:
        await platform.say(PERSONNE, PRIVE, line)


async def _typed() -> AsyncIterator[str]:
    """The lines typed, until the end of the input or a word to leave."""
    loop = asyncio.get_running_loop()
    while True:
        if sys.stdin.isatty():
            click.echo(bold("> "), nl=False)
        line = await loop.run_in_executor(None, sys.stdin.readline)
        if not line or line.strip().lower() in QUIT:
            return
        if line.strip():
            yield line.strip()


class _Screen:
    """What the robot said, printed once, and again when it is edited."""

    def __init__(self, platform: LocalPlatform) -> None:
        self._platform = platform
        self._shown: dict[str, str] = {}

    def show_new(self) -> None:
        """Print what was said or edited since the last time, in the order it was said."""
        found = [(bubble, label) for room, label in _LABELS.items() for bubble in self._platform.bubbles(room)]
        for bubble, label in sorted(found, key=lambda one: one[0].line.number):
            if bubble.line.author == ROBOT and self._shown.get(bubble.line.id) != bubble.text:
                self._shown[bubble.line.id] = bubble.text
                head = f"aiguilleur (robot), {label}{', modifié' if bubble.edited else ''} :"
                click.echo("\n".join([bold(head), *("  " + line for line in to_plain(bubble.text).splitlines()), ""]))


async def _log_rows(bot: Bot) -> list[BesoinVu]:
    """What the log holds, newest first, without the examples: those are on the pages."""
    async with bot.database.read() as tx:
        rows = await manques.every(tx, Filtre(compte=Compte.TOUS))
    return [
        BesoinVu(row.numero, row.texte, row.region_nom or "lieu inconnu", _ETATS.get(row.etat, row.etat), row.cree_le)
        for row in reversed(rows)
        if row.source != histoire.EXEMPLE
    ]
