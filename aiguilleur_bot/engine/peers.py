"""People with a near besoin, put in one room when both said yes (transcript 3).

The newcomer is asked first, the others only after a yes; each pair once. Nobody learns of a silence or of a no.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from aiguilleur_bot.dialogue import peers, state
from aiguilleur_bot.dialogue.events import NearBesoins
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.matching.answering.likeness import NEAR
from aiguilleur_bot.platforms.base import Capabilities
from aiguilleur_bot.store import besoins, conversations, personnes, voisinages
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Database, Transaction

MOST = 3
"""How many others somebody is asked about at once: the nearest."""


@dataclass(frozen=True, slots=True)
class Peers:
    """Looks for neighbours and asks. `savoir` gives the matching of now."""

    database: Database
    clock: Clock
    askers: Askers
    savoir: Callable[[], Savoir]
    executor: Executor
    capabilities: Callable[[str], Capabilities]
    postbox: Callable[[Transaction, str, datetime], Postbox]

    async def go(self) -> bool:
        """Look for the neighbours of new besoins, and ask who is to be asked. True when there is mail."""
        async with self.database.read() as tx:
            fresh = await voisinages.to_look(tx)
        for numero in fresh:
            await self._look(numero)
        async with self.database.read() as tx:
            waiting = await voisinages.to_ask(tx)
        mail = False
        for numero in waiting:
            try:
                async with self.database.write("voisins") as tx:
                    mail |= await self._ask(tx, numero)
            except Stale:
                continue
        return mail

    async def _look(self, numero: int) -> None:
        async with self.database.read() as tx:
            mine = await besoins.get(tx, numero)
            others = await voisinages.candidates(tx, numero)
        near: list[int] = []
        if mine is not None and others:
            call = partial(self.savoir().matcher.likeness, mine.texte, [other.texte for other in others])
            found = await asyncio.get_running_loop().run_in_executor(self.executor, call)
            ranked = sorted(zip(found, others, strict=True), key=lambda pair: (-pair[0], pair[1].numero))
            near = [other.numero for likeness, other in ranked if likeness >= NEAR][:MOST]
        async with self.database.write("voisinage") as tx:
            if await voisinages.looked(tx, numero):
                await voisinages.propose(tx, numero, near, self.clock.now())

    async def _ask(self, tx: Transaction, numero: int) -> bool:
        """Ask once nothing else is going on with them; a room must be possible there."""
        known = await besoins.get(tx, numero)
        asker = await personnes.get(tx, known.demandeur) if known is not None and known.demandeur else None
        if known is None or asker is None or asker.compte is None or not self.capabilities(asker.plateforme).rooms:
            return False
        line = await conversations.get(tx, conversations.direct_id(asker.id))
        if line is not None and line.etat is not None and not peers.may_ask(state.load(line.etat)):
            return False
        if not await voisinages.asked(tx, numero):
            return False
        postbox = self.postbox(tx, f"voisins\0{numero}\0{self.clock.now().isoformat()}", self.clock.now())
        await self.askers.tell(postbox, known, NearBesoins(numero))
        return True
