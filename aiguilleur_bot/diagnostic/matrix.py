"""The Matrix account and its rooms, seen from the server. Joins nothing, keeps nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

from aiguilleur_bot.diagnostic.findings import AUTHENTICATION, Finding, error, good, note, warning
from aiguilleur_bot.diagnostic.matrix_rooms import check_rooms
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.platforms.addresses import is_loopback
from aiguilleur_bot.platforms.base import AuthLost, PlatformError, Retry
from aiguilleur_bot.platforms.matrix.discovery import Homeserver, probe
from aiguilleur_bot.platforms.matrix.login import Credentials, FileSessions, Session, log_in
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.settings import Matrix, Settings

_SUJET = "Matrix"
_SKEW = timedelta(seconds=60)
_LIMITS = note(
    _SUJET,
    "les limites d'envoi du serveur ne se lisent pas d'ici",
    "si le robot répond par à-coups, demandez à qui tient le serveur d'en exempter son compte",
)


class _Unchanged:
    """The stored session, which nothing is written over. Without a file: no session."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def load(self) -> Session | None:
        return FileSessions(self._file).load() if self._file is not None else None

    def save(self, session: Session) -> None:
        """A diagnosis keeps nothing."""


async def check_matrix(settings: Settings, base: Base | None, session_file: Path) -> list[Finding]:
    """Server, clock, account, then every Matrix room of the settings. Never raises."""
    matrix = settings.plateformes.matrix
    if matrix is None:
        return []
    try:
        server = await probe(matrix.serveur)
    except PlatformError as failure:
        todo = "vérifiez plateformes.matrix.serveur, et que cette machine joint internet"
        return [error(_SUJET, f"le serveur ne répond pas comme il faut : {failure}", todo)]
    findings = [good(_SUJET, f"le serveur {server.url} répond"), *_clock(server), *_settings(matrix)]
    wire = Wire(matrix.serveur, matrix.compte)
    try:
        async with _logged_in(wire, matrix, session_file, findings):
            findings += [_LIMITS, *await check_rooms(wire, settings, base)]
    except AuthLost as refusal:
        todo = "vérifiez compte, mot de passe ou jeton et appareil ; au besoin : aiguilleur initialiser --remplacer"
        findings.append(error("Compte Matrix", str(refusal), todo, AUTHENTICATION))
    except PlatformError as failure:
        findings.append(error(_SUJET, f"le serveur s'est interrompu : {failure}", _patience(failure)))
    finally:
        await wire.close()
    return findings


def _clock(server: Homeserver) -> list[Finding]:
    if server.skew is None or abs(server.skew) < _SKEW:
        return []
    seconds = round(abs(server.skew).total_seconds())
    todo = "mettez cette machine à l'heure (timedatectl set-ntp true), ou prévenez qui tient le serveur"
    return [warning("Horloge", f"{seconds} s d'écart avec le serveur Matrix", todo)]


def _settings(matrix: Matrix) -> list[Finding]:
    findings = []
    if matrix.serveur.startswith("http://") and not is_loopback(matrix.serveur):
        findings.append(warning(_SUJET, "tout passe en clair (http)", "mettez une adresse en https://"))
    if not matrix.invitations:
        todo = "pour permettre les messages directs, ajoutez par exemple « @*:votre-domaine » à invitations"
        findings.append(note(_SUJET, "personne ne peut inviter le robot (invitations est vide)", todo))
    return findings


@asynccontextmanager
async def _logged_in(wire: Wire, matrix: Matrix, session_file: Path, findings: list[Finding]) -> AsyncIterator[None]:
    """`wire` speaks as the bot inside. A login made only to look is undone at the end. Raises AuthLost, Retry."""
    token = matrix.jeton.get_secret_value() if matrix.jeton is not None else ""
    given = Credentials(matrix.serveur, matrix.compte, token=token, device=matrix.appareil or "")
    try:
        session = await log_in(wire, given, _Unchanged(session_file))
    except AuthLost:
        if matrix.mot_de_passe is None:
            raise
        session = None
    if session is not None:
        findings.append(good("Compte Matrix", f"{session.account} est accepté, appareil {session.device}"))
        yield
        return
    password = matrix.mot_de_passe.get_secret_value() if matrix.mot_de_passe is not None else ""
    # On a device of its own: logging out must not take away the one `lancer` speaks as.
    await log_in(wire, Credentials(matrix.serveur, matrix.compte, password=password), _Unchanged(None))
    findings.append(good("Compte Matrix", f"{matrix.compte} est accepté ; le robot se connectera au lancement"))
    try:
        yield
    finally:
        with suppress(PlatformError):
            await wire.post(path("v3", "logout"))


def _patience(failure: PlatformError) -> str:
    after = failure.after if isinstance(failure, Retry) else None
    return f"relancez dans {round(after / 60) or 1} min" if after else "relancez dans un moment"
