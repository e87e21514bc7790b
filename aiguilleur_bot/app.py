"""The composition root: the only place that builds everything, starts it, stops it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import structlog
from aiohttp import web

from aiguilleur_bot import SOURCE_URL
from aiguilleur_bot.assembly import options_of, platforms_of
from aiguilleur_bot.configuration import ConfigurationError
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import CurrentSavoir, Engine, Options, SalonOption, Savoir, answer_once
from aiguilleur_bot.engine.clock import Clock, SystemClock
from aiguilleur_bot.engine.threads import for_good
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import Loaded, folders, load
from aiguilleur_bot.knowledge.reload import FolderWatcher
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.modele import Modele
from aiguilleur_bot.needs.heures import TempsDonne
from aiguilleur_bot.platforms.base import Platform
from aiguilleur_bot.platforms.local import NAME as LOCAL
from aiguilleur_bot.platforms.local import LocalPlatform
from aiguilleur_bot.settings import Modele as ModeleSettings
from aiguilleur_bot.settings import Settings, shipped
from aiguilleur_bot.store import database, temps
from aiguilleur_bot.store.alone import alone
from aiguilleur_bot.vocabulary import Reponse, Territoire
from aiguilleur_bot.web.service import service
from aiguilleur_bot.web.site import Site

_CLOCK = SystemClock()


def cache_folder() -> Path:
    """Where what is expensive to compute is kept: $XDG_CACHE_HOME/aiguilleur."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "aiguilleur"


# ------------------------------------------------------------------ what is known


def load_base(savoir: Path | None, day: date | None = None) -> Base:
    """The knowledge base of the setting `savoir` (None: the shipped one). Raises ConfigurationError."""
    loaded = load(folders(savoir), day=day, cache=cache_folder())
    if loaded.base is None:
        raise ConfigurationError(
            *(str(problem) for problem in loaded.errors), "Pour tout voir : aiguilleur verifier [DOSSIER]"
        )
    return loaded.base


def load_engine(base: Base) -> Matcher:
    """The matching engine, warm."""
    return Matcher.load(base, cache=cache_folder())


def answer(base: Base, texte: str, territoire: Territoire | None, modele: ModeleSettings | None = None) -> Reponse:
    """What `aiguilleur demander` says of one message, in private; with the opinion of a language model when asked."""
    adviser = Modele.of(modele, shipped("prompts")) if modele is not None else None
    return asyncio.run(answer_once(Savoir(base, load_engine(base)), texte, territoire, adviser))


def region_named(base: Base, region: str | None) -> Territoire | None:
    """The region given by its INSEE code or its name. Raises ConfigurationError when nobody knows it."""
    if region is None:
        return None
    territoire = base.region(region)
    if territoire is None:
        raise ConfigurationError(
            f"« {region} » : région inconnue. Donnez son code INSEE (32) ou son nom (Hauts-de-France)."
        )
    return territoire


def _load_today(folders: Sequence[Path]) -> Loaded:
    """A running bot follows the calendar: fiches grow old by themselves."""
    return load(folders, day=datetime.now(UTC).date(), cache=cache_folder())


async def _knowledge(savoir: Path | None) -> CurrentSavoir:
    """What is known now, and how it is watched and rebuilt. Loaded in a thread: it takes about a second."""
    today = datetime.now(UTC).date()
    with for_good():
        base = await asyncio.to_thread(load_base, savoir, today)
        matcher = await asyncio.to_thread(load_engine, base)
    watcher = FolderWatcher(folders(savoir), loading=_load_today)
    return CurrentSavoir(Savoir(base, matcher), watcher=watcher, build_matcher=load_engine)


# ------------------------------------------------------------------ a running bot


@dataclass(frozen=True)
class Bot:
    """Everything that was built. `source` is where the source code is."""

    engine: Engine
    database: database.Database
    source: str = SOURCE_URL

    async def settled(self) -> None:
        """Wait until everything heard is answered and sent."""
        await self.engine.drain()

    async def health(self) -> dict[str, object]:
        """The object of `/readyz`."""
        state = await self.engine.health()
        return {
            "pret": state.ready,
            "problemes": list(state.problems),
            "plateformes": {
                name: {
                    "connectee": seen.connected,
                    "entendue_le": seen.last_heard.isoformat() if seen.last_heard else None,
                    "detail": seen.detail,
                }
                for name, seen in state.platforms.items()
            },
            "base": state.database,
            "evenements_ecartes": state.parked,
            "a_traiter": state.waiting,
            "a_envoyer": state.to_send,
            "menage": {
                "le": state.menage.le.isoformat() if state.menage else None,
                "effaces": dict(state.menage.effaces) if state.menage else {},
            },
        }

    async def until_stopped(self) -> None:
        """Run until SIGTERM or Ctrl-C, then drain. Raises AllPlatformsLost."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.engine.stop)
        await self.engine.run()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The engine runs while the block does."""
        task = asyncio.create_task(self.engine.run())
        try:
            yield
        finally:
            self.engine.stop()
            await task


