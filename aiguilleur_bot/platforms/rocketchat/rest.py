"""One REST request, over rocketchat-API: answers are JSON objects, failures are the port's.

The library blocks, so each request runs in one of a few threads of ours, with a library of its own (its connections
may not be shared). What it lacks is mended here: it concatenates queries as they are, follows redirections with the
token, drops the headers that say how long to wait, and takes any page for an answer.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

import requests
from rocketchat_API.APIExceptions.RocketExceptions import RocketApiException, RocketBadStatusCodeException
from rocketchat_API.rocketchat import RocketChat

from aiguilleur_bot.platforms.base import AuthLost
from aiguilleur_bot.platforms.rocketchat.errors import LIBRARY_FAILURES, from_library, from_server
from aiguilleur_bot.platforms.untrusted import Json, http_date, mapping

_THREADS = 4
_AFTER_CEILING = 3600.0
_CLOCKS_AGREE = 2.0  # seconds: the `Date` header has no fraction


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a connection, and then between two bytes of an answer."""

    connect: float = 10.0
    answer: float = 20.0


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back: the status, the JSON object (None: something else), how long to wait, when the server said it."""

    status: int
    content: Json | None
    after: float | None
    date: datetime | None


@dataclass(slots=True)
class _Line:
    """The library of one thread, and the last answer it read."""

    library: RocketChat
    last: list[requests.Response] = field(default_factory=list)


class Rest:
    """The server at `server`, spoken to as `account_id` with a personal access token."""

    def __init__(
        self,
        server: str,
        account_id: str,
        token: str,
        *,
        patience: Patience = Patience(),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.server = server.rstrip("/")
        self.account_id = account_id
        self._token = token
        self._patience = patience
        self._now = now
        self._lines = threading.local()
        self._all: list[requests.Session] = []
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="rocketchat")
        self.last_heard: datetime | None = None
        self.server_date: datetime | None = None

    @property
    def token(self) -> str:
        """The token, for the streams: they log in with the same one."""
        return self._token

    async def get(self, endpoint: str, *, api_path: str = "", **query: str) -> Json:
        """GET `/api/v1/ENDPOINT`, or under another `api_path`. Raises PlatformError."""
        given = {name: quote(value, safe="") for name, value in query.items()}
        given |= {"api_path": api_path} if api_path else {}
        return await self._call(f"GET {endpoint}", lambda library: library.call_api_get(endpoint, **given))

    async def post(self, endpoint: str, body: Mapping[str, object]) -> Json:
        """POST `/api/v1/ENDPOINT`. Raises PlatformError."""
        return await self._call(f"POST {endpoint}", lambda library: library.call_api_post(endpoint, body=dict(body)))

    async def close(self) -> None:
        """Hang up. A request under way ends by itself, within its patience."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for session in self._all:
            session.close()

    # -------------------------------------------------------- inside

    async def _call(self, what: str, act: Callable[[RocketChat], object]) -> Json:
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._threads, self._blocking, act)
        except LIBRARY_FAILURES as failure:
            raise from_library(what, failure) from failure
        if answer.content is not None:
            self.last_heard = self._now()
            self.server_date = answer.date or self.server_date
        if 200 <= answer.status < 300 and answer.content is not None and answer.content.get("success") is not False:
            return answer.content
        status = answer.status if not 200 <= answer.status < 300 else (502 if answer.content is None else 400)
        refusal = from_server(what, status, answer.content, answer.after)
        if isinstance(refusal, AuthLost):
            raise AuthLost(f"Rocket.Chat : le jeton du compte {self.account_id} n’est plus accepté", code=refusal.code)
        raise refusal

    def _blocking(self, act: Callable[[RocketChat], object]) -> _Answer:
        """In a thread of ours."""
        line = self._line()
        line.last.clear()
        try:
            content = act(line.library)
        except RocketApiException as refusal:
            content = refusal.response_json
        except RocketBadStatusCodeException as refusal:
            content = refusal.response_json
        response = line.last[-1]
        sent = http_date(response.headers.get("Date", ""))
        after = _after(response.headers, sent)
        return _Answer(response.status_code, mapping(content) if isinstance(content, dict) else None, after, sent)

    def _line(self) -> _Line:
        known = getattr(self._lines, "line", None)
        if isinstance(known, _Line):
            return known
        session = requests.Session()
        session.trust_env = False  # no proxy nor password from the surroundings: what the settings say, and no more
        session.max_redirects = 0
        last: list[requests.Response] = []
        session.hooks["response"].append(lambda response, *_args, **_more: last.append(response))
        library = RocketChat(
            auth_token=self._token,
            user_id=self.account_id,
            server_url=self.server,
            timeout=(self._patience.connect, self._patience.answer),
            ssl_verify=ssl.get_default_verify_paths().cafile or True,
            session=session,
        )
        self._all.append(session)
        self._lines.line = line = _Line(library, last)
        return line


def iso(milliseconds: int) -> str:
    """A time in milliseconds since 1970 as the server reads it: `2026-11-22T07:28:00.123Z`."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _after(headers: Mapping[str, str], sent: datetime | None) -> float | None:
    """How long to wait, in seconds: `X-RateLimit-Reset` is a time of the server's clock, in milliseconds."""
    reset, plain = headers.get("X-RateLimit-Reset", ""), headers.get("Retry-After", "")
    if plain.isdecimal():
        return min(float(plain), _AFTER_CEILING)
    if not reset.isdecimal():
        return None
    now = time.time()
    if sent is not None and abs(sent.timestamp() - now) > _CLOCKS_AGREE:
        now = sent.timestamp()
    return min(max(int(reset) / 1000 - now, 0.0), _AFTER_CEILING)
