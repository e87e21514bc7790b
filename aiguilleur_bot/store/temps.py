"""Minutes given by aiguilleurs who said so: private to each, summed for a region or the network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, insert, select

from aiguilleur_bot.needs.heures import TempsDonne
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import personne, temps


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


async def between(tx: Transaction, first: date, last: date) -> tuple[TempsDonne, ...]:
    """What each person gave in each month and region, days included; a pseudonym stands for an erased account.

    What nobody's name is kept of any more is together, without a person.
    """
    found = await tx.execute(
        select(temps.c.jour, temps.c.region, temps.c.minutes, temps.c.personne, personne.c.compte)
        .outerjoin(personne, personne.c.id == temps.c.personne)
        .where(temps.c.jour >= first, temps.c.jour <= last)
    )
    sums: defaultdict[tuple[str, str, str | None], int] = defaultdict(int)
    for row in found:
        who = row.compte or (row.personne[:8] if row.personne else None)
        sums[f"{row.jour:%Y-%m}", row.region or "", who] += row.minutes
    return tuple(TempsDonne(*key, minutes) for key, minutes in sorted(sums.items(), key=_by_name))


def _by_name(one: tuple[tuple[str, str, str | None], int]) -> tuple[str, str, str]:
    (month, region, who), _ = one
    return month, region, who or ""
