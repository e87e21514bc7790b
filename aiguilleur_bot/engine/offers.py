"""`ecoute: invite`: a clear need nobody called the bot for gets one 🧭; its author's own 🧭 calls the bot on it.

What is said in the room is matched in memory and forgotten. An offer keeps the id of the message and the pseudonym of
its author; the words are read back from the platform once the author accepts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from aiguilleur_bot.engine.addressing import OFFER_SIGN, Gate
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.ids import event_key
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.postbox import Postbox, thread_queue
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.engine.world import Worlds
from aiguilleur_bot.platforms.base import Capabilities, Inbound, Message
from aiguilleur_bot.store import offres
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.offres import Offre
from aiguilleur_bot.vocabulary import Ecoute, Suite, Territoire

ONE_EVERY = timedelta(hours=1)
"""One offer a person in that time: whoever did not take the first up is left in peace."""

AT_MOST = 8
"""How many messages of one batch are matched: with 20 to 40 ms each, what is said to the bot hardly waits."""

LONGEST_READ = 1000
"""A longer message is a story, not a clear need."""

PATIENCE = 1.0
"""Seconds the matching of one batch may take; what is not matched by then is left to the neighbours."""

_log = logger("offres")


@dataclass(frozen=True, slots=True)
class Offers:
    """Makes offers. `made` is called once one is durable: there is a reaction to send."""

    database: Database
    clock: Clock
    gate: Gate
    worlds: Worlds
    savoir: Callable[[], Savoir]
    executor: Executor
    postbox: Callable[[Transaction, str, datetime], Postbox]
    capabilities: Callable[[str], Capabilities]
    made: Callable[[], None]

    async def clear_needs(self, messages: Sequence[Message]) -> frozenset[str]:
        """The ids of those that are clear needs nobody called us for. Stores nothing, fails never but for the store."""
        if not any(salon.ecoute == "invite" for salon in self.gate.options.salons):
            return frozenset()
        found: set[str] = set()
        try:
            async with asyncio.timeout(PATIENCE):
                for event, where in await self._candidates(messages):
                    if await self._is_clear(event, where):
                        found.add(event.event_id)
        except TimeoutError:
            _log.warning("ecoute_trop_lente")
        return frozenset(found)

    async def make(self, tx: Transaction, event: Inbound, now: datetime) -> bool:
        """Offer help on `event`, in the transaction that covers it. False when that may not be, or was done."""
        if not isinstance(event, Message) or not await self._may_be_offered(tx, event):
            return False
        person = self.gate.person(event)
        if not await offres.record(tx, Offre(event.platform, event.event_id, person, now)):
            return False
        postbox = self.postbox(tx, event_key(event.platform, event.event_id), now)
        file = thread_queue(event.room, event.event_id)
        await postbox.react("offre", event.platform, event.room, event.event_id, OFFER_SIGN, file=file)
        return True

    # ------------------------------------------------------------ inside

    async def _candidates(self, messages: Sequence[Message]) -> list[tuple[Message, Territoire | None]]:
        """The newest that may be offered help, with where their room is."""
        found: list[tuple[Message, Territoire | None]] = []
        async with self.database.read() as tx:
            for event in reversed(messages):
                if len(found) < AT_MOST and await self._may_be_offered(tx, event):
                    found.append((event, await self.worlds.territoire(tx, event.platform, event.room)))
        return found

    async def _may_be_offered(self, tx: Transaction, event: Message) -> bool:
        """Whether `event` opens a talk, is said to nobody in particular, where and when we may offer help."""
        talk = event.thread is None and event.reply_to is None and not event.mentions and not event.mentions_bot
        if not talk or event.is_direct or event.kind != "texte" or len(event.text) > LONGEST_READ:
            return False
        if not self.capabilities(event.platform).reactions:
            return False
        if not await self.gate.listens_in(tx, event):
            return False
        return not await offres.made_since(tx, self.gate.person(event), self.clock.now() - ONE_EVERY)

    async def _is_clear(self, event: Message, where: Territoire | None) -> bool:
        call = partial(self.savoir().matcher.understand, event.text, ecoute=Ecoute.INVITE, territoire=where)
        try:
            reponse = await asyncio.get_running_loop().run_in_executor(self.executor, call)
        except Exception as error:  # noqa: BLE001 - what nobody asked for must not keep what was from being heard
            _log.warning("ecoute_en_panne", erreur=type(error).__name__)
            return False
        return reponse.suite is Suite.REPONSE
