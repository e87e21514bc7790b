"""One database, one way to open a transaction.

SQLite (one file, WAL, one writer) and PostgreSQL through the same code. A write starts with BEGIN IMMEDIATE
on SQLite, so that it never fails half-way for want of the lock.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from aiguilleur_bot.store.migration import NewerDatabase, upgrade

BUSY_MS = 10_000
SCRUB_MS = 200
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}

Transaction = AsyncConnection
"""What a repository needs: the connection of an open transaction."""


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do (exit code 5)."""


class Cursor(Protocol):
    """The little we ask of a raw connection of the driver when it is made."""

    def execute(self, statement: str) -> object: ...

    def close(self) -> None: ...


class RawConnection(Protocol):
    """A connection of the SQLite driver, as SQLAlchemy hands it over."""

    isolation_level: str | None

    def cursor(self) -> Cursor: ...


class Database:
    """An open database. `passage` is called with a name at each boundary of a write: tests crash there."""

    def __init__(self, engine: AsyncEngine, passage: Callable[[str], None] = lambda _: None) -> None:
        self.engine = engine
        self.passage = passage
        self._one_writer = asyncio.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file (one writer) rather than a server."""
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A consistent view of the store, for reading only: what others write meanwhile is not in it."""
        async with self.engine.connect() as connection:
            if not self.is_sqlite:  # PostgreSQL would look again at each statement
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    @asynccontextmanager
    async def write(self, name: str) -> AsyncIterator[Transaction]:
        """All or nothing: committed when the block ends, undone when it raises. `name` is for tests and logs."""
        async with self._one_writer:
            self.passage(f"{name}:avant")
            async with self.engine.connect() as connection:
                await connection.execution_options(ecriture=True)
                async with connection.begin():
                    yield connection
                    self.passage(f"{name}:avant-validation")
            self.passage(f"{name}:apres-validation")

    async def scrub(self) -> None:
        """Make sure erased words are gone from the write-ahead file too (SQLite only).

        Readers are not waited for: what they still hold is erased the next time.
        """
        if self.is_sqlite:
            async with self._one_writer, self.engine.connect() as connection:
                raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await raw.execute(text(f"PRAGMA busy_timeout={SCRUB_MS}"))
                await raw.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                await raw.execute(text(f"PRAGMA busy_timeout={BUSY_MS}"))

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


async def open(url: str, *, passage: Callable[[str], None] = lambda _: None) -> Database:  # noqa: A001
    """Open `url`, bringing its tables up to date. A new SQLite file is its owner's alone; an old one keeps its rights.

    Raises DatabaseError when it cannot be reached, read, or was written by a newer version.
    """
    address = _address(url)
    checked = {} if address.get_backend_name() == "sqlite" else {"pool_pre_ping": True}
    # What a refused write was about is words and addresses of people: never in the text of an error.
    engine = create_async_engine(address, hide_parameters=True, **checked)
    if engine.dialect.name == "sqlite":
        _tune_sqlite(engine)
    database = Database(engine, passage)
    try:
        if database.is_sqlite and address.database and address.database != ":memory:":
            _make_ready(Path(address.database))
        async with database.write("migration") as connection:
            await connection.run_sync(upgrade)
    except NewerDatabase as error:
        await database.close()
        raise DatabaseError(str(error)) from None
    except (SQLAlchemyError, OSError) as error:
        await database.close()
        shown = address.render_as_string(hide_password=True)
        raise DatabaseError(f"la base {shown} ne peut pas être ouverte : {_cause(error)}") from error
    except BaseException:
        await database.close()
        raise
    return database


def _address(url: str) -> URL:
    """The URL with the driver we use, whatever driver it named."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise DatabaseError("adresse de base illisible ; attendu : sqlite:///fichier.db ou postgresql://…") from None
    backend = address.get_backend_name()
    if backend not in DRIVERS:
        raise DatabaseError(f"base « {backend} » inconnue ; attendu : sqlite:///fichier.db ou postgresql://…")
    if backend == "sqlite":
        folder = Path(address.database or "").parent
        if address.database and not folder.is_dir():
            raise DatabaseError(f"le dossier {folder} de la base n'existe pas")
    return address.set(drivername=DRIVERS[backend])


def _make_ready(file: Path) -> None:
    """Make a new file that nobody else may read, whatever the umask; SQLite gives its rights to -wal and -shm too.

    Raises OSError for a file that cannot be written: the driver's own failure would leave a thread behind.
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        os.close(os.open(file, os.O_RDWR))


def _tune_sqlite(engine: AsyncEngine) -> None:
    """Make SQLite durable, strict, and forgetful of what is erased; start transactions ourselves."""

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(raw: RawConnection, _: object) -> None:
        raw.isolation_level = None
        cursor = raw.cursor()
        for pragma in (
            f"busy_timeout={BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") == "AUTOCOMMIT":
            return
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("ecriture") else "BEGIN")


def _cause(error: Exception) -> str:
    """The first line of what the driver said."""
    origin = getattr(error, "orig", None) or error
    return str(origin).splitlines()[0] if str(origin) else type(origin).__name__
