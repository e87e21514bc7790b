"""The message a besoin came from is edited or deleted, before or after it was passed on, or long after."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engine.monde import Monde, with_options
from engine.server import AIGUILLEURS, ENTRAIDE, Server

from aiguilleur_bot.engine import AiguilleurOption
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.engine.retention import clean
from aiguilleur_bot.store import database as store

ASKER, OTHER, HELPER = "@camille:test", "@sasha:test", "@aide:test"
FIRST = "un bail pour la ferme de zinzolin"


async def take(server: Server) -> None:
    (card,) = [bubble for bubble in server.seen(AIGUILLEURS) if bubble.say.rings]
    await server.react(HELPER, AIGUILLEURS, card.event_id, "✋")


async def yes(server: Server) -> None:
    await server.say(ASKER, ENTRAIDE, "oui", thread=asked(server))


def asked(server: Server) -> str:
    return next(event.event_id for event in server.said if event.sender == ASKER)


def told(monde: Monde, person: str) -> str:
    return [bubble.body for bubble in monde.server.seen(monde.server.direct_room(person))][-1]


@pytest.fixture
async def transmis(monde: Monde) -> Monde:
    """A besoin that came from one message of a room, passed on with a yes, and taken."""
    with_options(monde, aiguilleurs=(AiguilleurOption({Server.name: HELPER}),))
    await monde.play(lambda server: server.ask(ASKER, FIRST), yes, take)
    assert (await monde.besoin()).message == asked(monde.server)
    return monde


def edits(text: str, by: str = ASKER) -> Callable[[Server], Awaitable[str]]:
    return lambda server: server.edit(by, ENTRAIDE, asked(server), text)


async def deletes(server: Server) -> None:
    await server.redact(ASKER, ENTRAIDE, asked(server))


async def test_an_edit_is_proposed_and_taken_while_a_human_has_it(transmis: Monde) -> None:
    await transmis.play(edits("un bail rural pour une grange"))
    assert (await transmis.besoin()).texte == FIRST, "nothing changes without a word"
    assert "« un bail rural pour une grange » ?" in told(transmis, ASKER).replace("\u00a0", " ")
    await transmis.play(lambda server: server.tell(ASKER, "corriger"))
    assert (await transmis.besoin()).texte == "un bail rural pour une grange"
    assert "un bail rural pour une grange" in told(transmis, HELPER)
    before = len(transmis.server.seen(transmis.server.direct_room(ASKER)))
    await transmis.play(lambda server: server.tell(ASKER, "merci pour votre appel"))
    assert len(transmis.server.seen(transmis.server.direct_room(ASKER))) == before, "the robot stays silent"


async def test_an_edit_by_somebody_else_changes_nothing(transmis: Monde) -> None:
    before = told(transmis, ASKER)
    await transmis.play(edits("n'importe quoi", by=OTHER))
    assert told(transmis, ASKER) == before
    assert (await transmis.besoin()).texte == FIRST


async def test_before_anybody_took_it_a_yes_takes_the_new_words(monde: Monde) -> None:
    await monde.play(lambda server: server.ask(ASKER, FIRST), yes, edits("un bail rural pour une grange"))
    await monde.play(lambda server: server.tell(ASKER, "oui"))
    assert (await monde.besoin()).texte == "un bail rural pour une grange"
    (card,) = [bubble for bubble in monde.server.seen(AIGUILLEURS) if bubble.say.rings]
    assert "une grange" in card.body
    assert "zinzolin" not in card.body


async def test_a_deletion_removes_the_words_everywhere_and_tells_the_holder(transmis: Monde) -> None:
    await transmis.play(deletes)
    assert "zinzolin" not in (await transmis.besoin()).texte
    assert "a effacé son message" in told(transmis, HELPER)
    assert "Votre message est effacé" in told(transmis, ASKER)
    assert [bubble.body for bubble in transmis.server.seen(AIGUILLEURS) if "zinzolin" in bubble.body] == []
    database = await store.open(transmis.url)
    await database.scrub()
    await database.close()
    folder = Path(transmis.url.removeprefix("sqlite:///")).parent
    assert [file.name for file in folder.iterdir() if b"zinzolin" in file.read_bytes()] == []


async def test_a_deletion_long_after_still_finds_the_words(transmis: Monde) -> None:
    database = await store.open(transmis.url)
    late = ManualClock(datetime.now(UTC) + timedelta(days=120))
    await clean(database, late, transmis.options)
    await database.close()
    await transmis.play(deletes)
    assert "zinzolin" not in (await transmis.besoin()).texte


async def test_the_message_of_a_correction_is_the_one_that_counts(transmis: Monde) -> None:
    await transmis.play(lambda server: server.tell(ASKER, "corriger : un prêt de grange amarante"))
    assert "amarante" in (await transmis.besoin()).texte
    correction = transmis.server.said[-1].event_id
    await transmis.play(deletes)
    assert "amarante" in (await transmis.besoin()).texte, "the words of the correction are still said"
    await transmis.play(lambda server: server.redact(ASKER, server.direct_room(ASKER), correction))
    assert "amarante" not in (await transmis.besoin()).texte


async def test_deleted_before_the_yes_nothing_is_left_to_pass_on(monde: Monde) -> None:
    await monde.play(lambda server: server.ask(ASKER, FIRST), deletes)
    database = await store.open(monde.url)
    await database.scrub()
    await database.close()
    assert b"zinzolin" not in Path(monde.url.removeprefix("sqlite:///")).read_bytes()


async def test_retirer_works_while_a_human_has_it(transmis: Monde) -> None:
    await transmis.play(lambda server: server.tell(ASKER, "retirer"))
    assert (await transmis.besoin()).etat == "annulee"
    assert "a retiré" in told(transmis, HELPER)
