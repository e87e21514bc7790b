"""`aiguilleur heures exporter`: sums without names, unless accounts are asked for."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from aiguilleur_bot.needs.heures import CAVEAT, Somme, TempsDonne, sums, to_csv, to_json, twelve_months
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import personnes, tables, temps
from aiguilleur_bot.store.personnes import pseudonym

GIVEN = (
    TempsDonne("2026-11", "32", "@dominique:test", 90),
    TempsDonne("2026-11", "32", "@sasha:test", 15),
    TempsDonne("2026-11", "", "=calcul", 60),
)


def test_sums_by_month_and_region_without_anybody() -> None:
    lines = to_csv(GIVEN, comptes=False).removeprefix("\ufeff").split("\r\n")
    assert lines[:3] == ["mois;region;personnes;minutes;heures", "2026-11;;1;60;1,00", "2026-11;32;2;105;1,75"]
    assert lines[3] == CAVEAT
    assert "@" not in to_csv(GIVEN, comptes=False)


def test_those_who_are_not_known_any_more_are_not_counted_as_one() -> None:
    given = (*GIVEN, TempsDonne("2025-10", "32", None, 45), TempsDonne("2026-11", "32", None, 15))
    assert sums(given) == (
        Somme("2025-10", "32", 0, 45),
        Somme("2026-11", "", 1, 60),
        Somme("2026-11", "32", 2, 120),
    )
    assert "2025-10;32;inconnu;45;0,75" in to_csv(given, comptes=True)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 22), date(2025, 12, 1)),
        (date(2026, 12, 31), date(2026, 1, 1)),
        (date(2027, 1, 1), date(2026, 2, 1)),
    ],
)
def test_twelve_months_end_with_this_one(today: date, first: date) -> None:
    assert twelve_months(today) == first


def test_a_line_for_each_account_when_a_budget_is_to_be_paid() -> None:
    assert "2026-11;32;'@dominique:test;90;1,50" in to_csv(GIVEN, comptes=True)
    assert "'=calcul" in to_csv(GIVEN, comptes=True), "an account is no formula"
    read = json.loads(to_json(GIVEN, comptes=True))
    assert read["heures"][1] == {"mois": "2026-11", "region": "32", "compte": "@sasha:test", "minutes": 15}


async def test_what_was_given_is_summed_between_two_days(tmp_path: object) -> None:
    database = await store.open(f"sqlite:///{tmp_path}/essai.db")
    who = pseudonym(b"une cle de test, assez longue", "test", "@dominique")
    async with database.write("essai") as tx:
        await personnes.meet(tx, who, "test", "@dominique", datetime(2026, 11, 1, tzinfo=UTC))
        for day, minutes in ((3, 15), (20, 60), (30, 5)):
            await temps.give(tx, personne=who, numero=None, region="32", minutes=minutes, jour=date(2026, 11, day))
        assert await temps.given(tx, who, date(2026, 11, 20)) == 65
        assert await temps.by_region(tx, date(2026, 1, 1)) == {"32": 80}
        assert await temps.between(tx, date(2026, 11, 1), date(2026, 11, 20)) == (
            TempsDonne("2026-11", "32", "@dominique", 75),
        )
        await tx.execute(update(tables.temps).where(tables.temps.c.jour < date(2026, 11, 10)).values(personne=None))
        assert await temps.between(tx, date(2026, 11, 1), date(2026, 11, 20)) == (
            TempsDonne("2026-11", "32", None, 15),
            TempsDonne("2026-11", "32", "@dominique", 60),
        )
    await database.close()
