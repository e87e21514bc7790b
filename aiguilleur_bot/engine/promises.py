"""« Sinon, je vous le dirai »: when nobody took a besoin in the announced delay, its asker is told, once.

The aiguilleurs are called once more at the same time. Both are decided with the mark that says so: never twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiguilleur_bot.dialogue.contacts import network_shown
from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.savoir import Renderer, Savoir
from aiguilleur_bot.handoff import calendar
from aiguilleur_bot.store import besoins, conversations, personnes
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Database, Transaction

_AT_LEAST = timedelta(hours=23)
"""No delay is shorter than a working day, the one when the clocks change included."""

_log = logger("promesses")


@dataclass(frozen=True, slots=True)
class Promises:
    """Keeps the promise of `prompts/transmis`."""

    database: Database
    clock: Clock
    options: Options
    voice: Renderer
    cards: Cards
    savoir: Callable[[], Savoir]
    postbox: Callable[[Transaction, str, datetime], Postbox]

    async def keep(self) -> bool:
        """Own up for each besoin that waited too long, in a transaction of its own. True when there is mail."""
        now = self.clock.now()
        async with self.database.read() as tx:
            waiting = await besoins.unanswered(tx, now - _AT_LEAST)
        late = [one for one in waiting if self._until(one) <= now]
        for one in late:
            async with self.database.write("promesse") as tx:
                await self._own_up(tx, one, now)
        return bool(late)

    def _until(self, one: Besoin) -> datetime:
        delays = self.options.delays
        days = min(delays.annonce, delays.coup_dur) if one.appui == "coup-dur" else delays.annonce
        return calendar.of_region(one.region).later(one.cree_le, days)

    async def _own_up(self, tx: Transaction, one: Besoin, now: datetime) -> None:
        if not await besoins.own_up(tx, one, now):
            return
        known = await besoins.get(tx, one.numero) or one
        postbox = self.postbox(tx, f"promesse\0{known.numero}", now)
        asker = await personnes.get(tx, known.demandeur) if known.demandeur else None
        if asker is not None:
            body = self.voice.render("personne_encore", self._data(known))
            await postbox.private("demandeur", asker, body, conversation=conversations.direct_id(asker.id))
        await self.cards.announce(postbox, known)
        _log.info("personne_encore", numero=known.numero)

    def _data(self, known: Besoin) -> dict[str, Value]:
        base = self.savoir().base
        where = base.region(known.region) if known.region else None
        return {
            "numero": known.numero,
            "coup_dur": known.appui == "coup-dur",
            "reseau": network_shown(base.reseau(where), where),
        }
