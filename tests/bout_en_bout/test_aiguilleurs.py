"""What aiguilleuses see on a real Matrix server: a phone that rings once, one winner, cards that change in silence."""

from __future__ import annotations

import asyncio

import pytest
from bout_en_bout.conftest import Scene
from serveurs.fixtures import People
from serveurs.matrix_client import Event, Person

pytestmark = pytest.mark.synapse

WON, LOST = "C'est pour vous", "déjà pris par"


def replaced(event: Event) -> str:
    """The event that this one replaces, or ""."""
    relation = event["content"].get("m.relates_to", {})
    return str(relation["event_id"]) if relation.get("rel_type") == "m.replace" else ""


async def confided(scene: Scene, private: str, words: str) -> Event:
    """The asker hands a need to humans in private; the card of it, seen by the first aiguilleuse."""
    await scene.asker.say(private, f"humain : {words}")
    return await scene.first.wait_from(scene.desk, scene.account, words)


async def alone_with_the_bot(scene: Scene, person: Person) -> str:
    room = await person.create_room(scene.account, direct=True)
    await person.until_member(room, scene.account)
    return room


async def test_the_card_rings_and_its_edits_do_not(scene: Scene, people: People) -> None:
    third = await people("alix")
    await scene.first.invite(scene.desk, third.account)
    await third.join(scene.desk)
    private = await alone_with_the_bot(scene, scene.asker)
    card = await confided(scene, private, "un modèle de bail pour une ferme collective")
    others = (scene.second, third)
    for person in others:
        await person.wait_from(scene.desk, scene.account, "ferme collective")
        assert person.counts[scene.desk]["notification_count"] == 1
        await person.read(scene.desk, card["event_id"])

    await scene.first.react(scene.desk, card["event_id"], "✋")
    for person in others:
        await person.wait(scene.desk, lambda event: replaced(event) == card["event_id"])
        await person.sync()
        assert person.counts[scene.desk]["notification_count"] == 0


async def test_a_deleted_message_takes_its_words_out_of_the_store_and_off_the_card(scene: Scene) -> None:
    private = await alone_with_the_bot(scene, scene.asker)
    desk = await alone_with_the_bot(scene, scene.first)
    words = "un hangar pour trois dirigeables"
    said = await scene.asker.say(private, f"humain : {words}")
    card = await scene.first.wait_from(scene.desk, scene.account, words)
    await scene.first.react(scene.desk, card["event_id"], "✋")
    await scene.first.wait_from(desk, scene.account, WON)
    await scene.asker.redact(private, said)
    await scene.first.wait_from(desk, scene.account, "effacé")
    await scene.first.wait(
        scene.desk,
        lambda event: (
            replaced(event) == card["event_id"] and "dirigeables" not in event["content"]["m.new_content"]["body"]
        ),
    )
    scene.bot.stop()
    for file in scene.bot.folder.glob("aiguilleur.db*"):
        assert b"dirigeables" not in file.read_bytes(), file.name
    assert "dirigeables" not in scene.bot.log


async def test_of_two_hands_raised_at_the_same_instant_one_has_it(scene: Scene) -> None:
    await race(scene, times=8)


@pytest.mark.preuves
@pytest.mark.timeout(300)
async def test_of_two_hands_raised_at_the_same_instant_one_has_it_fifty_times(scene: Scene) -> None:
    await race(scene, times=50)


async def race(scene: Scene, times: int) -> None:
    """So many besoins, each wanted by two at once: one winner each time, the other told, and the person."""
    private = await alone_with_the_bot(scene, scene.asker)
    rooms = {scene.first.account: await alone_with_the_bot(scene, scene.first)}
    rooms[scene.second.account] = await alone_with_the_bot(scene, scene.second)
    wins = dict.fromkeys(rooms, 0)
    for number in range(times):
        words = f"une charte de cuisine partagée, essai {number:02d}"
        card = await confided(scene, private, words)
        await asyncio.gather(
            scene.first.say(scene.desk, "je prends", thread=card["event_id"]),
            scene.second.say(scene.desk, "je prends", thread=card["event_id"]),
        )
        lost = await scene.first.wait(
            scene.desk,
            lambda event, card=card: (  # type: ignore[misc]
                LOST in event["content"].get("body", "")
                and event["content"].get("m.relates_to", {}).get("event_id") == card["event_id"]
            ),
        )
        winner = next(account for account in rooms if account in lost["content"]["body"])
        wins[winner] += 1
        await told(scene.asker, private, scene.account, number + 1)
        await scene.asker.say(private, "robot")
    for person in (scene.first, scene.second):
        room = rooms[person.account]
        async with asyncio.timeout(20):
            while len(won(person, room, scene.account)) < wins[person.account]:
                await person.sync(1.0)
        assert len(set(won(person, room, scene.account))) == wins[person.account]
    assert sum(wins.values()) == times


async def told(asker: Person, private: str, robot: str, times: int) -> None:
    """The asker learned so many times that somebody has their need."""
    async with asyncio.timeout(20):
        while sum("va vous écrire" in event["content"]["body"] for event in asker.messages(private, robot)) < times:
            await asker.sync(1.0)


def won(person: Person, room: str, robot: str) -> list[str]:
    """What the bot said when it gave a besoin to `person`, one line for each."""
    return [event["content"]["body"] for event in person.messages(room, robot) if WON in event["content"]["body"]]


async def test_a_besoin_is_closed_in_two_taps_and_the_person_hears_of_it(scene: Scene) -> None:
    """Transcript 4, to its end."""
    private = await alone_with_the_bot(scene, scene.asker)
    desk = await alone_with_the_bot(scene, scene.first)
    card = await confided(scene, private, "un modèle de bail pour une ferme collective")
    await scene.first.react(scene.desk, card["event_id"], "✋")
    await scene.first.wait_from(desk, scene.account, WON)
    await scene.asker.wait_from(private, scene.account, "va vous écrire")
    await scene.asker.say(private, "et sinon, réserver nos salles ?")  # a human has it: the bot says nothing

    await scene.first.say(desk, "c'est fait")
    await scene.first.wait_from(desk, scene.account, "est en cours")
    await scene.first.say(desk, "clore")
    await scene.first.wait_from(desk, scene.account, "pas de solution")
    await scene.first.say(desk, "2")
    await scene.first.wait_from(desk, scene.account, "Ce qui manque")
    await scene.first.say(desk, "1 il en existe un dans les Cévennes")
    await scene.first.wait_from(desk, scene.account, "Temps passé")
    await scene.first.say(desk, "1 h")
    await scene.first.wait_from(desk, scene.account, "Qu'est-ce qui a servi")
    await scene.first.say(desk, "passer")
    await scene.first.wait_from(desk, scene.account, "brouillon de fiche")
    await scene.first.say(desk, "oui")

    await scene.asker.wait_from(private, scene.account, "a terminé le suivi")
    await scene.asker.say(private, "réserver nos salles")
    await scene.asker.wait_from(private, scene.account, "Dokos")
    shown = [event["content"]["body"] for event in scene.asker.messages(private, scene.account)]
    assert sum("Dokos" in body for body in shown) == 1
