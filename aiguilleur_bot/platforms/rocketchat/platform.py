"""Rocket.Chat behind the port: find out who we are, listen, deliver, and say how we are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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
from aiguilleur_bot.platforms.standing import Standing, utc_now
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


class RocketChatPlatform:
    """The port (`platforms.base.Platform`) on one Rocket.Chat account."""

    name = PLATFORM

    def __init__(self, options: RocketChatOptions, *, now: Callable[[], datetime] = utc_now) -> None:
        self._options = options
        self._rest = Rest(options.server, options.account_id, options.token, patience=options.patience, now=now)
        self._rooms = Rooms(self._rest, options.rooms, federated_elsewhere=options.federated_elsewhere)
        self._listener = Listener(self._rest, self._rooms, options.rhythm, now)
        self._sender = Sender(self._rest, self._rooms, self._listener.typing)
        self._server: Server | None = None
        self._standing = Standing("Rocket.Chat", now)

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
        with self._standing.watched():
            await self._standing.connected(self.connect, self._options.backoff)
            await self._listener.listen(intake, self._options.backoff)

    async def send(self, outbound: Outbound) -> Receipt:
        self._refuse_unless_ready()
        with self._standing.watched():  # the listener finds out by itself
            return await self._sender.send(outbound)

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
        return self._standing.health(
            self._listener.last_heard,
            self._listener.trouble,
            _STALE,
            listens=self._server is not None and self._listener.began,
            note="" if self.mode is Mode.FLUX else f"écoute : {self.mode}",
        )

    async def close(self) -> None:
        await self._rest.close()

    def _refuse_unless_ready(self) -> None:
        self._standing.refuse_if_lost()
        if self._server is None:
            raise Retry("pas encore connecté au serveur Rocket.Chat", 1.0)
