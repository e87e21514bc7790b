"""One request to the homeserver, over matrix-nio's transport: answers are JSON objects, failures are the port's.

nio's own loops are not used: on 429 it sleeps without telling, on a lost connection it retries for ever, and
its sync has no back-off. `AsyncClient.send` does none of that. The one client stays, so that encryption can be
fed the raw answers later (`SyncResponse.from_dict`, `receive_response`, `encrypt`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import aiohttp
from nio import AsyncClient, AsyncClientConfig

from aiguilleur_bot.platforms.base import Retry
from aiguilleur_bot.platforms.matrix.errors import TRANSPORT_FAILURES, from_server, from_transport
from aiguilleur_bot.platforms.untrusted import Json, mapping, string

REQUEST_TIMEOUT = 20.0  # seconds, for everything but the long poll
_CONNECT_TIMEOUT = 10.0
_AFTER_CEILING = 3600.0


def path(*parts: str) -> str:
    """A path of the client-server API, each part quoted: `path("v3", "rooms", "!a/b")`."""
    return "/_matrix/client/" + "/".join(quote(part, safe="") for part in parts)


class Wire:
    """The homeserver at `server`, spoken to as `account`."""

    def __init__(self, server: str, account: str) -> None:
        config = AsyncClientConfig(max_limit_exceeded=0, max_timeouts=0, encryption_enabled=False)
        self._client = AsyncClient(server.rstrip("/"), account, config=config)
        self.account = account
        self.device = ""

    @property
    def ready(self) -> bool:
        """Whether a token is known."""
        return bool(self._client.access_token)

    def use(self, device: str, token: str) -> None:
        """Speak as this device from now on."""
        self.device = device
        self._client.restore_login(self.account, device, token)

    def forget(self) -> None:
        """The token is not valid any more: say nothing with it again."""
        self._client.access_token = ""

    async def get(
        self, where: str, query: Mapping[str, str] | None = None, *, wait: float = REQUEST_TIMEOUT, token: str = ""
    ) -> Json:
        """GET `where`. `wait` bounds the whole request, in seconds; `token` speaks with another token than ours."""
        return await self._call("GET", where, query, None, wait, token)

    async def put(self, where: str, body: Json) -> Json:
        return await self._call("PUT", where, None, body, REQUEST_TIMEOUT, "")

    async def post(self, where: str, body: Json | None = None) -> Json:
        return await self._call("POST", where, None, body or {}, REQUEST_TIMEOUT, "")

    async def delete(self, where: str) -> Json:
        return await self._call("DELETE", where, None, None, REQUEST_TIMEOUT, "")

    async def _call(
        self, method: str, where: str, query: Mapping[str, str] | None, body: Json | None, wait: float, token: str
    ) -> Json:
        what = f"{method} {_endpoint(where)}"
        timeout = aiohttp.ClientTimeout(total=wait, sock_connect=_CONNECT_TIMEOUT)
        target = f"{where}?{urlencode(query)}" if query else where
        data = None if body is None else json.dumps(body, ensure_ascii=False)
        try:
            answer: aiohttp.ClientResponse = await self._client.send(
                method, target, data, self._headers(token), None, timeout
            )
            async with answer:
                status, text = answer.status, await answer.text("utf-8")
                header = answer.headers.get("Retry-After", "")
            content = mapping(json.loads(text)) if text else {}
        except json.JSONDecodeError:
            raise from_server(what, status, "", _seconds(header)) from None
        except TRANSPORT_FAILURES as failure:
            raise from_transport(what, failure) from failure
        if 200 <= status < 300:
            return content
        raise from_server(what, status, string(content, "errcode"), _retry_after(content, header))

    def _headers(self, token: str) -> dict[str, str]:
        bearer = token or self._client.access_token
        headers = {"Content-Type": "application/json"}
        return headers | {"Authorization": f"Bearer {bearer}"} if bearer else headers

    def require_login(self) -> None:
        """Raise Retry while we have no token: a message to send waits for the login."""
        if not self.ready:
            raise Retry("pas encore connecté au serveur Matrix", 1.0)

    async def close(self) -> None:
        await self._client.close()


def _endpoint(where: str) -> str:
    """The kind of request, without room, person or message: `/rooms/send`."""
    words = [part for part in where.removeprefix("/_matrix/client/").split("/") if part.replace("_", "").isalpha()]
    return "/" + "/".join(words[:3])


def _retry_after(content: Json, header: str) -> float | None:
    wait = content.get("retry_after_ms")
    if isinstance(wait, int | float) and not isinstance(wait, bool) and wait >= 0:
        return min(wait / 1000, _AFTER_CEILING)
    return _seconds(header)


def _seconds(header: str) -> float | None:
    return min(float(header), _AFTER_CEILING) if header.isdecimal() else None
