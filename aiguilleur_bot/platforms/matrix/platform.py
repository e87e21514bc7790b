"""Matrix behind the port: log in, listen, deliver, and say how we are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import (
    AuthLost,
    Capabilities,
    Health,
    Intake,
    Message,
    Outbound,
    PlatformError,
    Receipt,
)
from aiguilleur_bot.platforms.matrix.events import PLATFORM, Me
from aiguilleur_bot.platforms.matrix.login import Credentials, SessionStore, log_in
from aiguilleur_bot.platforms.matrix.reading import read_back
from aiguilleur_bot.platforms.matrix.rooms import Rooms
from aiguilleur_bot.platforms.matrix.send import Sender
from aiguilleur_bot.platforms.matrix.sync import Listener
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.standing import Standing, utc_now
from aiguilleur_bot.platforms.untrusted import said

log = structlog.get_logger(__name__)

# An event holds at most 65 536 bytes, and an edition holds its text four times (plain and HTML, new and fallback).
_MAX_LENGTH = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixOptions:
    """What the settings say of Matrix (`plateformes.matrix` and the Matrix rooms of `salons`).

    `account` is a full id ("@aiguilleur:exemple.org"). Give `password`, or `token` (and its `device`).
    `invitations` are patterns of who may invite ("@*:exemple.org"); none means nobody. `rooms` are the ids or
    aliases to join at start. `long_poll` is how long the server may hold a silent answer, in seconds.
    """

    server: str
    account: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    device: str = ""
    invitations: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    long_poll: float = 30.0
    backoff: Backoff = field(default_factory=Backoff)


class MatrixPlatform:
    """The port (`platforms.base.Platform`) on one Matrix account."""

    name = PLATFORM

    def __init__(
        self, options: MatrixOptions, sessions: SessionStore, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._options = options
        self._sessions = sessions
        self._wire = Wire(options.server, options.account)
        self._rooms = Rooms(self._wire, options.invitations, options.rooms)
        self._sender = Sender(self._wire, self._rooms)
        self._me = Me(options.account, (_local_part(options.account),))
        self._listener = Listener(self._wire, self._rooms, lambda: self._me, now, long_poll=options.long_poll)
        self._standing = Standing("Matrix", now)

    @property
    def account(self) -> str:
        return self._options.account

    @property
    def device(self) -> str:
        """The device we speak as, once connected."""
        return self._wire.device

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(threads=True, reactions=True, edits=True, html=True, max_length=_MAX_LENGTH, rooms=True)

    async def connect(self) -> None:
        """Log in, once. Raises AuthLost when the account is refused, Retry when the server is not there."""
        if self._wire.ready:
            return
        given = self._options
        credentials = Credentials(given.server, given.account, given.password, given.token, given.device)
        session = await log_in(self._wire, credentials, self._sessions)
        self._rooms.use_secret(session.secret)
        self._me = Me(given.account, (_local_part(given.account), *await self._display_name()))
        log.info("connecté à Matrix", appareil=session.device)

    async def run(self, intake: Intake) -> None:
        """Listen until cancelled; raises AuthLost when the account is not accepted any more."""
        try:
            with self._standing.watched():
                await self._standing.connected(self.connect, self._options.backoff)
                await self._listener.listen(intake, self._options.backoff)
        except AuthLost:
            self._wire.forget()
            raise

    async def send(self, outbound: Outbound) -> Receipt:
        self._standing.refuse_if_lost()
        with self._standing.watched():  # the listener finds out by itself
            return await self._sender.send(outbound)

    async def already_sent(self, outbound: Outbound) -> Receipt | None:
        self._standing.refuse_if_lost()
        return await self._sender.already_sent(outbound)

    async def members(self, room: str) -> tuple[str, ...]:
        self._standing.refuse_if_lost()
        self._wire.require_login()
        return await self._rooms.members(room)

    async def moderates(self, room: str, person: str) -> bool:
        self._standing.refuse_if_lost()
        self._wire.require_login()
        return await self._rooms.moderates(room, person)

    async def read(self, room: str, event_id: str) -> Message | None:
        self._standing.refuse_if_lost()
        self._wire.require_login()
        return await read_back(self._wire, room, event_id, self._me, is_direct=self._rooms.directs.is_direct(room))

    def health(self) -> Health:
        """Connected means heard within two long polls."""
        stale = 2 * timedelta(seconds=self._options.long_poll)
        return self._standing.health(self._listener.last_heard, self._listener.trouble, stale)

    async def close(self) -> None:
        await self._wire.close()

    async def _display_name(self) -> tuple[str, ...]:
        try:
            profile = await self._wire.get(path("v3", "profile", self._options.account, "displayname"))
        except AuthLost:
            raise
        except PlatformError:
            return ()  # called by its account name only
        name = said(profile, "displayname").strip()
        return (name,) if name else ()


def _local_part(account: str) -> str:
    return account.removeprefix("@").split(":", 1)[0]
