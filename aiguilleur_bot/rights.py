"""`aiguilleur donnees`: what is held about an account, and its erasing, asked for by mail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiguilleur_bot.app import load_base
from aiguilleur_bot.assembly import options_of, platforms_of
from aiguilleur_bot.configuration import ConfigurationError, read_settings
from aiguilleur_bot.dialogue.addresses import read_address
from aiguilleur_bot.dialogue.dossier import Tables
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import CurrentSavoir, Engine, Savoir
from aiguilleur_bot.engine.written import erase_account, held_by_account
from aiguilleur_bot.matching.advice import Shortlist
from aiguilleur_bot.matching.index.vectors import Encoder
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.store import database
from aiguilleur_bot.store.personnes import WEB
from aiguilleur_bot.vocabulary import Ecoute, Nommes, Reponse, Territoire


async def held(config: Path, plateforme: str, compte: str) -> Tables:
    """Everything held about an account. Raises ConfigurationError, DatabaseError."""
    async with _engine(config, plateforme, compte) as engine:
        return await held_by_account(engine.database, engine.options, plateforme, compte)


async def erase(config: Path, plateforme: str, compte: str, *, dry_run: bool) -> dict[str, int]:
    """Erase an account everywhere; how many rows of each table it was in. Raises ConfigurationError, DatabaseError."""
    async with _engine(config, plateforme, compte) as engine:
        found = await held_by_account(engine.database, engine.options, plateforme, compte)
        if not dry_run:
            await erase_account(engine, plateforme, compte)
    return {table: len(rows) for table, rows in found.items()}


@asynccontextmanager
async def _engine(config: Path, plateforme: str, compte: str) -> AsyncIterator[Engine]:
    """An engine that is never run: its parts decide what must be said, and the running bot says it."""
    if plateforme == "matrix" and not (compte.startswith("@") and ":" in compte):
        raise ConfigurationError("Un compte Matrix s'écrit en entier, par exemple @camille:mon-domaine.fr.")
    if plateforme == WEB and not _is_left_on_a_page(compte):
        raise ConfigurationError("Avec « --plateforme web », donnez un courriel ou un téléphone, un seul.")
    settings = read_settings(config)
    base = load_base(settings.savoir)
    platforms = platforms_of(settings, config.parent.resolve())
    async with AsyncExitStack() as stack:
        opened = await database.open(settings.base)
        stack.push_async_callback(opened.close)
        for platform in platforms:
            stack.push_async_callback(platform.close)
        delais = settings.delais
        voice = Voice(
            shipped("prompts"), annonce_jours=delais.annonce_jours, conservation_jours=delais.conservation_jours
        )
        current = CurrentSavoir(Savoir(base, _Unasked()))
        yield Engine(opened, platforms, current, voice, options_of(settings, base))


def _is_left_on_a_page(compte: str) -> bool:
    read = read_address(compte)
    return read is not None and read[0] in ("courriel", "telephone")


class _Unasked:
    """No message is matched here."""

    @property
    def encoder(self) -> Encoder:
        raise NotImplementedError

    def understand(self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None) -> Reponse:
        raise NotImplementedError

    def likeness(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        raise NotImplementedError

    def with_shortlist(
        self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None
    ) -> tuple[Reponse, Shortlist]:
        raise NotImplementedError

    def named(self, text: str) -> Nommes:
        raise NotImplementedError
