"""Whatever breaks between the server and us, nothing is lost, and nothing is said twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from serveurs.rocketchat.modes import V6_OLD, V8, V8_STREAMER, V9
from serveurs.rocketchat.server import RocketChat

from aiguilleur_bot.platforms.base import AuthLost, Forbidden, Gone, Invalid, Message, Retry, Say
from aiguilleur_bot.platforms.rocketchat.ears import Mode

from .listening import CALM, HASTY, Bot


async def connections(server: RocketChat, more: Callable[[int], bool], within: float = 10) -> None:
    """Until the number of sockets ever opened is as wanted."""
    async with asyncio.timeout(within):
        while not more(server.counts().sockets_ever):
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("rocketchat", [V8, V8_STREAMER], indirect=True, ids=["monolith", "streamer"])
async def test_a_half_open_connection_is_noticed_and_replaced(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    patient = HASTY.__class__(backstop=600.0, pulse=HASTY.pulse)
    async with bot.running(rhythm=patient):
        assert rocketchat.half_open() == 1
        rocketchat.say(room, camille, "@aiguilleur dans le vide")
        await bot.memory.wait_message("dans le vide", within=5)
        counts = rocketchat.counts()
    assert (counts.sockets_ever, counts.sockets) == (2, 1)


@pytest.mark.parametrize("fault", ["drop", "twice", "later"])
async def test_frames_lost_doubled_or_late_change_nothing(rocketchat: RocketChat, fault: str) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running(rhythm=HASTY):
        rocketchat.faults.frames(fault)  # type: ignore[arg-type]
        for words in ("un", "deux", "trois"):
            rocketchat.say(room, camille, f"@aiguilleur {words}")
        for words in ("un", "deux", "trois"):
            await bot.memory.wait_message(words)
    assert sorted(bot.memory.texts()) == ["deux", "trois", "un"]


async def test_what_is_said_between_login_and_ready_is_heard(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    rocketchat.faults.ready_after = 0.1
    rocketchat.faults.before_ready(lambda: rocketchat.say(room, camille, "@aiguilleur au premier lancement"))
    async with bot.running(rhythm=CALM):
        await bot.memory.wait_message("au premier lancement")
        rocketchat.faults.before_ready(lambda: rocketchat.say(room, camille, "@aiguilleur dans le trou"))
        rocketchat.cut()
        await bot.memory.wait_message("dans le trou")
    assert rocketchat.faults.met.count("gap") == 2


async def test_a_write_stamped_before_the_last_look_is_read_back(rocketchat: RocketChat) -> None:
    rocketchat.clock.pass_by(-300)
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running(rhythm=HASTY):
        rocketchat.clock.pass_by(300)
        rocketchat.say(room, camille, "@aiguilleur à l'heure")
        await bot.memory.wait_message("à l'heure")
        await asyncio.sleep(0.5)  # read back once at least
        rocketchat.say_late(room, camille, "@aiguilleur en retard", by_seconds=60)
        await bot.memory.wait_message("en retard")


@pytest.mark.parametrize("fault", ["502", "mute", "cut", "refused"])
async def test_streams_that_do_not_open_are_tried_again_and_read_back_meanwhile(
    rocketchat: RocketChat, fault: str
) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running(rhythm=HASTY) as platform:
        rocketchat.faults.socket(fault, times=4)  # type: ignore[arg-type]
        rocketchat.cut()
        rocketchat.say(room, camille, "@aiguilleur quand même")
        await bot.memory.wait_message("quand même")
        before = rocketchat.counts().sockets_ever
        rocketchat.faults.heal()
        rocketchat.cut()
        await connections(rocketchat, lambda now: now > before)
        rocketchat.say(room, camille, "@aiguilleur de nouveau")
        await bot.memory.wait_message("de nouveau")
        assert platform.mode is Mode.FLUX


@pytest.mark.parametrize("rocketchat", [V6_OLD, V9], indirect=True, ids=["6.5", "9.0"])
async def test_ten_thousand_messages_missed_are_all_heard_once(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running():
        pass
    rocketchat.clock.pass_by(3_600)
    rocketchat.clock.freeze()
    rocketchat.fill(room, camille, 300, "même milliseconde {}")
    rocketchat.clock.thaw()
    rocketchat.fill(room, camille, 9_700, "message {}")
    rocketchat.say(room, camille, "le dernier")
    async with bot.running():
        await bot.memory.wait_message("le dernier", within=60)
    assert len(bot.memory.all(Message)) == len(set(bot.memory.texts())) == 10_001
    paged = [one for one in rocketchat.exchanges(bot.account) if one.query.get("type") == "UPDATED"]
    assert len(paged) > 10 or rocketchat.world.mode is V6_OLD


async def test_a_reading_back_cut_between_two_pages_goes_on_where_it_was(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running():
        pass
    rocketchat.clock.pass_by(3_600)
    asked = rocketchat.fill(room, camille, 1_000, "message {}")
    rocketchat.react(asked[0], camille, ":eyes:")  # said first, and last changed
    sleepy = bot.platform()
    task = asyncio.create_task(sleepy.run(bot.memory))
    async with asyncio.timeout(10):
        while len(bot.memory.all(Message)) < 300:
            await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await sleepy.close()
    assert '"pages"' in (bot.memory.position or "")
    async with bot.running():
        pass
    assert len(bot.memory.all(Message)) == 1_000
    assert '"pages"' not in (bot.memory.position or "")


async def test_a_server_that_restarts_is_found_again(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running() as platform:
        rocketchat.restart()
        rocketchat.say(room, camille, "@aiguilleur après la panne")
        await bot.memory.wait_message("après la panne")
        async with asyncio.timeout(5):
            while not platform.health().connected:
                await asyncio.sleep(0.02)


async def test_a_store_in_trouble_loses_nothing(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running():
        bot.memory.failures = 2
        rocketchat.say(room, camille, "@aiguilleur disque plein")
        await bot.memory.wait_message("disque plein")
        assert bot.memory.failures == 0


async def test_a_revoked_token_ends_the_platform_in_one_clear_line(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    platform = bot.platform()
    running = asyncio.create_task(platform.run(bot.memory))
    async with asyncio.timeout(5):
        while not platform.listens:
            await asyncio.sleep(0.01)
    rocketchat.revoke(bot.account)
    with pytest.raises(AuthLost, match="jeton"):
        await asyncio.wait_for(running, 5)
    with pytest.raises(AuthLost):
        await platform.send(Say(id="1", body="x", room=room))
    assert not platform.health().connected
    assert "jeton" in platform.health().detail
    assert platform.account == "@aiguilleur"
    await platform.close()


async def test_an_answer_whose_receipt_was_lost_is_not_said_twice(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running() as platform:
        rocketchat.faults.rest("chat.sendMessage", "lost")
        say = Say(id="1", body="bonjour", room=room)
        with pytest.raises(Retry):
            await platform.send(say)
        assert await platform.already_sent(say)
        receipt = await platform.send(say)
    assert [one["_id"] for one in rocketchat.messages(room, bot.account)] == [receipt.event_id]


async def test_refusals_without_a_name_are_explained_by_the_room(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    closed = rocketchat.channel("annonces", camille, bot.account, ro=True)
    sealed = rocketchat.group("secret", camille, bot.account, encrypted=True)
    left = rocketchat.group("quitte", camille, bot.account)
    async with bot.running() as platform:
        rocketchat.kick(left, bot.account)
        for room, code in ((closed, "LECTURE"), (sealed, "CHIFFRE"), (left, "PARTI"), ("nulle-part", "PARTI")):
            with pytest.raises(Forbidden) as refusal:
                await platform.send(Say(id=room, body="x", room=room))
            assert refusal.value.code == code
        with pytest.raises(Gone):
            await platform.send(Say(id="2", body="x", person="@personne"))
        with pytest.raises(Invalid):
            await platform.send(Say(id="3", body="x"))
        rocketchat.say(closed, camille, "@aiguilleur dans les annonces")
        rocketchat.say(sealed, camille, "", t="e2e", content={"algorithm": "rc.v1.aes-sha2", "ciphertext": "…"})
        assert (await bot.memory.wait_kind(Message)).kind == "chiffre"
    assert bot.memory.texts() == [""]


async def test_limits_are_waited_for(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running(rhythm=HASTY) as platform:
        rocketchat.faults.rest("rooms.get", "429", times=2, after=0.2)
        rocketchat.faults.rest("chat.sendMessage", "429", after=3.0)
        with pytest.raises(Retry) as wait:
            await platform.send(Say(id="1", body="x", room=room))
        assert wait.value.after is not None
        assert 2.0 < wait.value.after < 4.5
        rocketchat.say(room, camille, "@aiguilleur patience")
        await bot.memory.wait_message("patience")


async def test_a_message_of_long_ago_that_comes_again_is_no_new_work(rocketchat: RocketChat) -> None:
    """A reaction sends it whole, months later, when the journal has forgotten it."""
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running():
        old = rocketchat.say(room, camille, "@aiguilleur il y a longtemps")
        await bot.memory.wait_message("il y a longtemps")
        rocketchat.clock.pass_by(3_600)
        rocketchat.say(room, camille, "@aiguilleur depuis")
        await bot.memory.wait_message("depuis")
    async with bot.running():
        pass
    bot.memory.journal.clear()
    async with bot.running():
        rocketchat.react(old, camille, ":eyes:")
        rocketchat.say(room, camille, "@aiguilleur maintenant", tmid=old)
        await bot.memory.wait_message("maintenant")
    assert "il y a longtemps" not in bot.memory.texts()
