"""Fixtures to import into a `conftest.py`: `postgresql`, and `url`, an empty database of each kind we support."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serveurs.postgresql import Postgresql
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine


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
