"""What people type is made comparable."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aiguilleur_bot.matching.reading import french
from aiguilleur_bot.matching.reading.spelling import Spelling, sound


def stems(text: str, families: tuple[tuple[str, ...], ...] = ()) -> tuple[str, ...]:
    return tuple(word.stem for word in french.Reader(families).read(french.words(text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("réserver nos salles", "RESERVER NOS SALLES"),
        ("l’adhésion", "l'adhesion"),
        ("adhérent·es", "adhérents"),
        ("usager.e.s", "usagers"),
        ("salarié(e)s", "salariés"),
        ("cœur", "coeur"),
        ("trooooop de tableurs", "troop de tableurs"),
        ("kelkun a un logiciel", "quelqu'un a un logiciel"),
        ("#SallePartagee", "salle partagee"),
        ("notre site https://exemple.org/salles", "notre site"),
        ("@aiguilleur:exemple.org nos salles", "nos salles"),
        ("des salles 🏠🎉", "des salles"),
    ],
)
def test_two_ways_of_typing_read_the_same(one: str, other: str) -> None:
    assert stems(one) == stems(other)
    assert stems(one) or not stems(other)


def test_words_keep_the_form_that_was_typed() -> None:
    words = french.Reader().read(french.words("Nos ADHÉRENT·ES réservent l’atelier"))
    assert [word.form for word in words] == ["ADHÉRENT·ES", "réservent", "atelier"]


def test_families_bridge_what_stems_do_not() -> None:
    families = (("adhérent", "adhésion"), ("planning", "emploi du temps"))
    assert stems("nos adhésions", families) == stems("nos adhérents", families)
    assert stems("un emploi du temps", families) == stems("un planning", families)
    assert stems("nos adhésions") != stems("nos adhérents")


def test_politeness_says_nothing() -> None:
    assert stems("Bonjour, merci d'avance, est-ce que quelqu'un pourrait nous aider svp ?") in ((), ("avanc", "aid"))


@pytest.mark.parametrize(("typed", "meant"), [("apeler", "appeler"), ("foto", "photo"), ("tablo", "tableau")])
def test_a_slip_is_read_as_the_word_it_sounds_like(typed: str, meant: str) -> None:
    spelling = Spelling([french.words("appeler pour la photo, un tableau, appeler")])
    assert spelling.correct(typed) == meant


def test_a_right_word_is_left_alone() -> None:
    spelling = Spelling([french.words("le tableau des réservations")])
    sentence = "Les réservations du tableau, la buvette et la quetsche"
    assert spelling.correct(sentence) == sentence


@pytest.mark.parametrize(("one", "other"), [("Paheko", "pahéco"), ("Loomio", "lumio"), ("Dokos", "dokoss")])
def test_names_that_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@given(st.text(max_size=300))
@example("Ǣ")
def test_reading_never_raises_and_folds_for_good(text: str) -> None:
    for _, folded in french.words(text):
        assert french.fold(folded) == folded
    assert french.for_encoder(text)
    assert len(french.clean(text)) <= french.LENGTH_MAX


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("kon puisse tjrs trouver qqch", "qu'on puisse toujours trouver quelque chose"),
        ("avc des amis", "avec des amis"),
        ("un AVC", "un AVC"),  # in capitals, no abbreviation
        ("c'est d'un ami", "c'est d'un ami"),  # before an apostrophe neither
    ],
)
def test_abbreviations_are_spelt_out_for_the_encoder(typed: str, read: str) -> None:
    assert french.for_encoder(typed) == read
