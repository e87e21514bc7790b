"""The bench on Rocket.Chat measures both bots, and keeps its promise: forty milliseconds more at most."""

from __future__ import annotations

import statistics

import pytest
from banc.rocketchat import compare, table


@pytest.mark.preuves
async def test_the_bot_takes_forty_milliseconds_more_than_the_smallest_one() -> None:
    theirs, ours = await compare(40)
    assert len(theirs.trips) == len(ours.trips) == 40
    more = statistics.median(ours.trips) - statistics.median(theirs.trips)
    assert 0 < more <= 40, table(theirs, ours)
