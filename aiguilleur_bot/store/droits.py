"""What the law lets a person ask, on every table of the register: see everything, be forgotten, and be unnamed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import Row, delete, exists, or_, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.registre import REGISTRE, Lien, Nature, Tenue
from aiguilleur_bot.store.tables import personne

Plain: TypeAlias = "str | int | float | bool | tuple[Plain, ...] | None"
"""A value as JSON has it: moments and days are ISO text."""

Lignes: TypeAlias = "Mapping[str, tuple[Mapping[str, Plain], ...]]"
"""Rows by table: what is held about one person."""

YOU, SOMEBODY = "vous", "quelqu'un d'autre"

_SHOWN = (Nature.PERSONNE, Nature.COMPTE, Nature.MOTS, Nature.FAIT)


async def held(tx: Transaction, personne: str) -> Lignes:
    """Everything held about a person, by table, without the empty ones; nobody else is named in it."""
    found: dict[str, tuple[Mapping[str, Plain], ...]] = {}
    for name, one in REGISTRE.items():
        rows: dict[tuple[object, ...], Mapping[str, Plain]] = {}
        for lien in one.liens:
            for row in await tx.execute(select(one.table).where(lien.qui(personne))):
                rows.setdefault(_key(one, row), _shown(one, lien, row, personne))
        if rows:
            found[name] = tuple(rows.values())
    return found


async def forget(tx: Transaction, personne: str) -> None:
    """Erase a person from every table, rows that point at others first; what others need stays without them."""
    for one in REGISTRE.values():
        for lien in one.liens:
            theirs = lien.qui(personne)
            if lien.oubli is None:
                await tx.execute(delete(one.table).where(theirs))
            else:
                await tx.execute(update(one.table).where(theirs).values(**lien.oubli))


async def unname(tx: Transaction, personnes: Iterable[str]) -> None:
    """Erase what a platform calls these people; the pseudonym stays where something must still be counted."""
    for one in REGISTRE.values():
        for lien in one.liens:
            if lien.identite:
                for one_of_them in personnes:
                    await tx.execute(update(one.table).where(lien.qui(one_of_them)).values(**lien.identite))


async def drop_unlinked(tx: Transaction, before: datetime) -> int:
    """Delete people not seen since `before`, without account, whom no table knows any more."""
    known = [
        exists().where(one.table.c[column] == personne.c.id)
        for one in REGISTRE.values()
        for column in one.of(Nature.PERSONNE)
        if one.table is not personne
    ]
    done = await tx.execute(
        delete(personne).where(personne.c.compte.is_(None), personne.c.vu_le < before, ~or_(*known))
    )
    return done.rowcount


def words_of(lignes: Lignes) -> Collection[str]:
    """The words somebody wrote, in what is held about them."""
    return {
        value
        for name, rows in lignes.items()
        for row in rows
        for column in REGISTRE[name].of(Nature.MOTS)
        if isinstance(value := row.get(column), str) and value
    }


def _key(one: Tenue, row: Row[tuple[object, ...]]) -> tuple[object, ...]:
    return tuple(row._mapping[column.name] for column in one.table.primary_key)


def _shown(one: Tenue, lien: Lien, row: Row[tuple[object, ...]], personne: str) -> Mapping[str, Plain]:
    """What of a row this person may read, under the names of its columns."""
    allowed = one.of(*_SHOWN) if lien.montre is None else lien.montre
    values = row._mapping
    return {
        column: _who(values[column], personne) if column in one.of(Nature.PERSONNE) else _plain(values[column])
        for column in allowed
    }


def _who(value: object, personne: str) -> Plain:
    if value is None:
        return None
    return YOU if value == personne else SOMEBODY


def _plain(value: object) -> Plain:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return tuple(_plain(one) for one in value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
