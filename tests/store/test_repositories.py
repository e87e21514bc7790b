"""What each aggregate promises, on every database."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from store.demandes import CAMILLE, DOMINIQUE, KEY, NOW, SASHA, besoin, meet
from store.prise import claim

from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import (
    besoins,
    conservation,
    conversations,
    droits,
    envois,
    journal,
    personnes,
    salons,
    suivis,
    vie,
)
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym


async def admit(tx: Transaction, evenement: str, file: str = CAMILLE) -> bool:
    return await journal.admit(
        tx, plateforme="test", evenement=evenement, genre="Message", file=file, charge="{}", now=NOW
    )


async def add(tx: Transaction, id: str, file: str, *, priorite: int = 0, cible: str | None = None) -> None:
    await envois.add(
        tx,
        id=id,
        plateforme="test",
        file=file,
        genre="Say",
        priorite=priorite,
        charge="{}",
        cible=cible,
        conversation=None,
        personne=None,
        now=NOW,
    )


def test_a_pseudonym_is_stable_and_needs_the_key() -> None:
    assert pseudonym(KEY, "test", "@camille") == CAMILLE
    assert pseudonym(b"une autre cle, assez longue", "test", "@camille") != CAMILLE
    assert pseudonym(KEY, "matrix", "@camille") != CAMILLE
    assert "camille" not in CAMILLE


async def test_the_same_event_is_admitted_once(database: Database) -> None:
    async with database.write("essai") as tx:
        assert await admit(tx, "$1")
        assert not await admit(tx, "$1")
        row = await journal.find(tx, "test", "$1")
        assert row is not None
        assert await journal.settle(tx, row.rang, NOW)
        assert not await journal.settle(tx, row.rang, NOW)
        assert not await admit(tx, "$1"), "settled is known too"
        settled = await journal.find(tx, "test", "$1")
    assert settled is not None
    assert (settled.etat, settled.charge) == (journal.SETTLED, None)


async def test_one_person_s_events_wait_for_each_other(database: Database) -> None:
    async with database.write("essai") as tx:
        for evenement, file in (("$1", CAMILLE), ("$2", CAMILLE), ("$3", SASHA)):
            await admit(tx, evenement, file)
        first = await journal.heads(tx, ("test",), NOW, 10)
        assert [row.evenement for row in first] == ["$1", "$3"]
        await journal.postpone(tx, first[0].rang, "ZeroDivisionError", NOW + timedelta(seconds=5))
        assert [row.evenement for row in await journal.heads(tx, ("test",), NOW, 10)] == ["$3"]
        await journal.park(tx, first[0].rang, "ZeroDivisionError", NOW)
        assert [row.evenement for row in await journal.heads(tx, ("test",), NOW, 10)] == ["$2", "$3"]
        parked = await journal.find(tx, "test", "$1")
    assert parked is not None
    assert (parked.etat, parked.charge, parked.erreur, parked.essais) == ("ecarte", None, "ZeroDivisionError", 2)


async def test_what_waits_to_be_understood_lets_the_next_words_go_first(database: Database) -> None:
    soon = NOW + timedelta(seconds=1)
    async with database.write("essai") as tx:
        for evenement, file in (("$1", CAMILLE), ("$2", CAMILLE), ("$3", SASHA)):
            await admit(tx, evenement, file)
        first = await journal.heads(tx, ("test",), NOW, 1)
        await journal.wait(tx, first[0].rang, soon)
        assert [row.evenement for row in await journal.heads(tx, ("test",), NOW, 10)] == ["$2", "$3"]
        assert [row.evenement for row in await journal.heads(tx, ("test",), soon, 10)] == ["$1", "$3"]
        waiting = await journal.find(tx, "test", "$1")
        assert waiting is not None
        assert (waiting.etat, waiting.essais, waiting.file) == (journal.ADMITTED, 0, CAMILLE)


async def test_a_conversation_changed_meanwhile_is_not_overwritten(database: Database) -> None:
    async with database.write("essai") as tx:
        await meet(tx, CAMILLE)
        line = conversations.begun_in_direct(CAMILLE, "test", NOW)
        await conversations.save(tx, line)
        with pytest.raises(Stale):
            await conversations.save(tx, line)
        stored = await conversations.get(tx, line.id)
        assert stored is not None
        await conversations.save(tx, stored)
        with pytest.raises(Stale):
            await conversations.save(tx, stored)


async def test_a_number_is_never_used_twice(database: Database) -> None:
    async with database.write("essai") as tx:
        await meet(tx, CAMILLE)
        assert await besoins.next_number(tx) == 1
        await besoins.record(tx, besoin(1))
        with pytest.raises(Stale):
            await besoins.record(tx, besoin(1))
        await droits.forget(tx, CAMILLE)
        assert await besoins.next_number(tx) == 2


async def test_of_two_hands_raised_at_once_one_has_it(database: Database) -> None:
    until = NOW + timedelta(days=4)

    async def tried(numero: int, by: str) -> bool:
        async with database.write("prise") as tx:
            return await claim(tx, numero, par=by, now=NOW, until=until)

    async with database.write("essai") as tx:
        await meet(tx, CAMILLE, DOMINIQUE, SASHA)
        for numero in range(1, 41):
            await besoins.record(tx, besoin(numero))
    for numero in range(1, 41):
        won = await asyncio.gather(tried(numero, DOMINIQUE), tried(numero, SASHA), tried(numero, DOMINIQUE))
        assert won.count(True) == 1
    async with database.read() as tx:
        loads = await besoins.loads(tx, (DOMINIQUE, SASHA))
    assert sum(loads.values()) == 40


async def test_messages_leave_in_order_and_before_reactions(database: Database) -> None:
    async with database.write("essai") as tx:
        await add(tx, "r", "fil", priorite=envois.REACTION)
        await add(tx, "a", "fil")
        await add(tx, "b", "fil")
        await add(tx, "c", "autre")
        await add(tx, "d", "encore", cible="a")

        async def heads() -> list[str]:
            return [row.id for row in await envois.heads(tx, "test", NOW, 10)]

        assert await heads() == ["a", "c"], "one a thread, and what points at a message waits for it"
        await envois.sent(tx, "a", salon="!s", evenement="$a", now=NOW)
        assert await heads() == ["b", "c", "d"]
        await envois.postpone(tx, "b", until=NOW + timedelta(seconds=9), raison="Retry")
        assert await heads() == ["c", "d"], "order is kept even while waiting"
        await envois.abandon(tx, "b", "Forbidden")
        assert await heads() == ["c", "d", "r"]
        assert [row.id for row in await envois.heads(tx, "test", NOW, 10, busy=("autre", "encore"))] == ["r"]
        sent = await envois.get(tx, "a")
    assert sent is not None
    assert (sent.charge, sent.recu_evenement) == (None, "$a"), "the words go with the receipt"


async def test_what_is_next_due_is_still_to_come(database: Database) -> None:
    """A row whose time is past waits for its turn: it must not hide the one to try again in half a second."""
    soon, later = NOW + timedelta(seconds=0.5), NOW + timedelta(seconds=9)
    async with database.write("essai") as tx:
        for name, until in (("past", NOW - timedelta(minutes=1)), ("later", later), ("soon", soon)):
            await add(tx, name, name)
            await envois.postpone(tx, name, until=until, raison="Retry")
            await admit(tx, name)
            row = await journal.find(tx, "test", name)
            assert row is not None
            await journal.postpone(tx, row.rang, None, until)
        assert await envois.next_due(tx, "test", NOW) == soon
        assert await journal.next_due(tx, ("test",), NOW) == soon
        assert await envois.next_due(tx, "test", later) is None


async def test_since_when_we_are_in_a_room(database: Database) -> None:
    hour = timedelta(hours=1)

    async def since(tx: Transaction) -> datetime | None:
        known = await salons.get(tx, "test", "!s")
        return known.depuis if known else None

    async with database.write("essai") as tx:
        await salons.entered(tx, "test", "!s", NOW)
        await salons.entered(tx, "test", "!s", NOW + hour, "entraide")
        assert await since(tx) == NOW, "the invite counts, not the moment we came in"
        await salons.left(tx, "test", "!s", NOW + 2 * hour)
        assert await salons.named(tx) == ()
        await salons.entered(tx, "test", "!s", NOW + 3 * hour)
        assert await since(tx) == NOW + 3 * hour, "what was said while we were away is not for us"
        assert [room.nom for room in await salons.named(tx)] == ["entraide"]
        assert await salons.encrypted_told(tx, "test", "!s", NOW)
        assert not await salons.encrypted_told(tx, "test", "!s", NOW)


async def test_a_follow_up_is_asked_once(database: Database) -> None:
    async with database.write("essai") as tx:
        await meet(tx, CAMILLE)
        for _ in range(2):
            await suivis.plan(tx, personne=CAMILLE, conversation="c", sujet="x", tour=1, echeance=NOW)
        (due,) = await suivis.due(tx, NOW)
        assert await suivis.asked(tx, due.id)
        assert not await suivis.asked(tx, due.id)
        assert await suivis.due(tx, NOW) == ()
        await suivis.count_one(tx, NOW.date(), "hors-perimetre")
        await suivis.count_one(tx, NOW.date(), "hors-perimetre")


async def test_an_account_is_erased_when_nothing_is_owed_any_more(database: Database) -> None:
    later, week = NOW + timedelta(days=8), timedelta(days=7)

    async def still_there(tx: Transaction) -> set[str]:
        known = [await personnes.get(tx, who) for who in (CAMILLE, DOMINIQUE, SASHA)]
        return {one.id for one in known if one is not None and one.compte is not None}

    async with database.write("essai") as tx:
        await meet(tx, CAMILLE, DOMINIQUE, SASHA)
        await besoins.record(tx, besoin(1))
        await claim(tx, 1, par=DOMINIQUE, now=NOW, until=later)
        await conservation.apply(tx, later, week, ())
        assert await still_there(tx) == {CAMILLE, DOMINIQUE}, "only the one who neither asks nor holds is erased"
        held = await besoins.get(tx, 1)
        assert held is not None
        await vie.advance(tx, held, BesoinEvent.ANNULER, now=NOW, qui=None)
        await conservation.apply(tx, later, week, ())
        assert await still_there(tx) == set(), "closed a week ago, nobody owes anybody anything"
