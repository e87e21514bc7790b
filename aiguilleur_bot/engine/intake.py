"""Rule 1: admit before you advance. One transaction holds the events for us and the cursor that covers them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from aiguilleur_bot.engine import codec
from aiguilleur_bot.engine.addressing import Address, Gate, Purpose
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.logs import logger, short
from aiguilleur_bot.engine.offers import Offers
from aiguilleur_bot.engine.pool import finish
from aiguilleur_bot.engine.presence import Presence
from aiguilleur_bot.platforms.base import Batch, Departure, Inbound, Invite, Join, Message, Redaction
from aiguilleur_bot.store import aiguilleurs, epoques, journal, offres, personnes, salons, sessions
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym

FLOOD = "Debordement"
"""The kind of the one row kept when a person says too much in a minute: no words, one polite line."""

_MINUTE = timedelta(minutes=1)
_log = logger("intake")


class Intake:
    """Where platforms hand over what they heard. `notify` is called once something new is durable."""

    def __init__(
        self,
        database: Database,
        gate: Gate,
        clock: Clock,
        notify: Callable[[], None],
        offers: Offers,
        presence: Presence,
    ) -> None:
        self._database = database
        self._gate = gate
        self._clock = clock
        self._notify = notify
        self._offers = offers
        self._presence = presence
        self._started = clock.now()

    async def cursor(self, platform: str) -> str | None:
        """The cursor of the last admitted batch, or None on the very first start."""
        return await finish(self._cursor(platform))

    async def _cursor(self, platform: str) -> str | None:
        async with self._database.read() as tx:
            return await journal.read_cursor(tx, platform)

    async def admit(self, batch: Batch) -> None:
        """Store what is for us, and the cursor, in one transaction. Returned means durable; raised, not admitted."""
        await finish(self._admit(batch))

    async def _admit(self, batch: Batch) -> None:
        now = self._clock.now()
        fresh = [event for event in batch.events if isinstance(event, Message) and not self._backlog(event, now)]
        needs = await self._offers.clear_needs(fresh)
        admitted = offered = 0
        async with self._database.write("admission") as tx:
            for event in batch.events:
                if older := self._gate.older(event):
                    await epoques.follow(tx, self._gate.current(event), older)
                if await self._one(tx, event, now):
                    admitted += 1
                elif event.event_id in needs:
                    offered += await self._offers.make(tx, event, now)
            if batch.cursor is not None:
                await journal.write_cursor(tx, batch.platform, batch.cursor, now)
        if admitted:
            self._notify()
        if offered:
            self._offers.made()

    async def _one(self, tx: Transaction, event: Inbound, now: datetime) -> bool:
        """True when the event is new work."""
        match event:
            case Invite():
                await salons.entered(tx, event.platform, event.room, event.at)
                return False
            case Join():
                await salons.entered(tx, event.platform, event.room, event.at, event.configured_as)
                return False
            case Departure():
                await self._departure(tx, event, now)
                return await self._words(tx, event, now)
            case Redaction():
                await offres.withdraw(tx, event.platform, event.target)
                return await self._words(tx, event, now)
            case _:
                return await self._words(tx, event, now)

    async def _departure(self, tx: Transaction, event: Departure, now: datetime) -> None:
        """We left a room; or an aiguilleur left theirs: what they hold goes back to the group (`engine/rounds.py`)."""
        if event.person == self._gate.account(event.platform):
            await salons.left(tx, event.platform, event.room, event.at)
            return
        room = await salons.get(tx, event.platform, event.room)
        option = self._gate.options.salon(event.platform, room.nom if room else None)
        if option is None or option.role == "entraide" or event.declined:
            return
        person = pseudonym(self._gate.options.key, event.platform, event.person)
        await sessions.close(tx, person)
        if option.role == "aiguilleurs" and await personnes.get(tx, person) is not None:
            await aiguilleurs.note(tx, person, now, etat=aiguilleurs.GONE)

    async def _words(self, tx: Transaction, event: Inbound, now: datetime) -> bool:
        if await journal.find(tx, event.platform, event.event_id) is not None:
            return False
        address = await self._gate.address(tx, event)
        if address is None:
            return False
        if address.purpose is Purpose.PRESENCE:
            await self._presence.seen(tx, event)
            return False
        if address.purpose is Purpose.ENCRYPTED:
            told = await salons.encrypted_told(tx, event.platform, event.room, now)
            return told and await self._keep(tx, event, address, codec.kind(event), now)
        if self._gate.person(event) == address.personne:
            known = await personnes.meet(tx, address.personne, event.platform, event.sender, now)
            if isinstance(event, Message) and address.purpose is Purpose.DIALOGUE and not self._backlog(event, now):
                said = await personnes.count_message(tx, known, event.at, _MINUTE)
                limit = self._gate.options.messages_per_minute
                if said > limit:
                    _log.info("debit_depasse", personne=short(address.personne))
                    return said == limit + 1 and await self._keep(tx, event, address, FLOOD, now)
        return await self._keep(tx, event, address, codec.kind(event), now)

    def _backlog(self, event: Message, now: datetime) -> bool:
        """Said while we were away: nobody floods by having waited for us."""
        return event.at < self._started or now - event.at > self._gate.options.backlog_after

    async def _keep(self, tx: Transaction, event: Inbound, address: Address, genre: str, now: datetime) -> bool:
        return await journal.admit(
            tx,
            plateforme=event.platform,
            evenement=event.event_id,
            genre=genre,
            file=address.file,
            charge=codec.dump(_kept(event, address, genre)),
            now=now,
        )


def _kept(event: Inbound, address: Address, genre: str) -> Inbound:
    """What is over the limit, or said to somebody else, is not read, so it is not kept; only where to answer is.

    Without its words, a message calls us by its mention alone.
    """
    if not isinstance(event, Message) or not (genre == FLOOD or address.wordless):
        return event
    return Message(
        platform=event.platform,
        room=event.room,
        event_id=event.event_id,
        sender=event.sender,
        at=event.at,
        is_direct=event.is_direct,
        text="",
        thread=event.thread,
        mentions_bot=address.purpose is not Purpose.WAITING,
    )
