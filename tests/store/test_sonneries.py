"""What keeps everybody within their limits: rings, digests, absences, and what is known of aiguilleurs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from aiguilleur_bot.store import absences, aiguilleurs, personnes, sonneries
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.sonneries import DIGEST, DIRECT, LETTER, MENTION, PLANNED

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CAMILLE, SASHA = "camille", "sasha"
TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)


async def meet(tx: Transaction) -> None:
    for name in (CAMILLE, SASHA):
        await personnes.meet(tx, name, "test", f"@{name}:test", NOW)


async def ring(tx: Transaction, cle: str, mode: str, quand: datetime | None, who: str = CAMILLE) -> bool:
    return await sonneries.note(tx, personne=who, numero=None, cle=cle, genre="offre", mode=mode, now=NOW, quand=quand)


async def test_the_same_step_rings_nobody_twice(database: Database) -> None:
    async with database.write("essai") as tx:
        await meet(tx)
        assert await ring(tx, "1:offrir", MENTION, NOW)
        assert not await ring(tx, "1:offrir", DIRECT, NOW)
        assert await ring(tx, "1:offrir", DIRECT, NOW, SASHA)
        assert await sonneries.since(tx, NOW) == {CAMILLE: ((NOW,), ()), SASHA: ((NOW,), ())}
        assert await sonneries.since(tx, NOW + timedelta(seconds=1)) == {}


async def test_a_planned_ring_counts_already_and_rings_once(database: Database) -> None:
    later = NOW + timedelta(hours=20)
    async with database.write("essai") as tx:
        await meet(tx)
        await ring(tx, "1:offrir", PLANNED, later)
        assert (await sonneries.since(tx, NOW))[CAMILLE] == ((later,), ())
        assert await sonneries.planned(tx, NOW) == ()
        (due,) = await sonneries.planned(tx, later)
        assert await sonneries.rang(tx, due.id, later)
        assert not await sonneries.rang(tx, due.id, later)
        assert await sonneries.planned(tx, later) == ()


async def test_planned_rings_of_what_nobody_waits_for_are_dropped(database: Database) -> None:
    async with database.write("essai") as tx:
        await meet(tx)
        await ring(tx, "1:offrir", PLANNED, NOW)
        assert await sonneries.useless(tx)
        assert await sonneries.drop_useless(tx) == 1
        assert not await sonneries.useless(tx)


async def test_what_waits_for_the_digest_is_in_it_once(database: Database) -> None:
    async with database.write("essai") as tx:
        await meet(tx)
        await ring(tx, "1:elargir", DIGEST, None)
        await ring(tx, "2:elargir", DIGEST, None)
        assert await sonneries.waiting_for_digest(tx) == {CAMILLE}
        rows = await sonneries.digest(tx, CAMILLE)
        await sonneries.digested(tx, [row.id for row in rows], NOW)
        await ring(tx, "resume:2026-11-23", LETTER, NOW)
        assert await sonneries.waiting_for_digest(tx) == frozenset()
        assert (await sonneries.since(tx, NOW))[CAMILLE] == ((), (NOW,))


async def test_an_absence_replaces_those_it_overlaps_and_ends_when_its_owner_is_back(database: Database) -> None:
    async with database.write("essai") as tx:
        await meet(tx)
        first = await absences.add(tx, personne=CAMILLE, du=TODAY, au=TODAY, relais=None, now=NOW)
        away = await absences.add(tx, personne=CAMILLE, du=YESTERDAY, au=date(2026, 12, 1), relais=SASHA, now=NOW)
        later = await absences.add(tx, personne=CAMILLE, du=date(2027, 1, 1), au=date(2027, 1, 2), relais=None, now=NOW)
        assert [row.id for row in await absences.from_day(tx, TODAY)] == [away, later]
        assert first not in (away, later)
        assert [row.id for row in await absences.proposed_to(tx, SASHA, TODAY)] == [away]
        assert not await absences.answer(tx, away, relais=CAMILLE, accepte=True), "only the relay answers"
        assert await absences.answer(tx, away, relais=SASHA, accepte=True)
        assert not await absences.answer(tx, away, relais=SASHA, accepte=False), "once"
        assert await absences.end(tx, CAMILLE, TODAY, yesterday=YESTERDAY) == 1
        assert [row.id for row in await absences.from_day(tx, TODAY)] == [later]


async def test_what_is_known_of_an_aiguilleur_is_added_to(database: Database) -> None:
    async with database.write("essai") as tx:
        await meet(tx)
        assert await aiguilleurs.get(tx, CAMILLE) is None
        await aiguilleurs.note(tx, CAMILLE, NOW, creneaux=[[1, 1080, 1200]])
        await aiguilleurs.note(tx, CAMILLE, NOW + timedelta(days=1), etat=aiguilleurs.PAUSED)
        known = await aiguilleurs.get(tx, CAMILLE)
        assert known is not None
        assert (known.role, known.etat, known.depuis) == (aiguilleurs.MEMBER, aiguilleurs.PAUSED, NOW)
        assert [list(one) for one in known.creneaux] == [[1, 1080, 1200]]
        assert await aiguilleurs.everybody(tx) == (known,)
