"""Every failure of the library and of the server, mapped once to the port's tree.

The server's own error code decides (Matrix specification, "Standard error response"); the HTTP status only
where there is no code: then a proxy answered, not the homeserver, and its troubles pass.
"""

from __future__ import annotations

import asyncio
import json

import aiohttp
from nio import exceptions as nio_exceptions

from aiguilleur_bot.platforms.base import AuthLost, Forbidden, Gone, Invalid, PlatformError, Retry

_AUTH_LOST = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED"})
_LATER = frozenset({"M_LIMIT_EXCEEDED", "M_RESOURCE_LIMIT_EXCEEDED", "M_NOT_YET_UPLOADED"})
_GONE = frozenset({"M_NOT_FOUND"})
_FORBIDDEN = frozenset(
    {
        "M_FORBIDDEN",
        "M_UNAUTHORIZED",
        "M_GUEST_ACCESS_FORBIDDEN",
        "M_CONSENT_NOT_GIVEN",
        "M_USER_SUSPENDED",
        "M_INCOMPATIBLE_ROOM_VERSION",
        "M_UNSUPPORTED_ROOM_VERSION",
        "M_CANNOT_LEAVE_SERVER_NOTICE_ROOM",
        "M_UNABLE_TO_AUTHORISE_JOIN",
        "M_UNABLE_TO_GRANT_JOIN",
    }
)

# What aiohttp, asyncio and nio may raise while a request is under way.
TRANSPORT_FAILURES: tuple[type[Exception], ...] = (
    aiohttp.ClientError,
    asyncio.TimeoutError,
    OSError,
    json.JSONDecodeError,
    UnicodeDecodeError,
    nio_exceptions.ProtocolError,
)


def from_server(what: str, status: int, code: str, retry_after: float | None = None) -> PlatformError:
    """The failure meant by an answer. `what` names the request in the message; `retry_after` is in seconds."""
    message = f"{what} : {code or 'réponse illisible'} ({status})"
    if code in _AUTH_LOST:
        return AuthLost(message, code=code)
    if status == 429 or code in _LATER:
        return Retry(message, retry_after, code=code)
    if status >= 500 or status in {408, 425}:
        return Retry(message, retry_after, code=code)
    if status == 413:
        return Invalid(message, code=code)
    if not code:
        return Retry(message, retry_after)
    if code in _GONE:
        return Gone(message, code=code)
    if code in _FORBIDDEN:
        return Forbidden(message, code=code)
    return Invalid(message, code=code)


def from_transport(what: str, failure: Exception) -> PlatformError:
    """The failure meant by an exception of `TRANSPORT_FAILURES`. Its text is left out: it may hold an address."""
    kind = type(failure).__name__
    if isinstance(failure, aiohttp.InvalidURL | nio_exceptions.LocalProtocolError):
        return Invalid(f"{what} : {kind}", code=kind)
    return Retry(f"{what} : {kind}", code=kind)
