"""The question to those with a near need: when it may be put, what answers it, what lets it go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aiguilleur_bot.dialogue import peers
from aiguilleur_bot.dialogue.events import Media, NearBesoins, Tap, Words
from aiguilleur_bot.dialogue.model import AnswerNear, Conversation, Phase, Say
from aiguilleur_bot.vocabulary import Reponse, Suite

SENT = Conversation(direct=True, phase=Phase.TRANSMIS, numero=7)
ASKED = replace(SENT, voisins=7)


def test_it_is_put_in_private_and_waited_for() -> None:
    after, (said,) = peers.ask(SENT, NearBesoins(7))
    assert after == ASKED
    assert isinstance(said, Say)
    assert (said.modele, said.ou, said.sonne) == ("voisins_question", "direct", True)


@pytest.mark.parametrize("phase", [one for one in Phase if one not in (Phase.LIBRE, Phase.REPONDU, Phase.TRANSMIS)])
def test_it_waits_while_something_else_is_asked_or_a_human_is_there(phase: Phase) -> None:
    busy = replace(SENT, phase=phase)
    assert peers.ask(busy, NearBesoins(7)) == (busy, ())


@pytest.mark.parametrize(
    "busy", [ASKED, replace(SENT, suggestion="aide"), replace(SENT, reponse=Reponse(Suite.SENSIBLE))]
)
def test_it_is_not_put_twice_nor_over_another_question_nor_to_somebody_in_trouble(busy: Conversation) -> None:
    assert peers.ask(busy, NearBesoins(7)) == (busy, ())


@pytest.mark.parametrize(
    ("event", "oui"), [(Words("oui"), True), (Tap("👍"), True), (Words("Non merci"), False), (Tap("👎"), False)]
)
def test_a_yes_or_a_no_answers_it_in_words_and_in_signs(event: Words | Tap, oui: bool) -> None:
    turn = peers.answered(ASKED, event)
    assert turn is not None
    after, (done, said) = turn
    assert after == SENT
    assert done == AnswerNear(7, oui)
    assert isinstance(said, Say)
    assert said.modele == ("voisins_oui" if oui else "voisins_non")


@pytest.mark.parametrize("event", [Words("peut-être"), Words("2"), Tap("🎉"), Media()])
def test_nothing_else_answers_it(event: Words | Tap | Media) -> None:
    assert peers.answered(ASKED, event) is None
    assert peers.answered(SENT, Words("oui")) is None


def test_another_need_lets_it_go_and_a_word_beside_does_not() -> None:
    assert peers.let_go(ASKED, Words("réserver nos salles")) == SENT
    assert peers.let_go(ASKED, Words("merci")) == ASKED
    assert peers.let_go(ASKED, Tap("🎉")) == ASKED
