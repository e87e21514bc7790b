"""Taking what is free, and opening again what was closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handoff.guichet.desk import ANOTHERS, FREE, NOW, besoin, deeds, front, sentences

from aiguilleur_bot.handoff.guichet.effects import LetGo, Reopen, Say, Take
from aiguilleur_bot.vocabulary import Etat


def test_what_is_free_is_taken_once() -> None:
    one = front(FREE)
    assert one.says("prendre 42") == (Take(42),)
    one.becomes(besoin())
    assert one.says("je prends", 42) == ()
    assert one.taps("✋", 42) == ()


def test_losing_a_race_says_who_has_it_and_since_when() -> None:
    (told,) = front(ANOTHERS).taps("✋🏽", 42)
    assert told == Say("deja_pris", {"numero": 42, "par": "@sasha:test", "le": NOW.isoformat()})


def test_without_a_number_the_only_card_here_is_meant_else_it_is_asked_which() -> None:
    other = replace(FREE, numero=7, texte="un barnum")
    assert front(FREE, montres=(42,)).says("je prends") == (Take(42),)
    many = front(FREE, other, montres=(42, 7))
    (asked,) = many.says("je prends")
    assert isinstance(asked, Say)
    assert (asked.modele, many.poste.choix) == ("guichet_lequel", ("42", "7"))
    assert many.says("2") == (Take(7),)
    assert sentences(front().says("je prends")) == ["rien_a_prendre"]


def test_whoever_passes_is_asked_nothing() -> None:
    passed = front(FREE, montres=(42,)).says("passer")
    assert passed == (LetGo(42), Say("guichet_passe", {"numero": 42}))
    assert sentences(front(besoin()).says("passer 42")) == ["guichet_a_vous"]
    assert sentences(front(ANOTHERS).says("passer 42")) == ["deja_pris"]


def test_whoever_closed_may_open_again_within_ninety_days() -> None:
    closed = besoin(etat=Etat.CLOSE, clos_le=NOW - timedelta(days=90))
    assert deeds(front(closed).says("rouvrir")) == [Reopen(42)]
    late = replace(closed, clos_le=NOW - timedelta(days=91))
    assert sentences(front(late).says("rouvrir 42")) == ["guichet_pas_rouvrir"]
    assert sentences(front(besoin()).says("rouvrir 42")) == ["guichet_pas_rouvrir"]
    assert sentences(front(late).says("rouvrir")) == ["guichet_rien_a_vous"]