@asynccontextmanager
async def _built(
    url: str,
    platforms: Sequence[Platform],
    current: CurrentSavoir,
    options: Options,
    voice: Voice,
    modele: ModeleSettings | None,
    clock: Clock = _CLOCK,
) -> AsyncIterator[Bot]:
    async with AsyncExitStack() as stack:
        opened = await database.open(url)
        stack.push_async_callback(opened.close)
        stack.enter_context(alone(opened))
        for platform in platforms:
            stack.push_async_callback(platform.close)
        adviser = Modele.of(modele, shipped("prompts")) if modele is not None else None
        if adviser is not None:
            stack.push_async_callback(adviser.close)
        yield Bot(Engine(opened, platforms, current, voice, options, clock, adviser), opened)


@asynccontextmanager
async def serve_web(
    bot: Bot, address: str, port: int, extend: Callable[[web.Application], None] | None = None
) -> AsyncIterator[str]:
    """The pages of `bot` while the block runs, at the address given. Raises ConfigurationError on a port in use."""
    app = service(bot.health)
    if extend is not None:
        extend(app)
    # aiohttp writes the address, and what was sent, of whoever sends what it cannot read; web.pages says what breaks.
    silent = logging.Logger("pages", logging.CRITICAL)
    runner = web.AppRunner(app, access_log=None, logger=silent, shutdown_timeout=2.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, address, port)
        try:
            await site.start()
        except OSError as error:
            raise ConfigurationError(
                f"l'adresse {address}:{port} ne peut pas servir les pages ({error.strerror}).",
                "Choisissez un autre port : « web: {port: 8081} », ou --port 0 pour la démonstration.",
            ) from error
        bound = runner.addresses[0][1]
        yield f"http://{address}:{bound}/"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def build(settings: Settings, data_folder: Path, clock: Clock = _CLOCK) -> AsyncIterator[Bot]:
    """The bot that the settings describe, not started yet. Raises ConfigurationError, DatabaseError."""
    current = await _knowledge(settings.savoir)
    delais = settings.delais
    voice = Voice(
        shipped("prompts"),
        annonce_jours=delais.annonce_jours,
        conservation_jours=delais.conservation_jours,
        modele_chez=settings.modele.chez if settings.modele is not None else "",
    )
    options, platforms = options_of(settings, current.savoir.base), platforms_of(settings, data_folder)
    async with _built(settings.base, platforms, current, options, voice, settings.modele, clock) as bot:
        yield bot


async def serve(settings: Settings, data_folder: Path) -> None:
    """`aiguilleur lancer`: everything the settings name, until SIGTERM. Raises AllPlatformsLost, DatabaseError."""
    write_logs()
    given = settings.web
    async with build(settings, data_folder) as bot:
        site = Site(bot.engine, bot.source, given.publique, behind_proxy=given.mandataire == "oui")
        async with serve_web(bot, given.adresse, given.port, site.add_to):
            await bot.until_stopped()


@asynccontextmanager
async def build_local(
    platform: LocalPlatform,
    folder: Path,
    key: bytes,
    *,
    entraide: str,
    aiguilleurs: str,
    modele: ModeleSettings | None = None,
    pages: str = "",
) -> AsyncIterator[Bot]:
    """A bot on the local platform, with the shipped knowledge and its database in `folder`; its `pages`, if any."""
    options = Options(
        key=key,
        salons=(
            SalonOption(LOCAL, entraide, "entraide"),
            SalonOption(LOCAL, aiguilleurs, "aiguilleurs"),
        ),
        source=SOURCE_URL,
        pages=pages,
    )
    current = await _knowledge(None)
    voice = Voice(shipped("prompts"), modele_chez=modele.chez if modele is not None else "")
    async with _built(f"sqlite:///{folder / 'aiguilleur.db'}", (platform,), current, options, voice, modele) as bot:
        yield bot


async def list_heures(settings: Settings, first: date, last: date) -> tuple[TempsDonne, ...]:
    """The time given from a day to another, both included."""
    opened = await database.open(settings.base)
    try:
        async with opened.read() as tx:
            return await temps.between(tx, first, last)
    finally:
        await opened.close()


def write_logs(level: int = logging.INFO) -> None:
    """One JSON line an event, on the error output: no text of a person, no plain account (engine.logs)."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="quand"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
