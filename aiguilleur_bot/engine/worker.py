"""Takes admitted events, in order for each person. A poisoned one is parked, and never in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from aiguilleur_bot.engine import codec, ids
from aiguilleur_bot.engine.acceptances import Acceptances
from aiguilleur_bot.engine.addressing import Gate, Purpose
from aiguilleur_bot.engine.clock import Bell, Clock
from aiguilleur_bot.engine.decide import Decider
from aiguilleur_bot.engine.failures import Impasse
from aiguilleur_bot.engine.guichet.desk import Desk
from aiguilleur_bot.engine.intake import FLOOD
from aiguilleur_bot.engine.logs import logger, short
from aiguilleur_bot.engine.pool import Pool, finish
from aiguilleur_bot.engine.postbox import Postbox, thread_queue
from aiguilleur_bot.engine.presence import Presence
from aiguilleur_bot.engine.relay import Relay
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.engine.silences import Silences
from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import Inbound, Message, Reaction, Say
from aiguilleur_bot.store import journal
from aiguilleur_bot.store.database import Database, Transaction

LONGEST_WAIT = 30.0
_WAITING = timedelta(seconds=60)
_SOON = timedelta(seconds=0.5)
_RETRY = Backoff(first=0.5, ceiling=60)
_log = logger("ouvrage")


@dataclass(slots=True)
class Worker:
    """Settles the journal. `on_settled` is called after each event: there may be something to send."""

    database: Database
    clock: Clock
    gate: Gate
    decider: Decider
    desk: Desk
    acceptances: Acceptances
    presence: Presence
    relay: Relay
    silences: Silences
    voice: Renderer
    postbox: Callable[[Transaction, str, datetime], Postbox]
    platforms: Sequence[str]
    on_settled: Callable[[], None]
    bell: Bell
    idle: bool = False
    broken: str = ""

    async def run(self) -> None:
        """Work until cancelled. What tests raise to simulate a crash goes through; nothing else does."""
        pool = Pool(self.gate.options.parallel, self.bell.ring)
        try:
            while True:
                pool.check()
                try:
                    wait = await finish(self._round(pool))
                    self.broken = ""
                except SQLAlchemyError as error:
                    wait = self._database_trouble(error)
                self.idle = not pool.busy and wait > 0
                if wait:
                    await self.bell.wait(wait)
        finally:
            await pool.close()

    async def _round(self, pool: Pool) -> float:
        """Start what can be; returns how long nothing more is expected, 0 when there may be more."""
        now = self.clock.now()
        async with self.database.read() as tx:
            rows = await journal.heads(tx, self.platforms, now, 4 * self.gate.options.parallel)
            due = await journal.next_due(tx, self.platforms, now)
        started = 0
        for row in rows:
            if pool.free > 0 and row.file not in pool.busy:
                pool.start(row.file, finish(self._settle(row)))
                started += 1
        if started and pool.free > 0:
            return 0.0 if len(rows) > started else LONGEST_WAIT
        soon = (due - now).total_seconds() if due is not None else LONGEST_WAIT
        return min(max(soon, 0.05), LONGEST_WAIT)

    def _database_trouble(self, error: SQLAlchemyError) -> float:
        """A full disk or a lost server: nothing is given up, everything waits."""
        if not self.broken:
            _log.error("base_en_panne", erreur=type(error).__name__)
        self.broken = type(error).__name__
        return 2.0

    async def _settle(self, row: journal.JournalRow) -> None:
        try:
            await self._one(row)
        except (SQLAlchemyError, OSError) as error:
            if isinstance(error, IntegrityError):
                await self._failed(row, error)
            else:
                self._database_trouble(error if isinstance(error, SQLAlchemyError) else SQLAlchemyError())
                await self.clock.sleep(1.0)
        except Exception as error:  # noqa: BLE001 - whatever one event does, the next must go on
            await self._failed(row, error)
        self.on_settled()

    async def _one(self, row: journal.JournalRow) -> None:
        event = codec.load_inbound(Message.__name__ if row.genre == FLOOD else row.genre, row.charge or "")
        async with self.database.read() as tx:
            address = await self.gate.address(tx, event)
        if address is None:
            await self._drop(row)
            return
        match address.purpose:
            case Purpose.DIALOGUE | Purpose.MOTS:
                await self.decider.decide(row, event, address)
            case Purpose.COMMAND:
                await self.desk.hear(row, event, address)
            case Purpose.ENCRYPTED:
                await self._encrypted(row, event)
            case Purpose.WAITING:
                await self._wait_or_drop(row)
            case Purpose.PRESENCE | Purpose.MEETING:
                await self.presence.settle(row, event, address)
            case Purpose.RELAY:
                await self.relay.settle(row, event, address.personne)
            case Purpose.SILENCE if isinstance(event, Message):
                await self.silences.hear(row, event, address)
            case Purpose.OFFER if isinstance(event, Reaction):
                await self.acceptances.answer(row, event, address)

    async def _wait_or_drop(self, row: journal.JournalRow) -> None:
        """What it points at is not known yet, and after a minute never will be. The next words need not wait."""
        now = self.clock.now()
        if now - row.recu_le > _WAITING:
            await self._drop(row)
            return
        async with self.database.write("report") as tx:
            await journal.wait(tx, row.rang, now + _SOON)

    async def _drop(self, row: journal.JournalRow) -> None:
        async with self.database.write("abandon") as tx:
            await journal.settle(tx, row.rang, self.clock.now())

    async def _encrypted(self, row: journal.JournalRow, event: Inbound) -> None:
        """The one notice an encrypted room gets: it says nothing of anybody."""
        async with self.database.write("chiffre") as tx:
            now = self.clock.now()
            if not await journal.settle(tx, row.rang, now):
                return
            body = self.voice.render("salon_chiffre", {})
            postbox = self.postbox(tx, ids.event_key(event.platform, event.room), now)
            file = thread_queue(event.room, None)

            def say(id: str) -> Say:
                return Say(id=id, body=body, room=event.room, content_free=True)

            await postbox.in_room("salon_chiffre", event.platform, say, file=file)

    async def _failed(self, row: journal.JournalRow, error: Exception) -> None:
        """Try again later; after enough tries, park the event where operators see it."""
        name = type(error).__name__
        tried = row.essais + 1
        now = self.clock.now()
        last = tried >= self.gate.options.attempts and not isinstance(error, Impasse)
        try:
            async with self.database.write("echec") as tx:
                if last:
                    await journal.park(tx, row.rang, name, now)
                else:
                    await journal.postpone(tx, row.rang, name, now + timedelta(seconds=_RETRY.delay(tried)))
        except SQLAlchemyError as trouble:
            self._database_trouble(trouble)
            return
        say = _log.error if last else _log.warning
        say("evenement_ecarte" if last else "evenement_a_reprendre", personne=short(row.file), erreur=name, essai=tried)
