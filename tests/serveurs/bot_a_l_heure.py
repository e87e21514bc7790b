"""The real bot inside the test, on a clock that the test moves: days pass at once, and real seconds too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from serveurs.bot import Bot

from aiguilleur_bot.app import Bot as BuiltBot
from aiguilleur_bot.app import build
from aiguilleur_bot.configuration import read_settings
from aiguilleur_bot.engine.clock import SystemClock
from aiguilleur_bot.engine.options import Options

TICK = Options(key=bytes(16)).tick.total_seconds()
SHORT_TICK = 0.3


class MovedClock(SystemClock):
    """The time of the machine, and whatever was added to it. Waiting still takes real seconds, between rounds less."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._round = asyncio.Condition()
        self._rounds = 0

    async def sleep(self, seconds: float) -> None:
        """Wait; the timers do it after each round, for a time that is theirs alone, cut short here."""
        if seconds == TICK:
            async with self._round:
                self._rounds += 1
                self._round.notify_all()
        await super().sleep(SHORT_TICK if seconds == TICK else seconds)

    def now(self) -> datetime:
        return super().now() + self._ahead

    def pass_by(self, time: timedelta) -> None:
        """So much time passes at once."""
        self._ahead += time

    async def whole_round(self) -> None:
        """Wait until the timers have done all there is to do now."""
        async with self._round:
            wanted = self._rounds + 2
            await self._round.wait_for(lambda: self._rounds >= wanted)

    def move_to(self, moment: datetime) -> None:
        """It is now that moment (aware), later than it was."""
        self.pass_by(moment - self.now())


@asynccontextmanager
async def in_process(installation: Bot, clock: MovedClock) -> AsyncIterator[BuiltBot]:
    """The bot of `installation` runs here while the block does, by `clock`."""
    settings = read_settings(Path(installation.folder) / "aiguilleur.yaml")
    async with build(settings, installation.folder, clock) as bot, bot.running():
        yield bot
