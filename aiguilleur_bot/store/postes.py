"""What the bot waits for from each aiguilleur, in private: JSON of `handoff.guichet.state`, opaque here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import poste
from aiguilleur_bot.store.types import made_of


@dataclass(frozen=True, slots=True)
class PosteRow:
    """One aiguilleur; `version` grows with every change, and is 0 when nothing was ever stored."""

    personne: str
    etat: str
    version: int
    maj_le: datetime


async def get(tx: Transaction, personne: str) -> PosteRow | None:
    """What is waited for from this person, if anything ever was."""
    row = (await tx.execute(select(poste).where(poste.c.personne == personne))).one_or_none()
    return made_of(PosteRow, row) if row else None


async def save(tx: Transaction, before: PosteRow | None, personne: str, etat: str, now: datetime) -> None:
    """Store what is waited for now, if nobody changed it since `before` was read. Raises Stale."""
    if before is None:
        if await get(tx, personne) is not None:
            raise Stale
        await tx.execute(insert(poste).values(personne=personne, etat=etat, version=1, maj_le=now))
        return
    done = await tx.execute(
        update(poste)
        .where(poste.c.personne == personne, poste.c.version == before.version)
        .values(etat=etat, version=before.version + 1, maj_le=now)
    )
    if done.rowcount != 1:
        raise Stale
