"""What somebody holds: in touch, given back, waiting for a day."""

from __future__ import annotations

from datetime import date

import pytest
from handoff.guichet.desk import ANOTHERS, FREE, besoin, deeds, front, sentences

from aiguilleur_bot.handoff.guichet.effects import Contacted, GiveBack, Wait
from aiguilleur_bot.vocabulary import HELD_STATES, Etat


def test_the_only_one_they_hold_is_meant() -> None:
    assert deeds(front(besoin()).says("c'est fait")) == [Contacted(42)]
    assert deeds(front(besoin()).says("je rends")) == [GiveBack(42)]
    assert deeds(front(besoin(etat=Etat.EN_COURS)).says("contact")) == [], "said twice it is the same"
    assert sentences(front().says("je rends")) == ["guichet_rien_a_vous"]


def test_of_two_the_one_the_word_fits_is_meant() -> None:
    transferred = besoin(7, etat=Etat.TRANSMISE)
    assert deeds(front(besoin(), transferred).says("je reprends")) == [Contacted(7)]
    assert deeds(front(besoin(), transferred).says("contact")) == [Contacted(42)]


def test_a_thumb_on_the_reminder_says_they_are_in_touch() -> None:
    one = front(besoin(), besoin(7))
    assert deeds(one.taps("👍", sujet="rappel:7")) == [Contacted(7)]
    assert one.taps("👎", sujet="rappel:7") == ()


@pytest.mark.parametrize("mot", ["relâcher 42", "contact 42", "clore 42", "attendre 42 lundi", "reprendre 42"])
def test_nobody_does_anything_to_what_is_not_theirs(mot: str) -> None:
    assert sentences(front(ANOTHERS).says(mot)) == ["deja_pris"]
    assert sentences(front(FREE).says(mot)) == ["guichet_pas_pris"]
    assert sentences(front(besoin(etat=Etat.CLOSE)).says(mot)) == ["guichet_pas_pris"]
    assert sentences(front().says(mot)) == ["guichet_inconnu"]


def test_what_waits_needs_a_day() -> None:
    one = front(besoin(etat=Etat.EN_COURS))
    assert sentences(one.says("attendre")) == ["guichet_attendre"]
    assert deeds(one.says("le 12/12")) == [Wait(42, "demandeur", date(2026, 12, 12))]
    assert deeds(one.says("attendre 42 jusqu'au 12/12")) == [Wait(42, "demandeur", date(2026, 12, 12))]
    assert deeds(one.says("attendre le référent jusqu'au 4 décembre")) == [Wait(42, "referent", date(2026, 12, 4))]
    assert sentences(one.says("attendre jusqu'au 12 juin")) == ["guichet_attendre_loin"]
    assert sentences(one.says("aujourd'hui")) == ["guichet_attendre_loin"]
    assert sentences(one.says("bientôt")) == ["guichet_attendre"]


@pytest.mark.parametrize("etat", sorted(HELD_STATES))
def test_in_every_state_somebody_holds_there_is_a_word_that_moves_on(etat: Etat) -> None:
    assert deeds(front(besoin(etat=etat)).says("relâcher 42")) == [GiveBack(42)]
