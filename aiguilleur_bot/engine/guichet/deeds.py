"""Turns what the desk decided into rows: besoins, cards, outbox. All in the transaction of the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from aiguilleur_bot.dialogue.events import Ended, Released, Taken
from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.guichet.counter import Counter
from aiguilleur_bot.engine.learning import served_by
from aiguilleur_bot.engine.meetings import Meetings
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.rings import Rings
from aiguilleur_bot.handoff import calendar
from aiguilleur_bot.handoff.guichet import days, model
from aiguilleur_bot.handoff.guichet.model import Effect
from aiguilleur_bot.handoff.rounds import lease_end
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import besoins, brouillons, temps, vie
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.conversations import Stale
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

    async def apply(self, counter: Counter, effects: Sequence[Effect]) -> None:
        """Carry out `effects`, in order. Raises store.conversations.Stale: decide again."""
        for index, effect in enumerate(effects):
            part = f"guichet:{index}"
            match effect:
                case model.Say():
                    await self._say(counter, part, effect)
                case model.Take() | model.LetGo() | model.GiveBack() | model.Reopen():
                    await self._hand(counter, part, effect)
                case model.Contacted() | model.Wait() | model.Close():
                    await self._follow(counter, part, effect)
                case _:
                    await self._note(counter, effect)

    async def _say(self, counter: Counter, part: str, effect: model.Say) -> None:
        if effect.ou == "prive":
            await counter.privately(part, effect.modele, effect.donnees, effect.sujet)
        else:
            await counter.here(part, effect.modele, effect.donnees)

    # ------------------------------------------------------------ from hand to hand

    async def _hand(
        self, counter: Counter, part: str, effect: model.Take | model.LetGo | model.GiveBack | model.Reopen
    ) -> None:
        known = await _besoin(counter, effect.numero)
        match effect:
            case model.Take():
                await self._take(counter, known)
            case model.LetGo():
                await self._let_go(counter, part, known)
            case model.GiveBack():
                await self._give_back(counter, known)
            case model.Reopen():
                await self._reopen(counter, known)

    async def _take(self, counter: Counter, known: Besoin) -> None:
        """They have it: the cards say so, they learn whom to write to, and the person who writes."""
        postbox, by = counter.postbox, counter.by
        until = lease_end(postbox.now, known.region, self.options.delays.bail)
        event = BesoinEvent.PRENDRE
        taken = await vie.hold(postbox.tx, known, event, par=by.id, now=postbox.now, until=until)
        await self.cards.update(postbox, taken, prefixe="prise:", par=by.compte, le=postbox.now)
        how = await self.meetings.begin(postbox, taken, by)
        asker = await self.askers.tell(postbox, taken, Taken(by.compte or "", how))
        account = (asker.compte or "") if asker else ""
        data: dict[str, model.Value] = {"numero": taken.numero, "texte": taken.texte, "personne": account}
        data["comment"] = how
        await counter.privately("prise:gagnee", "pris_ok", data)

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

    async def _give_back(self, counter: Counter, known: Besoin) -> None:
        postbox = counter.postbox
        freed = await vie.release(postbox.tx, known, now=postbox.now, pourquoi=BesoinEvent.RELACHER, qui=counter.by.id)
        await self.returned(counter, freed)

    async def returned(self, counter: Counter, freed: Besoin) -> None:
        """A besoin is the group's again: cards say so, its asker is told, others are rung."""
        postbox = counter.postbox
        await self.cards.update(postbox, freed, prefixe=f"rendu:{freed.numero}:", par=None, le=None)
        await self.meetings.end(postbox, freed, "rendu")
        told = Released(freed.numero, coup_dur=freed.appui == "coup-dur")
        await self.askers.tell(postbox, freed, told, prefixe=f"demandeur:{freed.numero}:")
        await self.rings.announce(postbox, freed, "retour")

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
        await self._take(counter, again)

    # ------------------------------------------------------------ what becomes of it

    async def _follow(self, counter: Counter, part: str, effect: model.Contacted | model.Wait | model.Close) -> None:
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by
        known = await self._going_on(counter, await _besoin(counter, effect.numero))
        if isinstance(effect, model.Wait):
            until = calendar.of_region(known.region).at(effect.jusqu_au, WAKES)
            event, whom = BesoinEvent.ATTENDRE, effect.qui
            await vie.advance(tx, known, event, now=now, qui=by.id, attend_qui=whom, attend_jusqu_au=until)
        elif isinstance(effect, model.Close):
            over = await vie.close(tx, known, now=now, qui=by.id, issue=effect.issue, motif=effect.motif)
            await self.cards.update(counter.postbox, over, prefixe=f"{part}:", par=by.compte, le=over.prise_le)
            await self.meetings.end(counter.postbox, over, "clos")
            told = Ended(by.compte or "", over.numero, coup_dur=over.appui == "coup-dur")
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
                return await self.back_to_holder(counter, known, qui=by)
        return known

    async def back_to_holder(self, counter: Counter, known: Besoin, *, qui: str | None) -> Besoin:
        """A transfer refused, or taken back: as it was, with a new lease when nobody wrote to the person yet."""
        tx, now = counter.postbox.tx, counter.postbox.now
        if known.premier_contact_le is not None:
            return await vie.advance(tx, known, BesoinEvent.REPRENDRE, now=now, qui=qui)
        until = lease_end(now, known.region, self.options.delays.bail)
        return await vie.advance(tx, known, BesoinEvent.REFUSER, now=now, qui=qui, bail_jusqu_au=until)

    # ------------------------------------------------------------ what they say of it

    async def _note(self, counter: Counter, effect: Effect) -> None:
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by.id
        match effect:
            case model.Annotate():
                await vie.touch(tx, effect.numero, now, note=mask(effect.note))
            case model.Served():
                await vie.touch(tx, effect.numero, now, commun=effect.commun)
                known = await _besoin(counter, effect.numero)
                await served_by(tx, self.options.key, known, effect.commun, now)
            case model.Spent():
                known = await _besoin(counter, effect.numero)
                day = days.today(now)
                minutes = effect.minutes
                await temps.give(tx, personne=by, numero=known.numero, region=known.region, minutes=minutes, jour=day)
            case model.Draft():
                await brouillons.begin(
                    tx, personne=by, numero=effect.numero, usage=mask(effect.usage), lien=effect.lien, now=now
                )


async def _besoin(counter: Counter, numero: int) -> Besoin:
    known = await besoins.get(counter.postbox.tx, numero)
    if known is None:
        raise Stale
    return known
