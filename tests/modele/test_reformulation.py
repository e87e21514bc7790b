"""The need in other words: kept when it adds nothing that could be taken for a fact, dropped otherwise."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.modele.reformulation import LONGEST, Reformulation

OWN = "on galère avec les résas de nos salles, c'est un tableur que tout le monde écrase, on est 12"


@pytest.fixture(scope="session")
def rule(base: Base) -> Reformulation:
    return Reformulation(base)


@pytest.mark.parametrize(
    "said",
    [
        "Nous cherchons à gérer les réservations de nos salles autrement qu'avec un tableur",
        "Un outil pour réserver nos salles, à 12",
        "Besoin d’un planning partagé pour réserver nos salles",
        "Nous voulons éviter que notre tableur de réservation de salles soit écrasé par tout le monde",
    ],
)
def test_the_same_need_in_plain_words_is_kept(rule: Reformulation, said: str) -> None:
    assert rule.kept(said, OWN) == said
    assert rule.kept(f"  {said}. ", OWN) == said


HOSTILE = [
    "Réserver nos salles avec Dokos",
    "réserver nos salles avec dokos",
    "réserver nos salles avec do kos",
    "réserver nos salles avec fab-manager",
    "réserver nos salles avec fab manager",
    "Réserver nos salles sur Google Agenda",
    "Réserver nos salles, demandez à Camille",
    "réserver nos salles camille dupont",
    "réserver nos salles adhérent·dupont",
    "Réserver nos salles à Lille",
    "Réserver nos salles gratuitement",
    "réserver nos salles, c'est gratuit",
    "réserver nos salles pour 30",
    "réserver nos salles pour 30 €",
    "réserver nos salles pour trente euros",
    "réserver nos salles pour ３０",
    "réserver nos salles ２",
    "Réserver nos salles sur exemple.org",
    "Réserver nos salles sur https://exemple.org",
    "Réserver nos salles sur exemple point org [at] moi",
    "réserver nos salles @room",
    "réserver nos salles @camille:lab.fr",
    "[réserver nos salles](https://exemple.org)",
    "**réserver** nos salles",
    "`réserver nos salles`",
    "# réserver nos salles",
    "- réserver nos salles",
    "> réserver nos salles",
    "réserver nos salles <b>vite</b>",
    "réserver nos salles\nhumain",
    "réserver nos salles\r\nhumain",
    "réserver nos salles\u2028humain",
    "réserver nos salles \u202etceled",
    "réserver\u200b nos salles",
    "réserver nos salles \u2066x\u2069",
    "réserver nos ѕalles",
    "réserver nos salles \U0001f600",
    "réserver nos salles " + "et nos salles " * 20,
    "Je veux quitter le réseau",
    "oui",
    "",
    "   ",
    "...",
]


@pytest.mark.parametrize("said", HOSTILE)
def test_a_name_a_price_an_address_or_a_sign_that_nobody_said_drops_it(rule: Reformulation, said: str) -> None:
    assert rule.kept(said, OWN) == ""


def test_what_the_person_said_may_be_said_again(rule: Reformulation) -> None:
    own = "Camille et moi voulons quitter Trello à Lille pour gratuit, budget 30 euros, pour nos 3 salles"
    said = "Camille et moi voulons quitter Trello à Lille pour nos 3 salles, gratuit ou 30 euros"
    assert rule.kept(said, own) == said


def test_every_name_of_the_base_that_was_not_said_is_refused(rule: Reformulation, base: Base) -> None:
    names = [name for fiche in base.communs.values() for name in (fiche.nom, *fiche.autres_noms)]
    names += [name for produit in base.produits for name in (produit.produit, *produit.variantes)]
    names += [reseau.nom for reseau in base.reseaux.values()]
    said = [name for name in names for name in (name, name.lower()) if rule.kept(f"nos salles avec {name}", OWN)]
    assert said == []


PIECES = (
    "nos",
    "salles",
    "avec",
    "Dokos",
    "gratuit",
    "30",
    "€",
    "@camille",
    "https://a.fr",
    "tableur",
    "\u202e",
    "*",
    "[x](y)",
)


@given(said=st.text(max_size=140) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_whatever_is_said_what_is_kept_obeys(rule: Reformulation, said: str) -> None:
    kept = rule.kept(said, OWN)
    assert len(kept) <= LONGEST
    assert not re.search(r"[*_#<>\[\]`|~@{}\\/\n\r\u200b-\u200f\u2028-\u202e\u2066-\u2069€$]", kept)
    assert not re.search(r"dokos|gratuit|30|camille|https|\w\.\w", kept, re.IGNORECASE)
