"""What the machine would put together, as the board shows it: what the chat says, without waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiguilleur_bot.engine.rapprochements import Rapprochements
from aiguilleur_bot.needs.grouping import Groupe
from aiguilleur_bot.store import manques
from aiguilleur_bot.store.database import Transaction

SHOWN = 6
"""Groups shown on the board; the chat says the others."""

PATIENCE = 0.2
"""Seconds the board waits for the groups: the first comparison after a start takes several."""


@dataclass(frozen=True, slots=True)
class Propositions:
    """Asks the comparison that the chat and the Monday digest ask."""

    rapprochements: Rapprochements
    _looking: set[asyncio.Future[tuple[Groupe, ...]]] = field(default_factory=set, repr=False)

    async def found(self) -> Sequence[Groupe] | None:
        """Groups to look at; those found before while besoins are compared again, None while it is the first time."""
        looking = asyncio.ensure_future(self.rapprochements.groups())
        self._looking.add(looking)
        looking.add_done_callback(self._looking.discard)
        done, _ = await asyncio.wait({looking}, timeout=PATIENCE)
        return looking.result() if done else self.rapprochements.last


async def free(tx: Transaction, groups: Sequence[Groupe]) -> tuple[Sequence[Groupe], dict[int, str]]:
    """The groups whose besoins are still in no défi, and the words of these besoins."""
    found = [one for one in groups if one.defi is None][:SHOWN]
    known = await manques.some(tx, {number for one in found for number in one.numeros})
    words = {one.numero: one.texte for one in known if one.defi is None}
    return [one for one in found if words.keys() >= set(one.numeros)], words
