"""What a platform knows of its account: patient while nobody answers, lost once for all, honest about being deaf."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import AuthLost, Health, Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.standing import Standing

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
STALE = timedelta(seconds=90)
QUICK = Backoff(first=0.001, ceiling=0.002)


def standing() -> Standing:
    return Standing("Matrix", lambda: NOW)


class Door:
    """A server that fails so many times before it lets us in."""

    def __init__(self, failures: Sequence[PlatformError]) -> None:
        self.failures = list(failures)
        self.open = False

    async def connect(self) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.open = True


async def test_whatever_trouble_it_has_the_server_is_asked_again() -> None:
    door = Door([Retry("muet"), Invalid("page d’un mandataire"), Retry("plus tard", 0.001)])
    await standing().connected(door.connect, QUICK)
    assert door.open


async def test_an_account_that_is_refused_is_not_tried_again() -> None:
    door, ours = Door([AuthLost("jeton refusé"), Retry("muet")]), standing()
    with pytest.raises(AuthLost), ours.watched():
        await ours.connected(door.connect, QUICK)
    assert len(door.failures) == 1
    with pytest.raises(AuthLost, match="jeton refusé"):
        ours.refuse_if_lost()


def test_another_failure_loses_no_account() -> None:
    ours = standing()
    with pytest.raises(Retry), ours.watched():
        raise Retry("muet")
    ours.refuse_if_lost()
    assert ours.health(NOW, "", STALE).connected


def test_a_lost_account_says_why_however_lately_it_was_heard() -> None:
    ours = standing()
    with pytest.raises(AuthLost), ours.watched():
        raise AuthLost("jeton refusé")
    assert ours.health(NOW, "", STALE) == Health(connected=False, last_heard=NOW, detail="jeton refusé")


def test_deaf_is_said_and_never_passed_off_as_well() -> None:
    old = NOW - STALE - timedelta(seconds=1)
    assert standing().health(old, "", STALE, note="par lecture") == Health(
        connected=False, last_heard=old, detail="le serveur ne répond plus"
    )
    assert standing().health(NOW - STALE, "", STALE, note="par lecture") == Health(
        connected=True, last_heard=NOW - STALE, detail="par lecture"
    )


@pytest.mark.parametrize(("heard", "listens"), [(None, True), (NOW, False)])
def test_before_listening_begins_it_is_not_connected(heard: datetime | None, listens: bool) -> None:
    assert standing().health(heard, "", STALE, listens=listens).detail == "connexion en cours"
    assert standing().health(heard, "muet", STALE, listens=listens) == Health(
        connected=False, last_heard=heard, detail="muet"
    )
