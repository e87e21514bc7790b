"""What happens because days pass, on a real Matrix server: the bot runs here, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from bout_en_bout.conftest import Scene, at_work
from serveurs.bot_a_l_heure import MovedClock
from serveurs.fixtures import People, unique
from serveurs.matrix_client import Event, Person
from serveurs.synapse import SERVER_NAME, Synapse

from aiguilleur_bot.handoff.calendar import FRANCE

pytestmark = pytest.mark.synapse

MESSAGES = ("m.room.message",)
WORDS = "un modèle de bail pour une ferme collective"


@pytest.fixture
def clock() -> MovedClock:
    """It is a working morning."""
    clock = MovedClock()
    clock.move_to(opening(clock))
    return clock


@pytest.fixture
async def scene(synapse: Synapse, people: People, tmp_path: Path, clock: MovedClock) -> AsyncIterator[Scene]:
    async with at_work(synapse, people, tmp_path, clock) as one:
        yield one


async def alone_with_the_bot(scene: Scene, person: Person) -> str:
    room = await person.create_room(scene.account, direct=True)
    await person.until_member(room, scene.account)
    return room


async def test_who_agreed_is_asked_again_after_fifteen_days_and_after_sixty_then_never(
    scene: Scene, clock: MovedClock
) -> None:
    """Transcript 5."""
    room = await alone_with_the_bot(scene, scene.asker)
    await scene.asker.say(room, "réserver nos salles")
    await scene.asker.wait_from(room, scene.account, "Dokos")
    await scene.asker.say(room, "1")
    await scene.asker.wait_from(room, scene.account, "15\u00a0jours")
    await scene.asker.say(room, "oui")
    await scene.asker.wait_from(room, scene.account, "C'est noté")

    clock.pass_by(timedelta(days=15, minutes=1))
    await scene.asker.wait_from(room, scene.account, "Avez-vous pu avancer")
    await scene.asker.say(room, "2")
    await scene.asker.wait_from(room, scene.account, "parler à quelqu'un")
    await scene.asker.say(room, "non")
    clock.pass_by(timedelta(days=45, minutes=1))
    await asked_so_often(scene, room, 2)
    await scene.asker.say(room, "1")
    clock.pass_by(timedelta(days=300))
    await clock.whole_round()
    await scene.asker.say(room, "aide")  # answered after whatever else would have been said
    await scene.asker.wait_from(room, scene.account, "Pour tout effacer")
    assert questions(scene, room) == 2


async def test_who_took_it_and_did_not_write_is_reminded_then_it_goes_back_to_the_group(
    scene: Scene, clock: MovedClock
) -> None:
    """Transcript 4: a word after two working days, back to the group after four, and the person hears the truth."""
    private, desk, card = await confided(scene, WORDS)
    await scene.first.react(scene.desk, card["event_id"], "✋")
    await scene.first.wait_from(desk, scene.account, "C'est pour vous")

    clock.move_to(after(clock, 2))
    await scene.first.wait_from(desk, scene.account, "Avez-vous pu écrire à")
    clock.move_to(after(clock, 2))
    await scene.asker.wait_from(private, scene.account, "ne peut finalement pas")
    await scene.second.say(scene.desk, "je prends", thread=card["event_id"])
    told = await scene.asker.wait(
        private, lambda event: scene.second.account in event["content"].get("body", "") and event["type"] in MESSAGES
    )
    assert "va vous écrire" in told["content"]["body"]


async def test_when_nobody_comes_the_person_is_told_at_the_announced_delay_and_once(
    scene: Scene, clock: MovedClock
) -> None:
    private, _, _ = await confided(scene, WORDS)
    clock.move_to(after(clock, 1))
    await clock.whole_round()
    clock.move_to(after(clock, 1))
    await scene.asker.wait_from(private, scene.account, "Personne n'a encore pris")
    for _ in range(3):
        clock.move_to(after(clock, 1))
        await clock.whole_round()
    await scene.asker.say(private, "aide")
    await scene.asker.wait_from(private, scene.account, "Pour tout effacer")
    said = [event["content"]["body"] for event in scene.asker.messages(private, scene.account)]
    assert sum("Personne n'a encore pris" in body for body in said) == 1


async def test_what_nobody_takes_rises_to_the_coordination_and_one_of_them_takes_it(
    synapse: Synapse, people: People, tmp_path: Path, clock: MovedClock
) -> None:
    """domain.md §2.3: the group, then the coordinators; the person hears whoever it is that comes."""
    alix, name = await people("alix"), unique("coordination")
    room = await alix.create_room(preset="public_chat", room_alias_name=name, name="Coordination")
    salon = {"plateforme": "matrix", "salon": f"#{name}:{SERVER_NAME}", "role": "coordination"}
    async with at_work(synapse, people, tmp_path, clock, [salon]) as scene:
        await alix.until_member(room, scene.account)
        private, _, _ = await confided(scene, WORDS)
        clock.move_to(after(clock, 1))
        await clock.whole_round()
        await alix.sync()
        assert not any(WORDS in event["content"]["body"] for event in alix.messages(room, scene.account)), "group first"
        clock.move_to(after(clock, 1))
        card = await alix.wait_from(room, scene.account, WORDS)
        assert "Pour la coordination" in card["content"]["body"]
        await alix.say(room, "je prends", thread=card["event_id"])
        await scene.asker.wait_from(private, scene.account, alix.account)


async def test_whoever_is_absent_is_not_rung(scene: Scene, clock: MovedClock) -> None:
    room = await alone_with_the_bot(scene, scene.first)
    await scene.first.say(room, "absent pendant 10 jours")
    await scene.first.wait_from(room, scene.account, "rien ne sonnera chez vous")
    _, _, card = await confided(scene, WORDS)
    mentioned = card["content"].get("m.mentions", {}).get("user_ids", [])
    assert scene.second.account in mentioned
    assert scene.first.account not in mentioned


async def confided(scene: Scene, words: str) -> tuple[str, str, Event]:
    """A need handed to humans: the room of the asker, of the aiguilleuse, and the card."""
    private, desk = await alone_with_the_bot(scene, scene.asker), await alone_with_the_bot(scene, scene.first)
    await scene.asker.say(private, f"humain : {words}")
    card = await scene.first.wait_from(scene.desk, scene.account, words)
    return private, desk, card


def opening(clock: MovedClock) -> datetime:
    """Ten o'clock on the next working day, in France."""
    return FRANCE.at(FRANCE.working_day_from(clock.now().date() + timedelta(days=1)), time(10))


def after(clock: MovedClock, days: int) -> datetime:
    """So many working days later, and an hour."""
    return FRANCE.later(clock.now(), days) + timedelta(hours=1)


async def asked_so_often(scene: Scene, room: str, times: int) -> None:
    await scene.asker.wait(room, lambda _: questions(scene, room) == times)


def questions(scene: Scene, room: str) -> int:
    said = (event["content"]["body"] for event in scene.asker.messages(room, scene.account))
    return sum("Avez-vous pu avancer" in body for body in said)
