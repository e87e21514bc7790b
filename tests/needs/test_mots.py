"""The closed lists have a word of French for each of their values, and no code is shown in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

import pytest

from aiguilleur_bot.knowledge.fields import Famille
from aiguilleur_bot.needs import bilan, mots
from aiguilleur_bot.needs.defis import Statut, StatutImpossible
from aiguilleur_bot.needs.manques import COUNTED, Axe
from aiguilleur_bot.vocabulary import Action, Etat, Issue, Motif


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (mots.ACTIONS, Action),
        (mots.ACTIONS_EN_BREF, Action),
        (mots.ETATS, Etat),
        (mots.ISSUES, Issue),
        (mots.MOTIFS, Motif),
        (mots.STATUTS, Statut),
        (mots.FAMILLES, get_args(Famille)),
        (mots.SOUTIENS, COUNTED),
    ],
    ids=lambda one: "" if not isinstance(one, Mapping) else next(iter(one)),
)
def test_each_value_has_its_words(words: Mapping[str, str], values: Iterable[str]) -> None:
    assert set(words) == {str(one) for one in values}
    assert not any("-" in said or "_" in said for said in words.values()), "a code is not French"


def test_a_balance_says_words_of_every_list() -> None:
    assert bilan.label(Axe.MOTIF, "mauvaise-correspondance") == "mauvaise correspondance"
    assert bilan.label(Axe.ACTION, "travailler") == "travailler ensemble"
    assert bilan.label(Axe.MOTIF, None) == "non dit"


def test_what_a_defi_does_not_become_is_said_in_words() -> None:
    said = str(StatutImpossible(Statut.A_QUALIFIER, Statut.EN_COURS)).replace("\u00a0", " ")
    assert said == "un défi « à qualifier » ne devient pas « en cours »"
