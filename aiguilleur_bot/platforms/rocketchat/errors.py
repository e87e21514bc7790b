"""Every failure of the library and of the server, mapped once to the port's tree.

The HTTP status decides, then the server's own name for the failure (`errorType`); never its text, which changes from
one version to the next. An answer that is no JSON comes from a proxy, not from the server, and its troubles pass.
Since 9.0 refusals of rights are 403, "error-forbidden"; before, they are 400 with a name of their own, or with none.
"""

from __future__ import annotations

import requests
from rocketchat_API.APIExceptions import RocketExceptions

from aiguilleur_bot.platforms.base import AuthLost, Forbidden, Gone, Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.untrusted import Json, string

_LATER = frozenset({"error-too-many-requests", "too-many-requests"})
_GONE = frozenset(
    {
        "error-invalid-room",
        "error-invalid-subscription",
        "error-invalid-user",
        "error-message-not-found",
        "error-room-does-not-exist",
        "error-room-not-found",
        "error-user-not-found",
    }
)
_FORBIDDEN = frozenset(
    {
        "error-action-not-allowed",
        "error-forbidden",
        "error-message-editing-blocked",
        "error-message-deleting-blocked",
        "error-not-allowed",
        "error-room-archived",
        "error-unauthorized",
        "error-user-is-muted",
        "error-user-not-in-room",
        "not-allowed",
        "not-authorized",
        "unauthorized",
    }
)

# What the library and its transport may raise while a request is under way.
LIBRARY_FAILURES: tuple[type[Exception], ...] = (
    requests.RequestException,
    OSError,
    UnicodeError,
    RocketExceptions.RocketConnectionException,
    RocketExceptions.RocketAuthenticationException,
)
_OURS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
    requests.exceptions.TooManyRedirects,
)


def from_server(what: str, status: int, content: Json | None, after: float | None = None) -> PlatformError:
    """The failure meant by an answer. `content` is its JSON, None when it is none; `after` is in seconds.

    A refusal without a name is Invalid with an empty code: only the server's other answers tell what it means.
    """
    code = string(content, "errorType")
    message = f"{what} : {code or 'refus sans nom' if content is not None else 'réponse illisible'} ({status})"
    if status == 401:
        return AuthLost(message, code=code)
    if status in {408, 425, 429} or status >= 500 or code in _LATER:
        return Retry(message, after, code=code)
    if status == 413:
        return Invalid(message, code=code)
    if content is None:
        return Retry(message, after)
    if status == 403 or code in _FORBIDDEN:
        return Forbidden(message, code=code)
    if code in _GONE:
        return Gone(message, code=code)
    return Invalid(message, code=code)


def from_library(what: str, failure: Exception) -> PlatformError:
    """The failure meant by an exception of `LIBRARY_FAILURES`. Its text is left out: it may hold an address."""
    kind = type(failure).__name__
    if isinstance(failure, RocketExceptions.RocketAuthenticationException):
        return AuthLost(f"{what} : {kind}", code=kind)
    if isinstance(failure, _OURS):
        return Invalid(f"{what} : {kind}", code=kind)
    return Retry(f"{what} : {kind}", code=kind)


def from_stream(what: str, error: Json) -> PlatformError:
    """The failure meant by the `error` of a DDP frame. Its code is a name, or a number that is an HTTP status."""
    code = error.get("error")
    if isinstance(code, int) and not isinstance(code, bool):
        return from_server(what, 401 if code == 403 else code, {"errorType": str(code)})
    wait = error.get("details")
    reset = wait.get("timeToReset") if isinstance(wait, dict) else None
    after = reset / 1000 if isinstance(reset, int) and not isinstance(reset, bool) and reset > 0 else None
    return from_server(what, 400, {"errorType": string(error, "error")}, after)
