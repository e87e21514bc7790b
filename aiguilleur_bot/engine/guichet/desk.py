"""The desk: settles what an aiguilleur says, in one transaction, as the dialogue does for those who ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.engine.addressing import Address
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.coming import Coming
from aiguilleur_bot.engine.failures import Impasse
from aiguilleur_bot.engine.guichet.communs import CommonsDesk
from aiguilleur_bot.engine.guichet.counter import Counter
from aiguilleur_bot.engine.guichet.deeds import Deeds
from aiguilleur_bot.engine.guichet.missing import MissingDesk, Prepared
from aiguilleur_bot.engine.guichet.worlds import DeskWorlds
from aiguilleur_bot.engine.ids import event_key
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.handoff.guichet import communs, coordonner, state
from aiguilleur_bot.handoff.guichet.model import REPOS, Said, Tap, Words, still
from aiguilleur_bot.handoff.guichet.step import step
from aiguilleur_bot.platforms.base import Inbound, Message, Reaction
from aiguilleur_bot.store import journal, personnes, postes
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Database, Transaction

REDO = 10


@dataclass(frozen=True, slots=True)
class Desk:
    """Decides what an aiguilleur's words do."""

    database: Database
    clock: Clock
    voice: Renderer
    worlds: DeskWorlds
    deeds: Deeds
    commons: CommonsDesk
    missing: MissingDesk
    coming: Coming
    postbox: Callable[[Transaction, str, datetime], Postbox]

    async def hear(self, row: journal.JournalRow, event: Inbound, address: Address) -> None:
        """Settle `row`. Two people at the same instant: one wins, the other decides again and is told.

        Raises Impasse when everything keeps changing meanwhile.
        """
        prepared = None
        if address.sujet == coordonner.SUBJECT and isinstance(event, Message):
            async with self.coming.shown(event):
                prepared = await self.missing.prepare(event.text)
        for _ in range(REDO):
            try:
                async with self.database.write("guichet") as tx:
                    await self._decide(tx, row, event, address, prepared)
            except Stale:
                continue
            return
        raise Impasse("la demande change sans cesse")

    async def _decide(
        self, tx: Transaction, row: journal.JournalRow, event: Inbound, address: Address, prepared: Prepared | None
    ) -> None:
        now = self.clock.now()
        by = await personnes.get(tx, address.personne)
        if not await journal.settle(tx, row.rang, now) or by is None:
            return
        postbox = self.postbox(tx, event_key(row.plateforme, row.evenement), now)
        counter = Counter(postbox, by, event, address.fil, self.voice)
        if prepared is not None:
            await self.missing.answer(counter, prepared)
            return
        asked = communs.read(event.text, event.mentions) if isinstance(event, Message) else None
        if asked is not None and address.sujet == communs.SUBJECT:
            await self.commons.answer(counter, asked)
            return
        before = await postes.get(tx, by.id)
        poste = still(state.load(before.etat), before.maj_le, now) if before else REPOS
        said = _said(event, address)
        world = await self.worlds.world(postbox, by, event, poste, said)
        after, effects = step(poste, said, world)
        await self.deeds.apply(counter, effects)
        if before is not None or after != REPOS:
            await postes.save(tx, before, by.id, state.dump(after), now)


def _said(event: Inbound, address: Address) -> Said:
    if isinstance(event, Reaction):
        return Tap(event.key, address.numero, address.sujet)
    if isinstance(event, Message):
        return Words(event.text, address.numero, event.mentions)
    raise TypeError(f"{type(event).__name__} n'appartient pas au guichet")
