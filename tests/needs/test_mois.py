"""Months move over the ends of years, and begin on their first day."""

from __future__ import annotations

from datetime import date

import pytest

from aiguilleur_bot.needs.mois import first_day, shifted


@pytest.mark.parametrize(
    ("mois", "by", "found"),
    [
        ("2026-01", -1, "2025-12"),
        ("2026-12", 1, "2027-01"),
        ("2026-11", -11, "2025-12"),
        ("2026-12", -11, "2026-01"),
        ("2026-02", 0, "2026-02"),
        ("2026-06", 30, "2028-12"),
    ],
)
def test_a_month_moves_over_the_end_of_a_year(mois: str, by: int, found: str) -> None:
    assert shifted(mois, by) == found
    assert shifted(found, -by) == mois


def test_a_month_begins_on_its_first_day() -> None:
    assert first_day("2026-02") == date(2026, 2, 1)
