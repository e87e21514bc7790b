"""What tests on a real Synapse begin with: somebody, and a bot that is not started yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from serveurs.fixtures import People
from serveurs.matrix_client import Person
from serveurs.synapse import Synapse

from .listening import Bot


@pytest.fixture
async def camille(people: People) -> Person:
    return await people("camille")


@pytest.fixture
def bot(synapse: Synapse, tmp_path: Path) -> Bot:
    return Bot.new(synapse, tmp_path)
