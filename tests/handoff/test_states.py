"""The table of transitions, held against the document it comes from."""

from __future__ import annotations

import re

import pytest

from aiguilleur_bot.handoff.states import (
    TRANSITIONS,
    BesoinEvent,
    Impossible,
    transition,
)
from aiguilleur_bot.vocabulary import HELD_STATES, OPEN_STATES, Etat

DIAGRAM = """
nouvelle --claim--> prise_en_charge --premier contact--> en_cours --> close(issue, motif)
   ^  \\                |  relacher/expire                  |-> en_attente(demandeur|referent, jusqu_au)
   |   \\--annulee (demandeur) / fusionnee (doublon)        |-> transmise(a) --accept--> prise_en_charge
   \\--------------------/                                  \\-> relancee --(30 j sans nouvelles)--> expiree
Reopen allowed from close/expiree within 90 days.
"""
"""Copied from the domain notes, §2.3."""

ARROWS = {
    "nouvelle": {"prise_en_charge", "annulee", "fusionnee"},
    "prise_en_charge": {"en_cours", "nouvelle"},
    "en_cours": {"close", "en_attente", "transmise", "relancee"},
    "transmise": {"prise_en_charge"},
    "relancee": {"expiree"},
    "close": {"nouvelle"},
    "expiree": {"nouvelle"},
}
"""The diagram above, arrow by arrow, read by a person."""

MORE = {
    "nouvelle": {"expiree"},
    "prise_en_charge": {"annulee", "fusionnee", "transmise"},
    "en_cours": {"annulee", "fusionnee", "nouvelle"},
    "en_attente": {"en_cours", "relancee", "close", "annulee", "nouvelle"},
    "transmise": {"annulee", "nouvelle", "en_cours"},
    "relancee": {"en_cours", "close", "annulee", "nouvelle"},
}
"""What we added to it (docs/decisions.md)."""


def arrows() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for (before, _), after in TRANSITIONS.items():
        found.setdefault(before, set()).add(after)
    return found


def test_the_table_is_the_diagram_of_the_document_and_what_we_say_we_added() -> None:
    wanted = {etat: ARROWS.get(etat, set()) | MORE.get(etat, set()) for etat in ARROWS.keys() | MORE.keys()}
    assert arrows() == wanted


def test_every_state_of_the_diagram_is_a_state_of_the_code_and_back() -> None:
    words = set(re.findall(r"[a-z]+(?:_[a-z]+)*", DIAGRAM))
    assert {etat.value for etat in Etat} <= words
    assert {etat.value for etat in Etat} == ARROWS.keys() | {after for ends in ARROWS.values() for after in ends} | {
        "en_attente"
    }


def test_what_the_table_does_not_say_is_impossible() -> None:
    for etat in Etat:
        for evenement in BesoinEvent:
            if (etat, evenement) in TRANSITIONS:
                continue
            with pytest.raises(Impossible) as refused:
                transition(etat, evenement)
            assert (refused.value.etat, refused.value.evenement) == (etat, evenement)


def test_nobody_takes_what_is_taken_and_nothing_leaves_an_end_but_reopening() -> None:
    takers = {etat for etat, evenement in TRANSITIONS if evenement is BesoinEvent.PRENDRE}
    assert takers == {Etat.NOUVELLE}
    for etat in (Etat.CLOSE, Etat.EXPIREE, Etat.ANNULEE, Etat.FUSIONNEE):
        assert {evenement for known, evenement in TRANSITIONS if known is etat} <= {BesoinEvent.ROUVRIR}
        assert etat not in OPEN_STATES


def test_every_open_state_can_reach_an_end() -> None:
    for etat in OPEN_STATES:
        seen, todo = set[Etat](), [etat]
        while todo:
            here = todo.pop()
            seen.add(here)
            todo += [after for (before, _), after in TRANSITIONS.items() if before is here and after not in seen]
        assert Etat.CLOSE in seen


def test_a_held_besoin_can_always_be_given_back_and_withdrawn() -> None:
    assert OPEN_STATES - {Etat.NOUVELLE} == HELD_STATES
    assert {etat for etat, event in TRANSITIONS if event is BesoinEvent.ANNULER} == OPEN_STATES
    for etat in HELD_STATES:
        assert TRANSITIONS[etat, BesoinEvent.RELACHER] is Etat.NOUVELLE
        assert TRANSITIONS[etat, BesoinEvent.ANNULER] is Etat.ANNULEE
