"""Whose phone rings: fair, few, near, and only those who may be disturbed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.handoff.availability import Absence, Availability, Creneau, when_may_ring
from aiguilleur_bot.handoff.routing import (
    RINGS,
    RINGS_COUP_DUR,
    Candidate,
    Ring,
    Wanted,
    choose,
    coordinators,
    covers_region,
    present,
    relays,
    shown_to,
)
from aiguilleur_bot.vocabulary import Action

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AWAY = Availability(absences=(Absence(date(2026, 11, 23), date(2026, 11, 27)),))


def someone(personne: str, **more: object) -> Candidate:
    return Candidate(personne, **more)  # type: ignore[arg-type]


def names(found: tuple[Ring, ...]) -> list[str]:
    return [ring.personne for ring in found]


def test_the_region_comes_before_the_subject_and_the_subject_before_the_turn() -> None:
    near = someone("near", regions=frozenset({"32"}), servi_le=NOW)
    expert = someone("expert", regions=frozenset({"32"}), actions=frozenset({Action.GERER}), servi_le=NOW)
    gardener = someone("gardener", regions=frozenset({"32"}), actions=frozenset({Action.ANIMER}))
    far = someone("far", regions=frozenset({"11"}))
    found = choose([far, gardener, near, expert], Wanted(region="32", action=Action.GERER), NOW)
    assert names(found) == ["expert", "near", "gardener"]


def test_whoever_knows_the_commun_is_asked_first() -> None:
    known = someone("known", communs=frozenset({"dokos"}), servi_le=NOW)
    assert names(choose([someone("new"), known], Wanted(communs=frozenset({"dokos"})), NOW)) == ["known", "new"]


def test_the_least_recently_asked_comes_first() -> None:
    people = [someone(str(n), servi_le=NOW - timedelta(days=n)) for n in range(5)] + [someone("never")]
    assert names(choose(people, Wanted(), NOW)) == ["never", "4", "3"]


def test_whoever_carries_enough_is_left_in_peace() -> None:
    assert choose([someone("full", charge=3, plafond=3)], Wanted(), NOW) == ()


def test_another_region_is_asked_only_when_the_region_has_nobody() -> None:
    far = someone("far", regions=frozenset({"11"}))
    busy = someone("busy", regions=frozenset({"32"}), charge=3)
    assert names(choose([far, busy], Wanted(region="32"), NOW)) == ["far"]


def test_who_can_be_reached_now_is_rung_now_and_the_others_at_their_hour() -> None:
    evening = someone("evening", disponible=Availability(creneaux=(Creneau(0, 1080, 1200),)))
    rung = someone("rung", rung=(NOW,))
    found = choose([evening, rung, someone("here", servi_le=NOW)], Wanted(), NOW)
    assert found == (
        Ring("here", NOW),
        Ring("evening", NOW.replace(hour=17)),
        Ring("rung", datetime(2026, 11, 24, 7, tzinfo=UTC)),
    )
    assert names(choose([evening, rung], Wanted(), NOW, before=NOW + timedelta(hours=12))) == ["evening"]


def test_who_was_asked_already_is_not_asked_again() -> None:
    assert names(choose([someone("a"), someone("b")], Wanted(excluded=frozenset({"a"})), NOW)) == ["b"]


def test_the_absent_are_replaced_by_their_relay_who_answers_for_their_region() -> None:
    absent = someone("absent", regions=frozenset({"32"}), disponible=AWAY, relais="relay")
    relay = someone("relay", regions=frozenset({"11"}), actions=frozenset({Action.GERER}))
    other = someone("other", regions=frozenset({"53"}))
    assert names(choose([absent, relay, other], Wanted(region="32"), NOW)) == ["relay"]
    assert relays([absent, relay], NOW) == {"absent": "relay"}
    (found,) = (one for one in present([absent, relay], NOW) if one.personne == "relay")
    assert found.regions == {"11", "32"}
    assert found.actions == frozenset(), "the absent one answers for every subject"


def test_a_relay_of_nobody_changes_nothing() -> None:
    alone = someone("alone", disponible=AWAY, relais="gone")
    assert present([alone, someone("here")], NOW) == (someone("here"),)


def test_coordinators_of_the_region_then_all_never_the_absent() -> None:
    here = someone("here", coordonne=True, regions=frozenset({"32"}))
    far = someone("far", coordonne=True, regions=frozenset({"11"}))
    away = someone("away", coordonne=True, disponible=AWAY)
    everybody = [here, far, away, someone("aiguilleur")]
    assert coordinators(everybody, "32", NOW) == (here,)
    assert coordinators(everybody, "53", NOW) == (here, far)
    assert coordinators(everybody, "32", NOW, everywhere=True) == (here, far)


def test_those_not_rung_read_it_in_their_digest() -> None:
    people = [someone("rung"), someone("near", regions=frozenset({"32"})), someone("far", regions=frozenset({"11"}))]
    assert [one.personne for one in shown_to(people, "32", {"rung"})] == ["near"]


availabilities = st.builds(
    Availability,
    creneaux=st.lists(st.builds(lambda day: Creneau(day, 1080, 1200), st.integers(0, 6)), max_size=2).map(tuple),
    absences=st.sampled_from([(), AWAY.absences]),
    en_pause=st.booleans(),
    par_jour=st.integers(1, 3),
)
candidates = st.lists(
    st.builds(
        Candidate,
        personne=st.text("abc", min_size=1, max_size=3),
        regions=st.frozensets(st.sampled_from(["11", "32"])),
        actions=st.frozensets(st.sampled_from(Action)),
        communs=st.frozensets(st.sampled_from(["dokos", "grist"])),
        charge=st.integers(0, 4),
        servi_le=st.none() | st.datetimes(timezones=st.just(UTC)),
        disponible=availabilities,
        rung=st.lists(st.integers(0, 30).map(lambda hours: NOW - timedelta(hours=hours)), max_size=3).map(tuple),
        relais=st.none() | st.text("abc", min_size=1, max_size=3),
    ),
    unique_by=lambda candidate: candidate.personne,
)
wanted = st.builds(
    Wanted,
    region=st.sampled_from([None, "11", "32"]),
    action=st.sampled_from([None, *Action]),
    communs=st.frozensets(st.sampled_from(["dokos", "grist"])),
    coup_dur=st.booleans(),
    excluded=st.frozensets(st.text("abc", min_size=1, max_size=3)),
)
hours = st.integers(0, 24 * 14).map(lambda n: NOW + timedelta(hours=n))


@given(people=candidates, wanted=wanted, now=hours, ahead=st.none() | st.integers(1, 48))
def test_few_never_the_full_never_the_absent_never_twice_and_the_order_given_does_not_matter(
    people: list[Candidate], wanted: Wanted, now: datetime, ahead: int | None
) -> None:
    before = now + timedelta(hours=ahead) if ahead else None
    chosen = choose(people, wanted, now, before=before)
    known = {one.personne: one for one in people}
    assert len(chosen) <= (RINGS_COUP_DUR if wanted.coup_dur else RINGS)
    assert len({ring.personne for ring in chosen}) == len(chosen)
    assert choose(people[::-1], wanted, now, before=before) == chosen
    for ring in chosen:
        one = known[ring.personne]
        assert one.charge < one.plafond
        assert one.personne not in wanted.excluded
        assert not one.disponible.absent(now)
        assert ring.quand == when_may_ring(one.disponible, now, urgent=wanted.coup_dur, rung=one.rung)
        assert before is None or ring.quand < before


@given(people=candidates, wanted=wanted, now=hours)
def test_somebody_is_asked_whenever_somebody_may_be(people: list[Candidate], wanted: Wanted, now: datetime) -> None:
    free = [
        one
        for one in people
        if one.charge < one.plafond
        and one.personne not in wanted.excluded
        and not one.disponible.absent(now)
        and when_may_ring(one.disponible, now, urgent=wanted.coup_dur, rung=one.rung)
    ]
    assert bool(choose(people, wanted, now)) == bool(free)
    local = [one for one in present(people, now) if covers_region(one, wanted.region)]
    chosen = names(choose(people, wanted, now))
    if {one.personne for one in local} & {one.personne for one in free}:
        assert set(chosen) <= {one.personne for one in local}
