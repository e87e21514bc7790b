"""A message read back: what it says now, nothing once withdrawn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from serveurs.fixtures import People
from serveurs.synapse import Synapse

from aiguilleur_bot.platforms.base import Message, Retry, Say
from aiguilleur_bot.platforms.matrix import FileSessions, MatrixOptions, MatrixPlatform
from aiguilleur_bot.platforms.matrix.events import Me
from aiguilleur_bot.platforms.matrix.reading import read_back
from aiguilleur_bot.platforms.matrix.wire import Wire
from aiguilleur_bot.platforms.untrusted import Json

from .listening import Bot

ROOM, ME = "!salon:lab", Me("@aiguilleur:lab", ("aiguilleur",))


class Answers(Wire):
    """A server that knows these events by their ids, and answers the way older ones do."""

    def __init__(self, events: dict[str, Json]) -> None:
        self.events = events

    async def get(self, where: str, query: object = None, *, wait: float = 0, token: str = "") -> Json:
        return self.events[where.rsplit("/", 1)[1].replace("%24", "$")]


def message(event_id: str, sender: str, content: Json, **unsigned: object) -> Json:
    return {
        "type": "m.room.message",
        "event_id": event_id,
        "sender": sender,
        "origin_server_ts": 1_700_000_000_000,
        "content": content,
        "unsigned": unsigned,
    }


def edit_by(sender: str) -> Json:
    new = {"msgtype": "m.text", "body": "des outils"}
    return message(
        "$e", sender, {**new, "m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": "$q"}}
    )


def question(**beside: object) -> Json:
    return message("$q", "@camille:lab", {"msgtype": "m.text", "body": "des salles"}, **{"m.relations": beside})


async def read(events: dict[str, Json]) -> Message | None:
    return await read_back(Answers(events), ROOM, "$q", ME, is_direct=False)


async def test_an_old_server_names_the_edit_and_it_is_fetched() -> None:
    said = await read({"$q": question(**{"m.replace": {"event_id": "$e"}}), "$e": edit_by("@camille:lab")})
    assert said is not None
    assert (said.event_id, said.text) == ("$q", "des outils")


async def test_an_edit_of_somebody_else_is_not_theirs() -> None:
    said = await read({"$q": question(**{"m.replace": edit_by("@malin:lab")})})
    assert said is not None
    assert said.text == "des salles"


@pytest.fixture
async def bot(synapse: Synapse, tmp_path: Path) -> AsyncIterator[tuple[Bot, MatrixPlatform]]:
    robot = Bot.new(synapse, tmp_path)
    async with robot.running() as platform:
        yield robot, platform


@pytest.mark.synapse
async def test_on_synapse(bot: tuple[Bot, MatrixPlatform], people: People) -> None:
    robot, platform = bot
    person = await people("camille")
    room = await person.create_room(robot.account)
    await robot.memory.wait_join(room)
    said = await person.say(room, "des salles")
    first = await platform.read(room, said)
    assert first is not None
    assert (first.text, first.sender, first.event_id, first.room) == ("des salles", person.account, said, room)
    await person.edit(room, said, "des outils")
    await person.edit(room, said, "des serres")
    last = await platform.read(room, said)
    assert last is not None
    assert last.text == "des serres"
    await person.redact(room, said)
    assert await platform.read(room, said) is None
    assert await platform.read(room, "$inconnu") is None
    own = await platform.send(Say(id="un", body="bonjour", room=room))
    assert await platform.read(room, own.event_id) is None


async def test_nothing_is_read_before_the_login(tmp_path: Path) -> None:
    options = MatrixOptions(server="http://127.0.0.1:9", account=ME.account, password="secret")
    platform = MatrixPlatform(options, FileSessions(tmp_path / "matrix.json"))
    with pytest.raises(Retry):
        await platform.read(ROOM, "$q")
    await platform.close()
