"""Turns what the desk decided into rows: besoins, cards, outbox. All in the transaction of the decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time

from aiguilleur_bot.dialogue.events import Ended
from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.guichet.asking import Asking
from aiguilleur_bot.engine.guichet.brief import Briefs
from aiguilleur_bot.engine.guichet.counter import Counter, besoin
from aiguilleur_bot.engine.guichet.pages import PagesDeeds
from aiguilleur_bot.engine.guichet.staff import Staff, StaffDeeds
from aiguilleur_bot.engine.learning import served_by
from aiguilleur_bot.engine.meetings import Meetings
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.rings import Rings
from aiguilleur_bot.handoff import calendar
from aiguilleur_bot.handoff.guichet import days
from aiguilleur_bot.handoff.guichet import effects as do
from aiguilleur_bot.handoff.guichet.effects import Effect
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import besoins, brouillons, manques, personnes, temps, vie
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.vocabulary import Etat, Issue

WAKES = time(9)
"""When a besoin that waits for a day goes on, on the clocks of France."""


@dataclass(frozen=True, slots=True)
class Deeds:
    """Applies what the desk decided. Nothing here talks to a network."""

    options: Options
    cards: Cards
    rings: Rings
    askers: Askers
    meetings: Meetings
    asking: Asking
    briefs: Briefs
    pages: PagesDeeds
    place: Callable[[str], str]

    async def apply(self, counter: Counter, effects: Sequence[Effect]) -> None:
        """Carry out `effects`, in order. Raises store.conversations.Stale: decide again."""
        for index, effect in enumerate(effects):
            part = f"guichet:{index}"
            match effect:
                case do.Say():
                    await self._say(counter, part, effect)
                case do.Take() | do.LetGo() | do.GiveBack() | do.Reopen():
                    await self._hand(counter, part, effect)
                case do.Contacted() | do.Wait() | do.Close():
                    await self._follow(counter, part, effect)
                case do.Offer():
                    await self.asking.offer(counter, effect)
                case do.Answer():
                    await self.asking.answer(counter, effect)
                case do.Show():
                    await self._show(counter, effect)
                case do.Prepare():
                    await self.briefs.show(counter, effect.numero)
                case do.Annotate() | do.Served() | do.Meant() | do.Because() | do.Spent() | do.Draft():
                    await self._note(counter, effect)
                case _:
                    await self._of_people(counter, effect)

    async def _say(self, counter: Counter, part: str, effect: do.Say) -> None:
        if effect.ou == "prive":
            await counter.privately(part, effect.modele, effect.donnees, effect.sujet)
        else:
            await counter.here(part, effect.modele, effect.donnees)

    # ------------------------------------------------------------ from hand to hand

    async def _hand(self, counter: Counter, part: str, effect: do.Take | do.LetGo | do.GiveBack | do.Reopen) -> None:
        known = await besoin(counter, effect.numero)
        match effect:
            case do.Take():
                await self.asking.claims.give(counter, known, BesoinEvent.PRENDRE, "prise:")
            case do.LetGo():
                await self._let_go(counter, part, known)
            case do.GiveBack():
                by, why = counter.by.id, BesoinEvent.RELACHER
                await self.asking.returns.release(counter.postbox, known, pourquoi=why, qui=by)
            case do.Reopen():
                await self._reopen(counter, known)

    async def _show(self, counter: Counter, effect: do.Show) -> None:
        """Somebody thinks of a colleague: they get the card, nothing else changes."""
        known, to = await besoin(counter, effect.numero), await personnes.get(counter.postbox.tx, effect.a)
        if to is not None:
            await self.cards.privately(counter.postbox, known, to)

    async def _of_people(self, counter: Counter, effect: Staff | do.OpenPages | do.ClosePages) -> None:
        if isinstance(effect, do.OpenPages | do.ClosePages):
            await self.pages.apply(counter, effect)
        else:
            await self._staff().apply(counter, effect)

    def _staff(self) -> StaffDeeds:
        return StaffDeeds(self.options, self.asking.returns, self.place)

    async def _let_go(self, counter: Counter, part: str, known: Besoin) -> None:
        """Written down; their own card says so, and somebody else is rung."""
        postbox, by = counter.postbox, counter.by
        if not await vie.let_go(postbox.tx, known, qui=by.id, now=postbox.now):
            return
        body = counter.voice.render("guichet_passe", {"numero": known.numero})
        for index, card in enumerate(await besoins.cards(postbox.tx, known.numero)):
            if card.personne == by.id:
                await postbox.edit(f"{part}:carte:{index}", card.envoi, body)
        await self.rings.passed(postbox, known)

    async def _reopen(self, counter: Counter, known: Besoin) -> None:
        postbox = counter.postbox
        again = await vie.advance(
            postbox.tx,
            known,
            BesoinEvent.ROUVRIR,
            now=postbox.now,
            qui=counter.by.id,
            issue=Issue.EN_COURS,
            motif=None,
        )
        await self.asking.claims.give(counter, again, BesoinEvent.PRENDRE, "prise:")

    # ------------------------------------------------------------ what becomes of it

    async def _follow(self, counter: Counter, part: str, effect: do.Contacted | do.Wait | do.Close) -> None:
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by
        known = await self._going_on(counter, await besoin(counter, effect.numero))
        if isinstance(effect, do.Wait):
            until = calendar.of_region(known.region).at(effect.jusqu_au, WAKES)
            event, whom = BesoinEvent.ATTENDRE, effect.qui
            await vie.advance(tx, known, event, now=now, qui=by.id, attend_qui=whom, attend_jusqu_au=until)
        elif isinstance(effect, do.Close):
            over = await vie.close(tx, known, now=now, qui=by.id, issue=effect.issue, motif=effect.motif)
            await self.cards.update(counter.postbox, over, prefixe=f"{part}:", par=by.compte, le=over.prise_le)
            await self.meetings.end(counter.postbox, over, "clos")
            unmet = await manques.is_unmet(tx, over.numero)
            told = Ended(by.compte or "", over.numero, coup_dur=over.coup_dur, manque=unmet)
            await self.askers.tell(counter.postbox, over, told)

    async def _going_on(self, counter: Counter, known: Besoin) -> Besoin:
        """What waited, was asked about, or offered elsewhere is in their hands again; a first contact is written."""
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by.id
        match known.etat:
            case Etat.PRISE_EN_CHARGE:
                return await vie.advance(tx, known, BesoinEvent.PREMIER_CONTACT, now=now, qui=by)
            case Etat.EN_ATTENTE | Etat.RELANCEE:
                return await vie.advance(tx, known, BesoinEvent.REPRENDRE, now=now, qui=by)
            case Etat.TRANSMISE:
                return await self.asking.returns.to_its_holder(counter.postbox, known, qui=by)
        return known

    # ------------------------------------------------------------ what they say of it

    async def _note(
        self,
        counter: Counter,
        effect: do.Annotate | do.Served | do.Meant | do.Because | do.Spent | do.Draft,
    ) -> None:
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by.id
        match effect:
            case do.Annotate():
                await vie.touch(tx, effect.numero, now, note=mask(effect.note))
            case do.Served():
                await vie.touch(tx, effect.numero, now, commun=effect.commun)
                known = await besoin(counter, effect.numero)
                await served_by(tx, self.options.key, known, effect.commun, now)
            case do.Meant():
                known = await besoin(counter, effect.numero)
                await served_by(tx, self.options.key, known, effect.commun, now)
            case do.Because():
                await vie.touch(tx, effect.numero, now, motif=effect.motif)
            case do.Spent():
                known = await besoin(counter, effect.numero)
                day = days.today(now)
                minutes = effect.minutes
                await temps.give(tx, personne=by, numero=known.numero, region=known.region, minutes=minutes, jour=day)
            case do.Draft():
                await brouillons.begin(
                    tx, personne=by, numero=effect.numero, usage=mask(effect.usage), lien=effect.lien, now=now
                )
