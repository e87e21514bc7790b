"""Indicators say what happened to besoins, whoever holds them now."""

from __future__ import annotations

from datetime import timedelta

from store.demandes import CAMILLE, DOMINIQUE, NOW, asked, record

from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.needs.indicateurs import Mesures
from aiguilleur_bot.store import besoins, vie
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.mesures import Periode, measure
from aiguilleur_bot.vocabulary import Etat, Issue

HOUR, LATER = timedelta(hours=1), timedelta(hours=240)


async def taken_and_called(tx: Transaction, numero: int) -> besoins.Besoin:
    """Taken after an hour, and called an hour after."""
    known = await besoins.get(tx, numero)
    assert known is not None
    at = known.cree_le + HOUR
    known = await vie.hold(tx, known, BesoinEvent.PRENDRE, par=CAMILLE, now=at, until=at)
    return await vie.advance(tx, known, BesoinEvent.PREMIER_CONTACT, now=at + HOUR, qui=CAMILLE)


async def measured(tx: Transaction) -> Mesures:
    return await measure(tx, Periode(), NOW)


async def test_what_was_done_before_a_handover_still_counts(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked(etat=Etat.NOUVELLE))
        known = await taken_and_called(tx, 1)
        before = await measured(tx)
        assert (before.prises, before.contacts, before.contactes) == ([HOUR], [2 * HOUR], 1)
        given = await vie.offer(tx, known, to=DOMINIQUE, now=NOW + LATER, qui=CAMILLE)
        await vie.hold(tx, given, BesoinEvent.ACCEPTER, par=DOMINIQUE, now=NOW + LATER, until=NOW + LATER)
        assert await measured(tx) == before


async def test_a_besoin_taken_again_was_first_taken_the_first_time(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked(etat=Etat.NOUVELLE))
        known = await taken_and_called(tx, 1)
        done = await vie.close(tx, known, now=NOW + LATER, qui=CAMILLE, issue=Issue.COUVERT, motif=None)
        again = await vie.advance(tx, done, BesoinEvent.ROUVRIR, now=NOW + LATER, qui=CAMILLE)
        found = await measured(tx)
        assert (found.prises, found.contacts, found.contactes, found.rendus) == ([HOUR], [2 * HOUR], 1, 0)
        await vie.hold(tx, again, BesoinEvent.PRENDRE, par=DOMINIQUE, now=NOW + LATER, until=NOW + LATER)
        assert (await measured(tx)).prises == [HOUR]


async def test_whatever_gives_a_besoin_back_counts_once(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, *[asked(etat=Etat.NOUVELLE)] * 4)
        for numero, why in ((1, "parti"), (2, "bail-echu"), (3, "relacher")):
            known = await taken_and_called(tx, numero)
            await vie.release(tx, known, now=NOW + LATER, pourquoi=why)
        await vie.release(tx, await taken_and_called(tx, 1), now=NOW + LATER, pourquoi="oubli")
        found = await measured(tx)
        assert (found.rendus, found.besoins) == (3, 4)
