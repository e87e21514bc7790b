"""Absences in one line, and who is asked meanwhile."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.handoff.absences import DEEPEST, Absent, Illisible, Retour, read, substitute, turns_round

SUNDAY = date(2026, 11, 22)


def away(du: tuple[int, int, int], au: tuple[int, int, int], relais: str = "") -> Absent:
    return Absent(date(*du), date(*au), relais)


@pytest.mark.parametrize(
    ("texte", "found"),
    [
        ("absent du 3 au 12 décembre, relais @x", away((2026, 12, 3), (2026, 12, 12), "@x")),
        ("Absente du 3 au 12/12 relais @Marie:ex.org.", away((2026, 12, 3), (2026, 12, 12), "@Marie:ex.org")),
        ("absent, relais @x, du 3 au 5", away((2026, 12, 3), (2026, 12, 5), "@x")),
        ("je serai absent du 3 décembre au 12 décembre, remplacé par @y", away((2026, 12, 3), (2026, 12, 12), "@y")),
        ("absent du 3 au 12 décembre, relais Sasha Amarante", away((2026, 12, 3), (2026, 12, 12), "sasha amarante")),
        ("absent demain", away((2026, 11, 23), (2026, 11, 23))),
        ("absent jusqu'au 5", away((2026, 11, 22), (2026, 12, 5))),
        ("absent jusqu’à vendredi inclus", away((2026, 11, 22), (2026, 11, 27))),
        ("absent du 28/12 au 3/1", away((2026, 12, 28), (2027, 1, 3))),
        ("absent du 20 novembre au 25", away((2026, 11, 20), (2026, 11, 25))),
        ("absent 15 jours", away((2026, 11, 22), (2026, 12, 6))),
        ("absente une semaine", away((2026, 11, 22), (2026, 11, 28))),
        ("absent la semaine prochaine", away((2026, 11, 23), (2026, 11, 29))),
        ("absent cette semaine", away((2026, 11, 22), (2026, 11, 22))),
        ("absent vendredi prochain", away((2026, 11, 27), (2026, 11, 27))),
        ("absent du lundi 7 au vendredi 11 décembre", away((2026, 12, 7), (2026, 12, 11))),
        ("absent du 1er au 3 janvier 2027", away((2027, 1, 1), (2027, 1, 3))),
        ("absent du 2026-12-03 au 2026-12-12", away((2026, 12, 3), (2026, 12, 12))),
        ("en vacances jusqu'au 5 janvier", away((2026, 11, 22), (2027, 1, 5))),
        ("je suis là", Retour()),
        ("Je suis de retour !", Retour()),
        ("absent", Illisible()),
        ("absent du 12 au 3 octobre 2025", Illisible()),
        ("absent du 30 au 31 février", Illisible()),
        ("absent 2 ans", Illisible()),
        ("absent 0 jours", Illisible()),
        ("il est absent aujourd'hui", None),
        ("la", None),
        ("prendre", None),
        ("absentéisme", None),
    ],
)
def test_one_line_says_when_and_who(texte: str, found: object) -> None:
    assert read(texte, SUNDAY) == found


def test_a_chain_of_relays_is_followed_to_somebody_who_is_there() -> None:
    away: dict[str, str | None] = {"a": "b", "b": "c"}
    assert substitute("a", away) == "c"
    assert substitute("c", away) == "c"
    assert substitute("a", {"a": None}) is None


def test_a_circle_and_a_chain_too_long_end_at_the_coordinators() -> None:
    assert substitute("a", {"a": "b", "b": "a"}) is None
    long = {str(n): str(n + 1) for n in range(DEEPEST + 1)}
    assert substitute("1", long) == str(DEEPEST + 1)
    assert substitute("0", long) is None


def test_a_circle_is_refused_when_it_is_asked_for() -> None:
    assert turns_round("a", "a", {})
    assert turns_round("a", "b", {"b": "a"})
    assert turns_round("a", "b", {"b": "c", "c": "a"})
    assert not turns_round("a", "b", {"b": "c"})


names = st.sampled_from("abcdefgh")
chains = st.dictionaries(names, st.none() | names)


@given(names, chains)
def test_nobody_absent_is_ever_asked(who: str, relais: dict[str, str | None]) -> None:
    found = substitute(who, relais)
    assert found is None or found not in relais


@given(chains, names, names)
def test_agreeing_only_to_relays_that_do_not_turn_round_makes_no_circle(
    relais: dict[str, str | None], who: str, relay: str
) -> None:
    agreed: dict[str, str | None] = {}
    for absent, other in [*relais.items(), (who, relay)]:
        if other is not None and not turns_round(absent, other, agreed):
            agreed[absent] = other
    for start in agreed:
        seen, here = set[str](), start
        while here in agreed:
            assert here not in seen
            seen.add(here)
            here = agreed[here] or ""


@given(st.text(max_size=60))
def test_any_words_are_read_or_left(texte: str) -> None:
    assert isinstance(read("absent " + texte, SUNDAY), Absent | Illisible)
    assert read(texte, SUNDAY) is None or isinstance(read(texte, SUNDAY), Absent | Illisible | Retour)
