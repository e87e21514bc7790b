"""« cette fiche est fausse »: what people said of fiches, until a gardener has seen it; then only that it was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import signalement
from aiguilleur_bot.store.types import made_of

NEW, TO_SEE, SEEN = "nouveau", "a-voir", "vu"
_WAITING = (NEW, TO_SEE)


@dataclass(frozen=True, slots=True)
class Signalement:
    """One report that waits, without who said it."""

    id: int
    commun: str
    mots: str
    etat: str
    cree_le: datetime


async def add(
    tx: Transaction, personne: str, commun: str, mots: str, now: datetime, message: str | None = None
) -> None:
    """Keep a report, said in the event `message`; said again of the same fiche, it replaces the one that waits."""
    await tx.execute(
        delete(signalement).where(
            signalement.c.personne == personne, signalement.c.commun == commun, signalement.c.etat == NEW
        )
    )
    await tx.execute(
        insert(signalement).values(
            personne=personne, commun=commun, mots=mots, etat=NEW, cree_le=now, vu_le=None, message=message
        )
    )


async def waiting(tx: Transaction) -> tuple[Signalement, ...]:
    """What nobody has seen yet, by fiche, oldest first."""
    columns = (signalement.c.id, signalement.c.commun, signalement.c.mots, signalement.c.etat, signalement.c.cree_le)
    found = await tx.execute(
        select(*columns).where(signalement.c.etat.in_(_WAITING)).order_by(signalement.c.commun, signalement.c.id)
    )
    return tuple(made_of(Signalement, row) for row in found)


async def digested(tx: Transaction, before: datetime) -> tuple[str, ...]:
    """Claim those said before that moment for a digest; returns their communs, each once."""
    new = (signalement.c.etat == NEW, signalement.c.cree_le < before)
    found = await tx.execute(select(signalement.c.commun).where(*new).distinct().order_by(signalement.c.commun))
    communs = tuple(row.commun for row in found)
    await tx.execute(update(signalement).where(*new).values(etat=TO_SEE))
    return communs


async def seen(tx: Transaction, ids: Collection[int], now: datetime) -> int:
    """A gardener has seen them: the words and who said them are erased. Returns how many there were."""
    done = await tx.execute(
        update(signalement)
        .where(signalement.c.id.in_(ids), signalement.c.etat.in_(_WAITING))
        .values(etat=SEEN, mots="", personne=None, message=None, vu_le=now)
    )
    return done.rowcount
