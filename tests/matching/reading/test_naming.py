"""Which commun somebody names: as written, badly typed, no longer proposed; else the nearest, never a product."""

from __future__ import annotations

import pytest

from aiguilleur_bot.matching.engine import Matcher


@pytest.mark.parametrize(
    ("said", "commun"),
    [
        *(("dokos", "dokos"), ("Dokos", "dokos"), ("dokoss", "dokos"), ("l'outil Dokos", "dokos")),
        *(("next cloud", "nextcloud"), ("pahéco", "paheko"), ("yeswikky", "yeswiki")),
    ],
)
def test_a_name_is_read_well_or_badly_typed(matcher: Matcher, said: str, commun: str) -> None:
    assert matcher.named(said).communs == (commun,)


def test_several_names_are_all_read(matcher: Matcher) -> None:
    assert set(matcher.named("paheko et loomio").communs) == {"paheko", "loomio"}


@pytest.mark.parametrize("said", ["trucmuche", "la permaculture", "", "Google Agenda", "💥", "a" * 5000])
def test_what_names_none_names_none(matcher: Matcher, said: str) -> None:
    assert matcher.named(said).communs == ()


def test_the_nearest_are_two_at_most(matcher: Matcher) -> None:
    near = matcher.named("movi").proches
    assert 0 < len(near) <= 2
    assert any("movi" in commun for commun in near)
