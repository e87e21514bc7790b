"""One address, however it is written."""

from __future__ import annotations

import pytest

from aiguilleur_bot.dialogue.addresses import same_address

SAME = (
    ("Moi@Exemple.net", " moi@exemple.net", "mailto:MOI@exemple.NET", "<moi@exemple.net>"),
    ("0123456789", "01 23 45 67 89", "01.23.45.67.89", "01-23-45-67-89", "+33 1 23 45 67 89", "+33 (0)1 23 45 67 89",
     "0033123456789", "01\u00a023\u00a045\u00a067\u00a089"),
    ("0596123456", "+596 596 12 34 56", "0596 12 34 56"),
    ("+32 4 12 34 56 78", "+32412345678", "0032 412 34 56 78"),
)  # fmt: skip


@pytest.mark.parametrize("written", SAME)
def test_one_address_however_it_is_written(written: tuple[str, ...]) -> None:
    assert len({same_address(one) for one in written}) == 1


def test_different_addresses_stay_different() -> None:
    assert (
        len({same_address(one[0]) for one in SAME} | {same_address("0123456780"), same_address("moi@exemple.fr")}) == 6
    )
