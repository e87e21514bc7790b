"""Days as people say them: « demain », « vendredi », « le 5 », « 3 décembre », « 24/12 », « la semaine prochaine »."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from types import MappingProxyType

Test = Callable[[date], bool]

_MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre")
_ALL_MONTHS = (*_MONTHS, "decembre")
_WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_NUMBERS = MappingProxyType({"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "quinze": 15, "huit": 8, "dix": 10})
_WORDS = MappingProxyType({"aujourd'hui": 0, "ce jour": 0, "demain": 1, "apres-demain": 2, "apres demain": 2})

_NAMED = rf"(?:{'|'.join(_WEEK)})"
_NUMERIC = r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|\d{1,2}(?:er)?(?: [a-z]{3,9}\.?(?: \d{4})?)?"
_ONE = rf"(?:{'|'.join(_WORDS)}|(?:{_NAMED} )?(?:le )?(?:{_NUMERIC})|{_NAMED}(?: prochaine?)?)"
_TO = r"(?:au|a|et|et le|jusqu'au|jusqu'a|jusque)"
_SPAN = re.compile(rf"(?:du |de |d'|entre |entre le |a partir de |a partir du )?(?P<du>{_ONE}) {_TO} (?P<au>{_ONE})")
_UNTIL = re.compile(rf"(?:jusqu'au|jusqu'a|jusque|jusqu a|jusqu au) (?P<au>{_ONE})")
_SINGLE = re.compile(rf"(?:le |ce )?(?P<jour>{_ONE})")
_DURING = re.compile(
    rf"(?:pendant |pour |durant )?(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)}) (?P<quoi>jours?|semaines?|mois)"
)
_LENGTHS = MappingProxyType({"j": 1, "s": 7, "m": 30})
_SEARCHED = 400


def span(texte: str, today: date) -> tuple[date, date] | None:
    """The first and last day that `texte` says on `today`, in folded words; None when it cannot be read.

    The last day is the next one that fits, the first the latest one before it: said on the 5th, « du 3 au 12 » has
    begun.
    """
    words = re.sub(r" (?:inclus|compris)$", "", " ".join(texte.split()))
    if weeks := _weeks(words, today):
        return weeks
    if found := _DURING.fullmatch(words):
        length = (_NUMBERS.get(found["n"]) or int(found["n"])) * _LENGTHS[found["quoi"][0]]
        return (today, today + timedelta(days=length - 1)) if length else None
    if found := _UNTIL.fullmatch(words):
        last = _next(_test(found["au"], today), today)
        return (today, last) if last else None
    if found := _SINGLE.fullmatch(words):
        only = _next(_test(found["jour"], today), today)
        return (only, only) if only else None
    if found := _SPAN.fullmatch(words):
        last = _next(_test(found["au"], today), today)
        first = _latest(_test(found["du"], today), last) if last else None
        return (first, last) if first and last else None
    return None


def last(texte: str, today: date) -> date | None:
    """The latest day, `today` at most, that `texte` says (folded: « 12/11 », « lundi », « 3 novembre »); or None."""
    words = " ".join(texte.split())
    if not re.fullmatch(rf"(?:le |ce )?{_ONE}", words):
        return None
    return _latest(_test(words.removeprefix("ce "), today), today)


def _weeks(words: str, today: date) -> tuple[date, date] | None:
    monday = today - timedelta(days=today.weekday())
    saturday, sunday = monday + timedelta(days=5), monday + timedelta(days=6)
    match re.sub(r"week-?\s?end", "weekend", words.removeprefix("toute ").removeprefix("la ").removeprefix("le ")):
        case "cette semaine":
            return today, sunday
        case "semaine prochaine":
            return monday + timedelta(days=7), monday + timedelta(days=13)
        case "ce weekend" | "weekend":
            return max(today, saturday), sunday
        case _:
            return None


def _test(words: str, today: date) -> Test | None:
    """Which days `words` may mean; None when there is no such day."""
    if words in _WORDS:
        exact = today + timedelta(days=_WORDS[words])
        return lambda day: day == exact
    bare = re.sub(rf"^{_NAMED} (?=(?:le )?\d)|^le ", "", words).removeprefix("le ")
    if not bare[0].isdigit():
        wanted = _WEEK.index(bare.split()[0])
        return lambda day: day.weekday() == wanted
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", bare):
        return _exactly(*(int(part) for part in bare.split("-")))
    parts = [part for part in re.split(r"[/. ]", bare.replace("er", "", 1) if "er " in bare + " " else bare) if part]
    number = int(parts[0])
    month = _month(parts[1]) if len(parts) > 1 else None
    if len(parts) > 1 and month is None:
        return None
    if len(parts) > 2:
        return _exactly(int(parts[2]) + (2000 if len(parts[2]) == 2 else 0), month or 0, number)
    return lambda day: day.day == number and month in (None, day.month)


def _exactly(year: int, month: int, number: int) -> Test | None:
    try:
        exact = date(year, month, number)
    except ValueError:
        return None
    return lambda day: day == exact


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word) if 1 <= int(word) <= 12 else None
    found = [n for n, name in enumerate(_ALL_MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    return found[0] if len(found) == 1 else None


def _next(test: Test | None, first: date) -> date | None:
    days = (first + timedelta(days=n) for n in range(_SEARCHED))
    return next((day for day in days if test(day)), None) if test else None


def _latest(test: Test | None, last: date) -> date | None:
    days = (last - timedelta(days=n) for n in range(_SEARCHED))
    return next((day for day in days if test(day)), None) if test else None
