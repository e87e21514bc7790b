"""Waiting before trying again: longer each time, capped, spread, and never less than the server asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.platforms.backoff import Backoff


@given(st.integers(1, 10_000))
def test_a_delay_is_within_its_bounds(failures: int) -> None:
    backoff = Backoff(first=0.5, factor=2, ceiling=10)
    full = min(0.5 * 2 ** min(failures - 1, 64), 10)
    assert full / 2 <= backoff.delay(failures) <= full


def test_two_bots_do_not_wait_the_same() -> None:
    assert len({Backoff().delay(5) for _ in range(20)}) > 1


@given(st.integers(1, 100), st.floats(0, 3600))
def test_the_server_s_wish_is_a_minimum(failures: int, asked: float) -> None:
    assert Backoff().delay(failures, asked) >= asked


@pytest.mark.parametrize("bad", [{"first": 0.0}, {"factor": 0.5}, {"ceiling": 0.1}])
def test_a_back_off_that_is_none_is_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="not a back-off"):
        Backoff(**bad)
