"""Insert-or-update, which SQLite and PostgreSQL say alike and generic SQL does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from aiguilleur_bot.store.database import Transaction


def _insert(tx: Transaction, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if tx.dialect.name == "sqlite" else postgresql.insert(table)


async def upsert(tx: Transaction, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert the row `key`, or set `values` on it."""
    statement = _insert(tx, table).values(**key, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


async def insert_or_ignore(tx: Transaction, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row; False, and nothing else, when one with the same unique key is there."""
    done = await tx.execute(_insert(tx, table).values(**values).on_conflict_do_nothing())
    return done.rowcount == 1
