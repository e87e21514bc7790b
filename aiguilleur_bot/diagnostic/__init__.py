"""`aiguilleur diagnostiquer`: everything that could keep the bot from helping, and what to do. Changes nothing."""

from __future__ import annotations

from pathlib import Path

from aiguilleur_bot.configuration import ConfigurationError, read_settings
from aiguilleur_bot.diagnostic.base import check_database
from aiguilleur_bot.diagnostic.findings import CONFIGURATION, Finding, error, good
from aiguilleur_bot.diagnostic.machine import (
    check_disk,
    check_knowledge,
    check_proxy,
    check_published,
    check_secrets,
    check_web,
)
from aiguilleur_bot.diagnostic.matrix import check_matrix
from aiguilleur_bot.diagnostic.modele import check_modele
from aiguilleur_bot.diagnostic.rocketchat import check_rocketchat
from aiguilleur_bot.diagnostic.salons import missing_roles
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import folders, load
from aiguilleur_bot.settings import Settings

__all__ = ["Finding", "diagnose"]

SESSION = "matrix-session.json"
SHORTEST_KEY = 16
_ADVICE = "corrigez, puis relancez cette commande"


async def diagnose(config: Path) -> list[Finding]:
    """Look at everything the settings name, in the order people would repair it. Never raises for what it finds.

    Settings that cannot be read end it there: nothing else can be looked at.
    """
    try:
        settings = read_settings(config)
    except ConfigurationError as refusal:
        return [error("Réglages", line, refusal.advice or _ADVICE, CONFIGURATION) for line in refusal.errors]
    folder = config.parent.resolve()
    loaded = load(folders(settings.savoir))
    return [
        *_key(config, settings),
        *check_secrets(config, (folder / SESSION, *_database_file(settings))),
        *check_knowledge(loaded, settings.savoir),
        *await check_database(settings.base),
        *check_disk(folder),
        *await check_web(settings.web),
        *check_published(settings.web),
        *check_proxy(settings.web),
        *await _platforms(settings, loaded.base, folder),
        *await check_modele(settings.modele, loaded.base),
    ]


def _key(config: Path, settings: Settings) -> list[Finding]:
    if any(len(key) < SHORTEST_KEY for key in settings.cles):
        todo = "mettez-y 64 chiffres tirés au hasard : openssl rand -hex 32"
        return [error("Réglages", f"cle : moins de {SHORTEST_KEY} caractères", todo, CONFIGURATION)]
    return [good("Réglages", f"{config} est lisible et complet")]


async def _platforms(settings: Settings, base: Base | None, folder: Path) -> list[Finding]:
    findings: list[Finding] = []
    if settings.plateformes.matrix is not None:
        findings += await check_matrix(settings, base, folder / SESSION)
    if settings.plateformes.rocketchat is not None:
        findings += await check_rocketchat(settings, base)
    if not findings:
        todo = "pour relier un serveur Matrix : aiguilleur initialiser --remplacer ; Rocket.Chat : docs/rocketchat.md"
        return [error("Plateformes", "aucune : le robot ne parle nulle part", todo, CONFIGURATION)]
    return [*missing_roles(settings.salons), *findings]


def _database_file(settings: Settings) -> tuple[Path, ...]:
    prefix = "sqlite:///"
    return (Path(settings.base.removeprefix(prefix)),) if settings.base.startswith(prefix) else ()
