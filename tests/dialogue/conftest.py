"""The shipped prompts, and somebody who talks to the bot."""

from __future__ import annotations

import pytest
from dialogue.person import Person

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.settings import shipped


@pytest.fixture(scope="session")
def voice() -> Voice:
    """The shipped prompts."""
    return Voice(shipped("prompts"))


@pytest.fixture
def in_room(voice: Voice) -> Person:
    """Somebody who mentions the bot in a room."""
    return Person(voice, direct=False)


@pytest.fixture
def in_direct(voice: Voice) -> Person:
    """Somebody who writes to the bot."""
    return Person(voice, direct=True)
