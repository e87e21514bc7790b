"""The turns of phrase of a message, and what a clear-cut message is for."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.reading.cues import CUES, cues
from aiguilleur_bot.vocabulary import Intention

SAID = [
    ("comment réserver une salle ?", {"cue_asks", "cue_question"}),
    ("quelqu’un connaît un outil", {"cue_asks", "cue_seeks"}),
    ("on cherche une solution", {"cue_seeks"}),
    ("On galère, j'en ai marre", {"cue_ails"}),
    ("ça y est, c'est fait", {"cue_reports"}),
    ("atelier couture, inscriptions ouvertes", {"cue_announces"}),
    ("oui, moi aussi", {"cue_reply"}),
    ("Bonjour à toutes et tous", {"cue_greeting"}),
    ("merci, bravo", {"cue_thanks"}),
    ("tu passes ?", {"cue_question", "cue_somebody"}),
    ("@camille on y va", {"cue_somebody"}),
    ("la nappe est bleue", set()),
    ("", set()),
    ("🙂", set()),
    ("un bonjourno, une ouïe, un ouistiti", set()),
]


@pytest.mark.parametrize(("text", "said"), SAID)
def test_turns_of_phrase_are_counted(text: str, said: set[str]) -> None:
    found = cues(text)
    assert tuple(found) == CUES
    assert {name for name, count in found.items() if count} == said


def test_different_turns_count_up_to_three_and_the_same_one_once() -> None:
    assert cues("comment, combien")["cue_asks"] == 2
    assert cues("comment, comment, comment")["cue_asks"] == 1
    assert cues("comment, combien, pourquoi, lequel, un conseil")["cue_asks"] == 3


@given(st.text(max_size=200))
def test_any_text_has_every_cue(text: str) -> None:
    assert all(0 <= count <= 3 for count in cues(text).values())


def test_a_long_text_costs_no_more() -> None:
    start = time.perf_counter()
    for piece in ("comment ", "ah bah ben ", "n'arrive ", " ", "@"):
        cues(piece * (100_000 // len(piece)))
    assert time.perf_counter() - start < 1


INTENTIONS = """
besoin: on cherche un logiciel pour réserver nos salles | comment trouver une date de réunion à dix ?
question-commun: c'est quoi Framadate ? | Loomio, c'est fiable ? | quelqu'un utilise Paheko ? | Dokos
salutation: Bonjour à toutes et tous | Coucou tout le monde, belle journée | salut !
reponse: ok merci, c'est noté | oui carrément, moi aussi | d'accord, je m'en occupe
bavardage: il fait un temps magnifique ce matin
nouvelle: ça y est, on a enfin signé le bail | bonne nouvelle, la subvention est arrivée
annonce: apéro ce soir à 19h au café, venez nombreux ! | je donne un canapé à venir chercher samedi
"""


@pytest.mark.parametrize("line", INTENTIONS.strip().splitlines())
def test_what_a_clear_message_is_for(matcher: Matcher, line: str) -> None:
    intention, texts = line.split(": ", 1)
    assert {text: matcher.intention(matcher.read(text)) for text in texts.split(" | ")} == {
        text: Intention(intention) for text in texts.split(" | ")
    }


def test_a_commun_to_leave_is_no_question_about_it(matcher: Matcher) -> None:
    assert matcher.intention(matcher.read("quitter Loomio")) is not Intention.QUESTION_COMMUN
