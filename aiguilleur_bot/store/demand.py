"""How often each commun was asked for: besoins it served, or that it was proposed for. Counted without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin


async def by_commun(tx: Transaction) -> Mapping[str, int]:
    """For each commun, how many besoins it served or was proposed for; somebody in trouble is not counted."""
    counts: Counter[str] = Counter()
    query = select(besoin.c.commun, besoin.c.proposes).where(besoin.c.appui != "coup-dur")
    for row in await tx.execute(query):
        counts.update({commun for commun in (row.commun, *(row.proposes or ())) if commun})
    return counts
