"""One's own hours, in any spelling, said back in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.handoff.availability import Creneau
from aiguilleur_bot.handoff.creneaux import JOURS, Illisible, dump, load, read, said

TUESDAY = "mardi, de 18\u00a0h à 20\u00a0h"


@pytest.mark.parametrize(
    "texte",
    [
        "mardi 18h-20h", "mes créneaux mardi 18h-20h", "Mes créneaux : mardi 18h–20h.", "mar. 18-20",
        "mardis 18h à 20h",
        "mardi de 18 h à 20 h", "MARDI 18:00-20:00", "le mardi entre 18h et 20h", "mardi 18 heures à 20 heures",
        "18h-20h le mardi", "mardi\u00a018\u00a0h\u00a0–\u00a020\u00a0h", "mardi 18h -> 20h",
        "mardi 18h-19h et 19h-20h",
        "mardi 18h jusqu'à 20h", "mardi soir 18h-20h",
    ],
)  # fmt: skip
def test_one_evening_however_it_is_said(texte: str) -> None:
    found = read(texte)
    assert found == (Creneau(1, 1080, 1200),)
    assert said(found) == TUESDAY


@pytest.mark.parametrize(
    ("texte", "back"),
    [
        ("mardi 18h-20h, jeudi 9h30-12h", "mardi, de 18 h à 20 h ; jeudi, de 9 h 30 à 12 h"),
        ("du lundi au vendredi 9h-12h", "du lundi au vendredi, de 9 h à 12 h"),
        ("lundi-vendredi 9-12", "du lundi au vendredi, de 9 h à 12 h"),
        ("lundi et jeudi 9h-12h et 14h-18h", "lundi et jeudi, de 9 h à 12 h et de 14 h à 18 h"),
        ("lundi mardi 9h-10h mercredi 14h-15h", "lundi et mardi, de 9 h à 10 h ; mercredi, de 14 h à 15 h"),
        ("18h-20h lundi, 9h-12h jeudi", "lundi, de 18 h à 20 h ; jeudi, de 9 h à 12 h"),
        ("tous les jours 18h-20h", "tous les jours, de 18 h à 20 h"),
        ("le week-end 10h-12h", "samedi et dimanche, de 10 h à 12 h"),
        ("samedi matin et mardi soir", "mardi, de 18 h à 21 h ; samedi, de 9 h à 12 h"),
        ("mercredi après-midi", "mercredi, de 14 h à 18 h"),
        ("samedi 22h-1h", "samedi, de 22 h à minuit ; dimanche, de 0 h à 1 h"),
        ("dimanche 23h-1h", "lundi, de 0 h à 1 h ; dimanche, de 23 h à minuit"),
        ("vendredi à lundi 10h-12h", "lundi, vendredi, samedi et dimanche, de 10 h à 12 h"),
        ("mardi de midi à 14h", "mardi, de 12 h à 14 h"),
        ("mardi", "mardi, de 9 h à 18 h"),
        ("18h-20h", "du lundi au vendredi, de 18 h à 20 h"),
        ("en semaine 12h-14h", "du lundi au vendredi, de 12 h à 14 h"),
    ],
)
def test_several_hours_are_said_back(texte: str, back: str) -> None:
    found = read(texte)
    assert not isinstance(found, Illisible)
    assert said(found).replace("\u00a0", " ") == back


@pytest.mark.parametrize("texte", ["aucun", "mes créneaux : aucun", "effacer", "n'importe quand", "par défaut"])
def test_no_hours_of_ones_own_any_more(texte: str) -> None:
    assert read(texte) == ()


@pytest.mark.parametrize(
    ("texte", "mot"), [("mardi 25h-26h", "25h-26h"), ("quand je peux", "quand"), ("", ""), ("mardi 18h-18h", "18h-18h")]
)
def test_what_cannot_be_read_is_named(texte: str, mot: str) -> None:
    assert read(texte) == Illisible(mot)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 22), st.integers(1, 12)), min_size=1, max_size=5))
def test_what_is_said_back_reads_as_the_same_hours(spans: list[tuple[int, int, int]]) -> None:
    words = ", ".join(f"{JOURS[day]} {start}h-{(start + length - 1) % 24 + 1}h" for day, start, length in spans)
    found = read(words)
    assert not isinstance(found, Illisible)
    assert read(said(found)) == found
    assert load(dump(found)) == found


@given(st.text(max_size=60))
def test_any_words_are_read_or_refused(texte: str) -> None:
    found = read(texte)
    assert isinstance(found, Illisible) or all(isinstance(one, Creneau) for one in found)
