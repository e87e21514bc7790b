"""Rocket.Chat behind the port: find out who we are, listen, deliver, and say how we are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import (
    AuthLost,
    Capabilities,
    Forbidden,
    Gone,
    Health,
    Intake,
    Invalid,
    Message,
    Outbound,
    PlatformError,
    Receipt,
    Retry,
)
from aiguilleur_bot.platforms.rocketchat.ears import Mode
from aiguilleur_bot.platforms.rocketchat.events import PLATFORM, Me, Place, as_it_reads
from aiguilleur_bot.platforms.rocketchat.inspection import Server, look
from aiguilleur_bot.platforms.rocketchat.listener import Listener, Rhythm
from aiguilleur_bot.platforms.rocketchat.rest import Patience, Rest
from aiguilleur_bot.platforms.rocketchat.rooms import Rooms
from aiguilleur_bot.platforms.rocketchat.send import Sender
from aiguilleur_bot.platforms.untrusted import mapping

log = structlog.get_logger(__name__)

_STALE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class RocketChatOptions:
    """What the settings say of Rocket.Chat (`plateformes.rocketchat` and its rooms of `salons`).

    `token` is a personal access token of the account `account_id`. `rooms` are the names or ids of rooms to be in;
    public ones are joined. `federated_elsewhere`: the bot is on Matrix too, and answers federated rooms there.
    """

    server: str
    account_id: str
    token: str = field(repr=False)
    rooms: tuple[str, ...] = ()
    federated_elsewhere: bool = False
    rhythm: Rhythm = field(default_factory=Rhythm)
    patience: Patience = field(default_factory=Patience)
    backoff: Backoff = field(default_factory=Backoff)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class RocketChatPlatform:
    """The port (`platforms.base.Platform`) on one Rocket.Chat account."""

    name = PLATFORM

    def __init__(self, options: RocketChatOptions, *, now: Callable[[], datetime] = _utc_now) -> None:
        self._options = options
        self._now = now
        self._rest = Rest(options.server, options.account_id, options.token, patience=options.patience, now=now)
        self._rooms = Rooms(self._rest, options.rooms, federated_elsewhere=options.federated_elsewhere)
        self._listener = Listener(self._rest, self._rooms, options.rhythm, now)
        self._sender = Sender(self._rest, self._rooms, self._listener.typing)
        self._server: Server | None = None
        self._lost = ""

    @property
    def account(self) -> str:
        """ "@" and our username; until the server told it, our id."""
        return self._rooms.me.account

    @property
    def capabilities(self) -> Capabilities:
        longest = self._sender.longest
        return Capabilities(threads=True, reactions=True, edits=True, html=False, max_length=longest, rooms=True)

    @property
    def mode(self) -> Mode:
        """How we hear: by the streams, by one stream a room, or by reading back only."""
        return self._listener.mode

    @property
    def listens(self) -> bool:
        """Whether we hear what is said, and have read back what was said before."""
        return self._listener.hears

    async def connect(self) -> None:
        """Find out who we are, once. Raises AuthLost when the account is refused, Retry when nobody is there."""
        if self._server is not None:
            return
        server = await look(self._rest)
        if server.id != self._options.account_id:
            raise AuthLost("Rocket.Chat : ce jeton est celui d’un autre compte que compte_id")
        self._rooms.me = Me(server.id, server.username, server.name)
        self._sender.longest = server.longest
        self._server = server
        log.info("connecté à Rocket.Chat", version=server.version)
        if not server.unlimited:
            log.warning("compte sans le rôle « bot » : le serveur limite ses demandes, il répondra plus tard")

    async def run(self, intake: Intake) -> None:
        """Listen until cancelled; raises AuthLost when the account is not accepted any more."""
        try:
            await self._connect_patiently()
            await self._listener.listen(intake, self._options.backoff)
        except AuthLost as loss:
            self._lost = str(loss)
            raise

    async def send(self, outbound: Outbound) -> Receipt:
        self._refuse_unless_ready()
        try:
            return await self._sender.send(outbound)
        except AuthLost as loss:
            self._lost = str(loss)  # the next ones are not even tried; the listener finds out by itself
            raise

    async def already_sent(self, outbound: Outbound) -> Receipt | None:
        self._refuse_unless_ready()
        return await self._sender.already_sent(outbound)

    async def members(self, room: str) -> tuple[str, ...]:
        self._refuse_unless_ready()
        return await self._rooms.members(room)

    async def moderates(self, room: str, person: str) -> bool:
        self._refuse_unless_ready()
        return await self._rooms.moderates(room, person)

    async def read(self, room: str, event_id: str) -> Message | None:
        self._refuse_unless_ready()
        try:
            found = mapping(await self._rest.get("chat.getMessage", msgId=event_id), "message")
        except (Forbidden, Gone, Invalid):
            return None
        known = self._rooms.get(room)
        place = Place(room, is_direct=known is not None and known.is_direct)
        return as_it_reads(found, place, self._rooms.me)

    def health(self) -> Health:
        """Connected means heard lately, and listening once begun: before, what is said would be history."""
        heard = self._listener.last_heard
        if self._lost:
            return Health(connected=False, last_heard=heard, detail=self._lost)
        if heard is None or self._server is None or not self._listener.began:
            return Health(connected=False, last_heard=heard, detail=self._listener.trouble or "connexion en cours")
        stale = self._now() - heard > _STALE
        trouble = self._listener.trouble or ("le serveur ne répond plus" if stale else "")
        mode = "" if self.mode is Mode.FLUX else f"écoute : {self.mode}"
        return Health(connected=not trouble, last_heard=heard, detail=trouble or mode)

    async def close(self) -> None:
        await self._rest.close()

    async def _connect_patiently(self) -> None:
        failures = 0
        while True:
            try:
                return await self.connect()
            except AuthLost:
                raise
            except PlatformError as trouble:
                failures += 1
                log.warning("connexion à Rocket.Chat impossible, nouvelle tentative", cause=str(trouble))
                await asyncio.sleep(self._options.backoff.delay(failures, getattr(trouble, "after", None)))

    def _refuse_unless_ready(self) -> None:
        if self._lost:
            raise AuthLost(self._lost)
        if self._server is None:
            raise Retry("pas encore connecté au serveur Rocket.Chat", 1.0)
