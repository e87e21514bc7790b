"""The time aiguilleurs say they gave, as CSV or JSON, for contributory budgets. Nobody by name unless asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aiguilleur_bot.needs.export import json_text, spreadsheet
from aiguilleur_bot.needs.mois import first_day, shifted

CAVEAT = "seulement ce que les aiguilleurs ont voulu dire"
"""The line every export carries: time is said or not, at the end of a besoin."""


@dataclass(frozen=True, slots=True)
class TempsDonne:
    """Minutes that one person gave in one month (2026-11) and region, "" when it is not known.

    `personne` is an account, or a pseudonym; None once nobody knows who it was: it may be several people.
    """

    mois: str
    region: str
    personne: str | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Somme:
    """Minutes given in one month and region, and by how many people that are still known."""

    mois: str
    region: str
    personnes: int
    minutes: int


def sums(given: Sequence[TempsDonne]) -> tuple[Somme, ...]:
    """A line for each month and region, oldest first."""
    minutes: defaultdict[tuple[str, str], int] = defaultdict(int)
    people: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in given:
        minutes[one.mois, one.region] += one.minutes
        if one.personne is not None:
            people[one.mois, one.region].add(one.personne)
    return tuple(Somme(*key, len(people[key]), total) for key, total in sorted(minutes.items()))


def twelve_months(today: date) -> date:
    """The first of the twelve calendar months that end with this one."""
    return first_day(shifted(f"{today:%Y-%m}", -11))


def to_csv(given: Sequence[TempsDonne], *, comptes: bool) -> str:
    """See `needs.export.spreadsheet`."""
    rows = [(*row, row[3] / 60) for row in _rows(given, comptes=comptes)]
    columns = ("mois", "region", "compte" if comptes else "personnes", "minutes", "heures")
    return spreadsheet(columns, rows, reserve=CAVEAT)


def to_json(given: Sequence[TempsDonne], *, comptes: bool) -> str:
    """`{"reserve": …, "heures": […]}`."""
    names = ("mois", "region", "compte" if comptes else "personnes", "minutes")
    rows = (dict(zip(names, row, strict=True)) for row in _rows(given, comptes=comptes))
    return json_text("heures", rows, reserve=CAVEAT) + "\n"


def _rows(given: Sequence[TempsDonne], *, comptes: bool) -> list[tuple[str, str, str | int, int]]:
    """A line for each month and region, with how many people; or for each of these people."""
    if comptes:
        return [(one.mois, one.region, one.personne or "inconnu", one.minutes) for one in given]
    return [(one.mois, one.region, one.personnes, one.minutes) for one in sums(given)]
