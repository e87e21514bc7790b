"""An open database, on each kind we support: the same tests on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from serveurs.bases import postgresql, url

from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.database import Database

__all__ = ["postgresql", "url"]


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Open, with its tables."""
    opened = await store.open(url)
    yield opened
    await opened.close()
