"""A server in trouble, a network that loses answers, an account that is lost: on a real Synapse."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from serveurs.fault_proxy import fault_proxy
from serveurs.fixtures import People
from serveurs.matrix_client import Person
from serveurs.synapse import Synapse

from aiguilleur_bot.platforms.base import AuthLost, Retry, Say

from .listening import Bot

pytestmark = pytest.mark.synapse


async def test_a_message_whose_acknowledgement_is_lost_is_sent_again_as_the_same(
    synapse: Synapse, camille: Person, bot: Bot
) -> None:
    async with fault_proxy(synapse.url) as proxy, bot.running(proxy.url) as platform:
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        proxy.fail("PUT", "/send/", "lost", 2)  # aiohttp itself tries a second time on a connection it had kept
        answer = Say(id="perdue", room=room, body="Une fois.")
        with pytest.raises(Retry):
            await platform.send(answer)
        await platform.send(answer)
        assert proxy.count("PUT", "/send/") == 3
    said = [event for event in await camille.history(room) if event["sender"] == bot.account]
    assert [event["content"].get("body") for event in said if event["type"] == "m.room.message"] == ["Une fois."]


async def test_everything_said_while_the_bot_was_down_is_heard_in_order(bot: Bot, camille: Person) -> None:
    async with bot.running() as platform:
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        for number in range(10):
            await platform.send(Say(id=f"bruit-{number}", room=room, body="bruit"))
    for number in range(150):
        await camille.say(room, f"message {number}")
    async with bot.running():
        await bot.memory.wait_message("message 149")
    assert bot.memory.texts(room) == [f"message {number}" for number in range(150)]


async def test_back_fill_that_fails_is_done_again_before_anything_is_admitted(
    synapse: Synapse, camille: Person, bot: Bot
) -> None:
    async with bot.running():
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
    for number in range(120):
        await camille.say(room, f"message {number}")
    async with fault_proxy(synapse.url) as proxy:
        proxy.fail("GET", "/messages", "502", 2)
        async with bot.running(proxy.url):
            await bot.memory.wait_message("message 119")
    assert bot.memory.texts(room) == [f"message {number}" for number in range(120)]


async def test_what_the_store_could_not_take_comes_again(bot: Bot, camille: Person) -> None:
    async with bot.running() as platform:
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        bot.memory.failures = 3
        await camille.say(room, "important")
        await bot.memory.wait_message("important")
        await camille.say(room, "la suite")
        await bot.memory.wait_message("la suite")
        assert platform.health().connected
    assert bot.memory.texts(room) == ["important", "la suite"]


@pytest.mark.parametrize("fault", ["502", "html", "refused", "429"])
async def test_a_server_in_trouble_is_asked_gently_and_heard_again(
    synapse: Synapse, camille: Person, bot: Bot, fault: str
) -> None:
    async with fault_proxy(synapse.url) as proxy, bot.running(proxy.url) as platform:
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        proxy.fail("GET", "/sync", fault, 10_000)  # type: ignore[arg-type]
        await camille.say(room, "réveille-toi")  # ends the long poll under way
        async with asyncio.timeout(10):
            while platform.health().connected:
                await asyncio.sleep(0.02)
        before = proxy.count("GET", "/sync")
        await asyncio.sleep(1.0)  # what is measured: how often it asks in one second (0.1 to 0.2 s apart here; aiohttp
        # asks twice where the connection breaks)
        assert 1 <= proxy.count("GET", "/sync") - before <= (24 if fault == "refused" else 12)
        proxy.heal()
        await camille.say(room, "de retour")
        await bot.memory.wait_message("de retour")
        assert platform.health().connected
    assert bot.memory.texts(room) == ["réveille-toi", "de retour"]


async def test_a_server_that_never_waits_does_not_make_the_bot_loop(synapse: Synapse, bot: Bot) -> None:
    async with fault_proxy(synapse.url) as proxy, bot.running(proxy.url, long_poll=8.0):
        proxy.replay_sync()
        async with asyncio.timeout(10):
            while not proxy.replayed:
                await asyncio.sleep(0.02)
        before = proxy.replayed
        await asyncio.sleep(2.0)  # what is measured: how often it asks in two seconds
        assert proxy.replayed - before <= 3


async def test_a_lost_account_stops_the_bot_and_the_server_is_left_in_peace(
    synapse: Synapse, people: People, bot: Bot
) -> None:
    async with fault_proxy(synapse.url) as proxy:
        platform = bot.platform(proxy.url)
        listening = asyncio.create_task(platform.run(bot.memory))
        async with asyncio.timeout(20):
            while not platform.health().connected:
                await asyncio.sleep(0.02)
        proxy.fail("GET", "/sync", "401", 10_000)
        with pytest.raises(AuthLost):
            async with asyncio.timeout(20):
                await listening
        asked = len(proxy.seen)
        for number in range(5):
            with pytest.raises(AuthLost):
                await platform.send(Say(id=f"trop-tard-{number}", room="!x", body="?"))
        health = platform.health()
        assert not health.connected
        assert "M_UNKNOWN_TOKEN" in health.detail
        assert len(proxy.seen) == asked
        assert sum("/sync" in line for line in proxy.seen) <= 4
        await platform.close()


async def test_logged_out_by_the_server_it_stops(bot: Bot, people: People) -> None:
    platform = bot.platform()
    listening = asyncio.create_task(platform.run(bot.memory))
    async with asyncio.timeout(20):
        while not platform.health().connected:
            await asyncio.sleep(0.02)
    await platform._wire.post("/_matrix/client/v3/logout")
    with pytest.raises(AuthLost):
        async with asyncio.timeout(20):
            await listening
    await platform.close()
    async with bot.running() as again:  # a password finds its way back at the next start, on the same device
        assert again.device == platform.device


async def test_a_cursor_the_server_does_not_know_is_given_up_and_the_ear_stays_open(
    synapse: Synapse, camille: Person, bot: Bot
) -> None:
    async with bot.running():
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        await camille.say(room, "vieux")
        await bot.memory.wait_message("vieux")
    bot.memory.position = "n'importe quoi"
    async with fault_proxy(synapse.url) as proxy, bot.running(proxy.url):
        async with asyncio.timeout(20):
            while bot.memory.position == "n'importe quoi":
                await asyncio.sleep(0.02)
        await camille.say(room, "neuf")
        await bot.memory.wait_message("neuf")
        assert proxy.count("GET", "/sync") < 10
    assert bot.memory.texts(room) == ["vieux", "neuf"]


async def test_synapse_killed_and_started_again_loses_nothing(people: People, tmp_path: Path) -> None:
    server = Synapse(tmp_path / "synapse")
    server.start()
    try:
        async with Person(server.url, server.register("camille")) as camille:
            bot = Bot.new(server, tmp_path)
            async with bot.running() as platform:
                room = await camille.create_room(bot.account)
                await bot.memory.wait_join(room)
                await camille.say(room, "avant")
                await bot.memory.wait_message("avant")
                server.kill()
                answer = Say(id="pendant", room=room, body="Répondu.")
                with pytest.raises(Retry):
                    await platform.send(answer)
                await asyncio.to_thread(server.start)
                await camille.say(room, "après")
                await bot.memory.wait_message("après")
                first = await platform.send(answer)
                server.kill()
                await asyncio.to_thread(server.start)
                assert await platform.send(answer) == first
            assert bot.memory.texts(room) == ["avant", "après"]
    finally:
        server.stop()


async def test_a_server_that_holds_the_line_and_says_nothing_is_left_and_asked_again(
    synapse: Synapse, camille: Person, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aiguilleur_bot.platforms.matrix.sync._GRACE", 0.5)
    async with fault_proxy(synapse.url) as proxy, bot.running(proxy.url, long_poll=1.0) as platform:
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        proxy.fail("GET", "/sync", "hang", 1)
        await camille.say(room, "un")
        await bot.memory.wait_message("un")
        await camille.say(room, "deux")
        await bot.memory.wait_message("deux")
        assert platform.health().connected


async def test_an_invitation_met_by_a_server_in_trouble_is_accepted_later(
    synapse: Synapse, camille: Person, bot: Bot
) -> None:
    async with fault_proxy(synapse.url) as proxy, bot.running(proxy.url, long_poll=0.5):
        proxy.fail("POST", "/join/", "502", 2)
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        assert proxy.count("POST", "/join/") == 3


async def test_an_invitation_shown_once_before_a_crash_is_found_again_at_the_next_start(
    synapse: Synapse, camille: Person, bot: Bot
) -> None:
    async with fault_proxy(synapse.url) as proxy:
        async with bot.running(proxy.url):
            proxy.fail("POST", "/join/", "502", 10_000)
            at = bot.memory.position
            room = await camille.create_room(bot.account)
            await camille.say(room, "tu m'entends ?")
            async with asyncio.timeout(20):
                while not proxy.count("POST", "/join/") or bot.memory.position == at:
                    await asyncio.sleep(0.02)
        proxy.heal()
        async with bot.running(proxy.url):
            await bot.memory.wait_message("tu m'entends ?")
