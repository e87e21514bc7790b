"""What is said to the bot is answered; the rest leaves no trace at all."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from engine.crashes import Failpoints
from engine.monde import Monde, sqlite, with_options
from engine.server import AIGUILLEURS, ENTRAIDE, Server
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import SalonOption
from aiguilleur_bot.knowledge.base import Base

ASKER, OTHER = "@camille:test", "@alex:test"
SECRET = "hippopotame"


def said(monde: Monde, room: str | None = None) -> list[str]:
    return [bubble.body for bubble in monde.server.seen(room)]


def traces(monde: Monde, words: str) -> list[str]:
    """The files of the database in which `words` can be found."""
    path = Path(monde.url.removeprefix("sqlite:///"))
    return [file.name for file in path.parent.iterdir() if words.encode() in file.read_bytes()]


def rows_ever_admitted(monde: Monde) -> int:
    """How many events were ever written down, erased since or not."""
    with closing(sqlite3.connect(monde.url.removeprefix("sqlite:///"))) as raw:
        return int(raw.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()[0])


async def overheard(server: Server) -> None:
    """Everything that may be said in a room without being said to the bot."""
    root = await server.say(OTHER, ENTRAIDE, f"{SECRET} : qui vient manger ?")
    await server.say(ASKER, ENTRAIDE, f"moi, {SECRET}", thread=root)
    await server.say(OTHER, ENTRAIDE, f"oui {SECRET}", thread="$p3")
    await server.say(ASKER, ENTRAIDE, f"on verra, {SECRET}", thread="$p3")
    await server.edit(OTHER, ENTRAIDE, root, f"{SECRET} {SECRET}")
    await server.react(OTHER, ENTRAIDE, root, SECRET)
    await server.redact(OTHER, ENTRAIDE, root)
    await server.say(OTHER, AIGUILLEURS, f"je prends un {SECRET}")
    await server.say(OTHER, AIGUILLEURS, f"{SECRET}, quelqu'un ?")


async def ask(server: Server) -> None:
    await server.ask(ASKER, "on galère avec nos salles")


async def test_talk_between_people_never_reaches_the_database(monde: Monde) -> None:
    async with monde.alive() as engine:
        for step in (ask, overheard, overheard):
            await step(monde.server)
            await monde.until(lambda: monde.settled(engine), Failpoints())
            assert traces(monde, SECRET) == []
    assert traces(monde, SECRET) == []
    assert len(said(monde)) == 1


@given(words=st.lists(st.text("abcdefghij éà!?…", min_size=1, max_size=30), min_size=1, max_size=8))
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_unaddressed_words_are_ever_written(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice, words: list[str]
) -> None:
    async def scenario() -> None:
        monde = Monde(sqlite(tmp_path_factory.mktemp("salon")), base, voice)
        await monde.open_rooms()
        await ask(monde.server)
        for index, text in enumerate(words):
            thread = "$p3" if index % 2 else None
            await monde.server.say(OTHER if index % 3 else ASKER, ENTRAIDE, f"{SECRET}{text}{SECRET}", thread=thread)
        await monde.play()
        assert traces(monde, SECRET) == []
        assert rows_ever_admitted(monde) == 1, "nor for a moment"

    asyncio.run(scenario())


async def test_what_was_said_to_the_bot_is_erased_once_answered(monde: Monde) -> None:
    async def say(server: Server) -> None:
        await server.ask(ASKER, f"bonjour, {SECRET} poison")
        await server.ask(OTHER, "qui a un barnum zinzolin ?")

    with_options(monde, attempts=1)
    await monde.play(say)
    assert "Demandez au salon" in said(monde)[0]
    assert traces(monde, SECRET) == [], "a parked event keeps no words"


async def test_nothing_from_before_the_invite_is_answered(monde: Monde) -> None:
    async def say(server: Server) -> None:
        joined = next(event for event in server.said if event.room == ENTRAIDE)
        await server.ask(ASKER, "on cherche des salles", at=joined.at - timedelta(seconds=1))
        await server.ask(ASKER, "on cherche nos salles", at=joined.at)

    await monde.play(say)
    assert len(said(monde)) == 1


async def test_the_same_events_again_and_out_of_order_change_nothing(monde: Monde) -> None:
    async def say(server: Server) -> None:
        await server.ask(ASKER, "on galère avec nos salles")
        await server.ask(OTHER, "réserver des salles")

    async def again(server: Server) -> None:
        await server.hear(server.said[3])
        await server.hear(server.said[2])
        await server.hear(server.said[3])

    await monde.play(say, again)
    assert len(said(monde)) == 2


async def test_only_the_asker_answers_in_the_thread(monde: Monde) -> None:
    async def lease(server: Server) -> None:
        await server.ask(ASKER, "un modèle de bail pour une ferme collective")

    async def others(server: Server) -> None:
        await server.say(OTHER, ENTRAIDE, "oui", thread="$p3")
        answer = server.seen(ENTRAIDE)[0].event_id
        await server.react(OTHER, ENTRAIDE, answer, "👍")
        await server.say(ASKER, ENTRAIDE, "oui je crois que quelqu'un a ça", thread="$p3")

    async def the_asker(server: Server) -> None:
        await server.react(ASKER, ENTRAIDE, server.seen(ENTRAIDE)[0].event_id, "👍🏽")

    await monde.play(lease, others)
    assert len(said(monde)) == 1
    assert said(monde, AIGUILLEURS) == []
    await monde.play(the_asker)
    assert len(said(monde, AIGUILLEURS)) == 1


async def test_a_silent_room_gets_no_answer(monde: Monde) -> None:
    silent = SalonOption(Server.name, "entraide", ecoute="silence")
    with_options(monde, salons=(silent,))
    await monde.play(ask)
    assert said(monde) == []
    assert traces(monde, "salles") == []


async def test_an_encrypted_room_gets_one_notice_ever(monde: Monde) -> None:
    async def encrypted(server: Server) -> None:
        for person in (ASKER, OTHER, ASKER):
            await server.say(person, ENTRAIDE, "", kind="chiffre")

    await monde.play(encrypted, encrypted)
    (notice,) = monde.server.seen()
    assert notice.say.content_free
    assert (notice.room, notice.say.thread) == (ENTRAIDE, None)


async def test_too_many_messages_in_a_minute_get_one_line_then_silence(monde: Monde) -> None:
    with_options(monde, messages_per_minute=3)
    async with monde.alive() as engine:
        await monde.until(lambda: monde.settled(engine), Failpoints())
        for number in range(8):
            await monde.server.tell(ASKER, f"nos salles {number}")
        await monde.until(lambda: monde.settled(engine), Failpoints())
        await monde.server.tell(OTHER, "nos salles")
        await monde.until(lambda: monde.settled(engine), Failpoints())
    asker = said(monde, "direct:" + ASKER)
    assert len(asker) == 4
    assert "**1. Dokos**" not in asker[3]
    assert len(said(monde, "direct:" + OTHER)) == 1, "the limit is of one person"


async def test_the_backlog_is_never_a_flood(monde: Monde) -> None:
    with_options(monde, messages_per_minute=3)
    for number in range(8):
        await monde.server.tell(ASKER, f"nos salles {number}")
    await asyncio.sleep(0.01)
    await monde.play()
    assert len(said(monde)) == 8


async def test_an_edit_that_calls_the_bot_is_a_question(monde: Monde) -> None:
    async def talk(server: Server) -> None:
        await server.say(ASKER, ENTRAIDE, "on galère")

    async def call(server: Server) -> None:
        await server.edit(ASKER, ENTRAIDE, "$p3", "on galère avec nos salles", mentions_bot=True)

    await monde.play(talk, call)
    (answer,) = monde.server.seen()
    assert answer.say.thread == "$p3"
    assert "**1. Dokos**" in answer.body
