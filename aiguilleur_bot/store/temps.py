"""Minutes given by aiguilleurs who said so: private to each, summed for a region or the network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, insert, select

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import temps


async def give(
    tx: Transaction, *, personne: str, numero: int | None, region: str | None, minutes: int, jour: date
) -> None:
    """Keep what somebody says they gave."""
    await tx.execute(insert(temps).values(personne=personne, numero=numero, region=region, minutes=minutes, jour=jour))


async def given(tx: Transaction, personne: str, since: date) -> int:
    """Minutes somebody gave since a day."""
    found = await tx.execute(
        select(func.coalesce(func.sum(temps.c.minutes), 0)).where(temps.c.personne == personne, temps.c.jour >= since)
    )
    return int(found.scalar_one())


async def by_region(tx: Transaction, since: date, until: date | None = None) -> Mapping[str, int]:
    """Minutes given in each region (empty: not known) from a day to another, both included; nobody by name."""
    query = select(temps.c.region, func.sum(temps.c.minutes)).where(temps.c.jour >= since)
    if until is not None:
        query = query.where(temps.c.jour <= until)
    found = await tx.execute(query.group_by(temps.c.region).order_by(temps.c.region))
    return {row[0] or "": int(row[1]) for row in found}
