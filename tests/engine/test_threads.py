"""The collector leaves a base alone, and a base needs no collector."""

from __future__ import annotations

import gc
import sys
import weakref
from dataclasses import replace

import pytest

from aiguilleur_bot.engine import threads
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.settings import shipped


@pytest.fixture(autouse=True)
def _as_before() -> object:
    interval = sys.getswitchinterval()
    yield
    sys.setswitchinterval(interval)
    gc.unfreeze()
    gc.enable()


def test_a_thread_hands_over_within_a_millisecond() -> None:
    threads.give_way()
    assert sys.getswitchinterval() == pytest.approx(0.001)


def test_nothing_is_collected_while_a_base_is_built_even_when_it_fails() -> None:
    seen: list[bool] = []

    def fail() -> None:
        with threads.undisturbed():
            seen.append(gc.isenabled())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (seen, gc.isenabled()) == ([False], True)


def test_what_has_settled_is_not_looked_at_again() -> None:
    before = gc.get_freeze_count()
    kept = [[] for _ in range(1000)]
    threads.settle()
    assert gc.get_freeze_count() >= before + len(kept)


def test_a_base_and_its_matching_are_freed_without_the_collector() -> None:
    gc.disable()
    base = load([shipped("knowledge")]).base
    assert base is not None
    base = replace(base, communs=dict(list(base.communs.items())[:8]), hors=base.hors[:3])
    matcher = Matcher.load(base)
    matcher.understand("quitter Google Agenda à Lille")
    gone = [weakref.ref(base), weakref.ref(matcher), weakref.ref(next(iter(base.communs.values())))]
    del base, matcher
    assert [one() for one in gone] == [None, None, None]
