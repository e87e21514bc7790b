"""Groups are proposed with a true reason, the same way each time, and never for one person alone."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from aiguilleur_bot.needs.grouping import Groupe, groups, neighbours
from aiguilleur_bot.needs.manques import Manque
from aiguilleur_bot.vocabulary import Etat, Issue

WHEN = datetime(2026, 11, 21, tzinfo=UTC)
LEASE = (
    "un modèle de bail pour une ferme collective",
    "bail rural pour ferme partagée",
    "quel bail signer pour notre ferme",
)
VEHICLE = ("partager un véhicule utilitaire entre associations", "un utilitaire partagé, véhicule commun")
OTHERS = ("des formations à la comptabilité", "une carte des producteurs du coin", "monter un dossier de subvention")


def manque(numero: int, texte: str, **more: object) -> Manque:
    values: dict[str, object] = {"etat": Etat.CLOSE, "issue": Issue.NON_COUVERT, "qui": numero, "ou": numero}
    return Manque(numero=numero, cree_le=WHEN, texte=texte, **(values | more))  # type: ignore[arg-type]


def manques(*texts: str, **more: object) -> list[Manque]:
    return [manque(numero, texte, **more) for numero, texte in enumerate(texts, start=1)]


def found(*groupes: Groupe) -> list[tuple[int, ...]]:
    return [one.numeros for one in groupes]


def test_besoins_about_the_same_thing_are_put_together_and_the_words_say_why() -> None:
    first, second = groups(manques(*LEASE, *VEHICLE, *OTHERS))
    assert found(first, second) == [(1, 2, 3), (4, 5)]
    assert set(first.mots) == {"bail", "ferme"}
    assert first.raison.replace("\u00a0", " ").startswith("mots communs : « ")
    assert (first.personnes, first.lieux, first.sens) == (3, 3, False)


def test_shared_words_are_told_with_the_accents_people_give_them() -> None:
    (one,) = groups(manques("se former à la Médiation", "une formation à la médiation", "former pour une mediation"))
    assert "médiation" in one.mots


def test_the_same_person_twice_counts_once_and_makes_no_group() -> None:
    assert groups(manques(*LEASE, qui=7)) == ()
    two, three = manque(2, LEASE[1], qui=7), manque(3, LEASE[2], qui=8)
    (one,) = groups([manque(1, LEASE[0], qui=7), two, three])
    assert (one.numeros, one.personnes) == ((1, 2, 3), 2)


def test_an_unknown_place_is_no_place_and_an_unknown_person_is_counted_apart() -> None:
    (one,) = groups(manques(*LEASE, ou=None, qui=None))
    assert (one.personnes, one.sans_personne, one.lieux) == (0, 3, 0)


def test_the_region_is_told_when_it_is_the_same() -> None:
    (one,) = groups(manques(*LEASE, region="32", region_nom="Hauts-de-France"))
    assert one.region == "32"
    assert one.raison.replace("\u00a0", " ").endswith("même région : Hauts-de-France")
    (many,) = groups([manque(n, texte, region=str(n)) for n, texte in enumerate(LEASE, start=1)])
    assert (many.region, many.raison[-9:]) == (None, "3 régions")


def test_meaning_alone_brings_together_what_no_word_does() -> None:
    said = manques("réserver nos salles", "planning des espaces", *OTHERS)
    near = np.eye(5, dtype=np.float32)
    near[1] = near[0]
    vectors = dict(enumerate(near, start=1))
    (one,) = groups(said, vectors)
    assert (one.numeros, one.sens, one.mots) == ((1, 2), True, ())
    assert one.raison == "sens proche"
    assert groups(said) == ()


def test_groups_do_not_chain_from_neighbour_to_neighbour() -> None:
    """Each is near the next, the first and the last have nothing in common."""
    chain = [np.array([np.cos(angle), np.sin(angle)], dtype=np.float32) for angle in np.arange(0, 1.6, 0.4)]
    said = manques("alpha", "bravo", "charlie", "delta")
    for one in groups(said, dict(enumerate(chain, start=1))):
        assert len(one.numeros) < 4


def test_what_is_in_a_defi_already_is_proposed_only_with_something_new() -> None:
    assert groups(manques(*LEASE, defi=4)) == ()
    inside = [manque(1, LEASE[0], defi=4), manque(2, LEASE[1], defi=4), manque(3, LEASE[2])]
    (one,) = groups(inside)
    assert one.defi == 4


def test_near_besoins_of_each_one_nearest_first() -> None:
    near = neighbours(manques(*LEASE, LEASE[0], *OTHERS))
    assert near[1][0][0] == 4
    assert {numero for numero, _ in near[1]} == {2, 3, 4}
    assert near[5] == ()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=60), max_size=12), st.randoms(use_true_random=False))
def test_hostile_words_give_the_same_groups_whatever_their_order(texts: list[str], dice: random.Random) -> None:
    said = manques(*texts, *LEASE)
    mixed = said[:]
    dice.shuffle(mixed)
    assert groups(said) == groups(said)
    seen = [numero for one in groups(said) for numero in one.numeros]
    assert len(seen) == len(set(seen)), "in one group at most"
