"""Applies the ladder of `handoff.rounds`: each step in a transaction of its own, with the mark that says it was done.

Read again inside the transaction, and marked by a conditional update: a step whose besoin changed meanwhile is not
applied, and one that was applied is not due any more, whatever crashes and however often it is tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from aiguilleur_bot.dialogue.contacts import network_shown
from aiguilleur_bot.dialogue.events import Expired
from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.facts import facts_of
from aiguilleur_bot.engine.holders import Holders
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.rings import Rings
from aiguilleur_bot.engine.savoir import Renderer, Savoir
from aiguilleur_bot.handoff.rounds import Due, Step, next_due
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import aiguilleurs, besoins, conversations, personnes, rondes, sonneries, vie
from aiguilleur_bot.store.aiguilleurs import GONE
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.vocabulary import HELD_STATES, Issue, Motif

AT_ONCE = 5
"""Steps applied to one besoin in one round: what an outage left behind, no more."""

_log = logger("rondes")


@dataclass(frozen=True, slots=True)
class Rounds:
    """Goes round the besoins of one installation."""

    database: Database
    clock: Clock
    options: Options
    voice: Renderer
    cards: Cards
    rings: Rings
    holders: Holders
    askers: Askers
    savoir: Callable[[], Savoir]
    postbox: Callable[[Transaction, str, datetime], Postbox]

    async def go(self) -> bool:
        """Apply whatever is due; one besoin in trouble does not stop the others. True when there is mail."""
        now = self.clock.now()
        async with self.database.read() as tx:
            found = await rondes.open_besoins(tx)
            left = await self._left(tx)
            late = [known for known, offered in found if self._due(known, offered, now) or _is_left(known, left)]
        moved = False
        for one in late:
            try:
                moved |= await self._one(one.numero, now)
            except SQLAlchemyError:
                raise
            except Exception as error:  # noqa: BLE001 - the others must go on
                _log.error("ronde_en_panne", numero=one.numero, erreur=type(error).__name__)
        return moved

    async def ring_planned(self) -> bool:
        """Ring the phones whose hour has come, if their besoin still waits. True when there is mail."""
        now = self.clock.now()
        async with self.database.read() as tx:
            due, useless = await sonneries.planned(tx, now), await sonneries.useless(tx)
        if useless:
            async with self.database.write("sonneries") as tx:
                await sonneries.drop_useless(tx)
        for ring in due:
            async with self.database.write("sonnerie") as tx:
                known = await besoins.get(tx, ring.numero) if ring.numero is not None else None
                still = {one.id for one in await sonneries.planned(tx, now)}
                if known is not None and ring.id in still:
                    await self.rings.ring_planned(self.postbox(tx, f"sonnerie\0{ring.id}", now), ring, known)
        return bool(due)

    # ------------------------------------------------------------ one besoin

    def _due(self, known: Besoin, offered: datetime | None, now: datetime) -> Due | None:
        """The step to apply now. People are disturbed in working hours; a card may be shown at any hour."""
        facts = facts_of(known, offered)
        due = next_due(facts, self.options.delays)
        if due is None or due.quand > now:
            return None
        return due if due.step is Step.OFFRIR or facts.calendar.is_open(now) else None

    async def _left(self, tx: Transaction) -> dict[str, datetime]:
        """Those who left, and when: what they hold goes back to the group."""
        return {one.personne: one.maj_le for one in await aiguilleurs.everybody(tx) if one.etat == GONE}

    async def _one(self, numero: int, now: datetime) -> bool:
        """Everything that is due for one besoin, a transaction a step."""
        for done in range(AT_ONCE):
            try:
                async with self.database.write("ronde") as tx:
                    if not await self._step(tx, numero, now):
                        return done > 0
            except Stale:
                return done > 0
        return True

    async def _step(self, tx: Transaction, numero: int, now: datetime) -> bool:
        found = await rondes.one(tx, numero)
        if found is None:
            return False
        known, offered = found
        if _is_left(known, await self._left(tx)):
            postbox = self.postbox(tx, f"ronde\0{numero}\0parti\0{known.prise_le}", now)
            await self.holders.left(postbox, known)
            return True
        due = self._due(known, offered, now)
        if due is None:
            return False
        postbox = self.postbox(tx, f"ronde\0{numero}\0{due.step}\0{due.quand.isoformat()}", now)
        await self._apply(postbox, known, due.step)
        _log.info("ronde", numero=numero, etape=due.step.value)
        return True

    async def _apply(self, postbox: Postbox, known: Besoin, step: Step) -> None:
        match step:
            case Step.OFFRIR:
                await self.rings.announce(postbox, known)
            case Step.ELARGIR:
                wider = await self._mark(postbox, known, step, tour=known.tour + 1)
                await self.rings.offer(postbox, wider, step, "encore")
            case Step.COORDONNER:
                level = max(known.escalade, 1)
                told = await self._mark(postbox, known, step, prevenu_le=postbox.now, escalade=level)
                await self._own_up(postbox, told)
                await self.rings.coordinate(postbox, told, step)
            case Step.NATIONAL:
                await self.rings.coordinate(postbox, await self._mark(postbox, known, step, escalade=2), step)
            case Step.RENONCER:
                await self._give_up(postbox, known)
            case _:
                await self.holders.apply(postbox, known, step)

    async def _mark(self, postbox: Postbox, known: Besoin, step: Step, **values: int | datetime) -> Besoin:
        return await rondes.mark(postbox.tx, known, postbox.now, step.value, **values)

    # ------------------------------------------------------------ whoever asked

    async def _own_up(self, postbox: Postbox, known: Besoin) -> None:
        """« Sinon, je vous le dirai »: nobody came in the announced delay, and the person is told, once."""
        asker = await personnes.get(postbox.tx, known.demandeur) if known.demandeur else None
        if asker is not None:
            body = self.voice.render("personne_encore", self._data(known))
            await postbox.private("demandeur", asker, body, conversation=conversations.direct_id(asker.id))

    async def _give_up(self, postbox: Postbox, known: Besoin) -> None:
        """Nobody took it in a month: it stays in the log of what is missing, and both sides are told."""
        over = await vie.advance(
            postbox.tx,
            known,
            BesoinEvent.EXPIRER,
            now=postbox.now,
            qui=None,
            pourquoi="personne",
            issue=Issue.NON_COUVERT,
            motif=known.motif or Motif.REFERENT_INDISPONIBLE,
        )
        await self.cards.update(postbox, over, prefixe="renonce:", par=None, le=None)
        where = self.savoir().base.region(over.region) if over.region else None
        await self.askers.tell(postbox, over, Expired(over.numero, over.coup_dur, seul=True, territoire=where))

    def _data(self, known: Besoin) -> dict[str, Value]:
        base = self.savoir().base
        where = base.region(known.region) if known.region else None
        return {
            "numero": known.numero,
            "coup_dur": known.coup_dur,
            "reseau": network_shown(base.reseau(where), where),
        }


def _is_left(known: Besoin, left: dict[str, datetime]) -> bool:
    """Whether whoever holds it left since they took it; somebody who came back and took another keeps it."""
    gone = left.get(known.prise_par or "")
    return known.etat in HELD_STATES and gone is not None and (known.prise_le is None or known.prise_le <= gone)
