"""A besoin offered to a colleague, an absence to a relay, the charter to whoever is invited; and their answers."""

from __future__ import annotations

from dataclasses import dataclass

from aiguilleur_bot.engine.guichet.claims import Claims
from aiguilleur_bot.engine.guichet.counter import Counter, besoin
from aiguilleur_bot.engine.returns import Returns
from aiguilleur_bot.handoff.guichet.effects import Answer, Offer
from aiguilleur_bot.handoff.guichet.model import Offre, Value
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import absences, aiguilleurs, personnes, vie
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.vocabulary import Etat


@dataclass(frozen=True, slots=True)
class Asking:
    """What aiguilleurs ask of one another: nothing changes hands without a yes."""

    claims: Claims
    returns: Returns

    async def offer(self, counter: Counter, effect: Offer) -> None:
        """Offered, and still its holder's. Raises Stale."""
        postbox, by = counter.postbox, counter.by
        known = await besoin(counter, effect.numero)
        await vie.offer(postbox.tx, known, to=effect.a, now=postbox.now, qui=by.id)
        grave = known.coup_dur
        data: dict[str, Value] = {
            "numero": known.numero,
            "de": by.compte or "",
            "texte": "" if grave else known.texte,
            "region": known.region_nom or "",
        }
        await counter.write_to(effect.a, "guichet_transmission", data, sujet=Offre("transmission", known.numero).sujet)

    async def answer(self, counter: Counter, effect: Answer) -> None:
        """Their yes, or their no. Raises Stale when it was not asked any more."""
        match effect.offre.genre:
            case "transmission":
                known = await besoin(counter, effect.offre.cle)
                await (self._taken_over if effect.oui else self._refused)(counter, known)
            case "relais":
                await self._relay(counter, effect)
            case "charte":
                tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by.id
                if effect.oui:
                    await aiguilleurs.note(tx, by, now, etat=aiguilleurs.ACTIVE, charte_le=now)
                else:
                    await aiguilleurs.note(tx, by, now, etat=aiguilleurs.GONE)

    async def _taken_over(self, counter: Counter, known: Besoin) -> None:
        if known.etat != Etat.TRANSMISE:
            raise Stale
        before = known.prise_par
        taken = await self.claims.give(counter, known, BesoinEvent.ACCEPTER, "suite:")
        await self._tell_holder(counter, before, taken, oui=True)

    async def _refused(self, counter: Counter, known: Besoin) -> None:
        before = known.prise_par
        await self.returns.to_its_holder(counter.postbox, known, qui=counter.by.id)
        await self._tell_holder(counter, before, known, oui=False)

    async def _tell_holder(self, counter: Counter, holder: str | None, known: Besoin, *, oui: bool) -> None:
        if holder is not None:
            data: dict[str, Value] = {"numero": known.numero, "a": counter.by.compte or "", "oui": oui}
            await counter.write_to(holder, "guichet_transmission_suite", data)

    async def _relay(self, counter: Counter, effect: Answer) -> None:
        tx, by = counter.postbox.tx, counter.by
        asker = await absences.owner(tx, effect.offre.cle)
        if asker is None or not await absences.answer(tx, effect.offre.cle, relais=by.id, accepte=effect.oui):
            raise Stale
        known = await personnes.get(tx, asker)
        if known is not None:
            await counter.write_to(known.id, "guichet_relais_suite", {"a": by.compte or "", "oui": effect.oui})
