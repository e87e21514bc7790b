"""Besoins as the ladder of `handoff.rounds` sees them, and the marks that keep a step from being done twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from aiguilleur_bot.store import besoins
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin, transmission
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.vocabulary import OPEN_STATES

_MARKS = ("etat", "prise_par", "tour", "escalade", "prevenu_le", "rappele_le", "relance_le", "activite_le")


async def open_besoins(tx: Transaction) -> tuple[tuple[Besoin, datetime | None], ...]:
    """Every besoin that somebody still owes something, with when it was last offered to somebody else."""
    found = await tx.execute(select(besoin).where(besoin.c.etat.in_(OPEN_STATES)).order_by(besoin.c.numero))
    offered = await _offered(tx)
    return tuple((known, offered.get(known.numero)) for known in (made_of(Besoin, row) for row in found))


async def one(tx: Transaction, numero: int) -> tuple[Besoin, datetime | None] | None:
    """The same for one besoin, open or not."""
    known = await besoins.get(tx, numero)
    return (known, (await _offered(tx, numero)).get(numero)) if known is not None else None


async def mark(tx: Transaction, known: Besoin, now: datetime, pourquoi: str, **values: Any) -> Besoin:
    """Set `values` on a besoin that nobody changed since it was read, and write down why, if at all. Raises Stale."""
    unchanged = [besoin.c[name].is_not_distinct_from(getattr(known, name)) for name in _MARKS]
    done = await tx.execute(
        update(besoin).where(besoin.c.numero == known.numero, *unchanged).values(maj_le=now, **values)
    )
    if done.rowcount != 1:
        raise Stale
    if pourquoi:
        await besoins.note(tx, known.numero, quand=now, qui=None, de=known.etat, vers=known.etat, pourquoi=pourquoi)
    return replace(known, maj_le=now, **values)


async def _offered(tx: Transaction, numero: int | None = None) -> dict[int, datetime]:
    query = select(transmission.c.numero, transmission.c.cree_le)
    found = await tx.execute(query.where(transmission.c.numero == numero) if numero is not None else query)
    return {row.numero: row.cree_le for row in found}
