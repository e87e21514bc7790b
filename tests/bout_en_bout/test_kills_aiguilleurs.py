"""No handoff is lost, told twice or stuck, whatever crashes: the bot is killed while needs go from hand to hand."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass

import pytest
from bout_en_bout.conftest import Scene
from serveurs.fixtures import People
from serveurs.matrix_client import Event, Person

pytestmark = pytest.mark.synapse

WITHIN = 240.0


@dataclass(frozen=True)
class Pair:
    """Somebody who asks, somebody who answers, and the room of each with the bot."""

    asker: Person
    helper: Person
    asking: str
    helping: str

    async def hands_over(self, scene: Scene, words: str) -> None:
        """From the need to the person who learns who has it; then the bot may be spoken to again."""
        await self.asker.say(self.asking, f"humain : {words}")
        card = await self.helper.wait_from(scene.desk, scene.account, words, WITHIN)
        seen = len(told(self.asker, self.asking, scene.account))
        await self.helper.react(scene.desk, card["event_id"], "✋")
        async with asyncio.timeout(WITHIN):
            while len(told(self.asker, self.asking, scene.account)) <= seen:
                await self.asker.sync(1.0)
        await self.asker.say(self.asking, "robot")

    async def heard(self, scene: Scene) -> tuple[int, int, int]:
        """How often the server holds: it is noted; somebody has it; it is for you."""
        asked = await self.asker.history(self.asking)
        helped = await self.helper.history(self.helping)
        return (
            count(asked, scene.account, "C'est noté"),
            count(asked, scene.account, "va vous écrire"),
            count(helped, scene.account, "C'est pour vous"),
        )

    async def missing(self, scene: Scene, each: int) -> bool:
        return min(await self.heard(scene)) < each


def told(asker: Person, room: str, robot: str) -> list[Event]:
    """Each time the asker learned that somebody has their need."""
    return [event for event in asker.messages(room, robot) if "va vous écrire" in event["content"]["body"]]


async def pair(scene: Scene, people: People) -> Pair:
    asker, helper = await people("demande"), await people("aide")
    await scene.first.invite(scene.desk, helper.account)
    await helper.join(scene.desk)
    rooms = [await person.create_room(scene.account, direct=True) for person in (asker, helper)]
    for person, room in zip((asker, helper), rooms, strict=True):
        await person.until_member(room, scene.account)
    return Pair(asker, helper, *rooms)


async def killed_until(scene: Scene, done: asyncio.Event, chance: random.Random) -> int:
    """Kill and start the bot at random moments; how many times it was killed."""
    kills = 0
    while not done.is_set():
        try:
            await asyncio.wait_for(done.wait(), chance.uniform(1.0, 8.0))
        except TimeoutError:
            scene.bot.kill()
            await asyncio.to_thread(scene.bot.start)
            kills += 1
    return kills


async def handed_over_under_fire(scene: Scene, people: People, pairs: int, each: int, seed: int) -> int:
    """`pairs` people hand over `each` needs while the bot is killed; what everybody saw is counted at the end."""
    everybody = [await pair(scene, people) for _ in range(pairs)]
    done = asyncio.Event()

    async def one(number: int, couple: Pair) -> None:
        for turn in range(each):
            await couple.hands_over(scene, f"une charte de cuisine {number:02d} {turn:02d}")

    killing = asyncio.create_task(killed_until(scene, done, random.Random(seed)))
    try:
        await asyncio.gather(*(one(number, couple) for number, couple in enumerate(everybody)))
    finally:
        done.set()
        kills = await killing
    async with asyncio.timeout(WITHIN):
        while len(await shown(scene)) < pairs * each or any(
            [await couple.missing(scene, each) for couple in everybody]
        ):
            await scene.first.sync(1.0)
    assert set((await shown(scene)).values()) == {1}, "a card was shown twice"
    for couple in everybody:
        assert await couple.heard(scene) == (each, each, each)
    return kills


async def shown(scene: Scene) -> Counter[str]:
    """How many cards the room of the aiguilleuses holds for each need."""
    history = await scene.first.history(scene.desk)
    return Counter(words_of(event) for event in history if is_card(event, scene.account))


def is_card(event: Event, robot: str) -> bool:
    content = event["content"]
    return event["sender"] == robot and "cuisine" in content.get("body", "") and "m.new_content" not in content


def words_of(event: Event) -> str:
    body: str = event["content"]["body"]
    return body[body.index("cuisine") :].split("»", maxsplit=1)[0].strip()


def count(events: list[Event], robot: str, words: str) -> int:
    return sum(event["sender"] == robot and words in event["content"].get("body", "") for event in events)


@pytest.mark.timeout(300)
async def test_ten_handoffs_under_fire(scene: Scene, people: People) -> None:
    assert await handed_over_under_fire(scene, people, pairs=5, each=2, seed=1)


@pytest.mark.preuves
@pytest.mark.timeout(1500)
async def test_two_hundred_handoffs_under_fire(scene: Scene, people: People) -> None:
    assert await handed_over_under_fire(scene, people, pairs=8, each=25, seed=2) >= 10
