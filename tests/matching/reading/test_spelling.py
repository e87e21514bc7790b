"""Slips are mended from the words of the base alone: a lone rare word is left, a writer who slips often is followed."""

from __future__ import annotations

import pytest

from aiguilleur_bot.matching.reading import french
from aiguilleur_bot.matching.reading.spelling import Spelling

BASE = (
    "réserver une salle de réunion en ligne",
    "réserver des salles et encaisser",
    "partager un agenda entre bénévoles",
    "organiser une réunion avec les bénévoles du quartier",
    "comment organiser un chantier avec le quartier",
)


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling([french.words(text) for text in BASE])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("une reunoin", "une réunion"),  # two letters swapped
        ("une réunnion", "une réunion"),  # one doubled
        ("une reunon", "une réunion"),  # one missing
        ("des bénevolles", "des bénévoles"),  # heard the same
        ("besoin dorganiser", "besoin organiser"),  # no apostrophe
        ("besoin dorganizer", "besoin organiser"),  # nor the right letter
        ("jréserver une salle", "je réserver une salle"),  # said fast
    ],
)
def test_a_long_word_one_slip_away_is_mended(spelling: Spelling, typed: str, read: str) -> None:
    assert spelling.correct(typed) == read


@pytest.mark.parametrize("text", ["une réunion", "la poule pond", "mon van est en panne", "Grist"])
def test_what_is_right_or_merely_unknown_is_left(spelling: Spelling, text: str) -> None:
    assert spelling.correct(text) == text


def test_short_words_are_mended_where_the_writer_slips_often(spelling: Spelling) -> None:
    assert spelling.correct("une slale pour partager") == "une slale pour partager"
    assert spelling.correct("une reumion pour partager") == "une reumion pour partager"
    assert spelling.correct("une slale ou une reumion") == "une salle ou une réunion"
    assert spelling.correct("cmment reserevr une slale avce les bnévoles") == (
        "comment réserver une salle avec les bénévoles"
    )


def test_two_slips_in_one_word_are_too_many(spelling: Spelling) -> None:
    assert spelling.correct("un chnateir") == "un chnateir"


def test_a_word_misspelt_now_and_then_in_the_base_is_no_word_of_it() -> None:
    """Examples are written as people write: what they misspell must not teach the spelling."""
    usual = ["une personne par salle", *["cette personne"] * 12, "une persone", "une salle", "la salle est sale"]
    spelling = Spelling([french.words(text) for text in usual])
    assert not spelling.knows("persone")
    assert spelling.correct("la persone") == "la personne"
    assert spelling.correct("une salle sale") == "une salle sale"


def test_letters_not_doubled_are_doubled_even_where_the_stem_is_known(spelling: Spelling) -> None:
    assert spelling.correct("un kartier calme") == "un quartier calme"
    assert spelling.correct("nous organisons") == "nous organisons"
