"""Whose phone rings: fair, few, near."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.handoff.delays import working_days_later
from aiguilleur_bot.handoff.routing import RINGS, Candidate, choose
from aiguilleur_bot.vocabulary import Action

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def someone(compte: str, **more: object) -> Candidate:
    return Candidate(compte, **more)  # type: ignore[arg-type]


def names(*found: Candidate) -> list[str]:
    return [candidate.compte for candidate in found]


def test_the_region_comes_before_the_subject_and_the_subject_before_the_turn() -> None:
    near = someone("near", regions=frozenset({"32"}), servi_le=NOW)
    expert = someone("expert", regions=frozenset({"32"}), actions=frozenset({Action.GERER}), servi_le=NOW)
    gardener = someone("gardener", regions=frozenset({"32"}), actions=frozenset({Action.ANIMER}))
    far = someone("far", regions=frozenset({"11"}))
    assert names(*choose([far, gardener, near, expert], region="32", action=Action.GERER)) == [
        "expert",
        "near",
        "gardener",
    ]


def test_the_least_recently_asked_comes_first() -> None:
    people = [someone(str(n), servi_le=NOW - timedelta(days=n)) for n in range(5)] + [someone("never")]
    assert names(*choose(people, region=None, action=None)) == ["never", "4", "3"]


def test_whoever_carries_enough_is_left_in_peace() -> None:
    assert choose([someone("full", charge=3, plafond=3)], region=None, action=None) == ()


def test_another_region_is_asked_only_when_the_region_has_nobody() -> None:
    far = someone("far", regions=frozenset({"11"}))
    busy = someone("busy", regions=frozenset({"32"}), charge=3)
    assert names(*choose([far, busy], region="32", action=None)) == ["far"]


candidates = st.lists(
    st.builds(
        Candidate,
        compte=st.text("abc", min_size=1, max_size=3),
        regions=st.frozensets(st.sampled_from(["11", "32"])),
        actions=st.frozensets(st.sampled_from(Action)),
        charge=st.integers(0, 4),
        servi_le=st.none() | st.datetimes(timezones=st.just(UTC)),
    ),
    unique_by=lambda candidate: candidate.compte,
)


@given(people=candidates, region=st.sampled_from([None, "11", "32"]), action=st.sampled_from([None, *Action]))
def test_never_more_than_three_never_the_full_and_the_order_given_does_not_matter(
    people: list[Candidate], region: str | None, action: Action | None
) -> None:
    chosen = choose(people, region=region, action=action)
    assert len(chosen) == min(RINGS, len(chosen))
    assert len(set(chosen)) == len(chosen)
    assert all(candidate.charge < candidate.plafond for candidate in chosen)
    assert choose(people[::-1], region=region, action=action) == chosen
    assert bool(chosen) == any(candidate.charge < candidate.plafond for candidate in people)


def test_a_weekend_does_not_count() -> None:
    friday = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert working_days_later(friday, 1) == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert working_days_later(friday, 4) == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    assert working_days_later(friday, 0) == friday
