"""Two people put together on a real server: one room, a visible start, silence in between, a visible end."""

from __future__ import annotations

import pytest
from bout_en_bout.conftest import Scene
from serveurs.matrix_client import Event, Person

pytestmark = pytest.mark.synapse


async def alone_with_the_bot(scene: Scene, person: Person) -> str:
    room = await person.create_room(scene.account, direct=True)
    await person.until_member(room, scene.account)
    return room


async def test_a_claim_opens_a_room_for_two_and_its_end_empties_it_of_the_bot(scene: Scene) -> None:
    private = await alone_with_the_bot(scene, scene.asker)
    desk = await alone_with_the_bot(scene, scene.first)
    await scene.asker.say(private, "humain : un modèle de bail pour une ferme collective")
    card = await scene.first.wait_from(scene.desk, scene.account, "ferme collective")
    await scene.first.react(scene.desk, card["event_id"], "✋")
    await scene.asker.wait_from(private, scene.account, "dans un salon pour vous deux")

    room = await scene.asker.wait_invite(scene.account)
    assert await scene.first.wait_invite(scene.account) == room
    for person in (scene.asker, scene.first):
        await person.join(room)
    start = await scene.asker.wait_from(room, scene.account, "Vous voilà ensemble")
    for shown in (scene.asker.account, scene.first.account, "ferme collective", "je me tais", "n'est pas chiffré"):
        assert shown in start["content"]["body"]

    await scene.first.say(room, "bonjour, un mot d'ornithorynque pour commencer")
    await scene.asker.say(room, "merci, ornithorynque aussi")
    await scene.first.say(desk, "mes besoins")
    await scene.first.wait_from(desk, scene.account, ", en cours")  # the first words in the room: first contact
    assert len(scene.asker.messages(room, scene.account)) == 1

    await scene.first.say(desk, "clore 1")
    await scene.first.wait_from(desk, scene.account, "réglé")
    await scene.first.say(desk, "1")
    end = await scene.asker.wait_from(room, scene.account, "est close")
    assert "Je quitte ce salon" in end["content"]["body"]
    await scene.asker.until_member(room, scene.account, "leave")
    assert await scene.asker.members(room) == {scene.asker.account, scene.first.account}
    await scene.asker.wait_from(private, scene.account, "Je suis de nouveau là")

    scene.bot.stop()
    for file in scene.bot.folder.glob("aiguilleur.db*"):
        assert b"ornithorynque" not in file.read_bytes()


async def test_whoever_refuses_the_room_is_said_to_the_other(scene: Scene) -> None:
    private = await alone_with_the_bot(scene, scene.asker)
    desk = await alone_with_the_bot(scene, scene.first)
    await scene.asker.say(private, "humain : une charte de cuisine partagée")
    card = await scene.first.wait_from(scene.desk, scene.account, "cuisine")
    await scene.first.react(scene.desk, card["event_id"], "✋")
    room = await scene.asker.wait_invite(scene.account)
    await scene.first.join(await scene.first.wait_invite(scene.account))
    await scene.asker.call("POST", f"v3/rooms/{room}/leave")
    told: Event = await scene.first.wait_from(desk, scene.account, "n'a pas pris l'invitation")
    assert "reste à vous" in told["content"]["body"]
    await scene.first.until_member(room, scene.account, "leave")
