"""The table of transitions, held against the document it comes from."""

from __future__ import annotations

import pytest

from aiguilleur_bot.handoff.states import OPEN_STATES, TRANSITIONS, BesoinEvent, Impossible, transition
from aiguilleur_bot.vocabulary import Etat


@pytest.mark.parametrize(
    ("etat", "evenement", "devient"),
    [
        (Etat.NOUVELLE, BesoinEvent.PRENDRE, Etat.PRISE_EN_CHARGE),
        (Etat.PRISE_EN_CHARGE, BesoinEvent.PREMIER_CONTACT, Etat.EN_COURS),
        (Etat.PRISE_EN_CHARGE, BesoinEvent.BAIL_ECHU, Etat.NOUVELLE),
        (Etat.EN_COURS, BesoinEvent.CLORE, Etat.CLOSE),
        (Etat.RELANCEE, BesoinEvent.EXPIRER, Etat.EXPIREE),
        (Etat.CLOSE, BesoinEvent.ROUVRIR, Etat.NOUVELLE),
    ],
)
def test_a_besoin_lives_as_the_notes_say(etat: Etat, evenement: BesoinEvent, devient: Etat) -> None:
    assert transition(etat, evenement) is devient


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
