"""The table of the statuts, and the drafts: harmless, and silent on whoever asked."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.needs.brouillons_defi import discourse, movilab
from aiguilleur_bot.needs.defis import LIVING, TRANSITIONS, Defi, Etape, Statut, StatutImpossible, moved
from aiguilleur_bot.needs.export import CAVEAT
from aiguilleur_bot.needs.manques import Demande
from aiguilleur_bot.needs.motifs import ASIDE, FAILURES, NATURES
from aiguilleur_bot.vocabulary import Motif

WHEN = datetime(2026, 11, 21, tzinfo=UTC)
DEFI = Defi(
    id=3,
    titre="Comment partager un bail ?",
    statut=Statut.OUVERT,
    cree_le=WHEN,
    maj_le=WHEN,
    description="Il n'y a pas de modèle.",
    besoins=(12, 14),
    communs=("dokos",),
    etape=Etape("un modèle relu par une juriste", "avant juin", 2000),
    porteur="La Compagnie des Tiers-Lieux",
    lien="https://forum.tiers-lieux.org/t/1",
)
ASKED = Demande(besoins=4, personnes=4, lieux=3, regions=2, contribuer=2)


def test_every_statut_leads_somewhere_and_is_reached() -> None:
    assert set(TRANSITIONS) == set(Statut)
    assert all(TRANSITIONS.values())
    assert {vers for found in TRANSITIONS.values() for vers in found} == set(Statut)
    assert set(LIVING) == set(Statut) - {Statut.COUVERT, Statut.ECARTE, Statut.DOUBLON}


@given(st.sampled_from(Statut), st.sampled_from(Statut))
def test_only_the_moves_of_the_table(de: Statut, vers: Statut) -> None:
    if vers in TRANSITIONS[de]:
        assert moved(de, vers) is vers
    else:
        with pytest.raises(StatutImpossible):
            moved(de, vers)


@given(st.integers(0, 10_000))
def test_from_anywhere_a_defi_can_still_be_covered_or_put_aside(seed: int) -> None:
    """A property of the table: no walk through it ends in a dead end."""
    dice = random.Random(seed)
    here = Statut.A_QUALIFIER
    for _ in range(dice.randint(0, 8)):
        here = dice.choice(sorted(TRANSITIONS[here]))
    reached, seen = {here}, set[Statut]()
    while reached - seen:
        seen |= (fresh := reached - seen)
        reached |= {vers for one in fresh for vers in TRANSITIONS[one]}
    assert {Statut.COUVERT, Statut.ECARTE} <= reached


def test_every_motif_has_its_family_and_ours_are_not_a_missing_commun() -> None:
    assert set(NATURES) == set(Motif)
    assert set(FAILURES) == {Motif.FICHE_MANQUANTE, Motif.FICHE_PERIMEE, Motif.MAUVAISE_CORRESPONDANCE}
    assert Motif.HORS_PERIMETRE in ASIDE


def test_the_forum_post_says_everything_that_is_known() -> None:
    post = discourse(DEFI, ASKED, {"dokos": "Dokos"}, numero=14).replace("\u00a0", " ")
    for said in ("# Comment partager un bail ?", "moins de 10 personnes", "3 lieux", "Dokos", "2000 €", "moi aussi 14"):
        assert said in post
    assert "2 prêt·es à contribuer" in post
    assert CAVEAT in post


def test_what_is_not_known_is_said() -> None:
    empty = replace(DEFI, description="", communs=(), etape=Etape(), porteur="", besoins=())
    for draft in (discourse(empty, Demande(), {}, numero=None), movilab(empty, Demande(), {})):
        assert "à compléter" in draft
        assert "moi aussi" not in draft


@given(st.text(max_size=200), st.text(max_size=200))
def test_what_coordinators_write_is_no_markup(titre: str, description: str) -> None:
    hostile = replace(DEFI, titre="[[x]] {{y}} <script> " + titre, description=description)
    page = movilab(hostile, ASKED, {})
    assert "{{" not in page
    assert "<script>" not in page
    assert "[[x]]" not in page
    assert "\\<script\\>" in discourse(hostile, ASKED, {}, numero=12)
    assert discourse(hostile, ASKED, {}, numero=12).count("\n# ") == 0, "one title, and no more"
