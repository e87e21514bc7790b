"""A room that lets the bot offer help, on a real Synapse with the real matching: one 🧭, an answer to the author."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bout_en_bout.conftest import Scene, at_work
from serveurs.fixtures import People
from serveurs.matrix_client import Event, Person
from serveurs.synapse import Synapse

pytestmark = pytest.mark.synapse

NEED = "on galère avec les réservations de nos salles, tout est dans un tableur et on fait des doublons"


@pytest.fixture
async def scene(synapse: Synapse, people: People, tmp_path: Path) -> AsyncIterator[Scene]:
    """The bot already hears the room: what comes in one answer of the server with its own arrival gets no offer."""
    async with at_work(synapse, people, tmp_path, ecoute="invite") as one:
        await heard_so_far(one, one.first)
        yield one


async def heard_so_far(scene: Scene, person: Person) -> None:
    """The bot has dealt with everything said before: it thanks back for a thank-you."""
    thanks = await scene.ask(person, "merci !")
    await scene.asker.wait(scene.help_room, lambda event: signed(scene, event, "👍") == thanks)


def signed(scene: Scene, event: Event, key: str) -> str:
    """What the bot put `key` on, when `event` is that."""
    if event["type"] != "m.reaction" or event["sender"] != scene.account:
        return ""
    relation = event["content"].get("m.relates_to", {})
    return str(relation["event_id"]) if relation.get("key") == key else ""


def signs(scene: Scene) -> list[str]:
    """What the bot offered its help on."""
    found = (signed(scene, event, "🧭") for event in scene.asker.heard.get(scene.help_room, []))
    return [target for target in found if target]


async def offered(scene: Scene, need: str) -> None:
    await scene.asker.wait(scene.help_room, lambda event: signed(scene, event, "🧭") == need)


async def test_one_sign_then_an_answer_to_the_author_alone(scene: Scene) -> None:
    """Transcript 7."""
    await scene.asker.say(scene.help_room, "bonjour à toutes et à tous, belle journée")
    need = await scene.asker.say(scene.help_room, NEED)
    await offered(scene, need)
    assert signs(scene) == [need]
    await scene.first.react(scene.help_room, need, "🧭")
    await scene.asker.edit(scene.help_room, need, "comment diffuser nos vidéos sans YouTube ?")
    await scene.asker.react(scene.help_room, need, "🧭")
    answer = await scene.asker.wait_from(scene.help_room, scene.account, "PeerTube")
    assert answer["content"]["m.relates_to"]["rel_type"] == "m.thread"
    assert answer["content"]["m.relates_to"]["event_id"] == need
    assert len(scene.asker.messages(scene.help_room, scene.account)) == 1
    assert signs(scene) == [need]
    await scene.in_thread(scene.asker, need, "1")
    await scene.asker.wait_from(scene.help_room, scene.account, "Première étape")


async def test_what_is_read_leaves_no_trace(scene: Scene) -> None:
    need = await scene.asker.say(scene.help_room, NEED)
    await offered(scene, need)
    await scene.asker.redact(scene.help_room, need)
    await heard_so_far(scene, scene.first)
    scene.bot.stop()
    for file in scene.bot.folder.glob("aiguilleur.db*"):
        content = file.read_bytes()
        assert b"tableur" not in content
        assert scene.asker.account.encode() not in content
    assert "tableur" not in scene.bot.log
