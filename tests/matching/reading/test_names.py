"""A commun is known by its name, well or badly typed; an ordinary word is no name."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.reading.names import Citation
from aiguilleur_bot.matching.reading.slips import Slips


def said(matcher: Matcher, text: str) -> tuple[Citation, ...]:
    return matcher.read(text).citations


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("framdate", "Framadate"),
        ("framadatte", "Framadate"),
        ("farmadate", "Framadate"),
        ("framadste", "Framadate"),
        ("pahéco", "Paheko"),
        ("PAHEKO", "Paheko"),
        ("hello asso", "HelloAsso"),
        ("next cloud", "Nextcloud"),
        ("yes wiki", "YesWiki"),
        ("cripthpad", "CryptPad"),
    ],
)
def test_a_letter_dropped_doubled_swapped_or_mistaken_is_forgiven(matcher: Matcher, typed: str, name: str) -> None:
    (citation,) = said(matcher, f"quelqu'un utilise {typed} ?")
    assert (citation.name, citation.produit) == (name, False)
    assert citation.strength >= 0.85


@pytest.mark.parametrize(
    "text", ["une galette des rois", "tirer au sort un loot de pommes", "la grille du planning", "un ado du quartier"]
)
def test_an_ordinary_word_is_at_most_half_a_name(matcher: Matcher, text: str) -> None:
    assert all(citation.strength <= 0.5 for citation in said(matcher, text))


@pytest.mark.parametrize("text", ["réserver des salles", "un logiciel de comptabilité", "le framboisier du jardin", ""])
def test_what_names_nothing_cites_nothing(matcher: Matcher, text: str) -> None:
    assert said(matcher, text) == ()


def test_who_leaves_a_product_says_so(matcher: Matcher) -> None:
    (doodle,) = said(matcher, "on voudrait quitter Doodle")
    assert (doodle.produit, doodle.leaving) == (True, True)
    (kept,) = said(matcher, "on aime bien Doodle")
    assert not kept.leaving


WORDS = ("paheko", "framadate", "nextcloud", "dokos", "dodoc")
LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz")


@given(st.sampled_from(WORDS), st.integers(0, 20), LETTERS, st.sampled_from(["drop", "add", "change", "swap"]))
def test_every_slip_of_a_letter_is_found(word: str, place: int, letter: str, slip: str) -> None:
    i = place % len(word)
    typed = {
        "drop": word[:i] + word[i + 1 :],
        "add": word[:i] + letter + word[i:],
        "change": word[:i] + letter + word[i + 1 :],
        "swap": word[:i] + word[i : i + 2][::-1] + word[i + 2 :],
    }[slip]
    assert WORDS.index(word) in Slips(WORDS).of(typed)


def test_words_far_apart_are_not_candidates() -> None:
    assert Slips(WORDS).of("reservation") == []
    assert Slips(()).of("paheko") == []
    assert Slips(WORDS).of("\ud83d") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_names_are_found_once_surest_first(matcher: Matcher, text: str) -> None:
    found = said(matcher, f"{text} Framadate Framadate")
    names = [citation.name for citation in found]
    assert len(set(names)) == len(names)
    strengths = [citation.strength for citation in found]
    assert strengths == sorted(strengths, reverse=True)
