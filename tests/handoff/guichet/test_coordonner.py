"""What coordinators type is read as they mean it, and what anybody says of a need is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.handoff.guichet.coordonner import STATUTS, Genre, Ordre, read, read_heading, read_month
from aiguilleur_bot.needs import mots

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("texte", "ordre"),
    [
        ("besoins", Ordre(Genre.LISTE)),
        ("@aiguilleur: les besoins non couverts", Ordre(Genre.LISTE)),
        ("besoins page 2", Ordre(Genre.LISTE, page=2)),
        ("Besoins gérer bail", Ordre(Genre.LISTE, texte="gerer bail")),
        ("besoin n° 42", Ordre(Genre.BESOIN, (42,))),
        ("grouper", Ordre(Genre.PROPOSITIONS)),
        ("grouper 12, 14 et 17", Ordre(Genre.GROUPER, (12, 14, 17))),
        ("Grouper n°12 n°14 : Quel bail ?", Ordre(Genre.GROUPER, (12, 14), texte="Quel bail ?")),
        ("séparer 14 et 15", Ordre(Genre.SEPARER, (14, 15))),
        ("défis", Ordre(Genre.DEFIS)),
        ("défi 3", Ordre(Genre.DEFI, (3,))),
        ("défi 3 : Comment faire ?", Ordre(Genre.CHAMP, (3,), "titre", "Comment faire ?")),
        ("défi 3 étape : relire\nà plusieurs", Ordre(Genre.CHAMP, (3,), "etape_quoi", "relire\nà plusieurs")),
        ("défi 3 en cours", Ordre(Genre.STATUT, (3,), "en-cours")),
        ("defi 3 couvert par Dokos", Ordre(Genre.STATUT, (3,), "couvert", "dokos")),
        ("défi 3 fusionner avec 5", Ordre(Genre.FUSIONNER, (3, 5))),
        ("défi 3 movilab", Ordre(Genre.BROUILLON, (3,), "movilab")),
        ("défaire", Ordre(Genre.DEFAIRE)),
        ("bilan de novembre", Ordre(Genre.BILAN, nom="novembre")),
        (
            "noter Lens\n1. un bail\n\n- un véhicule",
            Ordre(Genre.NOTER, texte="Lens", lignes=("un bail", "un véhicule")),
        ),
    ],
)
def test_what_they_ask(texte: str, ordre: Ordre) -> None:
    assert read(texte) == ordre


@pytest.mark.parametrize("statut", sorted(set(STATUTS.values())))
def test_a_statut_is_typed_as_it_is_shown(statut: str) -> None:
    assert read(f"défi 3 {statut}") == Ordre(Genre.STATUT, (3,), statut)
    assert read(f"défi 3 {mots.STATUTS[statut]}") == Ordre(Genre.STATUT, (3,), statut)


@pytest.mark.parametrize(
    "texte",
    [
        "besoins : un outil pour gérer nos salles de réunion et nos adhésions",
        "nos besoins sont nombreux",
        "grouper les commandes entre lieux",
        "défi sportif entre tiers-lieux",
        "défi 3 n'importe quoi",
        "noter les présences à l'atelier",
        "on fait le bilan demain ?",
        "besoin d'un bail",
        "",
    ],
)
def test_what_is_somebodys_need_is_left_alone(texte: str) -> None:
    assert read(texte) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(texte: str) -> None:
    for words in (texte, f"noter {texte}\n{texte}", f"défi 3 {texte}", f"grouper {texte}", f"bilan {texte}"):
        read(words)
    read_month(texte, TODAY)
    place, day = read_heading(texte, TODAY)
    assert day is None or day <= TODAY
    assert len(place) <= len(texte)


@pytest.mark.parametrize(
    ("words", "place", "day"),
    [
        ("Roubaix, le 12/11", "Roubaix", date(2026, 11, 12)),
        ("à Lille (3 novembre)", "Lille", date(2026, 11, 3)),
        ("hier à Lens", "Lens", date(2026, 11, 21)),
        ("Réunion de Douai, 24/12", "Douai", date(2025, 12, 24)),
        ("Saint-Étienne", "Saint-Étienne", None),
        ("", "", None),
    ],
)
def test_the_place_and_the_day_of_a_meeting_never_to_come(words: str, place: str, day: date | None) -> None:
    assert read_heading(words, TODAY) == (place, day)


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("novembre", "2026-11"),
        ("décembre", "2025-12"),
        ("octobre 2024", "2024-10"),
        ("2026-03", "2026-03"),
        ("le mois dernier", "2026-10"),
        ("quand", None),
    ],
)
def test_months_as_they_are_said(words: str, month: str | None) -> None:
    assert read_month(words, TODAY) == month
