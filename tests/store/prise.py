"""A hand on a besoin, as the desk lays it, for tests that need one taken."""

from __future__ import annotations

from datetime import datetime

from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import besoins, vie
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.vocabulary import Etat


async def claim(tx: Transaction, numero: int, *, par: str, now: datetime, until: datetime) -> bool:
    """Take a besoin until `until`: of two people at the same instant one has it. False for the other."""
    known = await besoins.get(tx, numero)
    if known is None or known.etat != Etat.NOUVELLE:
        return False
    try:
        await vie.hold(tx, known, BesoinEvent.PRENDRE, par=par, now=now, until=until)
    except Stale:
        return False
    return True
