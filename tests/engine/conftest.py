"""The shipped base and prompts, and a world around one database file."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine.bureau import bureau
from engine.monde import Monde, sqlite
from serveurs.bases import postgresql, url

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.settings import shipped

__all__ = ["bureau", "postgresql", "url"]


@pytest.fixture(scope="session")
def base() -> Base:
    """The shipped knowledge."""
    loaded = load([shipped("knowledge")])
    assert loaded.base is not None
    return loaded.base


@pytest.fixture(scope="session")
def voice() -> Voice:
    """The shipped prompts."""
    return Voice(shipped("prompts"))


@pytest.fixture
async def monde(tmp_path: Path, base: Base, voice: Voice) -> Monde:
    """A help room and a room of aiguilleurs, with the bot not started yet."""
    world = Monde(sqlite(tmp_path), base, voice)
    await world.open_rooms()
    return world
