"""What aiguilleurs ask about communs: whole messages of these shapes only."""

from __future__ import annotations

import pytest

from aiguilleur_bot.handoff.guichet.communs import Demande, read


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("inviter @camille:test pour dokos", Demande("inviter", "dokos", "@camille:test")),
        ("@aiguilleur invite @camille pour Dokos", Demande("inviter", "Dokos", "@camille")),
        ("qui connaît dokos ?", Demande("qui", "dokos")),
        ("Qui connait  loomio", Demande("qui", "loomio")),
        ("fiche dokos", Demande("fiche", "dokos")),
        ("la fiche de Paheko", Demande("fiche", "Paheko")),
        ("fiches sans personne", Demande("sans-personne")),
        ("Fiches sans personne à appeler ?", Demande("sans-personne")),
    ],
)
def test_what_is_asked(said: str, asked: Demande) -> None:
    assert read(said) == asked


def test_a_name_that_the_platform_points_at() -> None:
    assert read("inviter Camille pour dokos", ["@camille:test"]) == Demande("inviter", "dokos", "@camille:test")


@pytest.mark.parametrize(
    "said",
    [
        *("inviter @camille", "inviter Camille pour dokos", "fiche fausse", "la fiche dokos est fausse", "prendre 42"),
        *("qui a un barnum ?", "on cherche qui connaît la compta", "fiche périmée : dokos", ""),
    ],
)
def test_what_is_not(said: str) -> None:
    assert read(said) is None
