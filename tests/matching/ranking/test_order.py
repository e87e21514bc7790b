"""In what order the communs that match come: score, place, what was asked of them, and no favourite."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from aiguilleur_bot.knowledge.base import Base, due_date
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.ranking import order
from aiguilleur_bot.matching.ranking.signals import Reading
from aiguilleur_bot.matching.reading.constraints import demands
from aiguilleur_bot.matching.reading.names import Citation
from aiguilleur_bot.vocabulary import Territoire

OCCITANIE, NORD = Territoire("76", "Occitanie"), Territoire("32", "Hauts-de-France", "59")
LA_ROSEE = "hotline-la-rosee"  # Occitanie only


@pytest.fixture(scope="module")
def blank(matcher: Matcher) -> Reading:
    """A reading whose words say nothing: its scores are set by each test."""
    return replace(matcher.read("bonjour"), citations=())


def scored(reading: Reading, text: str, **scores: float) -> Reading:
    """The reading of other words, where the communs given have those scores and all the others none."""
    values = np.zeros(len(reading.communs), dtype=np.float32)
    for commun, score in scores.items():
        values[reading.columns[commun.replace("_", "-")]] = score
    order = tuple(np.argsort(-values, kind="stable").tolist())
    return replace(reading, message=replace(reading.message, text=text), scores=values, order=order)


def ids(base: Base, reading: Reading, place: Territoire | None = None, text: str = "") -> list[str]:
    return [fiche.id for fiche in order.ranked(base, reading, place, demands(text))]


def test_the_best_score_comes_first(base: Base, blank: Reading) -> None:
    for i in range(30):
        reading = scored(blank, f"message {i}", jitsi_meet=0.4, bigbluebutton=0.5, loomio=0.1)
        assert ids(base, reading)[:3] == ["bigbluebutton", "jitsi-meet", "loomio"]


def test_a_tie_favours_nobody_and_is_the_same_for_the_same_words(base: Base, blank: Reading) -> None:
    readings = [scored(blank, f"message {i}", jitsi_meet=0.5, bigbluebutton=0.5, loomio=0.1) for i in range(200)]
    orders = [ids(base, reading)[:2] for reading in readings]
    firsts = Counter(order[0] for order in orders)
    assert set(firsts) == {"jitsi-meet", "bigbluebutton"}
    assert min(firsts.values()) > 60, "two hundred messages: about a hundred each"
    assert [ids(base, reading)[:2] for reading in readings] == orders


def test_a_clear_lead_is_no_tie(base: Base, blank: Reading) -> None:
    readings = [scored(blank, f"message {i}", jitsi_meet=0.5, bigbluebutton=0.48) for i in range(50)]
    assert {ids(base, reading)[0] for reading in readings} == {"jitsi-meet"}


def test_a_tie_is_settled_among_the_first_only(base: Base, blank: Reading) -> None:
    readings = [scored(blank, f"message {i}", loomio=0.6, jitsi_meet=0.5, bigbluebutton=0.5) for i in range(50)]
    assert {ids(base, reading)[0] for reading in readings} == {"loomio"}


def test_what_was_asked_moves_a_neighbour_and_no_stranger(base: Base, blank: Reading) -> None:
    """BigBlueButton is to be installed, Jitsi Meet exists hosted."""
    near = scored(blank, "une visio", bigbluebutton=0.5, jitsi_meet=0.4)
    assert ids(base, near)[0] == "bigbluebutton"
    assert ids(base, near, text="sans rien installer")[0] == "jitsi-meet"
    stranger = scored(blank, "une visio", bigbluebutton=0.8, jitsi_meet=0.1)
    assert ids(base, stranger, text="sans rien installer")[0] == "bigbluebutton"


def test_asleep_or_overdue_comes_lower(base: Base) -> None:
    def with_state(**changed: object) -> Commun:
        return base.fiche("jitsi-meet").model_copy(update=changed)

    fresh = base.fiche("jitsi-meet")
    assert not base.needs_review("jitsi-meet")
    sleeping = fresh.sante.model_copy(update={"niveau": "en-sommeil"})
    later = replace(base, day=fresh.releve_le.replace(year=fresh.releve_le.year + 3))
    assert later.needs_review("jitsi-meet")
    kept, overdue = order.penalty(base, fresh), order.penalty(later, fresh)
    asleep = order.penalty(base, with_state(sante=sleeping))
    assert kept == 0 < overdue < asleep < order.penalty(later, with_state(sante=sleeping))
    assert order.penalty(base, with_state(statut="en-veille")) == asleep


def test_what_an_overdue_commun_loses_reaches_its_score(matcher: Matcher, base: Base, cache: Path) -> None:
    fiche = base.fiche("framadate")
    later = replace(base, day=due_date(fiche) + timedelta(days=1))
    text = "trouver une date de réunion à dix"
    then = Matcher.load(later, cache=cache, encoder=matcher.encoder).read(text).score("framadate")
    lost = order.penalty(later, fiche)
    assert lost > 0
    assert matcher.read(text).score("framadate") - then == pytest.approx(
        lost, abs=0.03
    )  # others leave the base that day


def test_people_of_elsewhere_are_dropped_unless_named(base: Base, blank: Reading) -> None:
    reading = scored(blank, "appeler un autre lieu", hotline_la_rosee=0.9, loomio=0.2)
    assert ids(base, reading)[0] == LA_ROSEE
    assert ids(base, reading, OCCITANIE)[0] == LA_ROSEE
    assert LA_ROSEE not in ids(base, reading, NORD)
    named = replace(reading, citations=(Citation("la rosée", "Hotline La Rosée", 1.0, (LA_ROSEE,), False, False),))
    assert ids(base, named, NORD)[0] == LA_ROSEE


def test_a_document_of_elsewhere_comes_after_what_is_made_for_here(base: Base, blank: Reading) -> None:
    """The Boussole of Bourgogne-Franche-Comté is read from anywhere."""
    reading = scored(blank, "par où commencer", boussole_bfc=0.9, loomio=0.2)
    assert ids(base, reading, NORD)[0] != "boussole-bfc"
    assert ids(base, reading, NORD)[-1] == "boussole-bfc"
    assert ids(base, reading)[0] == "boussole-bfc"
    assert ids(base, reading, Territoire("27", "Bourgogne-Franche-Comté"))[0] == "boussole-bfc"


def test_near_and_far(base: Base) -> None:
    hotline, loomio = base.fiche(LA_ROSEE), base.fiche("loomio")
    assert (order.near(hotline, OCCITANIE), order.far(hotline, OCCITANIE)) == (True, False)
    assert (order.near(hotline, NORD), order.far(hotline, NORD)) == (False, True)
    assert (order.near(loomio, NORD), order.far(loomio, NORD)) == (False, False)
    assert (order.near(hotline, None), order.far(hotline, None)) == (False, False)
    assert not order.far(hotline, Territoire(None, "France"))
