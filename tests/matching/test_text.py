"""What people type is made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.matching import text
from aiguilleur_bot.matching.spelling import Spelling, sound


def stems(texte: str, familles: tuple[tuple[str, ...], ...] = ()) -> tuple[str, ...]:
    return tuple(mot.racine for mot in text.Reader(familles).read(text.words(texte)))


@pytest.mark.parametrize(
    ("une", "autre"),
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
def test_two_ways_of_typing_read_the_same(une: str, autre: str) -> None:
    assert stems(une) == stems(autre)
    assert stems(une) or not stems(autre)


def test_words_keep_the_form_that_was_typed() -> None:
    mots = text.Reader().read(text.words("Nos ADHÉRENT·ES réservent l’atelier"))
    assert [mot.forme for mot in mots] == ["ADHÉRENT·ES", "réservent", "atelier"]


def test_families_bridge_what_stems_do_not() -> None:
    familles = (("adhérent", "adhésion"), ("planning", "emploi du temps"))
    assert stems("nos adhésions", familles) == stems("nos adhérents", familles)
    assert stems("un emploi du temps", familles) == stems("un planning", familles)
    assert stems("nos adhésions") != stems("nos adhérents")


def test_politeness_says_nothing() -> None:
    assert stems("Bonjour, merci d'avance, est-ce que quelqu'un pourrait nous aider svp ?") in ((), ("avanc", "aid"))


@pytest.mark.parametrize(("ecrit", "compris"), [("apeler", "appeler"), ("foto", "photo"), ("tablo", "tableau")])
def test_a_slip_is_read_as_the_word_it_sounds_like(ecrit: str, compris: str) -> None:
    orthographe = Spelling([text.words("appeler pour la photo, un tableau, appeler")])
    assert orthographe.correct(ecrit) == compris


def test_a_right_word_is_left_alone() -> None:
    orthographe = Spelling([text.words("le tableau des réservations")])
    phrase = "Les réservations du tableau, la buvette et la quetsche"
    assert orthographe.correct(phrase) == phrase


@pytest.mark.parametrize(("une", "autre"), [("Paheko", "pahéco"), ("Loomio", "lumio"), ("Dokos", "dokoss")])
def test_names_that_sound_alike(une: str, autre: str) -> None:
    assert sound(une) == sound(autre)


@given(st.text(max_size=300))
def test_reading_never_raises_and_folds_for_good(texte: str) -> None:
    for _, plie in text.words(texte):
        assert text.fold(plie) == plie
    assert text.for_encoder(texte)
    assert len(text.clean(texte)) <= text.LONGUEUR_MAX
