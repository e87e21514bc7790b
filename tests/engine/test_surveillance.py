"""What operators are told, and for how long: a platform that connects, events that were given up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from engine.crashes import Failpoints
from engine.matcher import FakeMatcher
from engine.monde import Monde, with_options
from engine.server import FakePlatform, Server
from structlog.testing import capture_logs

from aiguilleur_bot.engine import CurrentSavoir, Engine, Savoir
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.platforms.base import Health
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import journal

ASKER = "@camille:test"


class Slow(FakePlatform):
    """Not there before `heard`."""

    heard: bool = False

    def health(self) -> Health:
        return Health(self.heard, self._server.now() if self.heard else None, "connexion en cours")


def said(logs: list[dict[str, object]], event: str) -> int:
    return sum(line["event"] == event for line in logs)


def at_rest(monde: Monde, database: store.Database, platform: FakePlatform) -> Engine:
    """An engine that does nothing of itself: its timers turn when the test says so."""
    current = CurrentSavoir(Savoir(monde.base, FakeMatcher()))
    return Engine(database, [platform], current, monde.voice, monde.options, monde.clock)


@pytest.fixture
def clock(monde: Monde) -> ManualClock:
    clock = ManualClock(monde.server.now())
    monde.clock, monde.server.now = clock, clock.now
    return clock


async def test_a_platform_has_time_to_connect_before_it_is_called_deaf(monde: Monde, clock: ManualClock) -> None:
    platform = Slow(monde.server, Failpoints())
    database = await store.open(monde.url)
    engine = at_rest(monde, database, platform)
    with capture_logs() as logs:
        await engine.timers.watch_platforms()
        health = await engine.health()
        assert not health.ready, "red until it really hears"
        assert health.problems == ("test : pas encore connectée",)
        clock.advance(monde.options.silence)
        await engine.timers.watch_platforms()
        assert said(logs, "plateforme_sourde") == 0
        clock.advance(timedelta(seconds=1))
        await engine.timers.watch_platforms()
        await engine.timers.watch_platforms()
        assert said(logs, "plateforme_sourde") == 1
        platform.heard = True
        await engine.timers.watch_platforms()
        assert said(logs, "plateforme_revenue") == 1
        assert (await engine.health()).ready
        platform.heard = False
        await engine.timers.watch_platforms()
        assert said(logs, "plateforme_sourde") == 2, "later there is no grace"
    await database.close()


async def test_one_that_connects_in_time_is_never_complained_about(monde: Monde, clock: ManualClock) -> None:
    platform = Slow(monde.server, Failpoints())
    database = await store.open(monde.url)
    engine = at_rest(monde, database, platform)
    with capture_logs() as logs:
        await engine.timers.watch_platforms()
        platform.heard = True
        await engine.timers.watch_platforms()
        clock.advance(timedelta(hours=1))
        await engine.timers.watch_platforms()
    assert not [line for line in logs if str(line["event"]).startswith("plateforme_")]
    await database.close()


async def test_a_parked_event_is_red_for_a_day_then_only_said_once_a_day_for_a_month(
    monde: Monde, clock: ManualClock
) -> None:
    with_options(monde, attempts=1)
    async with monde.alive() as engine:
        await monde.server.ask(ASKER, "du poison")
        await monde.until(lambda: monde.settled(engine), Failpoints())
        health = await engine.health()
        assert not health.ready
        assert health.problems == ("1 évènement(s) écarté(s) depuis hier : voir aiguilleur diagnostiquer",)
    database = await store.open(monde.url)
    engine = at_rest(monde, database, FakePlatform(monde.server, Failpoints()))
    clock.advance(timedelta(hours=24, seconds=1))
    await engine.timers.clean()
    health = await engine.health()
    assert health.ready
    assert health.parked == 1, "still counted"
    with capture_logs() as logs:
        await engine.timers.remind_of_parked()
        await engine.timers.remind_of_parked()
        assert said(logs, "evenements_ecartes") == 1
        assert logs[0]["nombre"] == 1
        assert logs[0]["erreurs"] == ["ZeroDivisionError"]
        clock.advance(timedelta(hours=24))
        await engine.timers.remind_of_parked()
        assert said(logs, "evenements_ecartes") == 2
        clock.advance(timedelta(days=30))
        await engine.timers.remind_of_parked()
        assert said(logs, "evenements_ecartes") == 2
    assert "poison" not in str(logs)
    assert ASKER not in str(logs)
    await database.close()


async def test_nothing_is_said_when_nothing_was_parked(monde: Monde, clock: ManualClock) -> None:
    async with monde.alive() as engine:
        with capture_logs() as logs:
            await engine.timers.remind_of_parked()
    assert said(logs, "evenements_ecartes") == 0


async def test_the_account_of_a_person_is_not_in_a_parked_row(monde: Monde) -> None:
    """What `diagnostiquer` may list holds neither words nor accounts."""
    with_options(monde, attempts=1)

    async def poison(server: Server) -> None:
        await server.ask(ASKER, "du poison")

    await monde.play(poison)
    async with monde.reading() as tx:
        (row,) = await journal.parked(tx, monde.clock.now() - timedelta(hours=1))
    assert row.charge is None
    assert row.erreur == "ZeroDivisionError"
