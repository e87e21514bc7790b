"""Months as they are written (2026-11) and as people read them."""

from __future__ import annotations

import re

MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
"""A month as it is written."""

_NAMES = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def month_name(mois: str | None) -> str:
    """« novembre 2026 »; « depuis le début » for None."""
    if mois is None:
        return "depuis le début"
    year, number = mois.split("-")
    return f"{_NAMES[int(number) - 1]} {year}"
