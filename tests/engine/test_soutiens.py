"""« moi aussi », « prévenez-moi », and what time then says: once, in working hours, and to nobody who took it back."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from engine.bureau import ASKERS, CHIEF, LEASE, MONDAY, ask, last
from engine.crashes import Failpoints, SimulatedCrash
from engine.monde import KEY, Monde
from engine.server import COORDINATION, ENTRAIDE, Server
from engine.steps import asks, tells

from aiguilleur_bot.engine import Engine
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.needs.defis import Statut
from aiguilleur_bot.needs.manques import Demande, Filtre
from aiguilleur_bot.store import accords, conservation, defis, gestes, manques, personnes, soutiens
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.personnes import pseudonym

NEIGHBOUR, ELSE = "@voisine:test", "@autre:test"


async def demand(monde: Monde, numero: int = 1) -> Demande:
    async with monde.reading() as tx:
        return await manques.demand(tx, Filtre(numero=numero))


async def cover(monde: Monde, *numeros: int, statut: Statut = Statut.COUVERT) -> int:
    async with monde.writing() as tx:
        made = await defis.group(tx, numeros, titre="Quel bail ?", par=None, now=monde.clock.now())
        await defis.move(tx, made, statut, par=None, now=monde.clock.now(), commun="dokos")
    return made


async def coordinate(engine: Engine) -> None:
    """What one tick does for the coordination."""
    for part in (engine.timers.look_near, engine.timers.tell_covered, engine.timers.say_monday):
        await part()


async def tick(monde: Monde, **time: float) -> None:
    """So much later, one tick of what time does for the coordination."""
    assert isinstance(monde.clock, ManualClock)
    monde.clock.advance(timedelta(**time))
    async with monde.alive() as engine:
        await coordinate(engine)
        await monde.until(lambda: monde.settled(engine), Failpoints())


def told(monde: Monde, who: str) -> list[str]:
    found = [one.body.replace("\u00a0", " ") for one in monde.server.seen("direct:" + who)]
    return [body for body in found if "Une réponse est arrivée" in body]


def mondays(monde: Monde) -> list[str]:
    found = [one.body.replace("\u00a0", " ") for one in monde.server.seen(COORDINATION)]
    return [body for body in found if body.startswith("**La semaine passée**")]


async def test_me_too_is_counted_once_with_the_place_they_said_and_without_words(bureau: Monde) -> None:
    await bureau.play(tells(NEIGHBOUR, "mon lieu : Roubaix"), tells(NEIGHBOUR, "moi aussi 1"))
    shown = last(bureau, "direct:" + NEIGHBOUR)
    assert "C'est compté pour le n° 1, sans votre nom.\n2 personnes en ont besoin." in shown
    assert not any(texte in shown for texte in LEASE), "words are read by humans before anybody else sees them"
    await bureau.play(tells(NEIGHBOUR, "moi aussi n° 1"), tells(NEIGHBOUR, "prête à contribuer 1"))
    found = await demand(bureau)
    assert (found.personnes, found.lieux, found.regions, found.contribuer) == (2, 1, 1, 1)
    assert "2 personnes en ont besoin" in last(bureau, "direct:" + NEIGHBOUR)


async def test_it_is_said_in_a_room_too_and_taken_back(bureau: Monde) -> None:
    await bureau.play(asks(ELSE, "@aiguilleur moi aussi 2"))
    assert (await demand(bureau, 2)).personnes == 2
    assert "C'est compté" in last(bureau, ENTRAIDE)
    await bureau.play(tells(ELSE, "retirer moi aussi 2"))
    assert (await demand(bureau, 2)).personnes == 1


@pytest.mark.parametrize("words", ["moi aussi 4", "moi aussi 77", "prévenez-moi 4"])
async def test_of_somebody_in_trouble_nothing_is_said(bureau: Monde, words: str) -> None:
    await bureau.play(tells(NEIGHBOUR, words))
    assert "Je ne peux rien compter" in last(bureau, "direct:" + NEIGHBOUR)


async def test_ones_own_is_counted_already(bureau: Monde) -> None:
    await bureau.play(tells(ASKERS[0], "moi aussi 1"))
    assert "est déjà le vôtre" in last(bureau, "direct:" + ASKERS[0])
    assert (await demand(bureau)).personnes == 1


async def test_whoever_wanted_to_know_is_told_once_and_then_forgotten(bureau: Monde) -> None:
    await bureau.play(
        *(tells(NEIGHBOUR, words) for words in ("prévenez-moi 1", "prévenez-moi 2")),
        tells(ELSE, "moi aussi 1"),
        tells(ASKERS[0], "prévenez-moi 1"),
    )
    await cover(bureau, 1, 2)
    await tick(bureau, minutes=5)
    assert told(bureau, NEIGHBOUR) == [], "time to undo a slip"
    await tick(bureau, hours=2)
    await tick(bureau, hours=1)
    (said,) = told(bureau, NEIGHBOUR)
    assert "(n° 1, 2)" in said
    assert "**Dokos**" in said
    assert len(told(bureau, ASKERS[0])) == 1
    assert told(bureau, ELSE) == [], "« moi aussi » asks for no message"
    async with bureau.writing() as tx:
        later = bureau.clock.now() + timedelta(days=9)
        await conservation.apply(tx, later, timedelta(days=7))
        person = await personnes.get(tx, pseudonym(KEY, Server.name, NEIGHBOUR))
    assert person is not None
    assert person.compte is None, "nothing is owed to them any more"


async def test_asked_again_after_taking_it_back_it_is_told_again_and_others_too(
    bureau: Monde,
) -> None:
    await bureau.play(tells(NEIGHBOUR, "prévenez-moi 1"))
    await cover(bureau, 1)
    await tick(bureau, hours=2)
    again = (tells(NEIGHBOUR, "retirer moi aussi 1"), tells(NEIGHBOUR, "prévenez-moi 1"), tells(ELSE, "prévenez-moi 1"))
    await bureau.play(*again)
    await tick(bureau, hours=1)
    assert [len(told(bureau, who)) for who in (NEIGHBOUR, ELSE)] == [2, 1]


async def test_one_person_who_cannot_be_told_keeps_nothing_from_the_others(
    bureau: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bureau.play(tells(NEIGHBOUR, "prévenez-moi 1"), tells(ELSE, "prévenez-moi 1"))
    await cover(bureau, 1)
    first, real = pseudonym(KEY, Server.name, NEIGHBOUR), soutiens.waits

    async def fails(tx: store.Transaction, who: str) -> bool:
        if who == first:
            raise RuntimeError("essai")
        return await real(tx, who)

    monkeypatch.setattr(soutiens, "waits", fails)
    await tick(bureau, hours=2)
    assert [len(told(bureau, who)) for who in (NEIGHBOUR, ELSE)] == [0, 1]
    assert len(mondays(bureau)) == 1
    monkeypatch.undo()
    await tick(bureau, hours=1)
    assert [len(told(bureau, who)) for who in (NEIGHBOUR, ELSE)] == [1, 1]


async def test_their_account_is_kept_until_then_and_a_year_at_most(bureau: Monde) -> None:
    await bureau.play(tells(NEIGHBOUR, "prévenez-moi 1"))
    who = pseudonym(KEY, Server.name, NEIGHBOUR)
    async with bureau.writing() as tx:
        for days, kept in ((30, True), (360, True), (370, False)):
            await conservation.apply(tx, MONDAY + timedelta(days=days), timedelta(days=7))
            person = await personnes.get(tx, who)
            assert person is not None
            assert bool(person.compte) is kept


async def test_taken_back_or_undone_nobody_is_told(bureau: Monde) -> None:
    await bureau.play(tells(NEIGHBOUR, "prévenez-moi 1"), tells(ELSE, "prévenez-moi 2"))
    await bureau.play(tells(NEIGHBOUR, "retirer moi aussi 1"))
    await cover(bureau, 1)
    made = await cover(bureau, 2)
    async with bureau.writing() as tx:
        rang = (await gestes.journal(tx, made))[0].rang
        await gestes.undo(tx, par=None, now=bureau.clock.now(), rang=rang)
    await tick(bureau, hours=2)
    assert (told(bureau, NEIGHBOUR), told(bureau, ELSE)) == ([], [])


async def test_nobody_is_woken_for_it(bureau: Monde) -> None:
    await bureau.play(tells(NEIGHBOUR, "prévenez-moi 1"))
    await cover(bureau, 1)
    await tick(bureau, hours=12)
    assert told(bureau, NEIGHBOUR) == []
    await tick(bureau, hours=12)
    assert len(told(bureau, NEIGHBOUR)) == 1


@pytest.mark.parametrize("life", range(1, 10, 2))
async def test_a_crash_while_they_are_told_tells_them_once(bureau: Monde, life: int) -> None:
    await bureau.play(tells(NEIGHBOUR, "prévenez-moi 1"))
    await cover(bureau, 1)
    assert isinstance(bureau.clock, ManualClock)
    bureau.clock.advance(timedelta(hours=2))
    for crash in (life, 0):
        points = Failpoints(crash)
        with suppress(SimulatedCrash):
            async with bureau.alive(points) as engine:
                await coordinate(engine)
                await bureau.until(lambda engine=engine: bureau.settled(engine), points)
    assert len(told(bureau, NEIGHBOUR)) == 1


async def test_the_monday_digest_is_said_once_in_working_hours(bureau: Monde) -> None:
    assert isinstance(bureau.clock, ManualClock)
    bureau.clock.advance(timedelta(hours=-4))
    await tick(bureau)
    assert mondays(bureau) == [], "not at half past six"
    await tick(bureau, hours=4)
    (said,) = mondays(bureau)
    assert "3 besoins sans réponse, 3 personnes" in said
    assert "fermer" not in said
    assert "1 groupe à regarder" in said
    await tick(bureau, hours=1)
    await tick(bureau, days=1)
    assert len(mondays(bureau)) == 1
    bubble = next(one for one in bureau.server.seen(COORDINATION) if one.body.startswith("**La"))
    assert not bubble.say.rings


async def test_a_quiet_week_says_nothing_and_a_late_bot_speaks_until_wednesday(bureau: Monde) -> None:
    await tick(bureau, days=14)
    assert mondays(bureau) == []
    async with bureau.writing() as tx:
        await ask(tx, 5, ASKERS[1], "un véhicule", cree_le=bureau.clock.now(), maj_le=bureau.clock.now())
    await tick(bureau, days=4)
    assert mondays(bureau) == [], "on a Friday it is too late"
    await tick(bureau, days=5)
    assert mondays(bureau) == [], "more than a week ago"


async def test_what_was_heard_long_ago_and_noted_this_week_is_in_the_digest(bureau: Monde) -> None:
    assert isinstance(bureau.clock, ManualClock)
    bureau.clock.advance(timedelta(days=6))
    await bureau.play(tells(CHIEF, "noter Lens, le 12/11\n- un véhicule partagé"))
    await tick(bureau, days=1)
    (said,) = mondays(bureau)
    assert "« un véhicule partagé »" in said
    await tick(bureau, days=7)
    assert len(mondays(bureau)) == 1, "said once"


async def test_a_holiday_monday_waits_for_the_next_day(bureau: Monde) -> None:
    easter = datetime(2027, 3, 29, 9, 30, tzinfo=UTC)
    assert isinstance(bureau.clock, ManualClock)
    bureau.clock.advance(easter - bureau.clock.now())
    async with bureau.writing() as tx:
        await ask(tx, 5, ASKERS[1], "un véhicule", cree_le=bureau.clock.now(), maj_le=bureau.clock.now())
    await tick(bureau)
    assert mondays(bureau) == []
    await tick(bureau, days=1)
    assert len(mondays(bureau)) == 1


async def test_near_besoins_are_kept_with_each_new_one(bureau: Monde) -> None:
    await tick(bureau)
    async with bureau.reading() as tx:
        known = await manques.get(tx, 1)
        assert await manques.unlooked(tx, 9) == ()
    assert known is not None
    assert {numero for numero, _ in known.voisins} == {2, 3}
    await bureau.play(tells(CHIEF, "besoin 1"))
    assert "Besoins proches" in last(bureau)


async def test_the_first_of_a_series_is_near_those_that_come_after(bureau: Monde) -> None:
    database = await store.open(bureau.url)
    async with database.write("essai") as tx:
        await ask(tx, 5, ASKERS[1], "un véhicule à partager")
    await tick(bureau)
    async with database.write("essai") as tx:
        assert [one.voisins for one in await manques.some(tx, (5,))] == [()]
        await ask(tx, 6, ASKERS[2], "partager un véhicule")
    await tick(bureau)
    async with database.read() as tx:
        first, second = await manques.some(tx, (5, 6))
    await database.close()
    assert [numero for numero, _ in first.voisins] == [6]
    assert [numero for numero, _ in second.voisins] == [5]


def test_the_year_of_a_yes_is_the_one_that_is_promised() -> None:
    assert timedelta(days=365) == accords.RETOUR_FOR
