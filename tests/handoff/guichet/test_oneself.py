"""What people say of themselves: away, back, their hours, what they hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from handoff.guichet.desk import ANOTHERS, FREE, TEAM, besoin, deeds, front, sentences

from aiguilleur_bot.handoff.availability import Creneau
from aiguilleur_bot.handoff.guichet.effects import ComeBack, Leave, Pause, Say, SetHours, ShowTime


def test_an_absence_in_one_line_asks_the_relay() -> None:
    one = front(besoin(), **TEAM)
    away = one.says("absent du 3 au 12 décembre, relais @sasha:test")
    assert deeds(away) == [Leave(date(2026, 12, 3), date(2026, 12, 12), "p-sasha")]
    assert "42" in str(away[-1]), "what they hold is named"
    assert deeds(one.says("absent demain")) == [Leave(date(2026, 11, 24), date(2026, 11, 24))]
    assert sentences(one.says("absent")) == ["guichet_absent_illisible"]
    assert sentences(one.says("absent demain, relais @moi:test")) == ["guichet_collegue_inconnu"]
    turning = front(**TEAM, relais={"p-sasha": "p-moi"})
    assert sentences(turning.says("absent demain, relais @sasha:test")) == ["guichet_relais_tourne"]


def test_back_pause_and_hours() -> None:
    one = front(**TEAM)
    assert deeds(one.says("je suis là")) == [ComeBack()]
    assert deeds(one.says("pause")) == [Pause()]
    assert deeds(one.says("mes créneaux mardi 18h-20h")) == [SetHours((Creneau(1, 1080, 1200),))]
    assert sentences(one.says("mes créneaux quand il pleut")) == ["guichet_creneaux_illisible"]
    assert deeds(one.says("mon temps")) == [ShowTime()]


@pytest.mark.parametrize("texte", ["absent demain", "pause", "mes créneaux mardi 18h-20h", "je suis là"])
def test_whoever_is_not_of_the_team_has_nothing_to_pause(texte: str) -> None:
    assert sentences(front().says(texte)) == ["guichet_pas_membre"]


def test_people_see_their_own_and_nobody_elses() -> None:
    (told,) = front(besoin(), replace(ANOTHERS, numero=7), replace(FREE, numero=8)).says("mes besoins")
    assert isinstance(told, Say)
    assert (told.ou, told.modele) == ("prive", "guichet_besoins")
    assert "'numero': 42" in str(told.donnees)
    assert "'numero': 7" not in str(told.donnees)


def test_words_of_somebody_in_trouble_are_not_repeated_in_a_list() -> None:
    (told,) = front(besoin(coup_dur=True, texte="le loyer")).says("mes besoins")
    assert "loyer" not in str(told)
