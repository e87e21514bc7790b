"""A scripted model, a client on it, and the shipped base."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from serveurs.modele import ScriptedModel

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.modele import Modele, ModeleOptions
from aiguilleur_bot.modele.breaker import Breaker
from aiguilleur_bot.settings import shipped

Asking = Callable[..., Modele]


@pytest.fixture(scope="session")
def base() -> Base:
    loaded = load([shipped("knowledge")]).base
    assert loaded is not None
    return loaded


@pytest.fixture
async def server() -> AsyncIterator[ScriptedModel]:
    async with ScriptedModel().listening() as model:
        yield model


@pytest.fixture
async def asking(server: ScriptedModel) -> AsyncIterator[Asking]:
    """`asking(delai=…, breaker=…)`: a model at the scripted server."""
    made: list[Modele] = []

    def make(breaker: Breaker | None = None, **options: object) -> Modele:
        values = {"adresse": server.address, "nom": "petit-modele", "delai": 5.0} | options
        model = Modele(ModeleOptions(**values), shipped("prompts"), breaker)  # type: ignore[arg-type]
        made.append(model)
        return model

    yield make
    for model in made:
        await model.close()
