"""French typography: no-break spaces, days and hours as people read them (Europe/Paris on screens)."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
PARIS = "Europe/Paris"

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_BEFORE = re.compile(r"[ \u202f](?=[:;!?»%€](?:[^\w/]|$))")
_AFTER = re.compile(r"«[ \u202f]")
_GLUED_QUOTE = re.compile(r"«(?=[^\s\u00a0])|(?<=[^\s\u00a0])»")
_NUMBER = re.compile(r"(?<=\bn°) (?=\d)")
_UNIT = re.compile(r"(?<=\d) (?=(?:h|jours?|€|heures?|ans?|min)\b|€)|(?<=\d h) (?=\d)")


def no_break(texte: str) -> str:
    """`texte` with U+00A0 where French wants it: before « : ; ! ? », inside quotes, in « n° 42 » and « 14 h 02 »."""
    spaced = _BEFORE.sub(NBSP, texte)
    spaced = _AFTER.sub("«" + NBSP, spaced)
    spaced = _GLUED_QUOTE.sub(lambda found: "«" + NBSP if found[0] == "«" else NBSP + "»", spaced)
    return _UNIT.sub(NBSP, _NUMBER.sub(NBSP, spaced))


def jour(quand: str | date | None) -> str:
    """« 21 novembre 2026 », « 1er mai 2026 »; an aware time is read in Paris. « inconnu » without a day."""
    if not quand:
        return "inconnu"
    read = _read(quand)
    return f"{'1er' if read.day == 1 else read.day} {_MONTHS[read.month - 1]} {read.year}"


def heure(quand: str | datetime) -> str:
    """« 14 h 02 », in Paris."""
    read = _read(quand)
    if not isinstance(read, datetime):
        raise TypeError(f"une heure est attendue, pas un jour : {quand}")
    return f"{read.hour} h {read.minute:02d}"


def _read(quand: str | date) -> date:
    read: date = quand if isinstance(quand, date) else datetime.fromisoformat(quand)
    if isinstance(quand, str) and len(quand) == len("2026-11-21"):
        return date.fromisoformat(quand)
    if isinstance(read, datetime) and read.tzinfo is not None:
        return read.astimezone(ZoneInfo(PARIS))
    return read
