"""An offer of help accepted by the author's own 🧭: the words, never kept, are read back, then answered as if called.

Offers are made by `engine.offers`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from aiguilleur_bot.engine.addressing import Address, Gate, Purpose
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.decide import Decider
from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import AuthLost, Message, PlatformError, Reaction, Retry
from aiguilleur_bot.store import journal
from aiguilleur_bot.store.database import Database

READ_AGAIN_FOR = timedelta(hours=1)
"""How long the words are asked for on a server in trouble: what the author says next waits meanwhile."""

_READ_WITHIN = 8.0
_RETRY = Backoff(first=1, ceiling=60)


@dataclass(frozen=True, slots=True)
class Acceptances:
    """Answers the author's own 🧭. `read` gives a message of a platform, a room, an id, as it says now."""

    database: Database
    clock: Clock
    gate: Gate
    decider: Decider
    read: Callable[[str, str, str], Awaitable[Message | None]]

    async def answer(self, row: journal.JournalRow, event: Reaction, address: Address) -> None:
        """Settle `row` as if its author had called us in the message itself; or as nothing, when it is gone."""
        try:
            async with asyncio.timeout(_READ_WITHIN):
                said = await self.read(event.platform, event.room, event.target)
        except (Retry, AuthLost, TimeoutError) as trouble:
            await self._later(row, getattr(trouble, "after", None))
            return
        except PlatformError:
            said = None
        if said is None or said.kind != "texte" or not said.text or self.gate.person(said) != address.personne:
            await self._nothing(row)
            return
        called = replace(said, mentions_bot=True)
        await self.decider.decide(row, called, replace(address, purpose=Purpose.DIALOGUE))

    async def _later(self, row: journal.JournalRow, after: float | None) -> None:
        now = self.clock.now()
        if now - row.recu_le > READ_AGAIN_FOR:
            await self._nothing(row)
            return
        waited = int((now - row.recu_le).total_seconds()).bit_length()
        async with self.database.write("report") as tx:
            await journal.postpone(tx, row.rang, None, now + timedelta(seconds=_RETRY.delay(waited + 1, after)))

    async def _nothing(self, row: journal.JournalRow) -> None:
        async with self.database.write("abandon") as tx:
            await journal.settle(tx, row.rang, self.clock.now())
