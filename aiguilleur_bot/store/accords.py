"""What people said yes to, each with its end: a yes keeps their account until then, and no longer (notes §5.4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import accord
from aiguilleur_bot.store.upsert import upsert

SUIVI = "suivi"
"""« Puis-je vous redemander si ça a avancé ? »: at 15 days, at 60, never more."""

SUIVI_FOR = timedelta(days=60 + 7)
"""How long a yes to the follow-up lasts: the last question, at 60 days, and a week to answer it."""

RETOUR = "retour"
"""« prévenez-moi »: told when what they need is covered."""

RETOUR_FOR = timedelta(days=365)
"""How long their account is kept for that; said again, it begins anew."""


async def give(tx: Transaction, personne: str, objet: str, now: datetime, until: datetime) -> None:
    """The person says yes to `objet`, until `until`. Said again, it is the same yes, with a later end."""
    await upsert(tx, accord, {"personne": personne, "objet": objet}, {"donne_le": now, "jusqu_au": until})


async def withdraw(tx: Transaction, personne: str, objet: str) -> None:
    """The person takes it back, or what they agreed to is done."""
    await tx.execute(delete(accord).where(accord.c.personne == personne, accord.c.objet == objet))


async def purge(tx: Transaction, now: datetime) -> int:
    """Drop what has ended."""
    return (await tx.execute(delete(accord).where(accord.c.jusqu_au <= now))).rowcount
