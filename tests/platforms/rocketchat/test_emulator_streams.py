"""The emulator keeps the traps of the vendor's streams: what they tell, twice, late, or not at all."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from serveurs.rocketchat.modes import V6, V6_STREAMER, V8, V9, V9_DEAF, Mode
from serveurs.rocketchat.server import RocketChat
from serveurs.rocketchat.wire import call, iso, wired


@pytest.mark.parametrize("rocketchat", [V6, V6_STREAMER, V8, V9], indirect=True, ids=lambda mode: mode.name)
async def test_my_messages_tells_of_rooms_not_joined_but_of_no_private_one(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    joined, public = rocketchat.channel("entraide", camille, bot), rocketchat.channel("ailleurs", camille)
    private = rocketchat.group("prive", camille)
    async with wired(rocketchat, bot) as wire:
        assert (await wire.subscribe("s1", "stream-room-messages", "__my_messages__"))["msg"] == "ready"
        for room in (private, public, joined):
            rocketchat.say(room, camille, "bonjour")
        seen = [(await wire.until(msg="changed"))["fields"]["args"] for _ in range(2)]
        assert [(args[0]["rid"], args[1]["roomParticipant"]) for args in seen] == [(public, False), (joined, True)]
        assert (await wire.subscribe("s2", "stream-room-messages", private))["error"]["error"] == "not-allowed"
        assert (await wire.subscribe("s3", "stream-notify-user", f"{camille.id}/subscriptions-changed"))[
            "msg"
        ] == "nosub"
        assert (await wire.subscribe("s4", "stream-nothing", "x"))["error"]["error"] == 404


@pytest.mark.parametrize("rocketchat", [V9_DEAF], indirect=True, ids=["9.0 without streams"])
async def test_a_server_may_have_no_streams(rocketchat: RocketChat) -> None:
    async with wired(rocketchat, rocketchat.bot("aiguilleur")) as wire:
        assert (await wire.subscribe("s1", "stream-room-messages", "__my_messages__"))["error"]["error"] == 404


async def test_edits_reactions_replies_and_previews_send_the_whole_message_again(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    room = rocketchat.channel("entraide", camille, bot)
    async with wired(rocketchat, bot) as wire:
        await wire.subscribe("s1", "stream-room-messages", "__my_messages__")
        await wire.subscribe("s2", "stream-notify-room", f"{room}/deleteMessage")
        message = rocketchat.say(room, camille, "voyez https://exemple.org")
        seen = [(await wire.until(msg="changed"))["fields"]["args"][0] for _ in range(2)]
        assert [bool(one["urls"][0]["meta"]) for one in seen] == [False, True]
        rocketchat.edit(message, "voyez ça")
        rocketchat.react(message, camille, ":eyes:")
        rocketchat.say(room, camille, "et ça", tmid=message)
        again = [(await wire.until(msg="changed"))["fields"]["args"][0] for _ in range(4)]
        assert [one["_id"] == message for one in again] == [True, True, False, True]
        assert ("editedAt" in again[0], "reactions" in again[1], again[3]["tcount"]) == (True, True, 1)
        rocketchat.delete(message)
        gone = (await wire.until(msg="changed"))["fields"]
        assert (gone["eventName"], gone["args"]) == (f"{room}/deleteMessage", [{"_id": message}])


@pytest.mark.parametrize(("mode", "code"), [(V8, 1000), (V6_STREAMER, 4000)], ids=["one process", "micro-services"])
async def test_who_stays_silent_is_asked_and_then_hung_up_on(mode: Mode, code: int) -> None:
    with RocketChat(mode, tempo=0.005) as server:
        async with wired(server) as wire:
            await wire.until(msg="ping")
            async with asyncio.timeout(5):
                while not wire.socket.closed:
                    await wire.socket.receive()
            assert wire.socket.close_code == code


async def test_a_revoked_token_closes_and_does_not_open_again(rocketchat: RocketChat) -> None:
    bot = rocketchat.bot("aiguilleur")
    async with wired(rocketchat, bot) as wire:
        rocketchat.revoke(bot)
        async with asyncio.timeout(5):
            while not wire.socket.closed:
                await wire.socket.receive()
    async with wired(rocketchat) as wire:
        assert (await wire.login(bot.token))["error"]["error"] == 403
    assert (await call(rocketchat, bot, "GET", "me"))[0] == 401


async def test_frames_are_dropped_doubled_and_swapped_when_told(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    room = rocketchat.channel("entraide", camille, bot)
    async with wired(rocketchat, bot) as wire:
        await wire.subscribe("s1", "stream-room-messages", "__my_messages__")
        rocketchat.faults.frames("drop", "twice", "later")
        for word in ("perdu", "double", "après", "avant"):
            rocketchat.say(room, camille, word)
        seen = [(await wire.until(msg="changed"))["fields"]["args"][0]["msg"] for _ in range(4)]
        assert seen == ["double", "double", "avant", "après"]


async def test_what_is_said_in_the_gap_is_not_streamed(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    room = rocketchat.channel("entraide", camille, bot)
    rocketchat.faults.before_ready(lambda: rocketchat.say(room, camille, "dans le trou"))
    async with wired(rocketchat, bot) as wire:
        await wire.subscribe("s1", "stream-room-messages", "__my_messages__")
        rocketchat.say(room, camille, "après")
        assert (await wire.until(msg="changed"))["fields"]["args"][0]["msg"] == "après"
    assert [message["msg"] for message in rocketchat.messages(room) if "t" not in message] == ["dans le trou", "après"]


@pytest.mark.parametrize("fault", ["refused", "502"])
async def test_a_socket_may_not_open(rocketchat: RocketChat, fault: Any) -> None:
    rocketchat.faults.socket(fault, times=2)  # aiohttp tries a GET a second time by itself when it is cut
    with pytest.raises(aiohttp.ClientError):
        async with wired(rocketchat):
            pass
    rocketchat.faults.heal()
    async with wired(rocketchat):
        assert rocketchat.counts().sockets == 1


async def test_a_socket_may_open_and_be_mute_or_cut_at_login(rocketchat: RocketChat) -> None:
    bot = rocketchat.bot("aiguilleur")
    rocketchat.faults.socket("mute")
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{rocketchat.url}/websocket") as socket:
        await socket.send_json({"msg": "connect", "version": "1", "support": ["1"]})
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.2)
    rocketchat.faults.socket("cut")
    with pytest.raises(AssertionError, match="closed"):
        async with wired(rocketchat, bot):
            pass
    async with wired(rocketchat, bot):
        assert rocketchat.faults.met == ["mute", "cut"]


async def test_what_was_stamped_earlier_may_come_later_and_unannounced(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    room = rocketchat.channel("entraide", camille, bot)
    async with wired(rocketchat, bot) as wire:
        await wire.subscribe("s1", "stream-room-messages", "__my_messages__")
        since = int(rocketchat.clock.now()) - 1000
        late = rocketchat.say_late(room, camille, "en retard", by_seconds=90)
        after = rocketchat.say(room, camille, "à l'heure")
        assert (await wire.until(msg="changed"))["fields"]["args"][0]["_id"] == after
    found = {}
    for overlap in (0, 120_000):
        query = {"roomId": room, "lastUpdate": iso(since - overlap)}
        _, _, body = await call(rocketchat, bot, "GET", "chat.syncMessages", **query)
        found[overlap] = late in {message["_id"] for message in body["result"]["updated"]}
    assert found == {0: False, 120_000: True}


async def test_a_half_open_socket_stays_open_and_says_nothing(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    room = rocketchat.channel("entraide", camille, bot)
    async with wired(rocketchat, bot) as wire:
        await wire.subscribe("s1", "stream-room-messages", "__my_messages__")
        assert rocketchat.half_open() == 1
        rocketchat.say(room, camille, "vous m'entendez ?")
        await wire.send(msg="ping")
        with pytest.raises(TimeoutError):
            await wire.socket.receive(timeout=0.3)
        assert rocketchat.counts().sockets == 1


async def test_who_is_put_out_is_told_and_hears_no_more(rocketchat: RocketChat) -> None:
    camille, bot = rocketchat.person("camille"), rocketchat.bot("aiguilleur")
    room = rocketchat.group("entraide", camille, bot)
    async with wired(rocketchat, bot) as wire:
        await wire.subscribe("s1", "stream-notify-user", f"{bot.id}/subscriptions-changed")
        rocketchat.kick(room, bot)
        how, what = (await wire.until(msg="changed"))["fields"]["args"]
        assert (how, what["rid"]) == ("removed", room)
    status, _, _ = await call(rocketchat, bot, "GET", "groups.history", roomId=room)
    assert status == 400


async def test_what_is_open_is_counted(rocketchat: RocketChat) -> None:
    bot = rocketchat.bot("aiguilleur")
    async with wired(rocketchat, bot) as wire:
        await wire.subscribe("s1", "stream-room-messages", "__my_messages__")
        await wire.subscribe("s2", "stream-notify-user", f"{bot.id}/subscriptions-changed")
        await wire.send(msg="unsub", id="s2")
        await wire.until(msg="nosub", id="s2")
        counts = rocketchat.counts()
        assert (counts.sockets, counts.subscriptions, counts.subscriptions_ever) == (1, 1, 2)
