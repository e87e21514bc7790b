"""Whatever crashes, wherever: every need gets exactly one answer, every besoin one card and one claim."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from engine.crashes import SOME_OR_ALL
from engine.monde import Monde, sqlite
from engine.server import AIGUILLEURS, ENTRAIDE, Server, visible
from engine.steps import Step
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import database as store

ASKER, OTHER, FIRST, SECOND = "@camille:test", "@alex:test", "@dominique:test", "@sasha:test"


async def ask(server: Server) -> None:
    """Two people ask, one of them twice, one in private: four needs."""
    await server.ask(ASKER, "on galère avec les réservations de nos salles")
    await server.ask(OTHER, "qui a un barnum ?")
    await server.ask(OTHER, "réserver des salles")
    await server.tell(ASKER, "un modèle de bail pour une ferme collective")


async def agree(server: Server) -> None:
    await server.tell(ASKER, "oui")


async def claim(server: Server) -> None:
    """Two hands at once."""
    card = next(bubble for bubble in server.seen(AIGUILLEURS) if bubble.say.rings)
    await server.react(FIRST, AIGUILLEURS, card.event_id, "✋🏽")
    await server.say(SECOND, AIGUILLEURS, "je prends", thread=card.event_id)


async def edit_and_thank(server: Server) -> None:
    await server.edit(ASKER, ENTRAIDE, "$p3", "on cherche un outil pour nos salles de réunion")
    await server.redact(OTHER, ENTRAIDE, "$p5")
    await server.tell(OTHER, "merci !")


STEPS = (ask, agree, claim, edit_and_thank)


async def fresh(folder: Path, base: Base, voice: Voice) -> Monde:
    """A new world on a new database."""
    url = sqlite(folder)
    await (await store.open(url)).close()
    monde = Monde(url, base, voice)
    await monde.open_rooms()
    return monde


async def test_without_a_crash_everybody_is_answered_once(monde: Monde) -> None:
    await monde.play(*STEPS)
    bodies = [bubble.body for bubble in monde.server.seen()]
    assert sum("**1. Dokos**" in body for body in bodies) == 1, "one was withdrawn with its question"
    assert sum("Voulez-vous que je transmette" in body for body in bodies) == 1
    assert sum("C'est noté" in body for body in bodies) == 1
    assert [bubble.edits for bubble in monde.server.seen(AIGUILLEURS) if "pris par" in bubble.body] == [1, 0]
    assert sum("C'est pour vous" in body for body in bodies) == 1
    assert sum("est déjà pris par" in body for body in bodies) == 1
    assert sum("va vous écrire en privé" in body for body in bodies) == 1
    assert [reaction.key for reaction in monde.server.reactions] == ["👍"]


async def agree_in_thread(server: Server) -> None:
    await server.say(ASKER, ENTRAIDE, "oui", thread="$p3")


async def ask_for_a_lease(server: Server) -> None:
    await server.ask(ASKER, "un modèle de bail pour une ferme collective")


async def close(server: Server) -> None:
    """In two taps, the second as a tap on the question."""
    await server.tell(FIRST, "clore")


async def first_tap(server: Server) -> None:
    question = server.seen(f"direct:{FIRST}")[-1]
    await server.react(FIRST, question.room, question.event_id, "2️⃣")


async def second_tap(server: Server) -> None:
    await server.tell(FIRST, "1, il en existe un à Rennes")


async def after(server: Server) -> None:
    """What may be said after the end, in one breath: the time given, what helped."""
    await server.tell(FIRST, "15 min")
    await server.tell(FIRST, "passer")


async def give_back(server: Server) -> None:
    await server.tell(FIRST, "rouvrir")
    await server.tell(FIRST, "je rends")


A_HANDOFF = (ask_for_a_lease, agree_in_thread, claim, close, first_tap, second_tap, after, give_back)
ONE_BESOIN = (ask_for_a_lease, agree_in_thread, claim)


@pytest.mark.parametrize("every", SOME_OR_ALL)
async def test_a_crash_at_each_boundary_of_one_besoin_changes_nothing_people_see(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice, every: int
) -> None:
    await crash_everywhere(ONE_BESOIN, tmp_path_factory, base, voice, every=every)


@pytest.mark.preuves
@pytest.mark.timeout(1800)
async def test_a_crash_at_each_boundary_of_a_whole_handoff_changes_nothing_people_see(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice
) -> None:
    await crash_everywhere(A_HANDOFF, tmp_path_factory, base, voice)


@pytest.mark.timeout(300)
async def test_a_crash_here_and_there_in_a_whole_handoff_changes_nothing_people_see(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice
) -> None:
    await crash_everywhere(A_HANDOFF, tmp_path_factory, base, voice, every=25)


@pytest.mark.preuves
@pytest.mark.timeout(1800)
async def test_a_crash_at_each_boundary_of_a_busy_hour_changes_nothing_people_see(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice
) -> None:
    await crash_everywhere(STEPS, tmp_path_factory, base, voice)


async def crash_everywhere(
    steps: Sequence[Step], folders: pytest.TempPathFactory, base: Base, voice: Voice, *, every: int = 1
) -> None:
    """Play `steps` once in peace, then once for each boundary passed (or one of `every`), dying there."""
    calm = await fresh(folders.mktemp("calme"), base, voice)
    boundaries = await calm.play(*steps)
    expected = visible(calm.server)
    assert len(set(boundaries)) > 15, "the boundaries are no longer announced"
    for at in range(1, len(boundaries) + 1, every):
        monde = await fresh(folders.mktemp("chute"), base, voice)
        await monde.play(*steps, crashes=[at])
        assert visible(monde.server) == expected, f"mort au passage {at} ({boundaries[at - 1]})"


async def many_crashes(monde: Monde, crashes: list[int]) -> None:
    """The bot dies again and again; in the end everything was said once."""
    await monde.play(*STEPS, crashes=crashes)
    bodies = [bubble.body for bubble in monde.server.seen()]
    ids = Counter(bubble.say.id for bubble in monde.server.seen())
    assert max(ids.values()) == 1
    for words in ("**1. Dokos**", "Voulez-vous que je transmette", "C'est noté", "C'est pour vous", "déjà pris"):
        assert sum(words in body for body in bodies) == 1, (words, crashes)


SCHEDULES = {
    "deadline": None,
    "derandomize": True,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


@given(crashes=st.lists(st.integers(1, 60), min_size=2, max_size=8), batch=st.integers(1, 7))
@settings(max_examples=10, **SCHEDULES)
@pytest.mark.timeout(600)
def test_many_crashes_in_any_order_change_nothing_people_see(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice, crashes: list[int], batch: int
) -> None:
    asyncio.run(_schedule(tmp_path_factory, base, voice, crashes, batch))


@given(crashes=st.lists(st.integers(1, 60), max_size=12), batch=st.integers(1, 7))
@settings(max_examples=150, **SCHEDULES)
@pytest.mark.preuves
@pytest.mark.timeout(3600)
def test_very_many_crashes_change_nothing_people_see(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice, crashes: list[int], batch: int
) -> None:
    asyncio.run(_schedule(tmp_path_factory, base, voice, crashes, batch))


async def _schedule(folders: pytest.TempPathFactory, base: Base, voice: Voice, crashes: list[int], batch: int) -> None:
    monde = await fresh(folders.mktemp("chutes"), base, voice)
    monde.batch = batch
    await many_crashes(monde, crashes)
