"""A besoin has somebody new: cards say so, both are put together, each is told who the other is."""

from __future__ import annotations

from dataclasses import dataclass

from aiguilleur_bot.dialogue.events import Taken
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.guichet.counter import Counter
from aiguilleur_bot.engine.meetings import Meetings
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.handoff.guichet.model import Value
from aiguilleur_bot.handoff.rounds import lease_end
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import aiguilleurs, vie
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.personnes import WEB


@dataclass(frozen=True, slots=True)
class Claims:
    """Gives besoins to people."""

    options: Options
    cards: Cards
    askers: Askers
    meetings: Meetings

    async def give(self, counter: Counter, known: Besoin, event: BesoinEvent, prefixe: str) -> Besoin:
        """Whoever speaks has `known`, because they took it or accept it. Raises Impossible, Stale."""
        postbox, by = counter.postbox, counter.by
        until = lease_end(postbox.now, known.region, self.options.delays.bail)
        taken = await vie.hold(postbox.tx, known, event, par=by.id, now=postbox.now, until=until)
        await self.cards.update(postbox, taken, prefixe=prefixe, par=by.compte, le=postbox.now)
        how = await self.meetings.begin(postbox, taken, by)
        asker = await self.askers.tell(postbox, taken, Taken(by.compte or "", how, taken.numero))
        data: dict[str, Value] = {
            "numero": taken.numero,
            "texte": taken.texte,
            "personne": (asker.compte or "") if asker else "",
            "comment": how,
            "rappeler": asker is not None and asker.plateforme == WEB,
            "charte": await self._charter(counter),
        }
        await counter.privately(f"{prefixe}gagnee", "pris_ok", data)
        return taken

    async def _charter(self, counter: Counter) -> bool:
        """Whether the charter is to be said: once, to people of the settings, with the first besoin they take."""
        tx, by = counter.postbox.tx, counter.by
        if not self.options.is_aiguilleur(by.plateforme, by.compte or ""):
            return False
        row = await aiguilleurs.get(tx, by.id)
        if row is not None and row.charte_le is not None:
            return False
        await aiguilleurs.note(tx, by.id, counter.postbox.now, charte_le=counter.postbox.now)
        return True
