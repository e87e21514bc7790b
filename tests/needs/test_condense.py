"""The public digest shows nothing of few people, and the balance says what each figure is out of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from needs.test_defis import DEFI

from aiguilleur_bot.needs import bilan
from aiguilleur_bot.needs.bilan import Bilan
from aiguilleur_bot.needs.condense import FAMILLES, condense, rounded
from aiguilleur_bot.needs.defis import Statut
from aiguilleur_bot.needs.export import CAVEAT
from aiguilleur_bot.needs.indicateurs import Mesures, indicateurs, prevalence
from aiguilleur_bot.needs.manques import Axe, Demande, Ligne


def line(famille: str | None, personnes: int, lieux: int, besoins: int = 50) -> Ligne:
    return Ligne((famille,), besoins, personnes, lieux, 1)


@pytest.mark.parametrize(("personnes", "lieux", "shown"), [(3, 2, 1), (2, 2, 0), (3, 1, 0), (0, 0, 0), (40, 9, 1)])
def test_three_people_from_two_places_at_least(personnes: int, lieux: int, shown: int) -> None:
    digest = condense([line("juridique", personnes, lieux)])
    assert len(digest.familles) == shown
    assert digest.cachees is not bool(shown)
    assert digest.reserve == CAVEAT


def test_a_need_without_family_is_never_shown() -> None:
    assert condense([line(None, 90, 90)]).familles == ()


@given(st.integers(3, 500), st.integers(3, 500))
def test_what_is_shown_does_not_tell_neighbouring_counts_apart(one: int, other: int) -> None:
    if one < 10 and other < 10:
        assert rounded(one) == rounded(other)
    if one // 5 == other // 5 and min(one, other) >= 10:
        assert rounded(one) == rounded(other)
    assert rounded(one) == "moins de 10\u00a0personnes" or int(rounded(one).split()[2].split("\u00a0")[0]) <= one


def test_families_of_small_counts_are_not_ranked_by_what_is_hidden() -> None:
    first = condense([line("juridique", 4, 2), line("formation", 3, 2)])
    second = condense([line("juridique", 3, 2), line("formation", 4, 2)])
    assert first == second


def test_only_opened_defis_that_enough_people_ask_for() -> None:
    many, few = Demande(personnes=12, lieux=4), Demande(personnes=2, lieux=2)
    secret = replace(DEFI, id=4, statut=Statut.A_QUALIFIER)
    unsaid = replace(DEFI, id=6, titre="", statut=Statut.COUVERT)
    digest = condense([], [(DEFI, many), (secret, many), (replace(DEFI, id=5), few), (unsaid, many)])
    assert [(one.id, one.combien) for one in digest.defis] == [(3, "au moins 10\u00a0personnes")]


def test_the_names_of_families_are_those_of_the_base() -> None:
    from typing import get_args

    from aiguilleur_bot.knowledge.fields import Famille

    assert set(FAMILLES) == set(get_args(Famille))


def test_every_indicator_has_its_denominator() -> None:
    counted = Mesures(
        besoins=20,
        orientes=15,
        contactes=5,
        couverts=4,
        prises=[timedelta(hours=1), timedelta(hours=3), timedelta(hours=9)],
        reponses=[timedelta(seconds=1)] * 60,
        rendus=2,
        charges=(1, 2, 6),
        suivis_poses=8,
        suivis_repondus=4,
        suivis_avances=3,
    )
    found = {one.cle: one for one in indicateurs(counted)}
    assert (found["orientes"].valeur, found["orientes"].n, found["orientes"].sur) == (75.0, 15, 20)
    assert (found["prise"].valeur, found["prise"].n, found["prise"].sur) == (3.0, 3, 20)
    assert (found["reponse-robot"].n, found["reponse-robot"].sur) == (60, 60), "messages, and no besoins"
    assert (found["rendus"].valeur, found["rendus"].n, found["rendus"].sur) == (10.0, 2, 20)
    assert (found["avances"].valeur, found["avances"].sur) == (75.0, 4), "among those who answered"
    assert (found["charge"].valeur, found["charge"].note) == (2.0, "la plus chargée en suit 6")
    assert found["fiches-a-jour"].valeur is None, "nothing to measure is no zero"
    assert bilan.said(found["fiches-a-jour"]).endswith("pas encore mesuré (0 sur 0)")


def test_prevalence_by_capacity_puts_what_is_asked_most_first() -> None:
    asked, unmet = [line("formation", 9, 9, 10), line("juridique", 9, 9, 30)], [line("juridique", 2, 2, 7)]
    assert prevalence(asked, unmet) == (("juridique", 30, 7), ("formation", 10, 0))


def test_the_balance_says_what_is_missing_what_is_ours_and_what_is_aside() -> None:
    one = Bilan(
        mois="2026-11",
        manques=Demande(besoins=9, personnes=5, lieux=3, sans_lieu=4),
        avant=6,
        robot=2,
        hors=1,
        sans_mots=12,
        par={
            Axe.FAMILLE: [line("juridique", 3, 2, 5), line(None, 1, 1, 4)],
            Axe.REGION: [line("32", 3, 2, 5)],
            Axe.MOTIF: [line("commun-incomplet", 2, 2, 2)],
        },
        defis={Statut.OUVERT: 2, Statut.EN_COURS: 1},
        regions={"32": "Hauts-de-France"},
        indicateurs=indicateurs(Mesures(besoins=9, orientes=3)),
    )
    text = bilan.as_text(one).replace("\u00a0", " ")
    for said in ("Bilan, novembre 2026", "9 besoins (le mois précédent : 6)", "lieu inconnu : 4 besoins", "2 ouvert"):
        assert said in text
    assert "juridique : 5 (3 personnes)" in text
    assert "Par région :\n  Hauts-de-France : 5 (3 personnes)" in text
    assert "il manque une fonction : 2" in text
    assert "1 en cours" in text
    assert "non dit : 4 (1 personne)" in text
    assert "33,3 % (3 sur 9)" in text
    assert CAVEAT in text
    assert bilan.as_dict(one)["manques"] == {
        "besoins": 9,
        "personnes": 5,
        "sans_personne": 0,
        "lieux": 3,
        "sans_lieu": 4,
        "regions": 0,
        "sans_region": 0,
        "contribuer": 0,
        "cofinancer": 0,
    }
