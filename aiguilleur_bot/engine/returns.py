"""A besoin that comes back: to the group, or to whoever was passing it on. Said in one way, whoever decides it."""

from __future__ import annotations

from dataclasses import dataclass

from aiguilleur_bot.dialogue.events import Released
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.guichet.counter import DESK
from aiguilleur_bot.engine.meetings import Meetings
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.rings import Rings
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.handoff.guichet.model import Offre
from aiguilleur_bot.handoff.rounds import lease_end
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import envois, vie
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.vocabulary import Etat


@dataclass(frozen=True, slots=True)
class Returns:
    """Takes besoins back."""

    options: Options
    voice: Renderer
    cards: Cards
    rings: Rings
    askers: Askers
    meetings: Meetings

    async def release(self, postbox: Postbox, known: Besoin, *, pourquoi: str, qui: str | None = None) -> None:
        """Its holder gives it back, or left. Raises Impossible, Stale."""
        await self._offered_no_more(postbox, known, qui)
        freed = await vie.release(postbox.tx, known, now=postbox.now, pourquoi=pourquoi, qui=qui)
        await self.to_the_group(postbox, freed)

    async def to_the_group(self, postbox: Postbox, freed: Besoin) -> None:
        """Cards say so, its asker is told honestly, others are rung. Raises Stale."""
        await self.cards.update(postbox, freed, prefixe=f"rendu:{freed.numero}:", par=None, le=None)
        await self.meetings.end(postbox, freed, "rendu")
        told = Released(freed.numero, coup_dur=freed.coup_dur)
        await self.askers.tell(postbox, freed, told, prefixe=f"demandeur:{freed.numero}:")
        await self.rings.announce(postbox, freed, "retour")

    async def to_its_holder(self, postbox: Postbox, known: Besoin, *, qui: str | None) -> Besoin:
        """A transfer refused, unanswered or taken back: as it was, with a new lease when nobody wrote to the person.

        Raises Impossible, Stale.
        """
        tx, now = postbox.tx, postbox.now
        await self._offered_no_more(postbox, known, qui)
        if known.premier_contact_le is not None:
            return await vie.advance(tx, known, BesoinEvent.REPRENDRE, now=now, qui=qui)
        until = lease_end(now, known.region, self.options.delays.bail)
        event = BesoinEvent.REFUSER
        return await vie.advance(tx, known, event, now=now, qui=qui, prise_le=now, bail_jusqu_au=until)

    async def _offered_no_more(self, postbox: Postbox, known: Besoin, qui: str | None) -> None:
        """What was asked of a colleague is not left standing, unless the answer is theirs."""
        if known.etat != Etat.TRANSMISE:
            return
        asked = await envois.last_asked(postbox.tx, DESK + Offre("transmission", known.numero).sujet)
        if asked is not None and asked.personne != qui:
            body = self.voice.render("guichet_transmission_reprise", {"numero": known.numero})
            await postbox.edit(f"reprise:{known.numero}", asked.id, body)
