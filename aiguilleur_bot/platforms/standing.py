"""Where our account stands with its server: waited for as long as it takes, lost for good, never deaf in silence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import structlog

from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import AuthLost, Health, PlatformError

log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    """The time of a platform that is given no other clock."""
    return datetime.now(UTC)


class Standing:
    """What a platform knows of its own account. `server` is its name in French, `now` the clock of what it heard."""

    def __init__(self, server: str, now: Callable[[], datetime]) -> None:
        self._server = server
        self._now = now
        self._lost = ""

    @contextmanager
    def watched(self) -> Iterator[None]:
        """An account found lost in here is lost from now on: the server is left in peace."""
        try:
            yield
        except AuthLost as loss:
            self._lost = str(loss)
            raise

    def refuse_if_lost(self) -> None:
        """Raise AuthLost at once, without asking a server that has refused already."""
        if self._lost:
            raise AuthLost(self._lost)

    async def connected(self, connect: Callable[[], Awaitable[None]], backoff: Backoff) -> None:
        """Return once `connect` has. Raises AuthLost; waits and tries again after anything else."""
        failures = 0
        while True:
            try:
                return await connect()
            except AuthLost:
                raise
            except PlatformError as trouble:
                failures += 1
                log.warning("connexion impossible, nouvelle tentative", serveur=self._server, cause=str(trouble))
                await asyncio.sleep(backoff.delay(failures, getattr(trouble, "after", None)))

    def health(
        self, heard: datetime | None, trouble: str, stale: timedelta, *, listens: bool = True, note: str = ""
    ) -> Health:
        """Connected means heard less than `stale` ago: deaf is worse than dead. `note` is what to say when all is well.

        `listens`: listening has begun. Before, what is said would be history, however well the server answers.
        """
        if self._lost:
            return Health(connected=False, last_heard=heard, detail=self._lost)
        if heard is None or not listens:
            return Health(connected=False, last_heard=heard, detail=trouble or "connexion en cours")
        wrong = trouble or ("le serveur ne répond plus" if self._now() - heard > stale else "")
        return Health(connected=not wrong, last_heard=heard, detail=wrong or note)
