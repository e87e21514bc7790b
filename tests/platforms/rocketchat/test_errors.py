"""Every failure of the server, of the streams and of the library has one meaning, and only one of the port's."""

from __future__ import annotations

import inspect

import pytest
import requests
from rocketchat_API.APIExceptions import RocketExceptions

from aiguilleur_bot.platforms.base import AuthLost, Forbidden, Gone, Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.rocketchat.errors import LIBRARY_FAILURES, from_library, from_server, from_stream

Answer = tuple[int, dict[str, object] | None]


def named(status: int, name: str) -> Answer:
    return status, {"success": False, "error": f"words that change [{name}]", "errorType": name}


def nameless(status: int) -> Answer:
    return status, {"success": False, "error": "words that change"}


ANSWERS: dict[type[PlatformError], list[Answer]] = {
    AuthLost: [
        (401, {"status": "error", "message": "You must be logged in to do this."}),
        (401, None),
        nameless(401),
    ],
    Forbidden: [
        named(403, "error-forbidden"),
        nameless(403),
        *(named(400, name) for name in ("error-not-allowed", "error-action-not-allowed", "error-user-not-in-room")),
        *(named(400, name) for name in ("not-authorized", "error-unauthorized", "error-room-archived")),
    ],
    Gone: [
        named(400, "error-room-not-found"),
        named(400, "error-invalid-room"),
        named(400, "error-message-not-found"),
        named(400, "error-invalid-user"),
    ],
    Invalid: [
        nameless(400),
        nameless(404),
        named(400, "error-message-size-exceeded"),
        named(400, "error-invalid-message"),
        named(400, "invalid-params"),
        named(400, "error-something-new"),
        (413, None),
    ],
    Retry: [
        nameless(429),
        named(400, "error-too-many-requests"),
        *((status, None) for status in (302, 403, 404, 408, 425, 429, 500, 502, 503, 504)),
        nameless(500),
    ],
}


@pytest.mark.parametrize(
    ("meant", "status", "content"),
    [(meant, *answer) for meant, answers in ANSWERS.items() for answer in answers],
)
def test_each_answer_has_its_meaning(meant: type[PlatformError], status: int, content: dict[str, object]) -> None:
    failure = from_server("POST chat.sendMessage", status, content, 3.0)
    assert type(failure) is meant
    assert failure.code == (content or {}).get("errorType", "")
    assert not isinstance(failure, Retry) or failure.after == 3.0
    assert "words" not in str(failure)


def test_the_words_of_a_refusal_never_decide() -> None:
    for words in ("error-not-allowed", "Not allowed", "[error-room-not-found]", "error-too-many-requests"):
        assert type(from_server("x", 400, {"success": False, "error": words})) is Invalid


def test_every_failure_of_the_library_and_its_transport_is_the_port_s() -> None:
    theirs = [kind for _, kind in inspect.getmembers(requests.exceptions, inspect.isclass)]
    for kind in (one for one in theirs if issubclass(one, requests.RequestException)):
        assert issubclass(kind, LIBRARY_FAILURES)
        assert type(from_library("GET me", kind.__new__(kind))) in {Retry, Invalid}
    for kind, meant in ((ConnectionResetError, Retry), (TimeoutError, Retry), (UnicodeDecodeError, Retry)):
        assert issubclass(kind, LIBRARY_FAILURES)
        assert type(from_library("GET me", kind.__new__(kind))) is meant
    assert isinstance(from_library("x", RocketExceptions.RocketAuthenticationException()), AuthLost)
    assert isinstance(from_library("x", requests.exceptions.TooManyRedirects()), Invalid)


def test_what_a_failure_says_to_operators_holds_no_address() -> None:
    told = str(from_library("GET me", requests.ConnectionError("https://chat.exemple.org/?token=secret")))
    assert told == "GET me : ConnectionError"


@pytest.mark.parametrize(
    ("error", "meant"),
    [
        ({"error": 403, "reason": "You've been logged out by the server."}, AuthLost),
        ({"error": "not-allowed"}, Forbidden),
        ({"error": 404, "reason": "Subscription not found"}, Invalid),
        ({"error": 500}, Retry),
        ({"error": "too-many-requests", "details": {"timeToReset": 1500}}, Retry),
        ({}, Invalid),
        ({"error": True, "details": [1]}, Invalid),
    ],
)
def test_each_refusal_of_the_streams_has_its_meaning(error: dict[str, object], meant: type[PlatformError]) -> None:
    failure = from_stream("sub", error)
    assert type(failure) is meant
    assert not isinstance(failure, Retry) or failure.after == (1.5 if "details" in error else None)
