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

from aiguilleur_bot.knowledge.base import Base, reseau_contacts
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.evaluation import proposed
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.vocabulary import Ecoute, Intention, Reponse, Suite, Territoire

NORD = Territoire("32", "Hauts-de-France", "59")


def first(reponse: Reponse) -> str | None:
    return next(iter(proposed(reponse)), None)


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_plain_need_gets_what_suits_and_who_to_call(matcher: Matcher) -> None:
    reponse = matcher.understand(
        "on galère avec les réservations de nos salles, tout est dans un tableur", territoire=NORD
    )
    assert reponse.suite is Suite.REPONSE
    best = reponse.besoins[0].propositions[0]
    assert best.id == "dokos"
    assert best.contacts
    assert reponse.faq[0] == "gerer-reservations"
    assert 0 < best.score <= 1
    assert len(reponse.besoins[0].propositions) <= 3


@pytest.mark.parametrize(
    ("text", "commun"),
    [
        ("dokoss", "dokos"),
        ("c'est quoi docos ?", "dokos"),
        ("vous connaissez pahéco", "paheko"),
        ("quelqu'un utilise lumio ?", "loomio"),
        ("helo asso c'est fiable ?", "helloasso"),
        ("next cloud", "nextcloud"),
    ],
)
def test_a_name_badly_typed_is_known(matcher: Matcher, text: str, commun: str) -> None:
    reponse = matcher.understand(text)
    assert first(reponse) == commun
    reasons = reponse.besoins[0].propositions[0].pourquoi
    assert reasons[0].startswith("vous le nommez")


@pytest.mark.parametrize(
    ("text", "about_it"),
    [
        ("c'est quoi yeswiki ?", True),
        ("c'est quoi yeswiky ?", True),
        ("sé koi yesswiki", True),
        ("quelqu'un utilise lumio ?", True),
        ("dokos", True),
        ("loomio ou nextcloud, lequel pour décider ensemble ?", False),
        ("c'est quoi un bon outil de compta ?", False),
        ("on cherche un wiki pour documenter nos chantiers, comme yeswiki, avec des photos et des plans", False),
        ("on veut quitter loomio", False),
    ],
)
def test_an_answer_says_when_it_is_about_one_commun_asked_by_its_name(
    matcher: Matcher, text: str, about_it: bool
) -> None:
    intention = matcher.understand(text).intention
    assert intention is (Intention.QUESTION_COMMUN if about_it else Intention.BESOIN)


def test_a_product_to_leave_leads_to_what_replaces_it(matcher: Matcher) -> None:
    reponse = matcher.understand("on veut quitter Doodle pour trouver une date de réunion")
    assert first(reponse) == "framadate"
    assert any("que vous voulez quitter" in reason for reason in reponse.besoins[0].propositions[0].pourquoi)


def test_a_commun_people_want_to_leave_is_not_the_answer(matcher: Matcher) -> None:
    assert first(matcher.understand("on voudrait quitter Framadate pour autre chose")) != "framadate"


