"""Rule 5: sends what was decided, in order, under ids that make a resend the same message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from aiguilleur_bot.engine import codec
from aiguilleur_bot.engine.clock import Bell, Clock
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.meetings import RELAY, Meetings
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.pool import Pool, finish
from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import (
    AddPerson,
    AuthLost,
    Edit,
    Forbidden,
    Gone,
    Invalid,
    LeaveRoom,
    OpenRoom,
    Outbound,
    Platform,
    PlatformError,
    React,
    Receipt,
    Retry,
    Say,
    Withdraw,
)
from aiguilleur_bot.store import envois
from aiguilleur_bot.store.database import Database
from aiguilleur_bot.store.registre import FORGOTTEN, private_queue

LONGEST_WAIT = 30.0
MOST_TRIES_OF_A_REACTION = 5
MOST_FAULTS = 8
_RETRY = Backoff(first=0.5, ceiling=300)
_log = logger("envoi")


@dataclass(slots=True)
class Outbox:
    """The sender of one platform. `on_sent` is called after each receipt, `on_mail` when a failure left something to
    say on any platform, `on_auth_lost` once.
    """

    database: Database
    clock: Clock
    options: Options
    platform: Platform
    meetings: Meetings
    bell: Bell
    on_sent: Callable[[], None]
    on_mail: Callable[[], None]
    on_auth_lost: Callable[[AuthLost], None]
    idle: bool = False
    _pause: datetime | None = None
    lost: bool = False

    async def run(self) -> None:
        """Send until cancelled, or until the account is lost."""
        pool = Pool(self.options.parallel, self.bell.ring)
        try:
            while not self.lost:
                pool.check()
                try:
                    wait = await finish(self._round(pool))
                except SQLAlchemyError as error:
                    _log.error("base_en_panne", erreur=type(error).__name__)
                    wait = 2.0
                self.idle = not pool.busy and wait > 0
                if wait:
                    await self.bell.wait(wait)
        finally:
            await pool.close()

    async def _round(self, pool: Pool) -> float:
        now = self.clock.now()
        if self._pause is not None and now < self._pause:
            return (self._pause - now).total_seconds()
        if pool.free <= 0:
            return LONGEST_WAIT
        async with self.database.read() as tx:
            rows = await envois.heads(tx, self.platform.name, now, pool.free, pool.busy)
            due = await envois.next_due(tx, self.platform.name, now)
        for row in rows:
            pool.start(row.file, self._deliver(row))
        if rows and pool.free > 0:
            return 0.0
        soon = (due - now).total_seconds() if due is not None else LONGEST_WAIT
        return min(max(soon, 0.05), LONGEST_WAIT)

    async def _deliver(self, row: envois.Envoi) -> None:
        try:
            await self._send(row)
        except SQLAlchemyError as error:
            _log.error("base_en_panne", erreur=type(error).__name__)
            await self.clock.sleep(1.0)

    async def _send(self, row: envois.Envoi) -> None:
        try:
            outbound = await finish(self._pointed(row, codec.load_outbound(row.genre, row.charge or "")))
            receipt = await self._once(row, outbound)
        except Retry as error:
            await finish(self._later(row, error))
        except (Forbidden, Gone, Invalid) as error:
            await finish(self._give_up(row, f"{type(error).__name__} {error.code}".strip()))
        except AuthLost as error:
            self.lost = True
            self.on_auth_lost(error)
        except Exception as error:  # noqa: BLE001 - a fault of ours or of a library must not stop the others
            if row.essais + 1 >= MOST_FAULTS:
                await finish(self._give_up(row, type(error).__name__))
            else:
                await finish(self._later(row, Retry(type(error).__name__)))
        else:
            await finish(self._received(row, receipt))
            self.on_sent()

    async def _received(self, row: envois.Envoi, receipt: Receipt) -> None:
        async with self.database.write("recu") as tx:
            known = await envois.get(tx, row.id)
            forgotten = known is None or known.file in (private_queue(""), FORGOTTEN)
            room, event_id = ("", "") if forgotten else (receipt.room, receipt.event_id)
            if row.genre == OpenRoom.__name__:
                await self.meetings.opened(tx, row, receipt)
            await envois.sent(tx, row.id, salon=room, evenement=event_id, now=self.clock.now())
        if (row.conversation or "").startswith(RELAY):
            await self.database.scrub()  # what people say to each other is nowhere once it is delivered

    async def _once(self, row: envois.Envoi, outbound: Outbound) -> Receipt:
        """Send, unless it is old enough for the server to have forgotten our id and is found there."""
        if row.verifier or self.clock.now() - row.cree_le >= self.options.look_first_after:
            found = await self.platform.already_sent(outbound)
            if found is not None:
                return found
        self.database.passage("envoi:avant")
        receipt = await self.platform.send(outbound)
        self.database.passage("envoi:apres")
        return receipt

    async def _pointed(self, row: envois.Envoi, outbound: Outbound) -> Outbound:
        """`outbound` aimed at the message, or the room, that its target row became. Raises Gone."""
        if row.cible is None:
            return outbound
        async with self.database.read() as tx:
            target = await envois.get(tx, row.cible)
        if target is None or not target.recu_salon:
            raise Gone("le message visé n'a jamais été envoyé")
        if isinstance(outbound, Say | AddPerson | LeaveRoom):
            return replace(outbound, room=target.recu_salon)
        if not target.recu_evenement:
            raise Gone("le message visé n'a jamais été envoyé")
        if isinstance(outbound, Edit | Withdraw | React):
            return replace(outbound, room=target.recu_salon, target=target.recu_evenement)
        return outbound

    async def _later(self, row: envois.Envoi, error: Retry) -> None:
        if row.genre == React.__name__ and (error.after is not None or row.essais + 1 >= MOST_TRIES_OF_A_REACTION):
            await self._give_up(row, "cadence")
            return
        now = self.clock.now()
        delay = _RETRY.delay(row.essais + 1, error.after)
        if error.after is not None:
            self._pause = now + timedelta(seconds=error.after)
        async with self.database.write("report-envoi") as tx:
            await envois.postpone(tx, row.id, until=now + timedelta(seconds=delay), raison=_reason(error))

    async def _give_up(self, row: envois.Envoi, raison: str) -> None:
        async with self.database.write("abandon-envoi") as tx:
            await envois.abandon(tx, row.id, raison)
            if row.genre == OpenRoom.__name__:
                await self.meetings.refused(tx, row, raison, self.clock.now())
            elif row.genre == Say.__name__ and (row.conversation or "").startswith(RELAY):
                await self.meetings.undelivered(tx, row, self.clock.now())
        self.on_mail()
        _log.warning("envoi_abandonne", plateforme=row.plateforme, genre=row.genre, raison=raison)


def _reason(error: PlatformError) -> str:
    return error.code or type(error).__name__
