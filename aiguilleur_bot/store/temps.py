"""Minutes given by aiguilleurs who said so: private to each, summed for a region or the network."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import temps


async def give(
    tx: Transaction, *, personne: str, numero: int | None, region: str | None, minutes: int, jour: date
) -> None:
    """Keep what somebody says they gave."""
    await tx.execute(insert(temps).values(personne=personne, numero=numero, region=region, minutes=minutes, jour=jour))
