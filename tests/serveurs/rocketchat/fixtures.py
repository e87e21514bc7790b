"""Fixtures to import into a `conftest.py`: `rocketchat`, and `rc_people` on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest
from serveurs.rocketchat.modes import V8, Mode
from serveurs.rocketchat.person import Person
from serveurs.rocketchat.server import RocketChat

RocketChatPeople = Callable[[str], Awaitable[Person]]


@pytest.fixture
def rocketchat(request: pytest.FixtureRequest) -> Iterator[RocketChat]:
    """A server of its own for each test; parametrized indirectly with a `Mode`, that kind of server."""
    mode = getattr(request, "param", V8)
    assert isinstance(mode, Mode)
    with RocketChat(mode) as server:
        yield server


@pytest.fixture
async def rc_people(rocketchat: RocketChat) -> AsyncIterator[RocketChatPeople]:
    """`await rc_people("camille")`: a person with a new account of that name, logged in and listening."""
    async with AsyncExitStack() as stack:

        async def person(name: str) -> Person:
            rocketchat.person(name)
            return await stack.enter_async_context(Person(rocketchat.url, name))

        yield person
