"""The emulator keeps the vendor's traps: what it refuses, forgets, re-sends and loses."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from serveurs.rocketchat.modes import ALL, V8, V9
from serveurs.rocketchat.person import Person, RocketChatRefusal
from serveurs.rocketchat.server import RocketChat
from serveurs.rocketchat.wire import call, iso


@pytest.mark.parametrize("rocketchat", ALL, indirect=True, ids=lambda mode: mode.name)
async def test_people_talk_on_every_kind_of_server(rocketchat: RocketChat) -> None:
    camille, sasha = rocketchat.person("camille"), rocketchat.person("sasha")
    room = rocketchat.channel("entraide", camille, sasha)
    async with Person(rocketchat.url, "camille") as one, Person(rocketchat.url, "sasha") as other:
        asked = await one.say(room, "bonjour @sasha")
        assert (await other.wait_from(room, "camille"))["mentions"][0]["_id"] == sasha.id
        await other.say(room, "salut", thread=asked)
        assert (await one.wait_from(room, "sasha", "salut"))["tmid"] == asked
        await other.react(asked, ":eyes:")
        await one.wait_reaction(asked, ":eyes:", "sasha")
        rocketchat.restart()
        rocketchat.say(room, camille, "après")
        await other.wait_from(room, "camille", "après")


async def test_the_same_id_is_the_same_message_and_an_unhelpful_400(rocketchat: RocketChat) -> None:
    bot = rocketchat.bot("aiguilleur")
    room = rocketchat.channel("entraide", bot)
    message = {"message": {"_id": "reponse-1", "rid": room, "msg": "Voici"}}
    assert (await call(rocketchat, bot, "POST", "chat.sendMessage", message))[0] == 200
    status, _, body = await call(rocketchat, bot, "POST", "chat.sendMessage", message)
    assert (status, body["success"], "errorType" in body) == (400, False, False)
    assert len(rocketchat.messages(room)) == 1
    status, _, body = await call(rocketchat, bot, "GET", "chat.getMessage", msgId="reponse-1")
    assert (status, body["message"]["u"]["_id"]) == (200, bot.id)


async def test_a_lost_answer_was_done(rocketchat: RocketChat) -> None:
    bot = rocketchat.bot("aiguilleur")
    room = rocketchat.channel("entraide", bot)
    rocketchat.faults.rest("chat.sendMessage", "lost")
    with pytest.raises(aiohttp.ClientError):
        await call(rocketchat, bot, "POST", "chat.sendMessage", {"message": {"rid": room, "msg": "Voici"}})
    assert [message["msg"] for message in rocketchat.messages(room)] == ["Voici"]


async def test_who_dies_before_the_end_of_a_question_asked_nothing() -> None:
    """A killed bot is no fault of the emulator: that one says its own at the end."""
    with RocketChat() as server:
        bot = server.bot("aiguilleur")
        room = server.channel("entraide", bot)
        address = urlsplit(server.url)
        _, half = await asyncio.open_connection(address.hostname, address.port)
        half.write(b"POST /api/v1/chat.sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{")
        await half.drain()
        async with asyncio.timeout(5):
            while not server.counts().requests["chat.sendMessage"]:
                await asyncio.sleep(0.01)
        half.transport.abort()
        await call(server, bot, "GET", "me")
        assert server.messages(room) == []


@pytest.mark.parametrize(
    ("fault", "status"), [("502", 502), ("500", 500), ("html", 200), ("401", 401), ("429", 429)], ids=str
)
async def test_a_proxy_or_a_limit_in_the_way(rocketchat: RocketChat, fault: Any, status: int) -> None:
    bot = rocketchat.bot("aiguilleur")
    rocketchat.faults.rest("me", fault)
    url, headers = f"{rocketchat.url}/api/v1/me", {"X-Auth-Token": bot.token, "X-User-Id": bot.id}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        assert answer.status == status
        assert ("X-RateLimit-Reset" in answer.headers) == (fault == "429")
        assert (answer.content_type == "text/html") == (fault in {"502", "500", "html"})
    assert (await call(rocketchat, bot, "GET", "me"))[2]["_id"] == bot.id


async def test_reading_since_gives_everything_and_pages_lose_what_shares_a_millisecond(rocketchat: RocketChat) -> None:
    camille = rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille)
    start = int(rocketchat.clock.now()) - 1
    rocketchat.clock.freeze()
    sent = rocketchat.fill(room, camille, 3)
    rocketchat.clock.thaw()
    _, _, body = await call(rocketchat, camille, "GET", "chat.syncMessages", roomId=room, lastUpdate=iso(start))
    assert {message["_id"] for message in body["result"]["updated"]} == set(sent)
    page = {"roomId": room, "type": "UPDATED", "count": "2"}
    _, _, first = await call(rocketchat, camille, "GET", "chat.syncMessages", next=str(start), **page)
    _, _, second = await call(
        rocketchat, camille, "GET", "chat.syncMessages", next=first["result"]["cursor"]["next"], **page
    )
    assert (len(first["result"]["updated"]), len(second["result"]["updated"])) == (2, 0)


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        (
            {"lastUpdate": "2026-11-22T10:00:00.000Z", "next": "1", "type": "UPDATED"},
            "error-cursor-and-lastUpdate-conflict",
        ),
        ({"next": "1"}, "error-param-required"),
        ({"next": "1", "previous": "2", "type": "UPDATED"}, "error-cursor-conflict"),
        ({"lastUpdate": "2026-11-22T10:00:00.000 00:00"}, "error-lastUpdate-param-invalid"),
        ({}, "error-param-required"),
    ],
)
async def test_reading_back_refuses_what_the_vendor_refuses(
    rocketchat: RocketChat, query: dict[str, str], kind: str
) -> None:
    camille = rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille)
    status, _, body = await call(rocketchat, camille, "GET", "chat.syncMessages", roomId=room, **query)
    assert (status, body["errorType"]) == (400, kind)


async def test_a_second_unread_message_bumps_the_room_and_not_the_subscription(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    room = rocketchat.channel("entraide", camille, bot)
    rocketchat.say(room, camille, "un")
    rocketchat.clock.pass_by(1)
    since = iso(rocketchat.clock.now())
    rocketchat.clock.pass_by(1)
    rocketchat.say(room, camille, "deux")
    _, _, rooms = await call(rocketchat, bot, "GET", "rooms.get", updatedSince=since)
    _, _, subscriptions = await call(rocketchat, bot, "GET", "subscriptions.get", updatedSince=since)
    assert ([one["_id"] for one in rooms["update"]], subscriptions["update"]) == ([room], [])


async def test_a_reaction_toggles_unless_told(rocketchat: RocketChat) -> None:
    camille = rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille)
    message = rocketchat.say(room, camille, "bonjour")
    for should in (True, True):
        body = {"messageId": message, "emoji": ":eyes:", "shouldReact": should}
        await call(rocketchat, camille, "POST", "chat.react", body)
    assert rocketchat.message(message)["reactions"] == {":eyes:": {"usernames": ["camille"]}}
    await call(rocketchat, camille, "POST", "chat.react", {"messageId": message, "emoji": "eyes"})
    assert "reactions" not in rocketchat.message(message)
    assert (await call(rocketchat, camille, "POST", "chat.react", {"messageId": message, "emoji": "🧭"}))[0] == 400


async def test_length_is_counted_as_javascript_does(rocketchat: RocketChat) -> None:
    async with Person(rocketchat.url, rocketchat.person("camille").username) as camille:
        room = await camille.create_channel("entraide")
        await camille.say(room, "🧭" * 2500)
        with pytest.raises(RocketChatRefusal, match="size-exceeded"):
            await camille.say(room, "🧭" * 2500 + "a")


async def test_a_name_followed_by_a_full_stop_is_another_name(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    room = rocketchat.channel("entraide", camille, bot)
    said = [rocketchat.say(room, camille, text) for text in ("dis @aiguilleur.", "dis @aiguilleur, merci")]
    assert [len(rocketchat.message(one)["mentions"]) for one in said] == [0, 1]


@pytest.mark.parametrize(
    ("rocketchat", "status", "kind"),
    [(V8, 400, "error-not-allowed"), (V9, 403, "error-forbidden")],
    indirect=["rocketchat"],
    ids=["8.9", "9.0"],
)
async def test_closed_rooms_refuse(rocketchat: RocketChat, status: int, kind: str) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    secret = rocketchat.group("secret", camille, bot, encrypted=True)
    readonly = rocketchat.channel("annonces", camille, bot, ro=True)
    for room, wanted in ((secret, (status, kind)), (readonly, (400, None))):
        got = await call(rocketchat, bot, "POST", "chat.sendMessage", {"message": {"rid": room, "msg": "Voici"}})
        assert (got[0], got[2].get("errorType")) == wanted


async def test_a_limited_account_is_told_when_to_come_back() -> None:
    with RocketChat(limits=True) as server:
        camille, bot = server.person("camille"), server.bot("aiguilleur")
        statuses = [(await call(server, camille, "GET", "me"))[0] for _ in range(10)]
        status, headers, body = await call(server, camille, "GET", "me")
        assert statuses == [200] * 10
        assert (status, body["success"]) == (429, False)
        assert 0 < int(headers["X-RateLimit-Reset"]) - server.clock.now() <= 60_000
        server.clock.pass_by(61)
        assert (await call(server, camille, "GET", "me"))[0] == 200
        assert [(await call(server, bot, "GET", "me"))[0] for _ in range(11)] == [200] * 11


async def test_a_backlog_is_read_back_whole_by_date_and_not_by_pages(rocketchat: RocketChat) -> None:
    camille = rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille)
    sent = set(rocketchat.fill(room, camille, 10_000))
    _, _, body = await call(rocketchat, camille, "GET", "chat.syncMessages", roomId=room, lastUpdate=iso(0))
    assert {message["_id"] for message in body["result"]["updated"]} == sent
    seen: set[str] = set()
    page: str | None = "1"
    while page is not None:
        query = {"roomId": room, "type": "UPDATED", "next": page, "count": "1000"}
        result = (await call(rocketchat, camille, "GET", "chat.syncMessages", **query))[2]["result"]
        seen |= {message["_id"] for message in result["updated"]}
        page = result["cursor"]["next"]
    assert 0 < len(seen) < len(sent)


async def test_a_room_one_was_put_out_of_refuses_without_a_name_for_it(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    room = rocketchat.group("entraide", camille, bot)
    rocketchat.kick(room, bot)
    status, _, body = await call(rocketchat, bot, "POST", "chat.sendMessage", {"message": {"rid": room, "msg": "?"}})
    assert (status, body) == (400, {"success": False, "error": "error-not-allowed"})


async def test_a_reply_goes_where_its_thread_is(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    room, elsewhere = rocketchat.channel("entraide", camille, bot), rocketchat.channel("ailleurs", camille, bot)
    first = rocketchat.say(room, camille, "bonjour")
    second = rocketchat.say(elsewhere, bot, "bonjour", tmid=first)
    third = rocketchat.say(room, bot, "encore", tmid=second)
    assert [(rocketchat.message(one)["rid"], rocketchat.message(one)["tmid"]) for one in (second, third)] == [
        (room, first),
        (room, first),
    ]


async def test_an_account_with_no_other_role_than_bot_cannot_delete(rocketchat: RocketChat) -> None:
    bot = rocketchat.bot("aiguilleur", roles=("bot",))
    room = rocketchat.channel("entraide", bot)
    message = rocketchat.say(room, bot, "Voici")
    body = {"roomId": room, "msgId": message}
    assert (await call(rocketchat, bot, "POST", "chat.delete", body))[0] == 400
    assert (await call(rocketchat, bot, "POST", "chat.update", {**body, "text": "Voilà"}))[0] == 200


async def test_the_last_owner_cannot_leave(rocketchat: RocketChat) -> None:
    bot, camille = rocketchat.bot("aiguilleur"), rocketchat.person("camille")
    _, _, made = await call(rocketchat, bot, "POST", "groups.create", {"name": "rencontre", "members": ["camille"]})
    room = {"roomId": made["group"]["_id"]}
    assert (await call(rocketchat, bot, "POST", "groups.leave", room))[0] == 400
    assert (await call(rocketchat, bot, "POST", "groups.addOwner", {**room, "userId": camille.id}))[0] == 200
    assert (await call(rocketchat, bot, "POST", "groups.leave", room))[0] == 200
    assert [user["username"] for user in rocketchat.members(made["group"]["_id"])] == ["camille"]
