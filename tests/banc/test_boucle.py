"""The event loop is not held while needs are matched."""

from __future__ import annotations

from pathlib import Path

import pytest
from banc.boucle import lateness

from aiguilleur_bot.engine.threads import give_way, settle
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.settings import shipped

pytestmark = pytest.mark.preuves


async def test_matching_in_two_threads_never_holds_the_loop_for_twenty_milliseconds(tmp_path: Path) -> None:
    base = load([shipped("knowledge")]).base
    assert base is not None
    matcher = Matcher.load(base, cache=tmp_path)
    give_way()
    settle()

    def match() -> None:
        matcher.understand("on galère avec les réservations de nos salles, et qui sait tenir la compta de l'asso ?")

    late = sorted(own for _, own in await lateness(10.0, [match, match]))
    assert late[int(len(late) * 0.999)] <= 20
