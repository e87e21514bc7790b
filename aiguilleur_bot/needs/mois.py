"""Months as they are written (2026-11) and as people read them."""

from __future__ import annotations

import re
from datetime import date

MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
"""A month as it is written."""

_NAMES = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def shifted(mois: str, by: int) -> str:
    """The month so many months later, or earlier when `by` is negative."""
    years, month = divmod(int(mois[:4]) * 12 + int(mois[5:]) - 1 + by, 12)
    return f"{years:04d}-{month + 1:02d}"


def first_day(mois: str) -> date:
    """Its first day."""
    return date.fromisoformat(f"{mois}-01")


def month_name(mois: str | None) -> str:
    """« novembre 2026 »; « depuis le début » for None."""
    if mois is None:
        return "depuis le début"
    year, number = mois.split("-")
    return f"{_NAMES[int(number) - 1]} {year}"
