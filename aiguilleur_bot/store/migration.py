"""Bring the tables up to date when the program starts; refuse what a newer program wrote."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

REVISION = "0008"
"""The revision this program works with: the newest of `migrations/versions` (a test holds both to be the same)."""

FOLDER = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The tables were made by a later version of the program."""


def configuration(connection: Connection | None = None) -> Config:
    """The Alembic configuration, without any file: the migrations are in the package."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Apply the missing migrations inside the caller's transaction. Raises NewerDatabase."""
    config = configuration(connection)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == REVISION:
        return
    if current is not None:
        _refuse_newer(ScriptDirectory.from_config(config), current)
    command.upgrade(config, "head")


def _refuse_newer(scripts: ScriptDirectory, current: str) -> None:
    try:
        known = scripts.get_revision(current)
    except CommandError:
        known = None
    if known is None:
        raise NewerDatabase(
            f"la base a été écrite par une version plus récente du programme (révision {current}) ; "
            "installez cette version, ou restaurez une sauvegarde"
        )
