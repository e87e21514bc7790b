"""Near besoins of two people: each is asked in private, both must say yes, and a no or a silence is told to nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from engine.crashes import Failpoints
from engine.monde import Monde, sqlite
from engine.server import ENTRAIDE, Server
from engine.steps import Step
from sqlalchemy import update

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import voisinages
from aiguilleur_bot.store.tables import rencontre

FIRST, SECOND, THIRD = "@camille:test", "@alex:test", "@sasha:test"
LEASE, SAME = "un modèle de bail pour une ferme", "un modèle de bail pour une grange"
QUESTION = "D'autres ont demandé quelque chose de proche"


@pytest.fixture
def monde(monde: Monde) -> Monde:
    """A server where the bot may open rooms."""
    monde.server.opens_rooms = True
    return monde


def says(person: str, text: str) -> Step:
    async def step(server: Server) -> None:
        await server.tell(person, text)

    return step


def asks(person: str, text: str) -> Step:
    return says(person, f"humain : {text}")


def asked(monde: Monde, person: str) -> int:
    return sum(QUESTION in line for line in monde.private(person))


async def time_passes(monde: Monde) -> None:
    """Two ticks: looking and asking are one, and nothing is asked twice."""
    async with monde.alive() as engine:
        await engine.timers.meet_neighbours()
        await engine.timers.meet_neighbours()
        assert await monde.until(lambda: monde.settled(engine), Failpoints())


async def test_both_say_yes_one_after_the_other_and_meet_in_one_room(monde: Monde) -> None:
    await monde.play(asks(FIRST, LEASE), asks(SECOND, SAME))
    await time_passes(monde)
    assert (asked(monde, FIRST), asked(monde, SECOND)) == (0, 1), "the newcomer first, and alone"
    assert "C'est noté (n° 2)" in monde.private(SECOND)[-2]
    await monde.play(says(SECOND, "oui"))
    await time_passes(monde)
    assert (asked(monde, FIRST), asked(monde, SECOND)) == (1, 1)
    assert monde.server.opened == {}
    await monde.play(says(FIRST, "oui"))
    assert monde.server.opened == {"!rencontre1": [SECOND, FIRST]}
    (start,) = [bubble.body for bubble in monde.server.seen("!rencontre1")]
    for shown in (FIRST, SECOND, LEASE, SAME, "je me tais"):
        assert shown in start
    await time_passes(monde)
    assert (asked(monde, FIRST), asked(monde, SECOND)) == (1, 1)


async def test_a_third_who_is_near_and_says_yes_joins_whoever_said_yes_to_them(monde: Monde) -> None:
    await monde.play(asks(FIRST, LEASE), asks(SECOND, SAME))
    async with monde.alive() as engine, engine.database.write("essai") as tx:
        for numero in (1, 2):
            await voisinages.looked(tx, numero)
    await monde.play(asks(THIRD, "un modèle de bail pour une maison"))
    await time_passes(monde)
    await monde.play(says(THIRD, "oui"))
    await time_passes(monde)
    assert (asked(monde, FIRST), asked(monde, SECOND)) == (1, 1)
    await monde.play(says(FIRST, "👍"), says(SECOND, "oui"))
    assert monde.server.opened == {"!rencontre1": [THIRD, FIRST, SECOND]}


@pytest.mark.parametrize("answer", ["non", "plus tard peut-être, on verra", None])
async def test_a_no_or_a_silence_is_never_told_to_the_other(monde: Monde, answer: str | None) -> None:
    await monde.play(asks(FIRST, LEASE), asks(SECOND, SAME))
    await time_passes(monde)
    before = monde.private(FIRST)
    if answer is not None:
        await monde.play(says(SECOND, answer))
    await time_passes(monde)
    await monde.play(says(FIRST, "aide"))
    assert monde.private(FIRST)[: len(before)] == before
    assert asked(monde, FIRST) == 0
    assert asked(monde, SECOND) == 1
    assert monde.server.opened == {}


async def test_the_no_of_the_second_asked_is_told_to_nobody(monde: Monde) -> None:
    await monde.play(asks(FIRST, LEASE), asks(SECOND, SAME))
    await time_passes(monde)
    await monde.play(says(SECOND, "oui"))
    await time_passes(monde)
    before = monde.private(SECOND)
    await monde.play(says(FIRST, "non"))
    await time_passes(monde)
    assert monde.private(SECOND) == before
    assert "les autres n'en savent rien" in monde.private(FIRST)[-1]
    assert monde.server.opened == {}


async def test_a_late_yes_to_something_else_opens_nothing(monde: Monde) -> None:
    await monde.play(asks(FIRST, LEASE), asks(SECOND, SAME))
    await time_passes(monde)
    await monde.play(says(SECOND, "on cherche un fût de bière"), says(SECOND, "oui"))
    await time_passes(monde)
    assert asked(monde, FIRST) == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((FIRST, LEASE), (FIRST, SAME)),
        ((FIRST, LEASE), (SECOND, "réserver des salles")),
    ],
    ids=["the same person", "nothing in common"],
)
async def test_who_is_not_asked(monde: Monde, first: tuple[str, str], second: tuple[str, str]) -> None:
    await monde.play(asks(*first), asks(*second))
    await time_passes(monde)
    assert asked(monde, FIRST) + asked(monde, SECOND) == 0


async def test_nobody_in_trouble_is_asked_nor_counted(monde: Monde) -> None:
    async def trouble(server: Server) -> None:
        for person in (FIRST, SECOND):
            await server.tell(person, "on ne paie plus le loyer de la ferme")

    async def agree(server: Server) -> None:
        for person in (FIRST, SECOND):
            await server.tell(person, "oui")

    await monde.play(trouble, agree, asks(THIRD, "on ne paie plus la ferme"))
    await time_passes(monde)
    assert sum(asked(monde, person) for person in (FIRST, SECOND, THIRD)) == 0
    async with monde.reading() as tx:
        assert await voisinages.candidates(tx, 3) == ()


async def test_with_a_human_the_question_waits(monde: Monde) -> None:
    async def take(server: Server) -> None:
        card = [one for one in server.seen("!aiguilleurs") if one.say.rings][-1]
        await server.react(THIRD, "!aiguilleurs", card.event_id, "✋")

    await monde.play(asks(FIRST, LEASE), asks(SECOND, SAME), take)
    await time_passes(monde)
    assert asked(monde, SECOND) == 0
    await monde.play(says(SECOND, "robot"))
    await time_passes(monde)
    assert asked(monde, SECOND) == 1


async def test_where_no_room_can_be_opened_nobody_is_asked(monde: Monde) -> None:
    monde.server.opens_rooms = False
    await monde.play(asks(FIRST, LEASE), asks(SECOND, SAME))
    await time_passes(monde)
    assert asked(monde, SECOND) == 0


async def test_asked_from_a_room_the_question_comes_in_private(monde: Monde) -> None:
    async def ask(server: Server) -> None:
        await server.ask(SECOND, f"humain : {SAME}")

    await monde.play(asks(FIRST, LEASE), ask)
    await time_passes(monde)
    assert asked(monde, SECOND) == 1
    assert not any(QUESTION in bubble.body for bubble in monde.server.seen(ENTRAIDE))
    assert (await monde.besoin(2)).texte == SAME


async def met(monde: Monde) -> None:
    """The two have a room."""
    await monde.play(asks(FIRST, LEASE), asks(SECOND, SAME))
    await time_passes(monde)
    await monde.play(says(SECOND, "oui"))
    await time_passes(monde)
    await monde.play(says(FIRST, "oui"))


def room(monde: Monde) -> list[str]:
    return [bubble.body.replace("\u00a0", " ") for bubble in monde.server.seen("!rencontre1")]


async def test_whoever_leaves_leaves_the_other_told_and_the_bot_goes(monde: Monde) -> None:
    async def leave(server: Server) -> None:
        await server.leave(FIRST, "!rencontre1")

    await met(monde)
    await monde.play(leave)
    assert f"{FIRST} n'est plus dans le salon" in monde.private(SECOND)[-1]
    assert monde.server.left == ["!rencontre1"]


async def test_after_a_month_the_bot_leaves_them_their_room(monde: Monde) -> None:
    await met(monde)
    async with monde.writing() as tx:
        await tx.execute(update(rencontre).values(cree_le=monde.clock.now() - timedelta(days=31)))
    async with monde.alive() as engine:
        await engine.timers.end_stretches()
        await engine.timers.end_stretches()
        assert await monde.until(lambda: monde.settled(engine), Failpoints())
    assert room(monde)[-1].startswith("Je n'ai plus rien à faire ici.")
    assert monde.server.left == ["!rencontre1"]


@pytest.mark.parametrize("who", [FIRST, SECOND])
async def test_to_be_forgotten_takes_the_bot_out_of_their_room_and_leaves_no_trace(monde: Monde, who: str) -> None:
    async def confirm(server: Server) -> None:
        if "C'est effacé" not in monde.private(who)[-1]:
            await server.tell(who, "oui")

    await met(monde)
    await monde.play(says(who, "oublie-moi"), confirm)
    assert monde.server.left == ["!rencontre1"]
    assert await monde.traces(who) == []


@pytest.mark.timeout(900)
async def test_a_crash_anywhere_asks_each_once_and_opens_one_room(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice
) -> None:
    for at in range(1, 20, 3):
        url = sqlite(tmp_path_factory.mktemp("voisins"))
        await (await store.open(url)).close()
        monde = Monde(url, base, voice)
        monde.server.opens_rooms = True
        await monde.open_rooms()
        await monde.play(asks(FIRST, LEASE), asks(SECOND, SAME))
        for step in (None, says(SECOND, "oui"), None, says(FIRST, "oui")):
            await monde.play(*([step] if step else []), crashes=[at])
            await time_passes(monde)
        assert (asked(monde, FIRST), asked(monde, SECOND)) == (1, 1), at
        assert monde.server.opened == {"!rencontre1": [SECOND, FIRST]}, at
