"""The database, looked at without touching it: it opens, it is ours, its version, whether we may write, and the
events that were given up."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from aiguilleur_bot.diagnostic.findings import DATABASE, Finding, error, good, note, warning
from aiguilleur_bot.engine.timers import PARKED_LISTED
from aiguilleur_bot.store import conservation, journal
from aiguilleur_bot.store.database import DRIVERS
from aiguilleur_bot.store.migration import REVISION, configuration

_SUJET = "Base de données"
_EFFACEMENT = "Effacement"
_PATIENCE = 10  # seconds
_LATE = timedelta(days=2)
_PARIS = "Europe/Paris"
_SHOWN = 5


async def check_database(url: str) -> list[Finding]:
    """One finding, and another when people got no answer lately. Never raises."""
    try:
        address = make_url(url)
    except ArgumentError:
        return [_broken("adresse illisible", "écrivez sqlite:///fichier.db ou postgresql://…")]
    file = Path(address.database or "") if address.get_backend_name() == "sqlite" else None
    if file is not None:
        if (refused := _not_writable(file)) is not None:
            return [refused]
        if not file.exists():
            return [good(_SUJET, f"{file.name} sera créée au premier lancement")]
    try:
        revision, parked, (last, erased) = await _looked_at(address, file)
    except ModuleNotFoundError:
        return [_broken("il manque le pilote de PostgreSQL", "installez le paquet aiguilleur-bot[postgresql]")]
    except (SQLAlchemyError, OSError) as failure:
        return [_broken(f"{_shown(address)} ne s'ouvre pas ({_cause(failure)})", _remedy(file))]
    cleaned = [_cleaned(last, erased)] if last is not None else []
    return [_judged(revision), *([_unanswered(parked)] if parked else []), *cleaned]


def _not_writable(file: Path) -> Finding | None:
    """SQLite writes next to its file too: the folder counts as much."""
    folder = file.parent
    if not folder.is_dir():
        return _broken(f"le dossier {folder} n'existe pas", f"tapez : mkdir -p {folder}")
    for place in (folder, file):
        if place.exists() and not os.access(place, os.W_OK):
            return _broken(f"impossible d'écrire dans {place}", f"donnez {place} au compte qui lance le robot (chown)")
    return None


async def _looked_at(
    address: URL, file: Path | None
) -> tuple[str | None, tuple[journal.JournalRow, ...], tuple[date | None, dict[str, int]]]:
    """The revision of the tables, the events given up lately, and what was erased lately."""
    engine = create_async_engine(_read_only(address, file), connect_args={"timeout": _PATIENCE})
    try:
        async with engine.connect() as connection:
            revision = await connection.run_sync(_current)
            if revision != REVISION:
                return revision, (), (None, {})
            since = datetime.now(UTC) - PARKED_LISTED
            erased = await conservation.reported(connection, since.date())
            return revision, await journal.parked(connection, since), erased
    finally:
        await engine.dispose()


def _read_only(address: URL, file: Path | None) -> URL:
    address = address.set(drivername=DRIVERS[address.get_backend_name()])
    if file is None:
        return address
    # A database at rest is read as it lies, without even a lock file; one in use is read with its write-ahead file.
    at_rest = not file.with_name(f"{file.name}-wal").exists()
    query = {"uri": "true", "mode": "ro"} | ({"immutable": "1"} if at_rest else {})
    return address.set(database=f"file:{quote(str(file))}", query=query)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _judged(revision: str | None) -> Finding:
    scripts = ScriptDirectory.from_config(configuration())
    if revision is None:
        return good(_SUJET, "vide ; ses tables seront créées au premier lancement")
    if revision == scripts.get_current_head():
        return good(_SUJET, f"à jour (révision {revision})")
    if revision in {script.revision for script in scripts.walk_revisions()}:
        return note(
            _SUJET, f"d'une version plus ancienne (révision {revision})", "sauvegardez-la : mise à jour au lancement"
        )
    return _broken(
        f"écrite par une version plus récente du programme (révision {revision})",
        "installez cette version, ou restaurez une sauvegarde",
    )


def _unanswered(parked: Sequence[journal.JournalRow]) -> Finding:
    """Each with its hour and the name of its error; what was said is erased, and was never ours to show."""
    shown = [f"{_when(one.regle_le)}, {one.erreur or 'erreur inconnue'} ({one.plateforme})" for one in parked[-_SHOWN:]]
    rest = f" ; et {len(parked) - _SHOWN} avant" if len(parked) > _SHOWN else ""
    return warning(
        "Événements écartés",
        f"{len(parked)} en {PARKED_LISTED.days} jours, restés sans réponse : {' ; '.join(shown)}{rest}",
        "signalez au projet le nom de l'erreur ; dites dans le salon que le robot a eu une panne à cette heure-là",
    )


def _cleaned(last: date, erased: Mapping[str, int]) -> Finding:
    """The retention, as docs/registre.md promises it: when it last ran, and what it erased."""
    counts = ", ".join(f"{nom} {count}" for nom, count in sorted(erased.items())) or "rien à effacer"
    shown = f"dernier passage le {last:%d/%m} ; en {PARKED_LISTED.days} jours : {counts}"
    if datetime.now(UTC).date() - last <= _LATE:
        return good(_EFFACEMENT, shown)
    return warning(_EFFACEMENT, shown, "lancez le robot : tant qu'il est arrêté, rien ne s'efface")


def _when(moment: datetime | None) -> str:
    return f"le {moment.astimezone(ZoneInfo(_PARIS)):%d/%m à %H h %M}" if moment else "sans date"


def _broken(constat: str, quoi_faire: str) -> Finding:
    return error(_SUJET, constat, quoi_faire, DATABASE)


def _shown(address: URL) -> str:
    return Path(address.database or "").name if address.get_backend_name() == "sqlite" else "le serveur PostgreSQL"


def _cause(failure: Exception) -> str:
    """The kind of failure only: what a driver says may hold an account."""
    return type(getattr(failure, "orig", None) or failure).__name__


def _remedy(file: Path | None) -> str:
    if file is None:
        return "vérifiez que PostgreSQL est lancé, et le réglage « base » (adresse, compte, mot de passe)"
    return f"vérifiez que {file} est bien la base du robot, sinon restaurez une sauvegarde"
