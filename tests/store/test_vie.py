"""Nothing can move a besoin outside the table: people and time do anything, in any order, and it holds."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update

from aiguilleur_bot.handoff.guichet import effects as do
from aiguilleur_bot.handoff.guichet.model import REPOS, BesoinVu, Collegue, Offre, Tap, Words, World
from aiguilleur_bot.handoff.guichet.step import step
from aiguilleur_bot.handoff.states import TRANSITIONS, BesoinEvent, Impossible
from aiguilleur_bot.store import besoins, personnes, vie
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.tables import besoin, besoin_journal, numerotation, transmission
from aiguilleur_bot.vocabulary import HELD_STATES, Etat, Issue

NOW = datetime(2026, 11, 23, 13, 9, tzinfo=UTC)
UNTIL = NOW + timedelta(days=4)
KEY = b"une cle de test, assez longue"
ASKER = pseudonym(KEY, "test", "@camille")
HANDS = tuple(pseudonym(KEY, "test", name) for name in ("@dominique", "@sasha", "@maxime"))
PHRASES = (
    *("prendre 1", "passer 1", "relâcher 1", "contact 1", "clore 1", "rouvrir 1", "reprendre 1", "attendre 1 lundi"),
    *("transmettre 1 @0", "transmettre 1 @1", "oui", "non", "1", "2", "3", "4", "1 h", "passer", "préparer 1"),
)
MOVES = {(before, after) for (before, _), after in TRANSITIONS.items()}


class Names:
    """No commun at all."""

    def nom(self, commun: str) -> str:
        return commun

    def nomme(self, texte: str) -> str | None:
        return None

    def region(self, texte: str) -> str | None:
        return None


async def seen(tx: Transaction, known: Besoin, who: str) -> World:
    """The world as the engine shows it, with its one besoin."""
    offers = tuple(Offre("transmission", numero) for numero in await vie.offered_to(tx, who))
    one = BesoinVu(
        numero=known.numero,
        texte=known.texte,
        etat=Etat(known.etat),
        par=known.prise_par or "",
        a_moi=known.prise_par == who,
        pris_le=known.prise_le,
        clos_le=known.clos_le,
        premier_contact=known.premier_contact_le is not None,
    )
    people = tuple(Collegue(person, f"@{index}") for index, person in enumerate(HANDS))
    return World(
        NOW,
        Names(),
        besoins={known.numero: one},
        montres=(known.numero,) if known.etat == Etat.NOUVELLE else (),
        personne=who,
        membre=True,
        collegues=people,
        offres=offers,
    )


async def apply(tx: Transaction, known: Besoin, who: str, effect: do.Effect) -> None:
    """What the engine does to the besoin for each effect, through the one door."""
    event = BesoinEvent
    match effect:
        case do.LetGo():
            await vie.let_go(tx, known, qui=who, now=NOW)
        case do.GiveBack():
            await vie.release(tx, known, now=NOW, pourquoi="relacher", qui=who)
        case do.Offer():
            await vie.offer(tx, known, to=effect.a, now=NOW, qui=who)
        case do.Answer(oui=False):
            await back(tx, known, who)
        case do.Take() | do.Reopen() | do.Answer():
            await given(tx, known, who, effect)
        case do.Contacted() | do.Wait() | do.Close():
            ready = await going_on(tx, known, who)
            if isinstance(effect, do.Wait):
                await vie.advance(tx, ready, event.ATTENDRE, now=NOW, qui=who, attend_jusqu_au=UNTIL)
            elif isinstance(effect, do.Close):
                await vie.close(tx, ready, now=NOW, qui=who, issue=effect.issue, motif=effect.motif)


async def given(tx: Transaction, known: Besoin, who: str, effect: do.Take | do.Reopen | do.Answer) -> None:
    if isinstance(effect, do.Reopen):
        known = await vie.advance(tx, known, BesoinEvent.ROUVRIR, now=NOW, qui=who)
    event = BesoinEvent.ACCEPTER if isinstance(effect, do.Answer) else BesoinEvent.PRENDRE
    await vie.hold(tx, known, event, par=who, now=NOW, until=UNTIL)


async def back(tx: Transaction, known: Besoin, who: str) -> Besoin:
    if known.premier_contact_le:
        return await vie.advance(tx, known, BesoinEvent.REPRENDRE, now=NOW, qui=who)
    return await vie.advance(tx, known, BesoinEvent.REFUSER, now=NOW, qui=who, bail_jusqu_au=UNTIL)


async def going_on(tx: Transaction, known: Besoin, who: str) -> Besoin:
    match known.etat:
        case Etat.PRISE_EN_CHARGE:
            return await vie.advance(tx, known, BesoinEvent.PREMIER_CONTACT, now=NOW, qui=who)
        case Etat.EN_ATTENTE | Etat.RELANCEE:
            return await vie.advance(tx, known, BesoinEvent.REPRENDRE, now=NOW, qui=who)
        case Etat.TRANSMISE:
            return await back(tx, known, who)
    return known


async def a_besoin(database: Database) -> None:
    async with database.write("essai") as tx:
        for person in (ASKER, *HANDS):
            await personnes.meet(tx, person, "test", f"@{person[:4]}", NOW)
        one = Besoin(
            numero=1,
            texte="un bail",
            action="gerer",
            region="32",
            region_nom=None,
            appui="coup-de-pouce",
            etat=Etat.NOUVELLE,
            issue=Issue.EN_COURS,
            demandeur=ASKER,
            conversation=None,
            cree_le=NOW,
            maj_le=NOW,
        )
        await besoins.record(tx, one)


async def emptied(database: Database) -> None:
    async with database.write("essai") as tx:
        for table in (transmission, besoin_journal, besoin):
            await tx.execute(delete(table))
        await tx.execute(update(numerotation).values(dernier=0))


class Anything(RuleBasedStateMachine):
    """People say and tap anything in any order, timers fire, moves outside the table are tried."""

    runner: asyncio.Runner
    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.run(emptied(self.database))
        self.run(a_besoin(self.database))
        self.postes = dict.fromkeys(HANDS, REPOS)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @rule(who=st.sampled_from(HANDS), phrase=st.sampled_from(PHRASES))
    def somebody_says(self, who: str, phrase: str) -> None:
        self.run(self._said(who, Words(phrase)))

    @rule(phrase=st.sampled_from(PHRASES))
    def its_holder_says(self, phrase: str) -> None:
        self.run(self._held(phrase))

    async def _held(self, phrase: str) -> None:
        async with self.database.read() as tx:
            known = await besoins.get(tx, 1)
        await self._said((known.prise_par if known else None) or HANDS[0], Words(phrase))

    @rule(
        who=st.sampled_from(HANDS),
        cle=st.sampled_from("✋👍👎"),
        sujet=st.sampled_from(["", "rappel:1", "transmission:1"]),
    )
    def somebody_taps(self, who: str, cle: str, sujet: str) -> None:
        self.run(self._said(who, Tap(cle, None if sujet else 1, sujet)))

    async def _said(self, who: str, said: Words | Tap) -> None:
        async with self.database.write("essai") as tx:
            known = await besoins.get(tx, 1)
            assert known is not None
            self.postes[who], effects = step(self.postes[who], said, await seen(tx, known, who))
            for effect in effects:
                await apply(tx, known, who, effect)

    @rule(event=st.sampled_from(BesoinEvent), stale=st.booleans(), last=st.integers(0, 12))
    def anything_is_tried_through_the_door(self, event: BesoinEvent, stale: bool, last: int) -> None:
        if event not in (BesoinEvent.ANNULER, BesoinEvent.FUSIONNER) or last == 0:
            self.run(self._tried(event, stale=stale))

    async def _tried(self, event: BesoinEvent, *, stale: bool) -> None:
        """What takes or accepts gives a holder; what was read before a change is refused."""
        if event in (BesoinEvent.PRENDRE, BesoinEvent.ACCEPTER, BesoinEvent.TRANSMETTRE, BesoinEvent.ROUVRIR):
            return
        async with self.database.write("essai") as tx:
            known = await besoins.get(tx, 1)
            assert known is not None
            before = TRANSITIONS.get((Etat(known.etat), event))
            with contextlib.suppress(Impossible):
                await vie.advance(tx, known, event, now=NOW, qui=None)
                assert before is not None, "the table does not say so"
            if before is not None and stale and before != known.etat:
                with pytest.raises(Stale):
                    await vie.advance(tx, known, event, now=NOW, qui=None)

    @invariant()
    def the_journal_walks_the_table_and_ends_where_the_besoin_is(self) -> None:
        self.run(self._consistent())

    async def _consistent(self) -> None:
        async with self.database.read() as tx:
            known = await besoins.get(tx, 1)
            rows = (await tx.execute(select(besoin_journal).order_by(besoin_journal.c.rang))).all()
            waiting = (await tx.execute(select(transmission.c.personne))).scalar_one_or_none()
        assert known is not None
        here: str | None = None
        for row in rows:
            assert row.de == here, "every move starts where the last one ended"
            assert row.de is None or row.de == row.vers or (Etat(row.de), Etat(row.vers)) in MOVES
            assert row.pourquoi
            here = row.vers
        assert here == known.etat
        assert (known.prise_par is not None) or known.etat not in HELD_STATES
        assert known.etat != Etat.NOUVELLE or known.prise_par is None
        assert (waiting is not None) == (known.etat == Etat.TRANSMISE)
        assert (known.clos_le is None) == (known.etat in {*HELD_STATES, Etat.NOUVELLE})
        assert (known.bail_jusqu_au is not None) == (known.etat == Etat.PRISE_EN_CHARGE)


@pytest.mark.timeout(300)
def test_nothing_moves_a_besoin_outside_the_table(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        database = runner.run(store.open(f"sqlite:///{tmp_path / 'essai.db'}"))

        class Bound(Anything):
            pass

        Bound.runner, Bound.database = runner, database
        health = [HealthCheck.too_slow]
        more = settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=health,
        )
        run_state_machine_as_test(Bound, settings=more)
        runner.run(database.close())


async def test_whoever_gave_it_back_or_let_it_go_is_known(database: Database) -> None:
    await a_besoin(database)
    first, second, third = HANDS
    async with database.write("essai") as tx:
        known = await besoins.get(tx, 1)
        assert known is not None
        assert await vie.let_go(tx, known, qui=first, now=NOW)
        assert not await vie.let_go(tx, known, qui=first, now=NOW)
        held = await vie.hold(tx, known, BesoinEvent.PRENDRE, par=second, now=NOW, until=NOW)
        await vie.release(tx, held, now=NOW, pourquoi="relacher", qui=second)
        assert await vie.passed(tx, 1) == {first, second}
        assert third not in await vie.passed(tx, 1)


async def test_the_state_and_the_holder_only_move_through_the_table(database: Database) -> None:
    await a_besoin(database)
    async with database.write("essai") as tx:
        with pytest.raises(ValueError, match="prise_par"):
            await vie.touch(tx, 1, NOW, prise_par=HANDS[0])
        await vie.touch(tx, 1, NOW, note="vu")
        known = await besoins.get(tx, 1)
    assert known is not None
    assert (known.etat, known.note) == ("nouvelle", "vu")
