"""How often each commun was asked for: besoins it served, or that it was proposed for. Counted without a word."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import String, cast, func, select

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin


async def by_commun(tx: Transaction) -> Mapping[str, int]:
    """For each commun, how many besoins it served or was proposed for; somebody in trouble is not counted."""
    counts: Counter[str] = Counter()
    # Grouped by the database: many besoins had the same answer, and reading 100,000 lists takes a second.
    proposed = cast(besoin.c.proposes, String).label("proposes")
    query = select(besoin.c.commun, proposed, func.count().label("nombre")).where(besoin.c.appui != "coup-dur")
    for row in await tx.execute(query.group_by(besoin.c.commun, proposed)):
        named = {commun for commun in (row.commun, *json.loads(row.proposes or "[]")) if commun}
        counts.update(dict.fromkeys(named, int(row.nombre)))
    return counts
