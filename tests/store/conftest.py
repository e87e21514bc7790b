"""An open database, on each kind we support: SQLite always, PostgreSQL when AIGUILLEUR_TEST_POSTGRESQL gives a URL."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.database import Database

POSTGRESQL = os.environ.get("AIGUILLEUR_TEST_POSTGRESQL", "")


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRESQL else ["sqlite"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'essai.db'}"
    engine = create_async_engine(POSTGRESQL.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await engine.dispose()
    return POSTGRESQL


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Open, with its tables."""
    opened = await store.open(url)
    yield opened
    await opened.close()
