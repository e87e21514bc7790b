"""Help offered unasked, by one reaction: which message, to whom, when. Never a word of it, never an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import offre
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.store.upsert import insert_or_ignore


@dataclass(frozen=True, slots=True)
class Offre:
    """One offer on the message `evenement`, whose author is the pseudonym `personne`."""

    plateforme: str
    evenement: str
    personne: str
    cree_le: datetime


async def record(tx: Transaction, new: Offre) -> bool:
    """Keep an offer. False when one was made on that message already."""
    return await insert_or_ignore(
        tx,
        offre,
        {
            "plateforme": new.plateforme,
            "evenement": new.evenement,
            "personne": new.personne,
            "cree_le": new.cree_le,
        },
    )


async def get(tx: Transaction, plateforme: str, evenement: str) -> Offre | None:
    """The offer made on a message."""
    found = await tx.execute(select(offre).where(offre.c.plateforme == plateforme, offre.c.evenement == evenement))
    row = found.one_or_none()
    return made_of(Offre, row) if row else None


async def made_since(tx: Transaction, personne: str, since: datetime) -> bool:
    """Whether this person was offered help at `since` or later."""
    found = await tx.execute(
        select(offre.c.evenement).where(offre.c.personne == personne, offre.c.cree_le >= since).limit(1)
    )
    return found.first() is not None


async def withdraw(tx: Transaction, plateforme: str, evenement: str) -> None:
    """The message is gone: so is the offer."""
    await tx.execute(delete(offre).where(offre.c.plateforme == plateforme, offre.c.evenement == evenement))


async def purge(tx: Transaction, before: datetime) -> int:
    """Erase the offers made before `before`."""
    done = await tx.execute(delete(offre).where(offre.c.cree_le < before))
    return done.rowcount
