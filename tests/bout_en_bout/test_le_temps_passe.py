"""What happens because days pass, on a real Matrix server: the bot runs here, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from bout_en_bout.conftest import Scene, at_work
from serveurs.bot_a_l_heure import MovedClock
from serveurs.fixtures import People
from serveurs.matrix_client import Person
from serveurs.synapse import Synapse

pytestmark = pytest.mark.synapse


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


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


async def asked_so_often(scene: Scene, room: str, times: int) -> None:
    await scene.asker.wait(room, lambda _: questions(scene, room) == times)


def questions(scene: Scene, room: str) -> int:
    said = (event["content"]["body"] for event in scene.asker.messages(room, scene.account))
    return sum("Avez-vous pu avancer" in body for body in said)
