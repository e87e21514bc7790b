"""Where people work from, when they said it: never asked, erased at the first word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import lieu
from aiguilleur_bot.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class LieuRow:
    """What a person said. `region` is an INSEE code; every part may be missing."""

    commune: str | None
    region: str | None
    stade: str | None
    aisance: str | None


async def keep(tx: Transaction, personne: str, said: LieuRow, now: datetime) -> None:
    """Remember it; it replaces what they said before."""
    values = {"commune": said.commune, "region": said.region, "stade": said.stade, "aisance": said.aisance}
    await upsert(tx, lieu, {"personne": personne}, values | {"maj_le": now})


async def of_person(tx: Transaction, personne: str) -> LieuRow | None:
    """What they said, if they did."""
    found = await tx.execute(
        select(lieu.c.commune, lieu.c.region, lieu.c.stade, lieu.c.aisance).where(lieu.c.personne == personne)
    )
    row = found.one_or_none()
    return LieuRow(row.commune, row.region, row.stade, row.aisance) if row else None


async def forget(tx: Transaction, personne: str) -> None:
    """Erase it."""
    await tx.execute(delete(lieu).where(lieu.c.personne == personne))
