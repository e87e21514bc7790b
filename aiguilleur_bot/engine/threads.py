"""Threads that give way: what keeps the event loop from waiting while needs are matched and a base is rebuilt.

Three things made it wait. A thread that computes keeps the interpreter for 5 ms unless asked otherwise. The garbage
collector walks through every object of a base, up to 100 ms, again and again while one is being built. And what has
been freed stays with the process.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_TURN = 0.001
"""Seconds a thread keeps the interpreter while another one waits for it."""


def give_way() -> None:
    """From now on, a thread that computes hands over five times more often."""
    sys.setswitchinterval(_TURN)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Build something large without the collector walking through it: nothing that is built here is garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle() -> None:
    """What exists now is there to stay: the collector need not look at it again, and freed memory goes back.

    A base and its matching hold no cycle (a test keeps it so): once replaced, they are freed without the collector.
    """
    gc.freeze()
    with suppress(OSError, AttributeError):  # Only the GNU library keeps what is freed, and has this.
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def for_good() -> Iterator[None]:
    """Build what a bot knows when it starts: undisturbed, then settled, giving way from then on."""
    give_way()
    with undisturbed():
        yield
    settle()
