"""What must be gone is gone: from every table, and on SQLite from every byte of the file and of those beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engine.crashes import Failpoints
from engine.monde import KEY, Monde, with_options
from engine.server import AIGUILLEURS, ENTRAIDE, Server
from store.remplir import everything

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import AiguilleurOption
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.engine.retention import clean
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.store import besoins, droits, vie
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.personnes import pseudonym

CAMILLE, HELPER = "@camille-zinzolin:canari.test", "@aide:canari.test"
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
WHO = pseudonym(KEY, Server.name, CAMILLE)

Step = Callable[[Server], Awaitable[object]]


@pytest.fixture(scope="module")
def base() -> Base:
    loaded = load([shipped("knowledge")])
    assert loaded.base is not None
    return loaded.base


@pytest.fixture
async def monde(url: str, base: Base) -> Monde:
    clock = ManualClock(NOON)
    world = Monde(url, base, Voice(shipped("prompts")), clock=clock)
    world.server.now = clock.now
    with_options(world, aiguilleurs=(AiguilleurOption({Server.name: HELPER}),))
    await world.open_rooms()
    return world


def asks(text: str) -> Step:
    return lambda server: server.ask(CAMILLE, text)


def tells(text: str) -> Step:
    return lambda server: server.tell(CAMILLE, text)


async def traces(monde: Monde, *sought: str) -> list[str]:
    """Where one of `sought` is still found: a table, or a file of the database."""
    database = await store.open(monde.url)
    rows = await everything(database)
    await database.scrub()
    found = [f"{table} : {one}" for table, lines in rows.items() for one in sought if one in str(lines)]
    if database.is_sqlite:
        # Looked at while it is open: the write-ahead file and the shared memory are there too.
        folder = Path(monde.url.removeprefix("sqlite:///")).parent
        files = sorted(folder.iterdir())
        assert {file.suffix for file in files} == {".db", ".db-wal", ".db-shm"}
        found += [f"{file.name} : {one}" for file in files for one in sought if one.encode() in file.read_bytes()]
    await database.close()
    return found


async def days(monde: Monde, count: int) -> None:
    """Days pass, with the cleaning and the follow-ups of each."""
    assert isinstance(monde.clock, ManualClock)
    for _ in range(count):
        monde.clock.advance(timedelta(days=1))
        async with monde.alive() as engine:
            await engine.timers.follow_up()
            await monde.until(lambda engine=engine: monde.settled(engine), Failpoints())
            await clean(engine.database, monde.clock, monde.options)


async def test_eight_days_later_nothing_is_left_of_who_only_asked(monde: Monde) -> None:
    await monde.play(asks("on galère avec nos salles zinzolines"), tells("nos salles amarantes"), tells("1"))
    assert await traces(monde, CAMILLE), "the account is needed to answer"
    assert await traces(monde, "amarantes")
    await days(monde, 2)
    assert await traces(monde, "zinzolines", "amarantes") == []
    await days(monde, 6)
    assert await traces(monde, "zinzolines", "amarantes", CAMILLE) == []


async def test_a_yes_keeps_the_account_until_its_own_end_and_no_longer(monde: Monde) -> None:
    await monde.play(tells("nos salles amarantes"), tells("1"), tells("oui"), tells("non"))
    await days(monde, 8)
    assert await traces(monde, "amarantes") == []
    await days(monde, 12)
    assert await traces(monde, CAMILLE), "they said yes to be asked again, and may still answer the first question"
    await days(monde, 48)
    assert any("avancer" in bubble.body for bubble in monde.server.seen(monde.server.direct_room(CAMILLE)))
    assert await traces(monde, "amarantes", CAMILLE) == []


async def test_no_more_questions_please_ends_the_yes(monde: Monde) -> None:
    await monde.play(tells("nos salles amarantes"), tells("1"), tells("oui"), tells("non"))
    await days(monde, 15)
    await monde.play(tells("4"))
    await days(monde, 8)
    assert await traces(monde, CAMILLE) == []


async def test_a_besoin_stays_to_be_counted_but_not_whose_it_was(monde: Monde) -> None:
    await monde.play(tells("humain"), tells("un bail zinzolin pour la ferme"))
    await days(monde, 8)
    assert await traces(monde, CAMILLE), "somebody still owes them an answer"
    async with monde.writing() as tx:
        known = await besoins.get(tx, 1)
        assert known is not None
        await vie.advance(tx, known, BesoinEvent.ANNULER, now=monde.clock.now(), qui=None, pourquoi="essai")
    await days(monde, 6)
    assert await traces(monde, CAMILLE), "a week to come back on it"
    await days(monde, 2)
    assert await traces(monde, CAMILLE) == []
    assert await traces(monde, "zinzolin"), "the words they confirmed stay in the log, masked"


async def test_the_robot_stays_silent_as_long_as_a_human_has_it(monde: Monde) -> None:
    async def take(server: Server) -> None:
        (card,) = [bubble for bubble in server.seen(AIGUILLEURS) if bubble.say.rings]
        await server.react(HELPER, AIGUILLEURS, card.event_id, "✋")

    await monde.play(tells("humain"), tells("un bail zinzolin pour la ferme"), take)
    await days(monde, 3)
    database = await store.open(monde.url)
    rows = await everything(database)
    await database.close()
    assert "pour la ferme" not in str(rows["conversation"]), "silent, and without a word kept for it"
    before = len(monde.server.seen(monde.server.direct_room(CAMILLE)))
    await monde.play(tells("merci pour votre appel"), tells("nos salles"))
    assert len(monde.server.seen(monde.server.direct_room(CAMILLE))) == before


async def test_after_oublie_moi_nothing_is_left_at_once(monde: Monde) -> None:
    async def take(server: Server) -> None:
        (card,) = [bubble for bubble in server.seen(AIGUILLEURS) if bubble.say.rings]
        await server.react(HELPER, AIGUILLEURS, card.event_id, "✋")

    await monde.play(
        *(asks("on galère avec nos salles zinzolines"), tells("nos salles amarantes"), tells("1"), tells("oui")),
        *(tells("oui"), tells("humain"), tells("un bail zinzolin pour la ferme"), take),
    )
    await monde.play(tells("oublie-moi"))
    assert "C'est effacé" in monde.server.seen(monde.server.direct_room(CAMILLE))[-1].body
    assert await traces(monde, "zinzolin", "amarantes", CAMILLE, WHO) == []


async def test_pages_that_were_split_and_merged_keep_nothing(monde: Monde) -> None:
    """Long words of many people, coming and going: what SQLite moves around must not stay behind."""
    people = [f"@canari-{n}:canari.test" for n in range(60)]

    def says(person: str, n: int) -> Step:
        words = f"zinzolin{n} " * (3 + 37 * n % 90)
        return lambda server: server.ask(person, f"nos salles {words}", ENTRAIDE)

    await monde.play(*(says(person, n) for n, person in enumerate(people)))
    async with monde.writing() as tx:
        for person in people[::2]:
            await droits.forget(tx, pseudonym(KEY, Server.name, person))
    assert await traces(monde, *people[::2], *(f"zinzolin{n} " for n in range(0, 60, 2))) == []
    await days(monde, 8)
    assert await traces(monde, "zinzolin", "@canari-") == []
