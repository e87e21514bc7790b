"""What time does to whoever holds a besoin: a word, the end of the lease, the end of the besoin. Never a reproach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiguilleur_bot.dialogue.events import Expired
from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.meetings import Meetings
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.returns import Returns
from aiguilleur_bot.engine.rings import Rings
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.handoff.absences import substitute
from aiguilleur_bot.handoff.rounds import Step
from aiguilleur_bot.handoff.routing import coordinators, relays
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import personnes, rondes, vie
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.vocabulary import Issue, Motif


@dataclass(frozen=True, slots=True)
class Holders:
    """Applies the steps of `handoff.rounds` that are about whoever holds a besoin."""

    returns: Returns
    cards: Cards
    rings: Rings
    askers: Askers
    meetings: Meetings
    savoir: Callable[[], Savoir]

    async def apply(self, postbox: Postbox, known: Besoin, step: Step) -> None:
        """One step. Raises store.conversations.Stale."""
        match step:
            case Step.RAPPELER:
                await rondes.mark(postbox.tx, known, postbox.now, step.value, rappele_le=postbox.now)
                await self._word(postbox, known, "rappel", step)
            case Step.RENDRE:
                freed = await vie.advance(postbox.tx, known, BesoinEvent.BAIL_ECHU, now=postbox.now, qui=None)
                await self._word(postbox, known, "rendu", step)
                await self.returns.to_the_group(postbox, freed)
            case Step.REPRENDRE:
                kept = await self.returns.to_its_holder(postbox, known, qui=None)
                await self._word(postbox, kept, "repris", step)
            case Step.RELANCER:
                now, event = postbox.now, BesoinEvent.RELANCER
                asked = await vie.advance(postbox.tx, known, event, now=now, qui=None, relance_le=now)
                await self._word(postbox, asked, "relance", step)
            case Step.EXPIRER:
                await self._expire(postbox, known)
            case _:
                raise ValueError(f"« {step} » ne regarde pas qui tient un besoin")

    async def left(self, postbox: Postbox, known: Besoin) -> None:
        """Whoever held it left the aiguilleurs: it is the group's again, and the person is told."""
        await self.returns.release(postbox, known, pourquoi="parti")

    # ------------------------------------------------------------ inside

    async def _expire(self, postbox: Postbox, known: Besoin) -> None:
        issue = Issue.INCONNU if known.issue == Issue.EN_COURS else Issue(known.issue)
        motif = known.motif or Motif.SANS_NOUVELLES
        now, event = postbox.now, BesoinEvent.EXPIRER
        over = await vie.advance(postbox.tx, known, event, now=now, qui=None, issue=issue, motif=motif)
        await self._word(postbox, over, "expire", Step.EXPIRER)
        await self.cards.update(postbox, over, prefixe="expire:", par=None, le=None)
        await self.meetings.end(postbox, over, "clos")
        where = self.savoir().base.region(over.region) if over.region else None
        await self.askers.tell(postbox, over, Expired(over.numero, over.coup_dur, territoire=where))

    async def _word(self, postbox: Postbox, known: Besoin, genre: str, step: Step) -> None:
        """Said to whoever holds it; about what goes on while they are away, to their relay, else to coordinators."""
        if known.prise_par is None:
            return
        asker = await personnes.get(postbox.tx, known.demandeur) if known.demandeur else None
        holder = await personnes.get(postbox.tx, known.prise_par)
        data: dict[str, Value] = {
            "texte": "" if known.coup_dur else known.texte,
            "personne": (asker.compte or "") if asker else "",
            "pour": "",
        }
        others = await self._standing_in(postbox, known) if genre == "relance" else None
        for to in (known.prise_par,) if others is None else others:
            if to != known.prise_par:
                data["pour"] = (holder.compte or "") if holder else ""
            await self.rings.word(postbox, known, to, genre, step, data)

    async def _standing_in(self, postbox: Postbox, known: Besoin) -> tuple[str, ...] | None:
        """Who is asked while the holder is away: their relay, else coordinators, else nobody but them, once back.

        None when they are there.
        """
        team = await self.rings.teams.gather(postbox.tx, postbox.now)
        away = relays(team.candidates, postbox.now)
        if known.prise_par is None or known.prise_par not in away:
            return None
        relay = substitute(known.prise_par, away)
        if relay is not None and relay in team.members:
            return (relay,)
        others = tuple(one.personne for one in coordinators(team.candidates, known.region, postbox.now))
        return others or (known.prise_par,)
