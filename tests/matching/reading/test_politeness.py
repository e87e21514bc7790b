"""A need is understood the same with its greetings and thanks, or without."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.reading.politeness import without_politeness
from aiguilleur_bot.vocabulary import Reponse

OPENINGS = (
    "Bonjour,",
    "Bonjour à toutes et tous !",
    "bonsoir tout le monde,",
    "Salut les gens,",
    "coucou 🙂",
    "slt,",
    "Madame, Monsieur,",
    "Hello, ça va ?",
    "Bonjour à tou·tes,\n",
)
CLOSINGS = (
    "merci d'avance !",
    "Merci beaucoup pour vos retours, belle journée à vous",
    "svp",
    "s'il vous plaît",
    "Cordialement",
    "D'avance merci 🙏",
    "bonne soirée à tous !",
    "bien à vous, à bientôt",
)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Bonjour, vous connaissez un logiciel ?", "vous connaissez un logiciel ?"),
        ("Bonjour à tou(te)s, une carte", "une carte"),
        ("Bonjour tous.tes, une carte", "une carte"),
        ("Bonjour à tous/toutes une carte", "une carte"),
        ("Hey salut à tous, bonsoir, une carte svp, bien à vous, Cordialement", "une carte"),
        ("Bonjour #reservation", "#reservation"),
        ("une carte. Merci pour votre aide, belle journée à vous !", "une carte"),
        ("une carte ? D'avance merci !", "une carte ?"),
        ("une carte, bises", "une carte"),
        ("Passez une bonne journée", "Passez une bonne journée"),
        ("une carte. Je vous souhaite une bonne semaine", "une carte. Je vous"),
    ],
)
def test_greetings_and_thanks_are_left_out(text: str, rest: str) -> None:
    assert without_politeness(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "Hello Asso c'est fiable ?",
        "Comment ça va être financé ?",
        "Ça va pas, on est à bout",
        "on veut faire payer d'avance",
        "comment dire merci",
        "comment arrêter de se faire la bise",
        "organiser une belle journée",
        "bonjourno",
        "Merci à tous les bénévoles : comment les remercier ?",
        "tous les matins on perd les clés",
    ],
)
def test_words_that_say_the_need_are_kept(text: str) -> None:
    assert without_politeness(text) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Bonjour, tous les matins on perd les clés", "tous les matins on perd les clés"),
        ("Bonjour, tout le monde perd ses clés", "tout le monde perd ses clés"),
        ("Bonjour, tout le monde, on perd les clés", "on perd les clés"),
    ],
)
def test_who_does_something_is_not_who_is_greeted(text: str, rest: str) -> None:
    assert without_politeness(text) == rest


@pytest.mark.parametrize(
    "text", ["Bonjour", "merci beaucoup !", "Bonjour à toutes et tous", "svp", "🙂", "", "Bonjour, merci d'avance !"]
)
def test_what_is_only_politeness_stays(text: str) -> None:
    assert without_politeness(text).strip(" ,!") != "" or text in ("", "🙂")
    assert without_politeness(text) in (text, "merci d'avance !")


@given(st.text(max_size=200))
def test_what_is_left_is_a_stretch_of_the_text_and_never_nothing(text: str) -> None:
    rest = without_politeness(text)
    assert rest in text
    assert any(c.isalnum() for c in rest) or not any(c.isalnum() for c in text)


HOSTILE = ("bonjour ", "merci ", "à tous ", "bonjour à tous ", " ", "merci d'avance ", "tou·", ",")


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_text_costs_no_more(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    without_politeness(text)
    assert time.perf_counter() - start < 0.5


def test_the_same_is_proposed_with_or_without(matcher: Matcher) -> None:
    """Forty needs of the base, each with another greeting and another thanks: the same communs, the same chances."""
    fiches = sorted(matcher.base.proposable(), key=lambda fiche: fiche.id)
    needs = [fiche.besoins_types[3].rstrip(" .!…") for fiche in fiches if len(fiche.besoins_types) > 3][:40]
    assert len(needs) == 40
    greeted = zip(needs, itertools.cycle(OPENINGS), itertools.cycle(CLOSINGS), strict=False)
    for need, opening, closing in greeted:
        alone = found(matcher.understand(need))
        assert found(matcher.understand(f"{opening} {need}")) == alone, (opening, need)
        assert found(matcher.understand(f"{need}, {closing}")) == alone, (need, closing)
        assert found(matcher.understand(f"{opening} {need}\n{closing}")) == alone, (opening, need, closing)


def found(reponse: Reponse) -> tuple[object, ...]:
    chances = tuple((one.id, one.score) for besoin in reponse.besoins for one in besoin.propositions)
    return (reponse.suite, chances, reponse.question)
