"""Opening, upgrading, refusing; and what a transaction promises."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from serveurs.postgresql import Postgresql
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import journal
from aiguilleur_bot.store.alone import alone
from aiguilleur_bot.store.database import Database, DatabaseError
from aiguilleur_bot.store.migration import REVISION, configuration
from aiguilleur_bot.store.tables import curseur, metadata

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


async def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.read() as tx:
        assert await tx.run_sync(differences) == []


def test_the_program_knows_its_newest_migration() -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == REVISION


async def test_opening_again_keeps_everything(url: str) -> None:
    first = await store.open(url)
    async with first.write("essai") as tx:
        await journal.write_cursor(tx, "matrix", "s1", NOW)
    await first.close()
    again = await store.open(url)
    async with again.read() as tx:
        assert await journal.read_cursor(tx, "matrix") == "s1"
    await again.close()


async def test_one_bot_at_a_time_runs_on_a_file_and_several_on_a_server(url: str) -> None:
    first, second = await store.open(url), await store.open(url)
    with alone(first):
        if first.is_sqlite:
            with pytest.raises(DatabaseError, match="tourne déjà"), alone(second):
                pass
        else:
            with alone(second):
                pass
    with alone(second):
        await first.close()
    await second.close()


async def test_a_database_of_a_newer_program_is_refused_and_left_alone(url: str) -> None:
    newer = await store.open(url)
    async with newer.write("essai") as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await newer.close()
    with pytest.raises(DatabaseError, match="version plus récente"):
        await store.open(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://localhost/x", "mysql"),
        ("n'importe quoi", "illisible"),
        ("sqlite:////nulle/part/aiguilleur.db", "n'existe pas"),
    ],
)
async def test_an_unusable_address_is_told_in_french(url: str, said: str) -> None:
    with pytest.raises(DatabaseError, match=said):
        await store.open(url)


async def test_a_file_that_is_no_database_is_told_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "photo.db"
    path.write_bytes(b"JPEG" * 1000)
    with pytest.raises(DatabaseError, match=r"photo\.db"):
        await store.open(f"sqlite:///{path}")


async def test_a_password_is_never_in_the_message() -> None:
    with pytest.raises(DatabaseError) as refused:
        await store.open("postgresql://robot:un-secret@127.0.0.1:9/rien")
    assert "un-secret" not in str(refused.value)


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.write("essai") as tx:
            await journal.write_cursor(tx, "matrix", "s1", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.read() as tx:
        assert await journal.read_cursor(tx, "matrix") is None


async def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(database: Database) -> None:
    async with database.read() as tx:
        assert await journal.read_cursor(tx, "matrix") is None
        async with database.write("essai") as other:
            await journal.write_cursor(other, "matrix", "s1", NOW)
        assert await journal.read_cursor(tx, "matrix") is None
    async with database.read() as tx:
        assert await journal.read_cursor(tx, "matrix") == "s1"
    async with database.write("essai") as tx:
        await journal.write_cursor(tx, "matrix", "s2", NOW)


@pytest.mark.postgresql
async def test_a_server_refuses_what_is_written_while_reading(postgresql: Postgresql) -> None:
    database = await store.open(postgresql.url)
    with pytest.raises(DBAPIError, match="read-only"):
        async with database.read() as tx:
            await journal.write_cursor(tx, "matrix", "s1", NOW)
    await database.close()


async def test_many_writers_at_once_all_get_their_turn(database: Database) -> None:
    async def one(number: int) -> None:
        async with database.write("essai") as tx:
            await journal.write_cursor(tx, f"p{number}", "s", NOW)

    await asyncio.gather(*(one(number) for number in range(30)))
    async with database.read() as tx:
        assert (await tx.execute(select(func.count()).select_from(curseur))).scalar_one() == 30


async def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    paris = timezone(timedelta(hours=1))
    async with database.write("essai") as tx:
        await journal.write_cursor(tx, "matrix", "s", datetime(2026, 11, 21, 15, 2, tzinfo=paris))
    async with database.read() as tx:
        moment = (await tx.execute(select(curseur.c.maj_le))).scalar_one()
    assert moment == NOW
    assert moment.utcoffset() == timedelta(0)


async def test_a_naive_time_is_refused(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(Exception, match="fuseau"):
        async with database.write("essai") as tx:
            await journal.write_cursor(tx, "matrix", "s", naive)


async def test_sqlite_is_durable_strict_and_forgetful(tmp_path: Path) -> None:
    database = await store.open(f"sqlite:///{tmp_path / 'essai.db'}")
    async with database.read() as tx:
        values = {
            name: (await tx.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    await database.close()


async def test_erased_words_leave_the_files(tmp_path: Path) -> None:
    path = tmp_path / "essai.db"
    database = await store.open(f"sqlite:///{path}")
    async with database.write("essai") as tx:
        await journal.write_cursor(tx, "matrix", "un-mot-a-oublier", NOW)
    async with database.write("essai") as tx:
        await journal.write_cursor(tx, "matrix", "s2", NOW)
    await database.scrub()
    assert all(b"un-mot-a-oublier" not in file.read_bytes() for file in tmp_path.iterdir())
    await database.close()


async def test_a_full_disk_is_an_error_and_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "essai.db"
    database = await store.open(f"sqlite:///{path}")
    async with database.write("essai") as tx:
        await journal.write_cursor(tx, "matrix", "s1", NOW)
    async with database.write("essai") as tx:
        await tx.execute(text("PRAGMA max_page_count = 1"))
        with pytest.raises(Exception, match="full"):
            await journal.write_cursor(tx, "matrix", "s2" * 50_000, NOW)
    await database.close()
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT valeur FROM curseur").fetchall() == [("s1",)]
    raw.close()
