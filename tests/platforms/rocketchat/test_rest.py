"""The library, wrapped: what it lacks is mended, and nothing but the port's failures comes out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from serveurs.rocketchat.modes import V6, V8, V9
from serveurs.rocketchat.server import Account, RocketChat

from aiguilleur_bot.platforms.base import AuthLost, Forbidden, Gone, Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.rocketchat.rest import Patience, Rest, iso


@pytest.fixture
def bot(rocketchat: RocketChat) -> Account:
    return rocketchat.bot("aiguilleur")


@pytest.fixture
async def rest(rocketchat: RocketChat, bot: Account) -> AsyncIterator[Rest]:
    one = Rest(rocketchat.url + "/", bot.id, bot.token, patience=Patience(1.0, 0.5))
    yield one
    await one.close()


async def test_it_speaks_as_the_account_of_its_token(rest: Rest, bot: Account) -> None:
    assert (await rest.get("me"))["_id"] == bot.id
    assert rest.last_heard is not None
    assert (await rest.get("info", api_path="/api/"))["version"] == "8.9"


async def test_reserved_signs_and_dates_arrive_whole(rocketchat: RocketChat, rest: Rest, bot: Account) -> None:
    room = rocketchat.channel("entraide", bot)
    said = rocketchat.say(room, bot, "bonjour", _id="a+b&c=d %é#?/")
    assert (await rest.get("chat.getMessage", msgId=said))["message"]
    asked = iso(int(rocketchat.clock.now()) - 60_000)
    found = await rest.get("chat.syncMessages", roomId=room, lastUpdate=asked)
    assert len(found["result"]["updated"]) == 1  # type: ignore[index]
    assert rocketchat.exchanges(bot)[-1].query["lastUpdate"] == asked


def test_dates_are_written_as_the_server_reads_them() -> None:
    moment = datetime(2026, 11, 22, 7, 28, 0, 123_000, UTC)
    assert iso(int(moment.timestamp() * 1000)) == "2026-11-22T07:28:00.123Z"


@pytest.mark.parametrize("rocketchat", [V6, V8, V9], indirect=True, ids=lambda mode: mode.name)
async def test_what_the_server_refuses_is_named(rocketchat: RocketChat, rest: Rest, bot: Account) -> None:
    stranger = rocketchat.person("camille")
    closed = rocketchat.group("ailleurs", stranger)
    with pytest.raises(Gone):
        await rest.get("rooms.info", roomId="nulle-part")
    with pytest.raises(Forbidden):
        await rest.get("chat.syncMessages", roomId=closed, lastUpdate=iso(0))
    with pytest.raises(Invalid) as refusal:
        await rest.post("chat.sendMessage", {"message": {"rid": closed, "msg": "?"}})
    assert refusal.value.code == ""
    with pytest.raises(Gone):
        await rest.post("im.create", {"username": "personne"})


async def test_a_refused_token_is_a_lost_account(rocketchat: RocketChat, rest: Rest, bot: Account) -> None:
    await rest.get("me")
    rocketchat.revoke(bot)
    with pytest.raises(AuthLost, match="jeton"):
        await rest.get("me")


async def test_too_many_requests_say_until_when(rocketchat: RocketChat, rest: Rest) -> None:
    rocketchat.faults.rest("me", "429", after=7.0)
    with pytest.raises(Retry) as wait:
        await rest.get("me")
    assert wait.value.after is not None
    assert 6.0 < wait.value.after <= 8.0


@pytest.mark.parametrize("fault", ["refused", "lost", "502", "500", "html", "hang"])
async def test_a_server_or_a_proxy_in_trouble_passes(rocketchat: RocketChat, rest: Rest, fault: str) -> None:
    rocketchat.faults.rest("me", fault)  # type: ignore[arg-type]
    with pytest.raises(Retry):
        await rest.get("me")
    assert (await rest.get("me"))["_id"] == rest.account_id


async def test_nobody_at_the_address_is_a_trouble_that_passes(rocketchat: RocketChat, rest: Rest) -> None:
    rocketchat.stop()
    with pytest.raises(Retry):
        await rest.get("me")
    rocketchat.start()
    await rest.get("me")


async def test_the_loop_goes_on_while_a_request_waits(rocketchat: RocketChat, rest: Rest) -> None:
    rocketchat.faults.rest("me", "hang")
    waiting = asyncio.create_task(rest.get("me"))
    async with asyncio.timeout(0.3):
        for _ in range(10):
            await asyncio.sleep(0.01)
    assert not waiting.done()
    with pytest.raises(Retry):
        await waiting


async def test_many_at_once_use_a_few_threads(rest: Rest) -> None:
    before = threading.active_count()
    answers = await asyncio.gather(*(rest.get("me") for _ in range(40)))
    assert len({str(answer["_id"]) for answer in answers}) == 1
    assert threading.active_count() - before <= 4


async def test_the_token_is_not_carried_to_another_address() -> None:
    met: list[str] = []

    async def away(request: web.Request) -> web.Response:
        met.append(request.path)
        return web.Response(status=302, headers={"Location": "/ailleurs"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", away)
    async with TestServer(app) as server:
        rest = Rest(str(server.make_url("/")), "id", "secret")
        with pytest.raises(Invalid):
            await rest.get("me")
        await rest.close()
    assert met == ["/api/v1/me"]


@pytest.mark.parametrize(
    "body", [b"null", b"[]", b"\xff\xfe", b"<html>", b"", b'{"success": false}', b"{", b'"a"', b"NaN"]
)
async def test_any_page_is_an_answer_or_a_failure_of_the_port(body: bytes) -> None:
    async def strange(request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", strange)
    async with TestServer(app) as server:
        rest = Rest(str(server.make_url("/")), "id", "secret")
        with pytest.raises(PlatformError):
            await rest.get("me")
        await rest.close()
