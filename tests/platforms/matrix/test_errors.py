"""Every failure of the server and of the library has one meaning, and only one of the port's."""

from __future__ import annotations

import inspect
import json
import ssl
from collections.abc import Iterator

import aiohttp
import nio
import pytest
from nio import exceptions as nio_exceptions

from aiguilleur_bot.platforms.base import AuthLost, Forbidden, Gone, Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.matrix.errors import TRANSPORT_FAILURES, from_server, from_transport

# Matrix specification 1.15, client-server API, every standard error code, with the status it comes with.
SPECIFIED: dict[type[PlatformError], list[tuple[str, int]]] = {
    AuthLost: [("M_UNKNOWN_TOKEN", 401), ("M_MISSING_TOKEN", 401), ("M_USER_DEACTIVATED", 403), ("M_USER_LOCKED", 401)],
    Retry: [
        ("M_LIMIT_EXCEEDED", 429),
        ("M_RESOURCE_LIMIT_EXCEEDED", 403),
        ("M_NOT_YET_UPLOADED", 504),
        ("M_UNKNOWN", 500),
    ],
    Gone: [("M_NOT_FOUND", 404)],
    Forbidden: [
        ("M_FORBIDDEN", 403),
        ("M_UNAUTHORIZED", 401),
        ("M_USER_SUSPENDED", 403),
        ("M_GUEST_ACCESS_FORBIDDEN", 403),
        ("M_CONSENT_NOT_GIVEN", 403),
        ("M_UNSUPPORTED_ROOM_VERSION", 400),
        ("M_INCOMPATIBLE_ROOM_VERSION", 400),
        ("M_CANNOT_LEAVE_SERVER_NOTICE_ROOM", 403),
        ("M_UNABLE_TO_AUTHORISE_JOIN", 400),
        ("M_UNABLE_TO_GRANT_JOIN", 400),
    ],
    Invalid: [
        ("M_UNKNOWN", 400),
        ("M_BAD_JSON", 400),
        ("M_NOT_JSON", 400),
        ("M_UNRECOGNIZED", 404),
        ("M_TOO_LARGE", 413),
        ("M_ROOM_IN_USE", 400),
        ("M_INVALID_ROOM_STATE", 400),
        ("M_INVALID_USERNAME", 400),
        ("M_USER_IN_USE", 400),
        ("M_MISSING_PARAM", 400),
        ("M_INVALID_PARAM", 400),
        ("M_BAD_STATE", 403),
        ("M_BAD_ALIAS", 400),
        ("M_EXCLUSIVE", 400),
        ("M_DUPLICATE_ANNOTATION", 400),
        ("M_NOT_IN_THREAD", 400),
        ("M_SOMETHING_NEW", 400),
    ],
}


@pytest.mark.parametrize(
    ("kind", "code", "status"), [(kind, *case) for kind, cases in SPECIFIED.items() for case in cases]
)
def test_error_codes_of_the_specification(kind: type[PlatformError], code: str, status: int) -> None:
    failure = from_server("PUT /rooms/send", status, code, 3.0)
    assert type(failure) is kind
    assert failure.code == code
    assert code in str(failure)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(502, Retry), (504, Retry), (200, Retry), (401, Retry), (403, Retry), (404, Retry), (413, Invalid)],
)
def test_a_proxy_that_answers_for_the_server_passes(status: int, kind: type[PlatformError]) -> None:
    assert type(from_server("GET /sync", status, "")) is kind


def test_the_server_s_wish_to_wait_is_kept() -> None:
    failure = from_server("POST /login", 429, "M_LIMIT_EXCEEDED", 331.5)
    assert isinstance(failure, Retry)
    assert failure.after == 331.5


def exceptions_of(*modules: object) -> Iterator[type[Exception]]:
    for module in modules:
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, Exception) and not issubclass(found, Warning):
                yield found


# Raised only by parts that a request never goes through: local files, encryption, our own web server and websockets.
ELSEWHERE = {
    nio_exceptions.OlmTrustError,
    nio_exceptions.OlmUnverifiedDeviceError,
    nio_exceptions.VerificationError,
    nio_exceptions.EncryptionError,
    nio_exceptions.GroupEncryptionError,
    nio_exceptions.TransferCancelledError,
    aiohttp.BadContentDispositionHeader,
    aiohttp.BadContentDispositionParam,
    aiohttp.EofStream,
    aiohttp.WebSocketError,
    aiohttp.WSMessageTypeError,
}


@pytest.mark.parametrize("kind", sorted(set(exceptions_of(aiohttp, nio_exceptions)) - ELSEWHERE, key=str), ids=str)
def test_every_exception_of_the_libraries_is_mapped(kind: type[Exception]) -> None:
    assert issubclass(kind, TRANSPORT_FAILURES), "an exception nobody maps would end the bot's listening"
    failure = from_transport("GET /sync", kind.__new__(kind))
    assert isinstance(failure, Retry | Invalid)
    assert kind.__name__ in str(failure)


@pytest.mark.parametrize(
    "failure",
    [TimeoutError(), ConnectionResetError(), ssl.SSLError(), BrokenPipeError(), json.JSONDecodeError("", "", 0)],
)
def test_failures_of_python_itself_pass(failure: Exception) -> None:
    assert isinstance(failure, TRANSPORT_FAILURES)
    assert type(from_transport("GET /sync", failure)) is Retry


def test_nio_s_error_answers_all_carry_what_the_mapping_needs() -> None:
    """Encryption will use nio's own calls: all its error answers have a code and a wish to wait."""
    answers = [
        found
        for _, found in inspect.getmembers(nio.responses, inspect.isclass)
        if issubclass(found, nio.ErrorResponse) and found is not nio.ErrorResponse
    ]
    assert len(answers) > 50
    for answer in answers:
        fields = inspect.signature(answer).parameters
        assert {"message", "status_code", "retry_after_ms"} <= set(fields), answer
