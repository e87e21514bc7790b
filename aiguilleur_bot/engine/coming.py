"""« … écrit »: shown where somebody asked, when the answer takes more than a moment.

A courtesy: it is never stored, tried once, and whatever becomes of it the answer comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.ids import event_key, outbound_id
from aiguilleur_bot.engine.pool import cancel
from aiguilleur_bot.platforms.base import Inbound, Platform, Typing

AFTER = 1.0
"""Seconds before it is shown: most answers come sooner."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Shows it on the platform where somebody asked."""

    clock: Clock
    platforms: Mapping[str, Platform]

    @asynccontextmanager
    async def shown(self, event: Inbound) -> AsyncIterator[None]:
        """While the block runs, an answer to `event` is being looked for."""
        task = asyncio.create_task(self._show(event))
        try:
            yield
        finally:
            await cancel([task])

    async def _show(self, event: Inbound) -> None:
        await self.clock.sleep(AFTER)
        shown = Typing(id=outbound_id(event_key(event.platform, event.event_id), "typing"), room=event.room)
        with suppress(Exception):
            await self.platforms[event.platform].send(shown)
