"""A commun is known by its name, well or badly typed; an ordinary word is no name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.index.cache import Cache
from aiguilleur_bot.matching.index.phrases import near
from aiguilleur_bot.matching.reading.names import Citation
from aiguilleur_bot.matching.reading.slips import Slips
from aiguilleur_bot.matching.reading.spelling import Near


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


NAMES = ("framadate", "paheko", "dokos", "yeswiki")


def test_what_names_are_like_is_kept_and_read_back_the_same(tmp_path: Path) -> None:
    made, kept = near(NAMES, Cache(tmp_path)), near(NAMES, Cache(tmp_path))
    assert len(list(tmp_path.glob("names-*.tableaux"))) == 1
    assert list(kept.sounds) == list(made.sounds) == list(Near(NAMES).sounds)
    for typed in ("framadte", "pahekoo", "dkoos", "yeswiki", "rien"):
        assert kept.slips.of(typed) == made.slips.of(typed) == Slips(NAMES).of(typed)


def test_a_damaged_file_of_names_is_made_again(tmp_path: Path) -> None:
    near(NAMES, Cache(tmp_path))
    (file,) = tmp_path.glob("names-*.tableaux")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert near(NAMES, Cache(tmp_path)).slips.of("pahekoo") == [1]
    assert file.read_bytes() == whole


@pytest.mark.parametrize(
    "changed",
    [
        {"places": np.array([9], dtype=np.int32), "hashes": np.array([1], dtype=np.uint32)},
        {"places": np.zeros(0, dtype=np.int32)},
        {"hashes": np.zeros(3, dtype=np.float32)},
        {"sounds": np.zeros(0, dtype=np.uint8)},
    ],
)
def test_arrays_of_other_names_are_refused(changed: dict[str, np.ndarray[tuple[int], np.dtype[np.generic]]]) -> None:
    with pytest.raises(ValueError, match="of these"):
        Near.read({**Near(NAMES).arrays(), **changed}, len(NAMES))
