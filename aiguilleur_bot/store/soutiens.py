"""« moi aussi », « prêt·e à contribuer », « à cofinancer », « prévenez-moi »: said once by each person of a besoin."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select

from aiguilleur_bot.needs.defis import Statut
from aiguilleur_bot.needs.manques import Soutien
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import defi, defi_besoin, soutien
from aiguilleur_bot.store.upsert import insert_or_ignore


@dataclass(frozen=True, slots=True)
class APrevenir:
    """Somebody who wanted to be told of besoin `numero`, now that its défi is covered (by `commun`, when known)."""

    id: int
    personne: str
    numero: int
    defi: int
    titre: str
    commun: str | None
    lien: str


async def say(
    tx: Transaction,
    numero: int,
    personne: str,
    genre: Soutien,
    *,
    region: str | None,
    lieu_cle: str | None,
    now: datetime,
) -> bool:
    """Somebody says it. False when they had already."""
    row = {"numero": numero, "personne": personne, "genre": genre, "region": region, "lieu_cle": lieu_cle}
    return await insert_or_ignore(tx, soutien, {**row, "cree_le": now})


async def unsay(tx: Transaction, personne: str, numero: int | None = None) -> int:
    """They take it back, of one besoin or of all. Returns how many things they had said."""
    statement = delete(soutien).where(soutien.c.personne == personne)
    done = await tx.execute(statement if numero is None else statement.where(soutien.c.numero == numero))
    return done.rowcount


async def said(tx: Transaction, personne: str, numero: int) -> frozenset[Soutien]:
    """What somebody said of a besoin."""
    found = await tx.execute(select(soutien.c.genre).where(soutien.c.personne == personne, soutien.c.numero == numero))
    return frozenset(Soutien(genre) for genre in found.scalars())


async def to_tell(tx: Transaction, before: datetime, limit: int = 50) -> tuple[APrevenir, ...]:
    """Whoever is to be told of what was covered before that moment, those who waited longest first."""
    found = await tx.execute(
        select(soutien.c.id, soutien.c.personne, soutien.c.numero, defi.c.id, defi.c.titre, defi.c.commun, defi.c.lien)
        .join(defi_besoin, defi_besoin.c.numero == soutien.c.numero)
        .join(defi, defi.c.id == defi_besoin.c.defi)
        .where(soutien.c.genre == Soutien.PREVENIR)
        .where(defi.c.statut == Statut.COUVERT, defi.c.couvert_le < before)
        .order_by(soutien.c.id)
        .limit(limit)
    )
    return tuple(APrevenir(*row) for row in found)


async def told(tx: Transaction, personne: str, numeros: Collection[int]) -> int:
    """They are told of these besoins: once, and what they asked is kept no longer. Returns how many they waited for."""
    done = await tx.execute(
        delete(soutien).where(
            soutien.c.personne == personne, soutien.c.numero.in_(numeros), soutien.c.genre == Soutien.PREVENIR
        )
    )
    return done.rowcount


async def waits(tx: Transaction, personne: str) -> bool:
    """Whether somebody still waits to be told of something."""
    wanted = exists().where(soutien.c.personne == personne, soutien.c.genre == Soutien.PREVENIR)
    return bool((await tx.execute(select(wanted))).scalar_one())


async def purge(tx: Transaction, before: datetime) -> int:
    """Erase what was said before that moment."""
    return (await tx.execute(delete(soutien).where(soutien.c.cree_le < before))).rowcount
