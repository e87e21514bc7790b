"""What can be seen from here: files and their rights, room on the disk, the knowledge base, the port of the pages."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

import aiohttp

from aiguilleur_bot.diagnostic.findings import Finding, error, good, note, warning
from aiguilleur_bot.knowledge.loader import Loaded
from aiguilleur_bot.knowledge.yaml_files import read_yaml
from aiguilleur_bot.settings import SECRET_KEYS, Web, paths_made_absolute

PATIENCE = 5.0
"""Seconds given to what answers on the port of the pages."""
_LITTLE, _TOO_LITTLE = 500, 50  # megabytes free
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


# ------------------------------------------------------------------ secrets


def check_secrets(config: Path, private: tuple[Path, ...]) -> list[Finding]:
    """The rights of the secret files named in `config`, and of the other `private` files that exist."""
    files = [*secret_files(config), *(file for file in private if file.exists())]
    findings = [finding for file in files if (finding := _readable_by_others(file)) is not None]
    return findings or [good("Secrets", "lisibles par leur seul propriétaire")]


def secret_files(config: Path) -> tuple[Path, ...]:
    """The files behind each `{fichier: …}` of the settings."""
    document, _ = read_yaml(config, config.parent, config.name)
    if document is None:
        return ()
    return tuple(_secrets_in(paths_made_absolute(document.data, config.parent.resolve())))


def _secrets_in(value: object) -> Iterator[Path]:
    if not isinstance(value, Mapping):
        return
    for key, part in value.items():
        if key in SECRET_KEYS and isinstance(part, Mapping):
            yield Path(str(part.get("fichier", "")))
        else:
            yield from _secrets_in(part)


def _readable_by_others(file: Path) -> Finding | None:
    try:
        mode = file.stat().st_mode
    except OSError:
        return None  # the settings were read without it: a variable gave the secret
    if not mode & _FOR_OTHERS:
        return None
    return warning("Secrets", f"{file} peut être lu ou changé par d'autres comptes", f"tapez : chmod 600 {file}")


# ------------------------------------------------------------------ knowledge, disk


def check_knowledge(loaded: Loaded, savoir: Path | None) -> list[Finding]:
    """How many errors and warnings `verifier` would tell in detail."""
    detail = "aiguilleur verifier" + (f" {savoir}" if savoir is not None else "")
    if loaded.base is None:
        count = _count(len(loaded.errors), "erreur")
        return [error("Base de connaissances", f"{count}, elle ne peut pas servir", f"pour les lire : {detail}")]
    size = f"{len(loaded.base.communs)} communs, {len(loaded.base.reseaux)} réseaux"
    if not loaded.warnings:
        return [good("Base de connaissances", size)]
    count = _count(len(loaded.warnings), "avertissement")
    return [note("Base de connaissances", f"{size} ; {count}", f"pour les lire : {detail}")]


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"


def check_disk(folder: Path) -> list[Finding]:
    """Room left where the data is."""
    free = shutil.disk_usage(folder).free // 1_000_000
    todo = "faites de la place sur ce disque : une base qui ne peut plus écrire arrête le robot"
    if free < _TOO_LITTLE:
        return [error("Disque", f"il ne reste que {free} Mo dans {folder}", todo)]
    if free < _LITTLE:
        return [warning("Disque", f"il reste {free} Mo dans {folder}", todo)]
    return [good("Disque", f"{free // 1000 or 1} Go libres" if free >= 1000 else f"{free} Mo libres")]


# ------------------------------------------------------------------ web


async def check_web(web: Web) -> list[Finding]:
    """Whether the port of the pages is free, or answers already because the bot runs."""
    where = f"{web.adresse}:{web.port}"
    if web.port == 0:
        return [good("Pages web", "port choisi au lancement")]
    try:
        _try_to_listen(web.adresse, web.port)
    except OSError as failure:
        if failure.errno == errno.EADDRINUSE:
            return [await _already_there(web)]
        why = os.strerror(failure.errno) if failure.errno and failure.errno > 0 else "adresse inconnue"
        return [error("Pages web", f"impossible d'écouter sur {where} ({why})", "changez web.adresse ou web.port")]
    return [good("Pages web", f"le port {where} est libre, le robot n'est pas lancé")]


def check_published(web: Web) -> list[Finding]:
    """Whether people can open the pages: « tableau » gives a link, and it must open on a phone."""
    if web.publiee:
        return []
    todo = "derrière un mandataire (deploy/nginx.conf), écrivez web.url: https://… dans aiguilleur.yaml"
    return [warning("Pages web", "pas publiées : « tableau » répond qu'il n'y a pas encore de lien", todo)]


def check_proxy(web: Web) -> list[Finding]:
    """Whether visitors can be told apart: with a proxy in front that the settings do not say, all are its address."""
    if web.mandataire == "oui" or not web.publique.startswith("https://"):
        return []
    todo = "si un mandataire est devant : web.mandataire: oui, et X-Forwarded-For comme dans deploy/nginx.conf"
    return [warning("Pages web", "web.url est en https:// : tous les visiteurs partagent les mêmes limites", todo)]


def _try_to_listen(host: str, port: int) -> None:
    """Raises OSError. Nothing listens: the port is given back at once."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


async def _already_there(web: Web) -> Finding:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(web.adresse, web.adresse)  # noqa: S104
    where = f"http://{host}:{web.port}/readyz"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session,
            session.get(where) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError):
        status = 0
    if status == 200:
        return good("Pages web", "le robot est lancé et répond")
    if status == 503:
        return warning("Pages web", "le robot est lancé, mais n'est pas prêt", f"lisez pourquoi : {where}")
    return error(
        "Pages web", f"un autre programme occupe le port {web.port}", "changez web.port, ou arrêtez ce programme"
    )
