"""Which needs are near enough to offer their owners to meet."""

from __future__ import annotations

import pytest

from aiguilleur_bot.matching.answering.likeness import NEAR, without_frame
from aiguilleur_bot.matching.engine import Matcher

NEAR_PAIRS = (
    ("un modèle de bail pour une ferme collective", "il nous faudrait un exemple de bail rural à plusieurs"),
    ("une charte pour notre cuisine partagée", "des règles de vie pour la cuisine commune"),
    ("une assurance pour un atelier ouvert au public", "comment assurer un fablab ouvert à tous"),
    ("suivre les heures des bénévoles", "un outil pour compter le temps de bénévolat"),
    ("convention avec la mairie pour un local", "modèle de convention d'occupation d'un local communal"),
)
FAR_PAIRS = (
    ("un modèle de bail pour une ferme collective", "un modèle de statuts pour une association"),
    ("partager un véhicule entre associations", "partager des fichiers entre associations"),
    ("un outil pour la compta", "un outil pour la visio"),
    ("trouver un local", "trouver un comptable"),
    ("besoin d'aide sur le juridique", "besoin d'aide sur la communication"),
    ("financer les travaux de notre lieu", "suivre les heures des bénévoles"),
)


@pytest.mark.parametrize("pair", NEAR_PAIRS, ids=lambda pair: pair[0])
def test_the_same_thing_said_otherwise_is_near(matcher: Matcher, pair: tuple[str, str]) -> None:
    assert matcher.likeness(pair[0], [pair[1]])[0] >= NEAR
    assert matcher.likeness(pair[1], [pair[0]])[0] >= NEAR


@pytest.mark.parametrize("pair", FAR_PAIRS, ids=lambda pair: pair[0])
def test_the_same_frame_around_another_thing_is_far(matcher: Matcher, pair: tuple[str, str]) -> None:
    assert matcher.likeness(pair[0], [pair[1]])[0] < NEAR


def test_several_are_measured_at_once_and_oneself_is_the_nearest(matcher: Matcher) -> None:
    text = "une charte pour notre cuisine partagée"
    same, other = matcher.likeness(text, [text, "trouver un comptable"])
    assert same == pytest.approx(1.0, abs=0.01)
    assert 0.0 <= other < NEAR
    assert matcher.likeness(text, []) == ()


def test_a_request_that_is_all_frame_is_left_as_it_is() -> None:
    assert without_frame("un outil pour gérer notre lieu") == "un pour"
    assert without_frame("comment faire") == "comment faire"
