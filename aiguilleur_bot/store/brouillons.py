"""Fiches to be written by a gardener."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import brouillon

TO_SEE = "a-voir"


async def begin(tx: Transaction, *, personne: str, numero: int, usage: str, lien: str, now: datetime) -> None:
    """A resource found missing when besoin `numero` was closed, in the words of whoever followed it."""
    await tx.execute(
        insert(brouillon).values(
            personne=personne,
            numero=numero,
            origine="cloture",
            lien=lien,
            usage=usage,
            contact="",
            accord=False,
            etat=TO_SEE,
            cree_le=now,
        )
    )
