"""Time passes: knowledge is edited, words are erased, platforms go deaf."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from engine.crashes import Failpoints
from engine.matcher import FakeMatcher
from engine.monde import KEY, Monde, with_options
from engine.server import AIGUILLEURS, ENTRAIDE, FakePlatform, Server

from aiguilleur_bot.engine import CurrentSavoir, Engine, SalonOption, Savoir
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.engine.retention import clean
from aiguilleur_bot.engine.timers import Timers
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import Loaded, load
from aiguilleur_bot.platforms.base import Health
from aiguilleur_bot.store import conversations, personnes
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.personnes import pseudonym

ASKER = "@camille:test"


class Watcher:
    """Gives what it was told to, one look after another."""

    def __init__(self, *found: Loaded | None) -> None:
        self._found = list(found)

    def look(self) -> Loaded | None:
        return self._found.pop(0) if self._found else None


async def test_a_broken_edit_keeps_the_last_good_base_and_is_said_once(
    tmp_path: Path, monde: Monde, base: Base
) -> None:
    (tmp_path / "communs").mkdir()
    (tmp_path / "communs" / "dokos.yaml").write_text("id: dokos\nlicense: libre\n")
    broken = load([tmp_path])
    mended = Loaded(replace(base, day=base.day + timedelta(days=1)), ())
    with_options(monde, salons=(SalonOption(Server.name, "aiguilleurs", "coordination"),))
    async with monde.alive() as engine:
        await monde.until(lambda: engine.timers.menage is not None, Failpoints())  # the first tick of its own is over
        await monde.until(lambda: monde.settled(engine), Failpoints())
        current = engine.current
        current.watcher, current.build_matcher = Watcher(broken, None, None, mended), lambda _: FakeMatcher()
        before = current.savoir
        for _ in range(3):
            await engine.timers.reload()
        assert current.savoir is before
        await engine.timers.reload()
        assert current.savoir.base is mended.base
        await monde.until(lambda: monde.settled(engine), Failpoints())
    told = [bubble.body for bubble in monde.server.seen(AIGUILLEURS)]
    assert len(told) == 2
    assert "communs/dokos.yaml, ligne" in told[0]
    assert "est bonne" in told[1]


async def test_words_are_erased_after_a_day_and_accounts_after_a_week(monde: Monde) -> None:
    async def ask(server: Server) -> None:
        await server.ask(ASKER, "on galère avec nos salles zinzolines")

    await monde.play(ask)
    folder = Path(monde.url.removeprefix("sqlite:///")).parent
    who = pseudonym(KEY, Server.name, ASKER)
    database = await store.open(monde.url)
    soon, day, week, late = (ManualClock(monde.clock.now() + timedelta(hours=hours)) for hours in (23, 25, 144, 192))
    assert (await clean(database, soon, monde.options)).effaces == {}
    assert (await clean(database, day, monde.options)).effaces == {"mots": 1}
    assert (await clean(database, week, monde.options)).effaces == {}
    assert (await clean(database, late, monde.options)).effaces == {"comptes": 1, "evenements": 1}
    assert (await clean(database, late, monde.options)).effaces == {}
    async with database.read() as tx:
        person = await personnes.get(tx, who)
        line = await conversations.get(tx, conversations.thread_id(who, ENTRAIDE, "$p3"))
    assert person is not None
    assert person.compte is None
    assert line is not None
    assert (line.etat, line.question) == (None, "$p3"), "an edit still finds its answer"
    await database.close()
    for file in folder.iterdir():
        assert b"zinzolines" not in file.read_bytes()
        assert ASKER.encode() not in file.read_bytes()


async def test_a_deaf_platform_turns_health_red_until_it_hears_again(monde: Monde) -> None:
    class Deaf(FakePlatform):
        last = None

        def health(self) -> Health:
            return Health(True, self.last, "dernier mot il y a longtemps")

    platform = Deaf(monde.server, Failpoints())
    database = await store.open(monde.url)
    clock = ManualClock(monde.clock.now())
    engine = Engine(
        database, [platform], CurrentSavoir(Savoir(monde.base, FakeMatcher())), monde.voice, monde.options, clock
    )
    platform.last = clock.now()
    assert (await engine.health()).ready
    clock.advance(timedelta(minutes=4))
    health = await engine.health()
    assert not health.ready
    assert health.problems == ("test : sourde",)
    platform.last = clock.now()
    assert (await engine.health()).ready
    await database.close()


def test_every_part_of_time_is_called_by_the_clock() -> None:
    """A part that only its own tests call would never happen to anybody."""
    parts = {name for name, one in vars(Timers).items() if inspect.iscoroutinefunction(one) and name[0] != "_"}
    called = inspect.getsource(Timers.run)
    assert {name for name in parts - {"run"} if f"self.{name}" not in called} == set()
