"""Fixtures to import into a `conftest.py`: `from serveurs.fixtures import synapse, people  # noqa: F401`."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest
from serveurs.matrix_client import Person
from serveurs.synapse import Synapse

People = Callable[[str], Awaitable[Person]]
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """One Synapse for the whole run. Tests use accounts of their own, so that they do not meet."""
    server = Synapse(tmp_path_factory.mktemp("synapse"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def people(synapse: Synapse) -> AsyncIterator[People]:
    """`await people("camille")`: a person with a new account whose name starts so, logged in."""
    async with AsyncExitStack() as stack:

        async def person(name: str) -> Person:
            account = synapse.register(unique(name))
            return await stack.enter_async_context(Person(synapse.url, account))

        yield person


def unique(name: str) -> str:
    """A local part nobody has yet in this run."""
    return f"{name}{next(_numbers)}"
