"""The REST side: who asks, whether they may, whether the request is well-formed, and the envelope of the answer."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from serveurs.rocketchat.faults import Faults
from serveurs.rocketchat.limits import Limits
from serveurs.rocketchat.messages import World
from serveurs.rocketchat.values import Doc, Refusal, for_rest

_TOO_MANY = "Error, too many requests. Please slow down. You must wait {} seconds before trying this endpoint again."
_FORBIDDEN = frozenset({"error-not-allowed", "error-action-not-allowed", "not-authorized", "error-unauthorized"})


@dataclass(frozen=True, slots=True)
class Call:
    """One well-formed request: `given` is the body of a POST, the query of a GET."""

    world: World
    user: Doc
    given: dict[str, Any]
    token: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`needs`: the names that must be there; `takes`: the others it knows. A name unknown to both is refused."""

    answer: Callable[[Call], Doc]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    open: bool = False


@dataclass(slots=True)
class Exchange:
    """One request and its answer, kept for the judges."""

    user: str
    method: str
    endpoint: str
    query: dict[str, str]
    body: Any
    status: int = 0
    answer: Any = None


class Answered(Exception):
    """An answer that is not the usual envelope."""

    def __init__(self, status: int, body: Doc, headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.body = body
        self.headers = headers or {}


@dataclass
class Rest:
    """`exchanges` are the last requests and answers, oldest first; `troubles`, the faults of the emulator itself."""

    world: World
    limits: Limits
    faults: Faults
    endpoints: dict[tuple[str, str], Endpoint]
    requests: Counter[str]
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=5_000))
    latency: float = 0.0
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    troubles: list[Exception] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """`/api/v1/…` and `/api/info`."""
        name = request.match_info["endpoint"]
        self.requests[name] += 1
        user = self._user(request)
        exchange = Exchange(str((user or {}).get("username", "")), request.method, name, dict(request.query), None)
        plan = self.faults.of_call(name, user)
        if self.latency:
            await asyncio.sleep(self.latency)
        if plan is not None and plan.fault != "lost":
            return await self._broken(request, plan.fault, plan.after)
        headers: dict[str, str] = {}
        try:
            exchange.body = await _body(request)
            status, body = 200, self._answer(request, name, user, exchange.body, headers)
        except Refusal as refusal:
            status, body = self._refused(refusal)
        except Answered as answered:
            status, body = answered.status, answered.body
            headers |= answered.headers
        except ConnectionResetError:  # whoever asked died before the end of their question: nothing was asked
            return web.Response(status=499)
        except Exception as trouble:
            self.troubles.append(trouble)
            raise
        exchange.status, exchange.answer = status, for_rest(body)
        self.exchanges.append(exchange)
        if plan is not None:
            return _cut(request)
        text = json.dumps(exchange.answer, ensure_ascii=False)
        return web.Response(status=status, text=text, content_type="application/json", headers=headers)

    # -------------------------------------------------------- the usual path

    def _answer(self, request: web.Request, name: str, user: Doc | None, body: Any, headers: dict[str, str]) -> Doc:
        endpoint = self.endpoints.get((request.method, name))
        if endpoint is None:
            raise Answered(404, {"success": False, "error": "Not found"})
        if user is None and not endpoint.open:
            raise self._unauthorized()
        if left := self.limits.call(name, user):
            headers |= left.headers
            if left.refused:
                raise self._too_many((left.reset - self.world.clock.now()) / 1000, left.headers)
        given = body if request.method == "POST" else dict(request.query)
        _refuse_malformed(endpoint, given)
        token = request.headers.get("X-Auth-Token", "")
        answer = endpoint.answer(Call(self.world, user or {}, given, token))
        return answer if "status" in answer else {**answer, "success": True}

    def _user(self, request: web.Request) -> Doc | None:
        user = self.world.user_of_token(request.headers.get("X-Auth-Token", ""))
        return user if user is not None and user["_id"] == request.headers.get("X-User-Id") else None

    def _unauthorized(self) -> Answered:
        said = {"status": "error", "message": "You must be logged in to do this."}
        return Answered(401, said if self.world.mode.major < 8 else {"success": False, **said})

    def _refused(self, refusal: Refusal) -> tuple[int, Doc]:
        body: Doc = {"success": False, "error": str(refusal)}
        if self.world.mode.forbids and refusal.kind in _FORBIDDEN:
            return 403, {**body, "errorType": "error-forbidden"}
        if refusal.kind:
            body["errorType"] = refusal.kind
        return 400, body | ({"details": refusal.details} if refusal.details else {})

    def _too_many(self, wait: float, headers: dict[str, str]) -> Answered:
        error = f"{_TOO_MANY.format(int(wait) + 1)} [error-too-many-requests]"
        return Answered(429, {"success": False, "error": error}, headers)

    # -------------------------------------------------------- the others

    async def _broken(self, request: web.Request, fault: str, after: float) -> web.StreamResponse:
        if fault == "hang":
            await self.closing.wait()
            return _cut(request)
        if fault == "refused":
            return _cut(request)
        if fault == "429":
            headers = {
                "X-RateLimit-Limit": "10",
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": str(int(self.world.clock.now() + after * 1000)),
            }
            return web.json_response(self._too_many(after, {}).body, status=429, headers=headers)
        if fault == "401":
            return web.json_response(self._unauthorized().body, status=401)
        status = 200 if fault == "html" else int(fault)
        return web.Response(status=status, text="<html><h1>nginx</h1></html>", content_type="text/html")


def _refuse_malformed(endpoint: Endpoint, given: Any) -> None:
    if not isinstance(given, dict):
        raise Refusal("invalid-params", "must be object")
    for name in endpoint.needs:
        if given.get(name) in (None, ""):
            raise Refusal("invalid-params", f"must have required property '{name}'")
    if endpoint.takes and (extra := set(given) - {*endpoint.needs, *endpoint.takes, "-"}):
        raise Refusal("invalid-params", f"must NOT have additional properties ({min(extra)})")


async def _body(request: web.Request) -> Any:
    raw = await request.read()
    if not raw or request.method == "GET":
        return {}
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(await request.post())
    try:
        return json.loads(raw)
    except ValueError:
        raise Refusal("error-invalid-body", "Invalid JSON") from None


def _cut(request: web.Request) -> web.Response:
    """Close the connection under the client's feet."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)
