"""Where the bot may die: at any boundary, whatever it was doing."""

from __future__ import annotations

import pytest

SOME_OR_ALL = [
    pytest.param(7, id="quelques-unes"),
    pytest.param(1, id="toutes", marks=[pytest.mark.preuves, pytest.mark.timeout(1800)]),
]
"""Of the boundaries where the bot may die: one in so many in `make test`, all of them in `make preuves`."""


class SimulatedCrash(BaseException):
    """The process dies here: nothing after it happens, not even an error handler."""


class Failpoints:
    """Called at every boundary. Dies at the `at`-th passage (0: never), and whatever comes after dies too."""

    def __init__(self, at: int = 0) -> None:
        self._left = at
        self.dead = False
        self.seen: list[str] = []

    def __call__(self, name: str) -> None:
        if self.dead:
            raise SimulatedCrash(name)
        self.seen.append(name)
        if self._left:
            self._left -= 1
            if not self._left:
                self.dead = True
                raise SimulatedCrash(name)
