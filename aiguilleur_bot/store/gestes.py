"""What people do to défis, written down so that it can really be undone: the rows touched, before and after.

A deed is undone only while what it left is still there: what somebody did since is never lost by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import delete, insert, select, update

from aiguilleur_bot.needs.defis import Fait, Geste
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import defi, defi_besoin, defi_journal
from aiguilleur_bot.store.upsert import upsert

Cell: TypeAlias = "str | int | list[str] | None"
Snapshot: TypeAlias = "dict[str, dict[str, dict[str, Cell] | int | None]]"
"""`{"besoins": {numero: défi or None}, "defis": {id: {column: value} or None}}`, as JSON has it."""

_KEPT = (
    *("titre", "description", "statut", "communs", "etape_quoi", "etape_quand", "etape_budget", "porteur", "lien"),
    *("commun", "doublon_de", "revue_le", "couvert_le"),
)


class Depasse(Exception):
    """It cannot be undone: something was done since to the same besoins or défis."""


@dataclass(frozen=True, slots=True)
class Touche:
    """What a deed may change."""

    besoins: tuple[int, ...] = ()
    defis: tuple[int, ...] = ()


async def snapshot(tx: Transaction, touche: Touche) -> Snapshot:
    """These rows as they are now; they are held until the end of the transaction, where the database can."""
    rows = await tx.execute(select(defi).where(defi.c.id.in_(touche.defis)).with_for_update())
    found = {str(row.id): {name: _plain(row._mapping[name]) for name in _KEPT} for row in rows}
    links = await tx.execute(
        select(defi_besoin.c.numero, defi_besoin.c.defi).where(defi_besoin.c.numero.in_(touche.besoins))
    )
    theirs = {str(row.numero): row.defi for row in links}
    return {
        "besoins": {str(numero): theirs.get(str(numero)) for numero in sorted(touche.besoins)},
        "defis": {name: found.get(name) for name in map(str, sorted(touche.defis))},
    }


async def write_down(
    tx: Transaction, geste: Geste, id: int, touche: Touche, avant: Snapshot, *, par: str | None, now: datetime
) -> None:
    """`par` did `geste` to défi `id`: `avant` is what the rows were."""
    apres = await snapshot(tx, touche)
    full = {part: dict.fromkeys(apres[part]) | avant[part] for part in avant}
    await tx.execute(insert(defi_journal).values(quand=now, qui=par, geste=geste, defi=id, avant=full, apres=apres))


async def undo(tx: Transaction, *, par: str | None, now: datetime, rang: int | None = None) -> Fait | None:
    """Undo the deed of that rank; without one, the last that `par` did and did not undo. None when there is none.

    Raises Depasse when something was done since to what it touched.
    """
    query = select(defi_journal).where(defi_journal.c.defait_le.is_(None))
    query = query.where(defi_journal.c.rang == rang) if rang is not None else query.where(defi_journal.c.qui == par)
    row = (await tx.execute(query.order_by(defi_journal.c.rang.desc()).limit(1).with_for_update())).one_or_none()
    if row is None:
        return None
    touche = Touche(tuple(map(int, row.apres["besoins"])), tuple(map(int, row.apres["defis"])))
    if await snapshot(tx, touche) != row.apres:
        raise Depasse
    await _restore(tx, row.avant, now)
    await tx.execute(update(defi_journal).where(defi_journal.c.rang == row.rang).values(defait_le=now))
    return Fait(row.rang, row.quand, Geste(row.geste), row.defi, now)


async def journal(tx: Transaction, id: int | None = None, limit: int = 50) -> tuple[Fait, ...]:
    """What was done, to one défi or to all, latest first."""
    columns = [defi_journal.c[name] for name in ("rang", "quand", "geste", "defi", "defait_le")]
    query = select(*columns).order_by(defi_journal.c.rang.desc()).limit(limit)
    found = await tx.execute(query if id is None else query.where(defi_journal.c.defi == id))
    return tuple(Fait(row.rang, row.quand, Geste(row.geste), row.defi, row.defait_le) for row in found)


async def place(tx: Transaction, numeros: Collection[int], id: int | None, now: datetime) -> None:
    """These besoins are in défi `id` now; None: in none."""
    if id is None:
        await tx.execute(delete(defi_besoin).where(defi_besoin.c.numero.in_(numeros)))
        return
    for numero in numeros:
        await upsert(tx, defi_besoin, {"numero": numero}, {"defi": id, "depuis": now})


async def _restore(tx: Transaction, before: Snapshot, now: datetime) -> None:
    for name, values in before["defis"].items():
        if isinstance(values, Mapping):
            await tx.execute(update(defi).where(defi.c.id == int(name)).values(**_typed(values), maj_le=now))
    for numero, theirs in before["besoins"].items():
        await place(tx, (int(numero),), theirs if isinstance(theirs, int) else None, now)
    gone = [int(name) for name, values in before["defis"].items() if values is None]
    await tx.execute(delete(defi).where(defi.c.id.in_(gone)))


def _plain(value: object) -> Cell:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return value if value is None or isinstance(value, str | int) else str(value)


def _typed(values: Mapping[str, Cell]) -> dict[str, object]:
    """Values of JSON as the columns take them."""
    typed: dict[str, object] = dict(values)
    for name, read in (("revue_le", date.fromisoformat), ("couvert_le", datetime.fromisoformat)):
        value = values.get(name)
        typed[name] = read(value) if isinstance(value, str) else None
    return typed
