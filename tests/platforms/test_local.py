"""The local platform keeps what was said across restarts, and says nothing twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from aiguilleur_bot.platforms.base import (
    AddPerson,
    Batch,
    Departure,
    Edit,
    Edition,
    Gone,
    Invalid,
    Join,
    LeaveRoom,
    Message,
    OpenRoom,
    React,
    Reaction,
    Redaction,
    Say,
    Withdraw,
)
from aiguilleur_bot.platforms.local import ROBOT, LocalPlatform, direct_room

ROOM = "#entraide"
PERSON = "vous"


class Listener:
    """An intake that remembers, and can be asked to refuse."""

    def __init__(self, cursor: str | None = None) -> None:
        self.batches: list[Batch] = []
        self._cursor = cursor
        self.heard = asyncio.Event()

    async def cursor(self, platform: str) -> str | None:
        return self._cursor

    async def admit(self, batch: Batch) -> None:
        self.batches.append(batch)
        self._cursor = batch.cursor
        self.heard.set()

    @property
    def events(self) -> list[object]:
        return [event for batch in self.batches for event in batch.events]


async def listened(platform: LocalPlatform, intake: Listener) -> None:
    """Let the platform hand over what it has, then stop it."""
    task = asyncio.create_task(platform.run(intake))
    async with asyncio.timeout(5):
        await intake.heard.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def opened(journal: Path | None = None) -> LocalPlatform:
    return LocalPlatform({ROOM: (PERSON,)}, journal=journal)


async def test_what_people_do_becomes_events_in_order() -> None:
    platform = opened()
    question = await platform.say(PERSON, ROOM, "@Aiguilleur, réserver nos salles")
    await platform.react(PERSON, ROOM, question, "👍")
    await platform.edit(PERSON, ROOM, question, "@aiguilleur réserver la salle")
    await platform.withdraw(PERSON, ROOM, question)
    await platform.post_media(PERSON, direct_room(PERSON))
    intake = Listener()
    await listened(platform, intake)
    join, message, reaction, edition, redaction, media = intake.events
    assert isinstance(join, Join)
    assert join.configured_as == ROOM
    assert isinstance(message, Message)
    assert (message.text, message.mentions_bot, message.is_direct) == ("réserver nos salles", True, False)
    assert isinstance(reaction, Reaction)
    assert reaction.target == question
    assert isinstance(edition, Edition)
    assert edition.text == "réserver la salle"
    assert isinstance(redaction, Redaction)
    assert isinstance(media, Message)
    assert (media.kind, media.is_direct) == ("autre", True)


async def test_the_robot_is_not_heard_by_itself() -> None:
    platform = opened()
    await platform.send(Say(id="a", room=ROOM, body="bonjour"))
    intake = Listener()
    await listened(platform, intake)
    assert [type(event) for event in intake.events] == [Join]


async def test_a_restart_resumes_after_the_admitted_cursor(tmp_path: Path) -> None:
    journal = tmp_path / "salons.jsonl"
    first = opened(journal)
    await first.say(PERSON, ROOM, "un")
    intake = Listener()
    await listened(first, intake)
    again = opened(journal)
    await again.say(PERSON, ROOM, "deux")
    resumed = Listener(intake.batches[-1].cursor)
    await listened(again, resumed)
    assert [event.text for event in resumed.events if isinstance(event, Message)] == ["deux"]
    assert [bubble.text for bubble in again.bubbles(ROOM)] == ["un", "deux"]


async def test_the_same_outbound_is_one_message_even_after_a_restart(tmp_path: Path) -> None:
    journal = tmp_path / "salons.jsonl"
    say = Say(id="reponse-1", person=PERSON, body="bonjour")
    first = await opened(journal).send(say)
    platform = opened(journal)
    assert await platform.already_sent(say) == first
    assert await platform.send(say) == first
    assert len(platform.bubbles(direct_room(PERSON))) == 1


async def test_edits_reactions_and_withdrawals_show() -> None:
    platform = opened()
    receipt = await platform.send(Say(id="a", room=ROOM, body="carte"))
    await platform.send(Edit(id="b", room=ROOM, target=receipt.event_id, body="carte prise"))
    await platform.react(PERSON, ROOM, receipt.event_id, "✋")
    await platform.send(React(id="c", room=ROOM, target=receipt.event_id, key="👍"))
    (bubble,) = platform.bubbles(ROOM)
    assert (bubble.text, bubble.edited) == ("carte prise", True)
    assert bubble.reactions == (("✋", PERSON), ("👍", ROBOT))
    await platform.send(Withdraw(id="d", room=ROOM, target=receipt.event_id))
    assert platform.bubbles(ROOM) == ()


@pytest.mark.parametrize(
    ("outbound", "error"),
    [
        (Say(id="x", body="à personne"), Invalid),
        (Say(id="x", room=ROOM, body="a" * 20_001), Invalid),
        (Say(id="x", room="#nulle-part", body="bonjour"), Gone),
        (React(id="x", room=ROOM, target="$99", key="👍"), Gone),
    ],
)
async def test_what_cannot_be_sent_is_said(outbound: Say | React, error: type[Exception]) -> None:
    with pytest.raises(error):
        await opened().send(outbound)


async def test_a_line_cut_by_a_crash_is_dropped(tmp_path: Path) -> None:
    journal = tmp_path / "salons.jsonl"
    first = opened(journal)
    await first.say(PERSON, ROOM, "gardé")
    with journal.open("ab") as file:
        file.write(b'{"number": 3, "genre": "mess')
    platform = opened(journal)
    await platform.say(PERSON, ROOM, "suite")
    assert [bubble.text for bubble in opened(journal).bubbles(ROOM)] == ["gardé", "suite"]


async def test_a_message_is_read_back_as_it_says_now() -> None:
    platform = LocalPlatform({ROOM: (PERSON, "voisine")})
    said = await platform.say(PERSON, ROOM, "des salles")
    await platform.edit("voisine", ROOM, said, "rien à voir")
    read = await platform.read(ROOM, said)
    assert read is not None
    assert (read.text, read.sender, read.room, read.event_id) == ("des salles", PERSON, ROOM, said)
    await platform.edit(PERSON, ROOM, said, "@aiguilleur des outils")
    edited = await platform.read(ROOM, said)
    assert edited is not None
    assert (edited.text, edited.mentions_bot) == ("des outils", True)
    assert await platform.read("#ailleurs", said) is None
    await platform.withdraw(PERSON, ROOM, said)
    assert await platform.read(ROOM, said) is None


async def test_what_the_robot_said_or_nobody_said_is_not_read_back() -> None:
    platform = LocalPlatform({ROOM: (PERSON,)})
    answer = await platform.send(Say(id="un", body="bonjour", room=ROOM))
    assert await platform.read(ROOM, answer.event_id) is None
    assert await platform.read(ROOM, "$99") is None


async def test_a_room_opened_for_people_is_one_room_even_after_a_restart(tmp_path: Path) -> None:
    journal = tmp_path / "salons.jsonl"
    wanted = OpenRoom(id="deux", persons=(PERSON, "voisine"), name="Mise en relation")
    first = await opened(journal).send(wanted)
    platform = opened(journal)
    assert await platform.send(wanted) == first
    assert await platform.members(first.room) == (PERSON, "voisine", ROBOT)
    assert await platform.moderates(ROOM, PERSON)
    assert not await platform.moderates(ROOM, "voisine")
    await platform.send(Say(id="debut", room=first.room, body="Vous voilà ensemble."))
    added = AddPerson(id="tiers", room=first.room, person="tiers")
    assert await platform.send(added) == await platform.send(added)
    assert platform.meetings_of("tiers") == ((first.room, "Mise en relation"),)
    await platform.leave("tiers", first.room)
    await platform.send(LeaveRoom(id="fin", room=first.room))
    again = opened(journal)
    assert await again.members(first.room) == (PERSON, "voisine")
    assert platform.meetings_of("tiers") == ()
    with pytest.raises(Gone):
        await again.send(Say(id="trop-tard", room=first.room, body="encore moi"))


async def test_what_happens_in_a_room_opened_for_people_is_heard() -> None:
    platform = opened()
    room = (await platform.send(OpenRoom(id="deux", persons=(PERSON, "voisine"), name="Mise en relation"))).room
    await platform.say("voisine", room, "bonjour")
    await platform.leave(PERSON, room)
    intake = Listener()
    await listened(platform, intake)
    _, join, message, departure = intake.events
    assert isinstance(join, Join)
    assert (join.room, join.configured_as) == (room, None)
    assert isinstance(message, Message)
    assert (message.room, message.is_direct) == (room, False)
    assert isinstance(departure, Departure)
    assert (departure.person, departure.room) == (PERSON, room)
