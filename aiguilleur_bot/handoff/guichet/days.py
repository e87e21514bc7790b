"""Days as people write them: « le 12/12 », « 12 décembre », « lundi », « dans 15 jours »."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiguilleur_bot.handoff.guichet.words import fold

_PARIS = "Europe/Paris"
_MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_NUMERIC = re.compile(r"\b(\d{1,2})\s*[/.]\s*(\d{1,2})(?:\s*[/.]\s*(\d{4}|\d{2}))?\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NAMED = re.compile(rf"\b(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)})[a-z]*(?: (\d{{4}}))?\b")
_DURING = re.compile(r"\b(\d{1,3}|une?|deux|trois|quatre) (jours?|semaines?|mois)\b")
_NUMBERS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4}
_LENGTHS = {"j": 1, "s": 7, "m": 30}


def today(now: datetime) -> date:
    """The day it is in France."""
    return now.astimezone(ZoneInfo(_PARIS)).date()


def read(texte: str, on: date) -> date | None:
    """The day `texte` names, seen from `on`; the next one when the year is not said. None when there is none."""
    if found := _ISO.search(texte):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _NUMERIC.search(texte):
        year = int(found[3]) if found[3] else None
        return _next(int(found[1]), int(found[2]), 2000 + year if year and year < 100 else year, on)
    folded = fold(texte)
    if found := _NAMED.search(folded):
        return _next(int(found[1]), _MONTHS.index(found[2]) + 1, int(found[3]) if found[3] else None, on)
    if found := _DURING.search(folded):
        count = _NUMBERS.get(found[1]) or int(found[1])
        return on + timedelta(days=count * _LENGTHS[found[2][0]])
    words = folded.split()
    if "demain" in words:
        return on + timedelta(days=1)
    for index, name in enumerate(_WEEK):
        if name in words:
            return on + timedelta(days=(index - on.weekday() - 1) % 7 + 1)
    return None


def _next(day: int, month: int, year: int | None, on: date) -> date | None:
    found = _day(day, month, year or on.year)
    if found is not None and year is None and found < on:
        return _day(day, month, on.year + 1)
    return found


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
