"""One engine for every test of the matching: it is read-only, and costs seconds to build."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.settings import shipped

EVALUATION = Path(__file__).parent.parent / "evaluation"


@pytest.fixture(scope="session")
def base() -> Base:
    loaded = load([shipped("knowledge")]).base
    assert loaded is not None
    return loaded


@pytest.fixture(scope="session")
def encoder() -> UniversalEncoder:
    return UniversalEncoder()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def matcher(base: Base, encoder: UniversalEncoder, cache: Path) -> Matcher:
    return Matcher.load(base, cache=cache, encoder=encoder)


@pytest.fixture(scope="session")
def evaluation() -> Path:
    return EVALUATION
