"""What a person gets for what they say."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.encoder import UniversalEncoder
from aiguilleur_bot.matching.engine import Moteur
from aiguilleur_bot.matching.evaluation import proposed
from aiguilleur_bot.vocabulary import Ecoute, Reponse, Suite, Territoire

NORD = Territoire("32", "Hauts-de-France", "59")


def first(reponse: Reponse) -> str | None:
    return next(iter(proposed(reponse)), None)


def lines(fichier: Path) -> list[dict[str, object]]:
    return [json.loads(ligne) for ligne in fichier.read_text(encoding="utf-8").splitlines()]


def test_a_plain_need_gets_what_suits_and_who_to_call(moteur: Moteur) -> None:
    reponse = moteur.comprendre(
        "on galère avec les réservations de nos salles, tout est dans un tableur", territoire=NORD
    )
    assert reponse.suite is Suite.REPONSE
    premiere = reponse.besoins[0].propositions[0]
    assert premiere.id == "dokos"
    assert premiere.contacts
    assert reponse.faq[0] == "gerer-reservations"
    assert 0 < premiere.score <= 1
    assert len(reponse.besoins[0].propositions) <= 3


@pytest.mark.parametrize(
    ("texte", "commun"),
    [
        ("dokoss", "dokos"),
        ("c'est quoi docos ?", "dokos"),
        ("vous connaissez pahéco", "paheko"),
        ("quelqu'un utilise lumio ?", "loomio"),
        ("helo asso c'est fiable ?", "helloasso"),
        ("next cloud", "nextcloud"),
    ],
)
def test_a_name_badly_typed_is_known(moteur: Moteur, texte: str, commun: str) -> None:
    reponse = moteur.comprendre(texte)
    assert first(reponse) == commun
    raisons = reponse.besoins[0].propositions[0].pourquoi
    assert raisons[0].startswith("vous le nommez")


def test_a_product_to_leave_leads_to_what_replaces_it(moteur: Moteur) -> None:
    reponse = moteur.comprendre("on veut quitter Doodle pour trouver une date de réunion")
    assert first(reponse) == "framadate"
    assert any("que vous voulez quitter" in raison for raison in reponse.besoins[0].propositions[0].pourquoi)


def test_a_commun_people_want_to_leave_is_not_the_answer(moteur: Moteur) -> None:
    assert first(moteur.comprendre("on voudrait quitter Framadate pour autre chose")) != "framadate"


@pytest.mark.parametrize(
    ("texte", "suite"),
    [
        ("Bonjour tout le monde, belle journée", Suite.IGNORE),
        ("merci beaucoup !", Suite.IGNORE),
        ("qui a un barnum à prêter samedi ?", Suite.HORS_PERIMETRE),
        ("combien d'extincteurs pour une salle classée ERP de 5e catégorie ?", Suite.INCONNU),
        ("on ne paie plus le loyer, on va devoir fermer", Suite.SENSIBLE),
        ("", Suite.IGNORE),
        ("🙂🙂🙂", Suite.IGNORE),
        ("?!…", Suite.IGNORE),
    ],
)
def test_what_is_not_for_us_gets_no_commun(moteur: Moteur, texte: str, suite: Suite) -> None:
    reponse = moteur.comprendre(texte)
    assert reponse.suite is suite
    assert proposed(reponse) == ()


def test_a_person_in_trouble_never_gets_a_commun(moteur: Moteur, evaluation: Path) -> None:
    graves = [str(ligne["texte"]) for ligne in lines(evaluation / "sensibles.jsonl") if ligne["sensible"]]
    assert len(graves) >= 40
    servis = [texte for texte in graves if proposed(moteur.comprendre(texte))]
    assert servis == []


def test_unasked_in_a_room_it_is_far_more_careful(moteur: Moteur, evaluation: Path) -> None:
    hors = [str(ligne["texte"]) for ligne in lines(evaluation / "hors_aveugles.jsonl")]
    suites = [moteur.comprendre(texte, ecoute=Ecoute.INVITE).suite for texte in hors]
    assert not {Suite.INCONNU, Suite.HORS_PERIMETRE} & set(suites)
    assert sum(suite in (Suite.REPONSE, Suite.QUESTION) for suite in suites) <= 0.03 * len(hors)


def test_the_archived_wiki_is_never_proposed(moteur: Moteur) -> None:
    for texte in ("wiki des communs", "c'est quoi le wiki des communs ?", "où est le wiki des communs des tiers-lieux"):
        assert "wiki-des-communs" not in proposed(moteur.comprendre(texte))


def test_what_exists_elsewhere_only_is_not_for_me_unless_i_name_it(moteur: Moteur) -> None:
    texte = "parler à quelqu'un d'un autre lieu qui a de l'expérience, une heure au téléphone"
    assert "hotline-la-rosee" in proposed(moteur.comprendre(texte, territoire=Territoire("76", "Occitanie")))
    assert "hotline-la-rosee" not in proposed(moteur.comprendre(texte, territoire=NORD))
    assert first(moteur.comprendre("comment joindre la hotline La Rosée ?", territoire=NORD)) == "hotline-la-rosee"


def test_a_question_offers_different_uses_and_a_way_out(moteur: Moteur, evaluation: Path) -> None:
    besoins = [str(ligne["texte"]) for ligne in lines(evaluation / "besoins_aveugles.jsonl")]
    posees = [r.question for r in map(moteur.comprendre, besoins) if r.suite is Suite.QUESTION and r.question]
    assert posees, "no need of the set is ambiguous enough: the threshold of questions does nothing"
    for question in posees:
        *choix, dernier = question.choix
        assert 2 <= len(choix) <= 3
        assert dernier.communs == ()
        assert all(un.communs for un in choix)
        servis = [commun for un in choix for commun in un.communs]
        assert len(servis) == len(set(servis))


def test_a_vague_word_is_asked_about(moteur: Moteur) -> None:
    reponse = moteur.comprendre("on veut partager nos trucs entre nous")
    assert reponse.suite is Suite.QUESTION
    assert reponse.question is not None
    assert len(reponse.question.choix) == 4


def test_reasons_are_true(moteur: Moteur, evaluation: Path) -> None:
    """The words quoted are in the message; the phrase quoted is an example of that very commun."""
    for ligne in lines(evaluation / "besoins_aveugles.jsonl")[:120]:
        texte = str(ligne["texte"])
        for besoin in moteur.comprendre(texte).besoins:
            for proposition in besoin.propositions:
                assert proposition.pourquoi
                _check(moteur.base, texte, proposition.id, proposition.pourquoi)


def _check(base: Base, texte: str, commun: str, pourquoi: tuple[str, ...]) -> None:
    for raison in pourquoi:
        cites = re.findall("«\u00a0(.*?)\u00a0»", raison)
        if raison.startswith("vous parlez de"):
            assert cites
            assert all(cite in texte for cite in cites), (texte, raison)
        elif raison.startswith("proche de"):
            debut = raison.split("«\u00a0", 1)[1].removesuffix("\u00a0»").rstrip("…")
            assert any(phrase.startswith(debut) for phrase in base.fiche(commun).besoins_types), raison


def test_same_words_same_answer_in_any_thread_and_after_a_cached_load(
    moteur: Moteur, base: Base, cache: Path, encodeur: UniversalEncoder
) -> None:
    textes = ["compta de l'asso", "nos salles", "qui a un barnum ?", "bonjour", "trouver une date à dix"] * 4
    attendu = [moteur.comprendre(texte) for texte in textes]
    with ThreadPoolExecutor(4) as fils:
        assert list(fils.map(moteur.comprendre, textes)) == attendu
    recharge = Moteur.load(base, cache=cache, encodeur=encodeur)
    assert [recharge.comprendre(texte) for texte in textes] == attendu


def test_a_greeting_changes_nothing_of_what_is_proposed(moteur: Moteur) -> None:
    for texte in ("un logiciel pour la compta de l'asso", "faire des visios à vingt sans Zoom"):
        assert first(moteur.comprendre(f"Bonjour ! {texte}, merci d'avance")) == first(moteur.comprendre(texte))


HOSTILE = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="()[]{}*+?\\|^$.'’·#@-_ éà\u200d\ufe0f\x00\ud83d", max_size=80),
    st.sampled_from(["a" * 50_000, "é" * 9_000, "@" * 3_000, "salle " * 4_000, "1" * 500, "\n" * 900, "#" * 400]),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE)
def test_no_text_makes_it_fail(moteur: Moteur, texte: str) -> None:
    for ecoute in Ecoute:
        reponse = moteur.comprendre(texte, ecoute=ecoute)
        assert all(0 <= besoin.confiance <= 1 for besoin in reponse.besoins)
        assert len(proposed(reponse)) <= 3


def test_an_operator_base_of_two_fiches_works(base: Base, encodeur: UniversalEncoder) -> None:
    petite = replace(
        base, communs={c: base.communs[c] for c in ("dokos", "framadate")}, faqs={}, produits=(), referents={}
    )
    moteur = Moteur.load(petite, encodeur=encodeur)
    assert first(moteur.comprendre("réserver nos salles de réunion")) == "dokos"
    assert first(moteur.comprendre("trouver une date qui convient à tout le monde")) == "framadate"
    assert proposed(moteur.comprendre("bonjour à toutes et tous")) == ()


def test_a_base_without_anything_refuses_everything(base: Base, encodeur: UniversalEncoder) -> None:
    vide = replace(base, communs={}, faqs={}, produits=(), referents={}, hors=(), synonymes=())
    assert proposed(Moteur.load(vide, encodeur=encodeur).comprendre("réserver nos salles")) == ()
