"""What looks alike is compared once for everybody who asks, when they ask, and nothing of it is kept but meanings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from engine.bureau import ASKERS, CHIEF, LEASE, MONDAY, ask, last
from engine.matcher import FakeEncoder, FakeMatcher
from engine.monde import Monde
from engine.steps import tells

from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.engine.rapprochements import FOR, Rapprochements
from aiguilleur_bot.needs import grouping
from aiguilleur_bot.needs.manques import Filtre
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import defis, manques
from aiguilleur_bot.store.tables import besoin


@pytest.fixture
async def database(bureau: Monde) -> AsyncIterator[store.Database]:
    opened = await store.open(bureau.url)
    yield opened
    await opened.close()


@pytest.fixture
def compared(bureau: Monde, database: store.Database) -> Rapprochements:
    savoir = Savoir(bureau.base, FakeMatcher())
    return Rapprochements(database, bureau.clock, lambda: savoir)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many besoins were compared, each time they were."""
    times: list[int] = []
    real = grouping.groups

    def count(several: list[manques.Manque], *rest: object) -> tuple[grouping.Groupe, ...]:
        times.append(len(several))
        return real(several, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(grouping, "groups", count)
    return times


async def test_they_are_compared_again_only_when_something_happened(
    bureau: Monde, database: store.Database, compared: Rapprochements, counted: list[int]
) -> None:
    assert [one.numeros for one in await compared.groups()] == [(1, 2, 3)]
    assert [one.numeros for one in await compared.groups()] == [(1, 2, 3)]
    assert counted == [3]
    async with database.write("essai") as tx:
        await defis.group(tx, (1, 2, 3), titre="Quel bail ?", par=None, now=MONDAY)
    assert await compared.groups() == (), "put together already: nothing to look at"
    assert counted == [3, 3]
    async with database.write("essai") as tx:
        await tx.execute(besoin.update().values(texte=""))
    assert isinstance(bureau.clock, ManualClock)
    for elapsed, times in ((timedelta(seconds=1), 2), (FOR, 3)):  # an erasing is no event of a besoin
        bureau.clock.advance(elapsed)
        await compared.groups()
        assert len(counted) == times


async def test_neither_words_nor_what_was_erased_is_kept(database: store.Database, compared: Rapprochements) -> None:
    async with database.read() as tx:
        unmet = await manques.every(tx, Filtre())
    await compared.near(unmet)
    assert set(compared._known) == {1, 2, 3}
    assert not any(texte in repr(compared._known) for texte in LEASE)
    await compared.near([one for one in unmet if one.numero != 2])
    assert set(compared._known) == {1, 3}


async def test_words_that_changed_are_read_again(
    database: store.Database, compared: Rapprochements, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    real = FakeEncoder.encode

    def encode(self: FakeEncoder, texts: list[str]) -> object:
        read.append(len(texts))
        return real(self, texts)

    monkeypatch.setattr(FakeEncoder, "encode", encode)
    async with database.read() as tx:
        unmet = await manques.every(tx, Filtre())
    await compared.near(unmet)
    await compared.near(unmet)
    async with database.write("essai") as tx:
        await tx.execute(besoin.update().where(besoin.c.numero == 2).values(texte="un véhicule"))
        changed = await manques.every(tx, Filtre())
    await compared.near(changed)
    assert read == [3, 1]


async def test_a_new_besoin_is_not_compared_for_nobody_and_all_ask_the_same_one(
    bureau: Monde, database: store.Database, counted: list[int]
) -> None:
    assert isinstance(bureau.clock, ManualClock)
    bureau.clock.advance(timedelta(days=4))  # no digest on a Friday
    async with bureau.alive() as engine:
        assert engine.timers.coordination.rapprochements is engine.rapprochements
        async with database.write("essai") as tx:
            await ask(tx, 5, ASKERS[1], "un bail à relire")
        await engine.timers.look_near()
        before = len(counted)
        async with database.write("essai") as tx:
            await ask(tx, 6, ASKERS[2], "un bail à signer")
        await engine.timers.look_near()
        assert len(counted) == before
    await bureau.play(tells(CHIEF, "grouper"))
    assert "**grouper" in last(bureau)
