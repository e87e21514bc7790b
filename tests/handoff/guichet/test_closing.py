"""Closing, as in transcript 4: an outcome, a reason, the time given, what helped, and where the robot was wrong."""

from __future__ import annotations

import pytest
from handoff.guichet.desk import besoin, deeds, front, sentences

from aiguilleur_bot.handoff.guichet.closing import read_minutes
from aiguilleur_bot.handoff.guichet.effects import Annotate, Because, Close, Draft, Meant, Served, Spent
from aiguilleur_bot.handoff.guichet.model import REPOS
from aiguilleur_bot.vocabulary import Etat, Issue, Motif

COMMON = Issue.PARTIELLEMENT_COUVERT


def test_closing_takes_two_taps() -> None:
    one = front(besoin(etat=Etat.EN_COURS))
    assert sentences(one.says("clore")) == ["guichet_issue"]
    assert sentences(one.taps("2️⃣", sujet="issue:42")) == ["guichet_manque"]
    closed = one.taps("1️⃣", sujet="manque:42")
    assert deeds(closed) == [Close(42, COMMON, Motif.COMMUN_INCOMPLET)]
    assert sentences(closed) == ["guichet_clos"]


@pytest.mark.parametrize(
    ("first", "second", "issue", "motif"),
    [
        ("1", None, Issue.COUVERT, None),
        ("réglé", None, Issue.COUVERT, None),
        ("4", None, Issue.INCONNU, Motif.SANS_NOUVELLES),
        ("plus de nouvelles", None, Issue.INCONNU, Motif.SANS_NOUVELLES),
        ("2", "1", COMMON, Motif.COMMUN_INCOMPLET),
        ("2", "2", COMMON, Motif.TERRITOIRE_NON_COUVERT),
        ("3", "1", Issue.NON_COUVERT, Motif.AUCUN_COMMUN_CONNU),
        ("3", "n'existe pas", Issue.NON_COUVERT, Motif.AUCUN_COMMUN_CONNU),
        ("3", "3", Issue.NON_COUVERT, Motif.TROP_COMPLEXE),
        ("3", "trop cher", Issue.NON_COUVERT, Motif.TROP_CHER),
        ("pas de solution", "4", Issue.NON_COUVERT, Motif.REFERENT_INDISPONIBLE),
    ],
)
def test_each_answer_is_an_outcome_and_a_reason(
    first: str, second: str | None, issue: Issue, motif: Motif | None
) -> None:
    one = front(besoin())
    one.says("clore")
    closed = one.says(first)
    if second is not None:
        assert deeds(closed) == []
        closed = one.says(second)
    assert deeds(closed) == [Close(42, issue, motif)]


def test_a_note_may_follow_the_number_or_come_after() -> None:
    one = front(besoin())
    one.says("clore")
    one.says("3")
    assert deeds(one.says("2, il y en a un en Bretagne"))[1] == Annotate(42, "il y en a un en Bretagne")
    assert one.says("et un autre à Rennes")[0] == Annotate(42, "il y en a un en Bretagne et un autre à Rennes")
    assert sentences(one.says("passer")) == ["guichet_brouillon"]
    assert deeds(one.says("oui")) == [Draft(42, "il y en a un en Bretagne et un autre à Rennes")]
    assert one.poste == REPOS


def test_the_time_given_is_theirs_to_say_or_not() -> None:
    one = front(besoin(proposes=("dokos",)))
    one.says("clore")
    one.says("1")
    assert sentences(one.says("plus")) == ["guichet_temps_plus"]
    said = one.says("3 h")
    assert deeds(said) == [Spent(42, 180)]
    assert sentences(said) == ["guichet_servi"]
    assert deeds(one.says("1")) == [Served(42, "dokos")]
    assert one.poste == REPOS


def test_what_helped_may_be_named_and_an_unknown_name_may_begin_a_fiche() -> None:
    one = front(besoin())
    for texte in ("clore", "1", "passer"):
        one.says(texte)
    named = one.says("le wiki https://exemple.org/bail de la CAE")
    assert deeds(named) == [Annotate(42, "le wiki https://exemple.org/bail de la CAE")]
    (draft,) = deeds(one.says("oui"))
    assert draft == Draft(42, "le wiki https://exemple.org/bail de la CAE", "https://exemple.org/bail")
    other = front(besoin())
    for texte in ("clore", "1", "passer"):
        other.says(texte)
    assert deeds(other.says("Odoo")) == [Served(42, "odoo")]


def test_of_somebody_in_trouble_neither_reason_nor_commun_is_asked() -> None:
    one = front(besoin(coup_dur=True, proposes=("dokos",)))
    one.says("clore")
    assert deeds(one.says("3")) == [Close(42, Issue.NON_COUVERT, None)]
    assert sentences(one.says("1 h")) == ["guichet_merci"]


def test_what_is_offered_to_somebody_is_not_closed_meanwhile() -> None:
    assert sentences(front(besoin(etat=Etat.TRANSMISE)).says("clore 42")) == ["guichet_impossible"]


@pytest.mark.parametrize(
    ("texte", "minutes"),
    [
        *(("15 min", 15), ("1 h", 60), ("1h30", 90), ("une heure", 60), ("une demi heure", 30), ("45", 45), ("2", 120)),
        *(("0", None), ("99 h", None), ("plus", None), ("", None), ("merci", None)),
    ],
)
def test_time_is_read_as_people_write_it(texte: str, minutes: int | None) -> None:
    assert read_minutes(texte) == minutes


@pytest.mark.parametrize("words", ["5", "le robot s'est trompé", "fiche manquante"])
def test_when_the_robot_was_wrong_it_asks_what_it_should_have_found(words: str) -> None:
    one = front(besoin())
    for said in ("clore", "3"):
        one.says(said)
    (closed,) = deeds(one.says(words))
    assert isinstance(closed, Close)
    assert closed.motif in (Motif.MAUVAISE_CORRESPONDANCE, Motif.FICHE_MANQUANTE)
    assert sentences(one.says("passer")) == ["guichet_aurait_servi"]


def test_a_commun_that_is_known_gets_the_words_of_the_person_as_an_example() -> None:
    one = front(besoin())
    for said in ("clore", "3", "5", "15 min"):
        one.says(said)
    assert deeds(one.says("Dokos")) == [Meant(42, "dokos")]
    assert one.poste == REPOS


def test_a_name_without_a_fiche_is_a_missing_fiche_and_may_begin_one() -> None:
    one = front(besoin())
    for said in ("clore", "3", "5", "passer"):
        one.says(said)
    named = one.says("Zorglub, https://zorglub.exemple.org")
    assert deeds(named)[0] == Because(42, Motif.FICHE_MANQUANTE)
    assert sentences(named) == ["guichet_brouillon"]
    assert isinstance(deeds(one.says("oui"))[0], Draft)
