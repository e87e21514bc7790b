"""What falls due for a besoin as time passes: the ladder of the domain notes (§2.3), to hold against the document.

A pure function: (what is known of the besoin, now) -> the next step. Each step marks the besoin, in the same
transaction as what it says to people: a step whose mark is there is never due again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from aiguilleur_bot.handoff import calendar as calendars
from aiguilleur_bot.handoff.calendar import FRANCE, Calendar
from aiguilleur_bot.vocabulary import Etat


class Step(StrEnum):
    """What is done when it falls due."""

    OFFRIR = "offrir"
    """The first phones ring: three people, two for a "coup dur"."""
    ELARGIR = "elargir"
    """The next ones ring, and the room of the region; the others read it in their digest."""
    COORDONNER = "coordonner"
    """The coordinators of the region are asked, and the person is told that nobody came yet."""
    NATIONAL = "national"
    """Every coordinator is asked."""
    RENONCER = "renoncer"
    """Nobody ever took it: both sides are told, and it stays in the log of what is missing."""
    RAPPELER = "rappeler"
    """A word to whoever took it and has not written yet."""
    RENDRE = "rendre"
    """The claim ends without a first contact: back to the group, and the person is told."""
    REPRENDRE = "reprendre"
    """Nobody accepted what was handed on: back to whoever held it."""
    RELANCER = "relancer"
    """Is it still alive? Asked of whoever holds it."""
    EXPIRER = "expirer"
    """No news for too long: closed, with a word to both."""


@dataclass(frozen=True, slots=True)
class Delays:
    """Working days, but for `relance` and `expiration`, in days, which then wait for working hours."""

    offre: int = 1
    annonce: int = 2
    national: int = 4
    coup_dur: int = 1
    rappel: int = 2
    bail: int = 4
    relance: int = 10
    expiration: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a besoin. `depuis`: when it was last given to the group, or when somebody last did something.

    `tour`: how many rounds rang; `escalade`: 0 the group, 1 the coordinators of the region, 2 all of them.
    """

    etat: Etat
    coup_dur: bool
    depuis: datetime
    tour: int = 0
    escalade: int = 0
    prevenu: bool = False
    rappele: bool = False
    prise_le: datetime | None = None
    bail_jusqu_au: datetime | None = None
    transmis_le: datetime | None = None
    attend_jusqu_au: datetime | None = None
    relance_le: datetime | None = None
    calendar: Calendar = field(default=FRANCE)


@dataclass(frozen=True, slots=True)
class Due:
    """A step, and when it falls due, in UTC."""

    quand: datetime
    step: Step


def next_due(facts: Facts, delays: Delays) -> Due | None:
    """The next step of a besoin, in the past when it is late; None when nothing falls due by itself."""
    match facts.etat:
        case Etat.NOUVELLE:
            steps = _unclaimed(facts, delays)
        case Etat.PRISE_EN_CHARGE:
            steps = _claimed(facts, delays)
        case Etat.TRANSMISE:
            steps = [Due(facts.calendar.later(facts.transmis_le or facts.depuis, delays.rappel), Step.REPRENDRE)]
        case Etat.EN_COURS:
            steps = [Due(_days_later(facts, facts.depuis, delays.relance), Step.RELANCER)]
        case Etat.EN_ATTENTE:
            until = facts.attend_jusqu_au or _days_later(facts, facts.depuis, delays.relance)
            steps = [Due(facts.calendar.next_open(until), Step.RELANCER)]
        case Etat.RELANCEE:
            left = delays.expiration - delays.relance
            steps = [Due(_days_later(facts, facts.relance_le or facts.depuis, left), Step.EXPIRER)]
        case _:
            steps = []
    return min(steps, key=lambda due: due.quand, default=None)


def first_escalation(*, coup_dur: bool) -> int:
    """The level a besoin starts at: a "coup dur" is shown to the coordinators straight away."""
    return 1 if coup_dur else 0


def next_round(facts: Facts, delays: Delays) -> datetime:
    """When the next people are asked: nobody is planned to be rung later than that."""
    days = delays.coup_dur if facts.coup_dur else delays.offre
    return facts.calendar.later(facts.depuis, days if facts.tour == 0 else delays.national)


def key(numero: int, step: Step, depuis: datetime) -> str:
    """The name of a step, the same however often it is tried: one for each time the besoin went to the group."""
    return f"{numero}:{step}:{int(depuis.timestamp())}"


def _unclaimed(facts: Facts, delays: Delays) -> list[Due]:
    """Nobody has it: more and more people are asked, and the person is told at the announced delay."""
    later, since = facts.calendar.later, facts.depuis
    told = min(delays.annonce, delays.coup_dur) if facts.coup_dur else delays.annonce
    end = max(_days_later(facts, since, delays.expiration), later(since, told + 1))
    steps = [Due(end, Step.RENONCER)] if facts.prevenu else []
    if facts.tour == 0:
        steps.append(Due(since, Step.OFFRIR))
    elif facts.tour == 1:
        steps.append(Due(later(since, delays.coup_dur if facts.coup_dur else delays.offre), Step.ELARGIR))
    if not facts.prevenu:
        steps.append(Due(later(since, told), Step.COORDONNER))
    if facts.escalade < 2:
        steps.append(Due(later(since, delays.national), Step.NATIONAL))
    return steps


def _claimed(facts: Facts, delays: Delays) -> list[Due]:
    taken = facts.prise_le or facts.depuis
    end = facts.bail_jusqu_au or facts.calendar.later(taken, delays.bail)
    steps = [Due(facts.calendar.next_open(end), Step.RENDRE)]
    if not facts.rappele:
        steps.append(Due(facts.calendar.later(taken, delays.rappel), Step.RAPPELER))
    return steps


def _days_later(facts: Facts, moment: datetime, days: int) -> datetime:
    return facts.calendar.next_open(moment + timedelta(days=days))


def lease_end(moment: datetime, region: str | None, days: int) -> datetime:
    """Until when a claim made at `moment` lasts without a first contact."""
    return calendars.of_region(region).later(moment, days)
