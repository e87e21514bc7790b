"""What a conversation lets us learn: a phrase only after a yes to it, and counts without a word."""

from __future__ import annotations

import pytest
from dialogue.person import TROUBLE, Person, found

from aiguilleur_bot.dialogue.events import SuiviDu, Tap
from aiguilleur_bot.dialogue.model import CountUsage, KeepPhrase, Phase, PlanSuivi, RecordSuivi
from aiguilleur_bot.vocabulary import Usage

SALLES = "réserver nos salles sans doublons"
ASK = "Puis-je aussi garder votre phrase"


def follow_up_agreed(person: Person, texte: str = SALLES) -> str:
    person.says(texte, found("dokos", "odoo"))
    person.says("2")
    return person.says("oui")


def test_the_phrase_is_shown_and_kept_after_a_yes(in_direct: Person) -> None:
    heard = follow_up_agreed(in_direct)
    assert ASK in heard
    assert f"« {SALLES} »" in heard
    assert in_direct.of(PlanSuivi) == [PlanSuivi(15, "réserver des salles", "odoo")]
    assert not in_direct.of(KeepPhrase)
    assert "mes données" in in_direct.says("oui")
    assert in_direct.of(KeepPhrase) == [KeepPhrase(SALLES, "odoo", premier="dokos")]
    assert in_direct.conversation.phase is Phase.REPONDU


@pytest.mark.parametrize("answer", ["non", "autre", "1", "mes données", "merci"])
def test_anything_but_a_yes_keeps_nothing(in_direct: Person, answer: str) -> None:
    follow_up_agreed(in_direct)
    in_direct.says(answer)
    assert not in_direct.of(KeepPhrase)


@pytest.mark.parametrize("answer", ["non", "autre", "1"])
def test_once_something_else_was_said_a_late_yes_keeps_nothing(in_direct: Person, answer: str) -> None:
    follow_up_agreed(in_direct)
    in_direct.says(answer)
    in_direct.says("oui")
    assert not in_direct.of(KeepPhrase)


def test_a_no_is_heard(in_direct: Person) -> None:
    follow_up_agreed(in_direct)
    assert "je ne la garde pas" in in_direct.says("non")
    assert in_direct.conversation.phase is Phase.REPONDU


def test_a_tap_is_a_yes_too(in_direct: Person) -> None:
    follow_up_agreed(in_direct)
    in_direct.does(Tap("👍"))
    assert in_direct.of(KeepPhrase)


@pytest.mark.parametrize("texte", ["réserver nos salles, appelez le 06 12 34 56 78", "salles : moi@exemple.org"])
def test_a_phrase_where_something_is_hidden_is_not_asked_for(in_direct: Person, texte: str) -> None:
    assert ASK not in follow_up_agreed(in_direct, texte)
    assert in_direct.conversation.phase is Phase.REPONDU


def test_no_follow_up_no_phrase(in_direct: Person) -> None:
    in_direct.says(SALLES, found("dokos"))
    in_direct.says("1")
    assert ASK not in in_direct.says("non")


def test_never_asked_in_a_room(in_room: Person) -> None:
    in_room.says(SALLES, found("dokos"))
    assert ASK not in in_room.says("1")
    in_room.says("oui")
    assert not in_room.of(KeepPhrase)


def test_a_new_need_forgets_what_was_opened(in_direct: Person) -> None:
    follow_up_agreed(in_direct)
    in_direct.says("la compta de l'asso", found("paheko"))
    assert in_direct.conversation.ouvert == ""
    in_direct.says("oui")
    assert not in_direct.of(KeepPhrase)


def test_what_is_shown_opened_and_preferred_is_counted(in_room: Person) -> None:
    in_room.says(SALLES, found("dokos", "odoo"))
    assert in_room.of(CountUsage) == [CountUsage("dokos", Usage.MONTREE)]
    in_room.says("2")
    assert in_room.of(CountUsage) == [CountUsage("odoo", Usage.OUVERTE), CountUsage("odoo", Usage.PREFEREE, "dokos")]
    in_room.says("2")
    assert in_room.of(CountUsage) == [], "asked for twice, counted once"


def test_something_else_refuses_what_came_first_unless_it_was_opened(in_room: Person) -> None:
    in_room.says(SALLES, found("dokos", "odoo", "paheko"))
    in_room.says("autre")
    assert in_room.of(CountUsage) == [CountUsage("dokos", Usage.REFUSEE)]
    in_room.says("autre")
    assert in_room.of(CountUsage) == [], "what came later did not come first"
    in_room.says(SALLES, found("dokos", "odoo", "paheko"))
    in_room.says("1")
    in_room.says("autre")
    assert in_room.of(CountUsage) == []


def test_nothing_is_counted_of_somebody_in_trouble(in_direct: Person) -> None:
    in_direct.says("on va fermer", TROUBLE)
    assert in_direct.of(CountUsage) == []


def test_a_follow_up_still_goes_as_before(in_direct: Person) -> None:
    follow_up_agreed(in_direct)
    in_direct.does(SuiviDu("réserver des salles"))
    in_direct.says("1")
    assert in_direct.of(RecordSuivi) == [RecordSuivi("oui", encore=True)]
