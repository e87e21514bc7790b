"""What the desk waits for: for how long, what answers it, and what does not."""

from __future__ import annotations

from datetime import timedelta

from handoff.guichet.desk import NOW, Front, besoin, front, sentences

from aiguilleur_bot.handoff.guichet import state
from aiguilleur_bot.handoff.guichet.model import REPOS, Attente, Poste, still
from aiguilleur_bot.handoff.guichet.step import speaks_to


def test_a_command_goes_before_what_is_waited_for() -> None:
    one = front(besoin(), besoin(7))
    one.says("clore 42")
    one.says("4")
    assert sentences(one.says("clore 7")) == ["guichet_issue"]
    assert one.poste == Poste(Attente.ISSUE, 7)
    assert one.taps("1️⃣", sujet="issue:42") == (), "a tap on an old question does nothing"
    assert sentences(one.says("non")) == ["guichet_non"]


def test_nearly_a_word_is_asked_back() -> None:
    one = front(besoin())
    assert sentences(one.says("cloer")) == ["guichet_vouliez_vous"]
    assert sentences(one.says("oui")) == ["guichet_issue"]


def test_whoever_helps_may_also_ask_for_something() -> None:
    need = "on cherche un outil pour nos salles"
    assert not speaks_to(REPOS, need)
    assert not speaks_to(Poste(Attente.ISSUE, 42), need)
    assert not speaks_to(Poste(Attente.BROUILLON, 42), need)
    assert speaks_to(Poste(Attente.ISSUE, 42), "en partie")
    assert speaks_to(Poste(Attente.MANQUE, 42), "2 en Bretagne")
    assert speaks_to(Poste(Attente.LEQUEL, choix=("42", "7")), "n° 42")
    assert speaks_to(Poste(Attente.TEMPS, 42), "il existe un modèle")


def test_a_question_is_not_waited_on_for_ever() -> None:
    waiting = Poste(Attente.TEMPS, 42)
    assert still(waiting, NOW, NOW + timedelta(minutes=59)) == waiting
    assert still(waiting, NOW, NOW + timedelta(hours=2)) == REPOS
    assert still(Poste(Attente.ISSUE, 42), NOW, NOW + timedelta(hours=2)) != REPOS


def test_what_is_waited_for_survives_the_store() -> None:
    poste = Poste(Attente.SERVI, 42, choix=("dokos",), note="« é »")
    assert state.load(state.dump(poste)) == poste
    assert state.load("{}") == REPOS
    assert state.load('{"attente": "autre chose"}') == REPOS


def test_a_front_starts_with_nothing_waited_for() -> None:
    assert isinstance(front(), Front)
    assert sentences(front().says("oui")) == ["guichet_rien_attendu"]
    assert sentences(front().says("aide")) == ["guichet_aide"]
