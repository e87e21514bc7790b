"""« silence », « réveil »: a moderator of a room keeps the bot silent there, or lets it speak again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiguilleur_bot.engine.addressing import Address
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.ids import event_key
from aiguilleur_bot.engine.postbox import Postbox, thread_queue
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.handoff import silence
from aiguilleur_bot.platforms.base import Message, PlatformError, Retry, Say
from aiguilleur_bot.store import journal, salons
from aiguilleur_bot.store.database import Database, Transaction

_ASKED_WITHIN = 8.0
_AGAIN = timedelta(seconds=10)
_WISHED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Silences:
    """`moderates` says whether somebody moderates a room, on its platform."""

    database: Database
    clock: Clock
    voice: Renderer
    moderates: Callable[[str, str, str], Awaitable[bool]]
    postbox: Callable[[Transaction, str, datetime], Postbox]

    async def hear(self, row: journal.JournalRow, event: Message, address: Address) -> None:
        """Settle `row`; later, while the server cannot say who moderates."""
        wanted = silence.read(event.text) is True
        try:
            async with asyncio.timeout(_ASKED_WITHIN):
                may = await self.moderates(event.platform, event.room, event.sender)
        except (Retry, TimeoutError):
            await self._later(row)
            return
        except PlatformError:
            may = False
        async with self.database.write("silence") as tx:
            now = self.clock.now()
            if not await journal.settle(tx, row.rang, now):
                return
            room = await salons.get(tx, event.platform, event.room)
            asleep = room is not None and room.muet_le is not None
            if asleep and not (may and not wanted):
                return
            modele = "silence_refuse" if not may else "silence_dit" if wanted else "silence_fini"
            if may and not wanted:
                await salons.mute(tx, event.platform, event.room, None)
            body, fil = self.voice.render(modele, {}), address.fil
            postbox = self.postbox(tx, event_key(row.plateforme, row.evenement), now)

            def say(id: str) -> Say:
                return Say(id=id, body=body, room=event.room, thread=fil, reply_to=event.event_id)

            await postbox.in_room("silence", event.platform, say, file=thread_queue(event.room, fil))
            if may and wanted:
                await salons.mute(tx, event.platform, event.room, now)

    async def _later(self, row: journal.JournalRow) -> None:
        """Ask the server again soon; a wish for silence an hour old is no wish any more."""
        now = self.clock.now()
        async with self.database.write("report") as tx:
            if now - row.recu_le > _WISHED_FOR:
                await journal.settle(tx, row.rang, now)
            else:
                await journal.postpone(tx, row.rang, None, now + _AGAIN)
