"""Our own sync loop: nothing is lost, nothing from before our time is handed over, a server in trouble has peace.

The cursor is the server's `next_batch`. It moves only through `Intake.admit`, together with the events it covers:
a crash anywhere replays them. A timeline cut short by the server is filled from `/messages` before that
(https://github.com/matrix-org/matrix-spec-proposals/issues/2849).
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import AuthLost, Batch, Inbound, Intake, Invalid, Join, PlatformError, Retry
from aiguilleur_bot.platforms.matrix.arrival import Place, arrived, entered
from aiguilleur_bot.platforms.matrix.events import PLATFORM, TIMELINE_TYPES, Me, translate
from aiguilleur_bot.platforms.matrix.history import PAGE, History
from aiguilleur_bot.platforms.matrix.rooms import Rooms, invitation
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import Json, flag, mapping, objects, string

log = structlog.get_logger(__name__)

_GRACE = 15.0  # seconds the server may take over the long poll before the connection counts as dead
_CONFIGURED_EVERY = 60.0
_STATE_TYPES = ["m.room.create", "m.room.encryption"]
_NOTHING: Json = {"types": []}


class Listener:
    """Listens as the account of `wire`. `me` is read at each round; `now` is the clock of `last_heard`."""

    def __init__(
        self, wire: Wire, rooms: Rooms, me: Callable[[], Me], now: Callable[[], datetime], *, long_poll: float = 30.0
    ) -> None:
        self._wire = wire
        self._rooms = rooms
        self._me = me
        self._now = now
        self._long_poll = long_poll
        self._history = History(wire)
        self._cursor: str | None = None
        self._refused: str | None = None
        self._open = False
        self._tried_configured = 0.0
        self.last_heard: datetime | None = None
        self.trouble = ""

    async def listen(self, intake: Intake, backoff: Backoff) -> None:
        """Listen until cancelled. Raises AuthLost; waits and tries again after anything else."""
        failures = 0
        while True:
            try:
                await self._round(intake)
            except AuthLost:
                raise
            except PlatformError as trouble:
                failures += 1
                self._complain(trouble)
                await asyncio.sleep(backoff.delay(failures, getattr(trouble, "after", None)))
            else:
                if self.trouble:
                    log.info("serveur Matrix de nouveau à l'écoute")
                failures, self.trouble = 0, ""

    def _complain(self, trouble: PlatformError) -> None:
        """One line when the server is lost, not one a try."""
        if not self.trouble:
            log.warning("serveur Matrix injoignable, nouvelle tentative", cause=str(trouble))
        self.trouble = str(trouble)

    async def _round(self, intake: Intake) -> None:
        if not self._open:
            await self._start(intake)
            self._open = True
        asked = self._clock()
        try:
            answer = await self._sync(self._cursor, self._long_poll, self._filter(PAGE))
        except Invalid as refusal:
            # The server does not know this cursor (another database, a damaged one): hearing from now on is all
            # that is left.
            log.warning("curseur refusé par le serveur, reprise sans l'historique", cause=str(refusal))
            self._refused, self._cursor, self._open = self._cursor, None, False
            raise Retry(str(refusal), code=refusal.code) from refusal
        if string(answer, "next_batch") == self._cursor and self._clock() - asked < self._long_poll / 4:
            # A server, or a cache before it, that has nothing new must wait: one that does not would have us loop.
            await asyncio.sleep(min(1.0, self._long_poll))
        await self._digest(intake, answer)
        await self._rooms.welcome_waiting()
        await self._look_for_configured()

    # -------------------------------------------------------- start

    async def _start(self, intake: Intake) -> None:
        """Learn where we are, and say so. On the very first start, history stays history.

        The whole picture is asked even with a cursor: invitations that came while we were down and were shown
        once, before a crash, are in it.
        """
        known = self._cursor or await intake.cursor(PLATFORM)
        known = None if known == self._refused else known
        answer = await self._sync(None, 0.0, self._filter(0))
        first = string(answer, "next_batch")
        joined = mapping(answer, "rooms", "join")
        self._learn(answer)
        for room, entry in joined.items():
            for event in [*objects(entry, "state", "events"), *objects(entry, "timeline", "events")]:
                self._rooms.learn_state(room, event)
        await self._rooms.join_configured()
        self._tried_configured = self._clock()
        events = [await self._announced(room) for room in joined]
        await self._admit(intake, Batch(PLATFORM, tuple(events), None if known else first))
        self._cursor = known or first
        await self._welcome(answer)

    async def _announced(self, room: str) -> Join:
        """We still are in `room`. The id is of this start: the settings may have changed since the last one."""
        at, name = self._now(), self._rooms.configured_as(room)
        return Join(
            platform=PLATFORM,
            room=room,
            event_id=f"annonce:{room}:{int(at.timestamp() * 1000)}",
            sender=self._me().account,
            at=at,
            is_direct=self._rooms.directs.is_direct(room),
            configured_as=name,
            name=await self._rooms.name(room) if name else "",
        )

    @staticmethod
    def _clock() -> float:
        """Seconds that only go forward, for durations."""
        return asyncio.get_running_loop().time()

    async def _look_for_configured(self) -> None:
        now = self._clock()
        if not self._rooms.all_configured and now - self._tried_configured > _CONFIGURED_EVERY:
            self._tried_configured = now
            await self._rooms.join_configured()

    # -------------------------------------------------------- one answer of the server

    async def _digest(self, intake: Intake, answer: Json) -> None:
        cursor = string(answer, "next_batch")
        self._learn(answer)
        events: list[Inbound] = []
        for room, entry in mapping(answer, "rooms", "join").items():
            events += await self._joined(room, mapping(entry))
        for room, entry in mapping(answer, "rooms", "leave").items():
            events += self._left(room, mapping(entry))
        if events or cursor != self._cursor:
            await self._admit(intake, Batch(PLATFORM, tuple(events), cursor))
            self._cursor = cursor
        # After the admission: were we to stop in between, the next start finds the invitation still pending.
        await self._welcome(answer)

    async def _joined(self, room: str, entry: Json) -> list[Inbound]:
        timeline, state = objects(entry, "timeline", "events"), objects(entry, "state", "events")
        for event in [*state, *timeline]:
            self._rooms.learn_state(room, event)
        start = string(entry, "timeline", "prev_batch") if flag(entry, "timeline", "limited") else ""
        if arrived(state, timeline, self._me().account):
            return await self._entered(room, state, timeline, start)
        if start and self._cursor:
            timeline = [*await self._history.between(room, self._cursor, start, self._me().account), *timeline]
        return self._translated(room, timeline)

    async def _entered(self, room: str, state: Sequence[Json], timeline: Sequence[Json], start: str) -> list[Inbound]:
        """We are new in `room`: what was said from the invitation on is for us, what was said before is not."""
        if not self._rooms.all_configured:
            await self._rooms.join_configured()
        arrival = await entered(self._wire, self._history, room, [*state, *timeline], timeline, start)
        place = Place(platform=PLATFORM, room=room, is_direct=self._rooms.directs.is_direct(room))
        return [
            *arrival.announced(place, self._rooms.configured_as(room), await self._rooms.name(room)),
            *self._translated(room, arrival.since),
        ]

    def _left(self, room: str, entry: Json) -> list[Inbound]:
        events = [*objects(entry, "state", "events"), *objects(entry, "timeline", "events")]
        mine = [event for event in events if string(event, "state_key") == self._me().account]
        heard = self._translated(room, mine)
        self._rooms.departed(room)
        return heard[-1:]

    def _translated(self, room: str, events: Sequence[Json]) -> list[Inbound]:
        direct, me = self._rooms.directs.is_direct(room), self._me()
        unique = {string(event, "event_id"): event for event in events}
        heard = (translate(event, room, me, is_direct=direct) for event in unique.values())
        return [event for event in heard if event is not None]

    async def _welcome(self, answer: Json) -> None:
        for room, entry in mapping(answer, "rooms", "invite").items():
            if invited := invitation(room, mapping(entry), self._me().account):
                await self._rooms.welcome(invited)

    def _learn(self, answer: Json) -> None:
        for event in objects(answer, "account_data", "events"):
            if string(event, "type") == "m.direct":
                self._rooms.directs.learn(mapping(event, "content"))

    async def _admit(self, intake: Intake, batch: Batch) -> None:
        try:
            await intake.admit(batch)
        except PlatformError:
            raise
        except Exception as failure:
            # Whatever the store's trouble is, the cursor stays where it was and the ear stays open.
            log.exception("événements non enregistrés, ils seront relus")
            raise Retry(f"admission : {type(failure).__name__}") from failure

    # -------------------------------------------------------- the request

    async def _sync(self, since: str | None, long_poll: float, sync_filter: Json) -> Json:
        # Synapse keeps the answers of identical requests for two minutes: without `since` that would be an old
        # position. A timeout never asked before is another request.
        timeout = int(long_poll * 1000) if since else random.randint(1, 10**6)  # noqa: S311
        query = {"timeout": str(timeout), "filter": json.dumps(sync_filter)}
        if since:
            query["since"] = since
        answer = await self._wire.get(path("v3", "sync"), query, wait=long_poll + _GRACE if since else 4 * _GRACE)
        if not string(answer, "next_batch"):
            raise Retry("réponse de synchronisation illisible")
        self.last_heard = self._now()
        return answer

    def _filter(self, limit: int) -> Json:
        timeline = {"limit": limit, "not_senders": [self._me().account], "types": list(TIMELINE_TYPES)}
        state = {"types": _STATE_TYPES, "lazy_load_members": True}
        return {
            "room": {"timeline": timeline, "state": state, "ephemeral": _NOTHING, "account_data": _NOTHING},
            "presence": _NOTHING,
            "account_data": {"types": ["m.direct"]},
        }