@pytest.mark.parametrize(
    ("text", "suite"),
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
def test_what_is_not_for_us_gets_no_commun(matcher: Matcher, text: str, suite: Suite) -> None:
    reponse = matcher.understand(text)
    assert reponse.suite is suite
    assert proposed(reponse) == ()


REFUSED = [
    ("combien d'extincteurs pour une salle classée ERP de 5e catégorie ?", Suite.INCONNU),
    ("qui a un barnum à prêter samedi ?", Suite.HORS_PERIMETRE),
    ("on ne paie plus le loyer, on va devoir fermer", Suite.SENSIBLE),
]


@pytest.mark.parametrize(("text", "suite"), REFUSED)
def test_without_a_commun_the_network_of_the_region_is_who_to_call(matcher: Matcher, text: str, suite: Suite) -> None:
    reseau = matcher.base.reseau(NORD)
    assert reseau is not None
    reponse = matcher.understand(text, territoire=NORD)
    assert (reponse.suite, reponse.contacts) == (suite, reseau_contacts(reseau))
    assert any(reseau.nom in contact.libelle for contact in reponse.contacts)
    assert matcher.understand(text).contacts == (), "nobody is called for an unknown place"


def test_a_place_said_is_where_to_call(matcher: Matcher) -> None:
    reponse = matcher.understand("on est à Lille, qui a un barnum à prêter samedi ?")
    assert reponse.suite is Suite.HORS_PERIMETRE
    assert reponse.contacts == matcher.understand(REFUSED[1][0], territoire=NORD).contacts != ()


def test_what_is_no_business_of_ours_calls_nobody(matcher: Matcher) -> None:
    assert matcher.understand("merci beaucoup !", territoire=NORD) == Reponse(Suite.IGNORE)
    assert matcher.understand(REFUSED[1][0], ecoute=Ecoute.INVITE, territoire=NORD) == Reponse(Suite.IGNORE)


def test_a_person_in_trouble_never_gets_a_commun(matcher: Matcher, evaluation: Path) -> None:
    grave = [str(line["texte"]) for line in lines(evaluation / "sensibles.jsonl") if line["sensible"]]
    assert len(grave) >= 40
    served = [text for text in grave if proposed(matcher.understand(text))]
    assert served == []


@pytest.mark.parametrize("text", ["ranger nos affaires", "on range tout", "vider le local", "mettre de l'ordre"])
def test_tidying_together_is_no_distress(matcher: Matcher, text: str) -> None:
    assert matcher.understand(text).suite is not Suite.SENSIBLE


@pytest.mark.parametrize(
    "text",
    [
        "je range mes affaires et je donne tout ce que j'ai",
        "je mets mes affaires en ordre, vous n'aurez plus à vous occuper de moi",
        "je veux que tout soit en ordre quand je ne serai plus là",
    ],
)
def test_tidying_before_leaving_for_good_is(matcher: Matcher, text: str) -> None:
    assert matcher.understand(text).suite is Suite.SENSIBLE


def test_unasked_in_a_room_it_is_far_more_careful(matcher: Matcher, evaluation: Path) -> None:
    hors = [str(line["texte"]) for line in lines(evaluation / "hors_aveugles.jsonl")]
    suites = [matcher.understand(text, ecoute=Ecoute.INVITE).suite for text in hors]
    assert not {Suite.INCONNU, Suite.HORS_PERIMETRE} & set(suites)
    assert sum(suite in (Suite.REPONSE, Suite.QUESTION) for suite in suites) <= 0.03 * len(hors)


def test_the_archived_wiki_is_never_proposed(matcher: Matcher) -> None:
    for text in ("wiki des communs", "c'est quoi le wiki des communs ?", "où est le wiki des communs des tiers-lieux"):
        assert "wiki-des-communs" not in proposed(matcher.understand(text))


def test_what_exists_elsewhere_only_is_not_for_me_unless_i_name_it(matcher: Matcher) -> None:
    text = "parler à quelqu'un d'un autre lieu qui a de l'expérience, une heure au téléphone"
    assert "hotline-la-rosee" in proposed(matcher.understand(text, territoire=Territoire("76", "Occitanie")))
    assert "hotline-la-rosee" not in proposed(matcher.understand(text, territoire=NORD))
    assert first(matcher.understand("comment joindre la hotline La Rosée ?", territoire=NORD)) == "hotline-la-rosee"


def test_a_question_offers_different_uses_and_a_way_out(matcher: Matcher, evaluation: Path) -> None:
    besoins = [str(line["texte"]) for line in lines(evaluation / "besoins_aveugles.jsonl")]
    asked = [r.question for r in map(matcher.understand, besoins) if r.suite is Suite.QUESTION and r.question]
    assert asked, "no need of the set is ambiguous enough: the threshold of questions does nothing"
    for question in asked:
        *choix, last = question.choix
        assert 2 <= len(choix) <= 3
        assert last.communs == ()
        assert all(one.communs for one in choix)
        served = [commun for one in choix for commun in one.communs]
        assert len(served) == len(set(served))


def test_a_vague_word_is_asked_about(matcher: Matcher) -> None:
    reponse = matcher.understand("on veut partager nos trucs entre nous")
    assert reponse.suite is Suite.QUESTION
    assert reponse.question is not None
    assert len(reponse.question.choix) == 4


def test_reasons_are_true(matcher: Matcher, evaluation: Path) -> None:
    """The words quoted are in the message; the phrase quoted is an example of that very commun."""
    for line in lines(evaluation / "besoins_aveugles.jsonl")[:120]:
        text = str(line["texte"])
        for besoin in matcher.understand(text).besoins:
            for proposition in besoin.propositions:
                assert proposition.pourquoi
                _check(matcher.base, text, proposition.id, proposition.pourquoi)


def _check(base: Base, text: str, commun: str, pourquoi: tuple[str, ...]) -> None:
    for reason in pourquoi:
        quoted = re.findall("«\u00a0(.*?)\u00a0»", reason)
        if reason.startswith("vous parlez de"):
            assert quoted
            assert all(quote in text for quote in quoted), (text, reason)
        elif reason.startswith("proche de"):
            beginning = reason.split("«\u00a0", 1)[1].removesuffix("\u00a0»").rstrip("…")
            assert any(phrase.startswith(beginning) for phrase in base.besoins_dits(commun)), reason


def test_same_words_same_answer_in_any_thread_and_after_a_cached_load(
    matcher: Matcher, base: Base, cache: Path, encoder: UniversalEncoder
) -> None:
    texts = ["compta de l'asso", "nos salles", "qui a un barnum ?", "bonjour", "trouver une date à dix"] * 4
    expected = [matcher.understand(text) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(matcher.understand, texts)) == expected
    reloaded = Matcher.load(base, cache=cache, encoder=encoder)
    assert [reloaded.understand(text) for text in texts] == expected


def test_a_greeting_changes_nothing_of_what_is_proposed(matcher: Matcher) -> None:
    for text in ("un logiciel pour la compta de l'asso", "faire des visios à vingt sans Zoom"):
        assert first(matcher.understand(f"Bonjour ! {text}, merci d'avance")) == first(matcher.understand(text))


HOSTILE = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="()[]{}*+?\\|^$.'’·#@-_ éà\u200d\ufe0f\x00\ud83d", max_size=80),
    st.sampled_from(["a" * 50_000, "é" * 9_000, "@" * 3_000, "salle " * 4_000, "1" * 500, "\n" * 900, "#" * 400]),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE)
def test_no_text_makes_it_fail(matcher: Matcher, text: str) -> None:
    for ecoute in Ecoute:
        reponse = matcher.understand(text, ecoute=ecoute)
        assert all(0 <= besoin.confiance <= 1 for besoin in reponse.besoins)
        assert len(proposed(reponse)) <= 3


def test_an_operator_base_of_two_fiches_works(base: Base, encoder: UniversalEncoder) -> None:
    small = replace(
        base, communs={c: base.communs[c] for c in ("dokos", "framadate")}, faqs={}, produits=(), referents={}
    )
    matcher = Matcher.load(small, encoder=encoder)
    assert first(matcher.understand("réserver nos salles de réunion")) == "dokos"
    assert first(matcher.understand("trouver une date qui convient à tout le monde")) == "framadate"
    assert proposed(matcher.understand("bonjour à toutes et tous")) == ()


def test_a_base_without_anything_refuses_everything(base: Base, encoder: UniversalEncoder) -> None:
    empty = replace(base, communs={}, faqs={}, produits=(), referents={}, hors=(), synonymes=())
    assert proposed(Matcher.load(empty, encoder=encoder).understand("réserver nos salles")) == ()
