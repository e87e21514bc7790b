"""An open database, on each kind we support: the same tests on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from serveurs.postgresql import Postgresql
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.database import Database


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """One server for the whole run."""
    server = Postgresql()
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'essai.db'}"
    server: Postgresql = request.getfixturevalue("postgresql")
    engine = create_async_engine(server.url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await engine.dispose()
    return server.url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Open, with its tables."""
    opened = await store.open(url)
    yield opened
    await opened.close()
