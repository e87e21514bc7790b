"""The one clock: real, or moved by hand in tests."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is, and how to wait."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that long by this clock."""
        ...


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that moves only when told to: whoever sleeps wakes when `advance` passes their hour."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + timedelta(seconds=seconds), future))
        await future

    def advance(self, delta: timedelta) -> None:
        """Move on, and wake those whose hour came."""
        self._now += delta
        waiting = self._sleepers
        self._sleepers = [(when, future) for when, future in waiting if when > self._now]
        for when, future in waiting:
            if when <= self._now and not future.done():
                future.set_result(None)


class Bell:
    """Wakes a loop that waits for work: rung, or when its time is up, whichever comes first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is work."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Until rung, at most `seconds`. A ring heard while nobody waited counts."""
        if not self._rung.is_set():
            tasks = {asyncio.ensure_future(self._rung.wait()), asyncio.ensure_future(self._clock.sleep(seconds))}
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
        self._rung.clear()
