"""Tasks side by side: at most one a key, so that each conversation stays in order; and work that is not cut."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def finish(work: Coroutine[None, None, T]) -> T:
    """Do `work` to its end even when cancelled meanwhile: the cancellation is raised after it.

    For whatever touches the store: SQLite keeps a connection that was cut in the middle of a statement, and its
    lock, until the next garbage collection.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        if not task.cancelled():
            task.exception()
        raise


class Pool:
    """Runs coroutines side by side. A task that fails makes `check` raise: the loop that owns the pool ends with it."""

    def __init__(self, size: int, on_done: Callable[[], None]) -> None:
        self._size = size
        self._on_done = on_done
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._failure: BaseException | None = None

    @property
    def busy(self) -> frozenset[str]:
        """The keys at work."""
        return frozenset(self._tasks)

    @property
    def free(self) -> int:
        """How many more may start."""
        return self._size - len(self._tasks)

    def start(self, key: str, work: Coroutine[None, None, None]) -> None:
        """Begin `work`. Its key must not be busy, and there must be room."""
        task = asyncio.create_task(work)
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._finished(key, done))

    def check(self) -> None:
        """Raise what a task raised."""
        if self._failure is not None:
            raise self._failure

    async def close(self) -> None:
        """Cancel what is left, and wait for it."""
        await finish(self._close())

    async def _close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _finished(self, key: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(key, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failure = self._failure or error
        self._on_done()


async def cancel(tasks: Sequence[asyncio.Task[None] | asyncio.Task[bool]]) -> None:
    """Cancel `tasks`, and wait until they are gone."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
