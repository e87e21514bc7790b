"""Real browsers on a real Synapse."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from navigateur.hydrogen import chromium, page_of_hydrogen
from playwright.async_api import Browser
from serveurs.fixtures import people, synapse

__all__ = ["browser", "hydrogen", "people", "synapse"]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest.fixture
async def hydrogen() -> AsyncIterator[str]:
    """The address of the Hydrogen web client."""
    async with page_of_hydrogen() as address:
        yield address
