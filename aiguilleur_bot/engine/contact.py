"""That those who were put together talk: the first words of whoever helps are the first contact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import besoins, vie
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.vocabulary import OPEN_STATES, Etat

_GOES_ON: Mapping[Etat, BesoinEvent] = MappingProxyType(
    {Etat.PRISE_EN_CHARGE: BesoinEvent.PREMIER_CONTACT, Etat.RELANCEE: BesoinEvent.REPRENDRE}
)


async def talked(tx: Transaction, numero: int, personne: str, now: datetime) -> None:
    """`personne` spoke with the other: the besoin is alive, and in progress once its holder did."""
    known = await besoins.get(tx, numero)
    if known is None or known.etat not in OPEN_STATES:
        return
    follows = _GOES_ON.get(Etat(known.etat))
    if follows is None or (follows is BesoinEvent.PREMIER_CONTACT and known.prise_par != personne):
        await vie.touch(tx, numero, now, activite_le=now)
    else:
        await vie.advance(tx, known, follows, now=now, qui=personne)
