"""Where people work from, when they said it: never asked, erased at the first word."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin, lieu, soutien
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


# ---------------------------------------------------------------- places that are only counted


def place_key(key: bytes, region: str | None, commune: str) -> str:
    """What tells a place from another without naming it: a keyed hash, like the pseudonym of a person."""
    return hmac.new(key, f"lieu\0{region or ''}\0{flat(commune)}".encode(), hashlib.sha256).hexdigest()


async def key_of(tx: Transaction, key: bytes, personne: str) -> str | None:
    """The key of the place somebody said; None when they did not say which."""
    said = await of_person(tx, personne)
    return place_key(key, said.region, said.commune) if said is not None and said.commune else None


async def follow(tx: Transaction, key: bytes, older: Collection[bytes]) -> int:
    """Places still known by name are counted under the current key. Returns how many rows changed."""
    changed = 0
    if not older:
        return changed
    for row in (await tx.execute(select(lieu.c.region, lieu.c.commune).where(lieu.c.commune.is_not(None)))).all():
        was = [place_key(old, row.region, row.commune) for old in older]
        for table in (besoin, soutien):
            same = update(table).where(table.c.lieu_cle.in_(was))
            changed += (await tx.execute(same.values(lieu_cle=place_key(key, row.region, row.commune)))).rowcount
    return changed
