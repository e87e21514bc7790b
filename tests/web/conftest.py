"""The shipped base, and the pages on a store of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from engine.conftest import base
from web.maison import Client, Maison, browser, maison

__all__ = ["base", "ici", "les_pages"]


@pytest.fixture
async def les_pages(tmp_path: Path, base: object) -> AsyncIterator[Maison]:
    async with maison(tmp_path, base) as made:  # type: ignore[arg-type]
        yield made


@pytest.fixture
async def ici(les_pages: Maison) -> AsyncIterator[Client]:
    """A browser in front of the pages."""
    async with browser(les_pages.app) as client:
        yield client
