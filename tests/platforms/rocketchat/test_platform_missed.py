"""What streams do not tell, and what reading back must not wait for: heard at once all the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from platforms.listening import listening
from serveurs.rocketchat.modes import V9_DEAF, V9_PER_ROOM
from serveurs.rocketchat.server import RocketChat

from aiguilleur_bot.platforms.base import Departure, Edition, LeaveRoom, OpenRoom, Reaction, Redaction, Say
from aiguilleur_bot.platforms.rocketchat.ddp import Pulse
from aiguilleur_bot.platforms.rocketchat.rendering import names, render
from aiguilleur_bot.platforms.rocketchat.rest import Rest
from aiguilleur_bot.platforms.rocketchat.rooms import Rooms
from aiguilleur_bot.platforms.untrusted import Json

from .listening import CALM, HASTY, Bot


async def test_a_sign_put_on_an_older_message_while_we_were_away_is_read_back(rocketchat: RocketChat) -> None:
    """Only the last message of a room moves it: a hand on the card before that one moves nothing."""
    bot, sasha = Bot.new(rocketchat), rocketchat.person("sasha")
    room, other = (rocketchat.channel(name, sasha, bot.account) for name in ("aiguilleurs", "entraide"))
    async with bot.running() as platform:
        question = rocketchat.say(room, sasha, "@aiguilleur bonjour")
        await bot.memory.wait_message("bonjour")
        card = await platform.send(Say(id="1", body="carte 1", room=room))
        await platform.send(Say(id="2", body="carte 2", room=room))
    rocketchat.clock.pass_by(3600)
    async with bot.running(rhythm=HASTY):
        rocketchat.say(other, sasha, "@aiguilleur ailleurs")
        await bot.memory.wait_message("ailleurs")
        await read_back_again(rocketchat)
    rocketchat.clock.pass_by(3600)
    rocketchat.react(card.event_id, sasha, ":raised_hand:")
    rocketchat.edit(question, "@aiguilleur bonsoir")
    rocketchat.clock.pass_by(60)
    async with bot.running():
        reaction = await bot.memory.wait_kind(Reaction)
        edition = await bot.memory.wait_kind(Edition)
    assert (reaction.target, reaction.key) == (card.event_id, "✋")
    assert edition.text == "bonsoir"


async def test_a_sign_put_while_the_socket_was_cut_is_read_back_too(rocketchat: RocketChat) -> None:
    bot, sasha = Bot.new(rocketchat), rocketchat.person("sasha")
    room = rocketchat.channel("aiguilleurs", sasha, bot.account)
    async with bot.running(rhythm=HASTY) as platform:
        card = await platform.send(Say(id="1", body="carte 1", room=room))
        await platform.send(Say(id="2", body="carte 2", room=room))
        await read_back_again(rocketchat)
        rocketchat.faults.socket("502", times=2)
        rocketchat.cut()
        rocketchat.react(card.event_id, sasha, ":raised_hand:")
        assert (await bot.memory.wait_kind(Reaction)).target == card.event_id


async def read_back_again(server: RocketChat) -> None:
    """Until the bot has looked three times more at what moved."""
    looks = server.counts().requests["rooms.get"] + 3
    async with asyncio.timeout(10):
        while server.counts().requests["rooms.get"] < looks:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("rocketchat", [V9_DEAF], indirect=True, ids=lambda mode: mode.name)
async def test_without_streams_signs_are_looked_for_now_and_then(rocketchat: RocketChat) -> None:
    bot, sasha = Bot.new(rocketchat), rocketchat.person("sasha")
    room = rocketchat.channel("aiguilleurs", sasha, bot.account)
    async with bot.running(rhythm=replace(HASTY, signs=0.3)) as platform:
        card = await platform.send(Say(id="1", body="carte 1", room=room))
        await platform.send(Say(id="2", body="carte 2", room=room))
        rocketchat.say(room, sasha, "dernier mot")
        await bot.memory.wait_message("dernier mot")
        rocketchat.react(card.event_id, sasha, ":raised_hand:")
        assert (await bot.memory.wait_kind(Reaction)).target == card.event_id


async def test_a_server_that_cannot_be_read_back_is_heard_by_its_streams(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running():
        pass
    missed = rocketchat.say(room, camille, "@aiguilleur pendant l'absence")
    rocketchat.faults.rest("chat.syncMessages", "500", times=10_000)
    platform = bot.platform()
    async with listening(platform, bot.memory, lambda: "500" in platform.health().detail):
        rocketchat.say(room, camille, "@aiguilleur en direct")
        await bot.memory.wait_message("en direct")
        assert not platform.health().connected
        assert missed not in bot.memory.journal
        rocketchat.faults.heal()
        await bot.memory.wait_message("pendant l'absence")
        async with asyncio.timeout(5):
            while not platform.health().connected:
                await asyncio.sleep(0.01)


async def test_one_room_that_cannot_be_read_back_keeps_its_mark_and_no_other_waits(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    broken, sound = (rocketchat.channel(name, camille, bot.account) for name in ("un", "deux"))
    async with bot.running():
        pass
    rocketchat.say(broken, camille, "@aiguilleur là")
    rocketchat.say(sound, camille, "@aiguilleur ici")
    rocketchat.faults.rest("chat.syncMessages", "500", times=1)
    async with bot.running():
        await bot.memory.wait_message("ici")
        await bot.memory.wait_message("là")


async def test_a_subscription_that_never_is_ready_holds_no_message(rocketchat: RocketChat) -> None:
    """Deletions are a courtesy of the server; what people say does not wait for it."""
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    patient = replace(CALM, pulse=Pulse(ask=60, dead=120, answer=60))
    async with bot.running(rhythm=patient) as platform:
        rocketchat.faults.ready_after = 60
        await platform.send(Say(id="1", body="bonjour", room=room))
        for words in ("un", "deux", "trois"):
            rocketchat.say(room, camille, f"@aiguilleur {words}")
            await bot.memory.wait_message(words, within=2)


@pytest.mark.parametrize("rocketchat", [V9_PER_ROOM], indirect=True, ids=lambda mode: mode.name)
async def test_a_direct_room_that_we_open_is_heard_room_by_room_too(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    async with bot.running() as platform:
        sent = await platform.send(Say(id="1", body="bonjour", person="@camille"))
        rocketchat.say(sent.room, camille, "oui")
        await bot.memory.wait_message("oui")


async def test_a_message_whose_first_state_was_lost_is_heard_as_it_reads_now(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running() as platform:
        root = rocketchat.say(room, camille, "@aiguilleur réserver")
        await bot.memory.wait_message("réserver")
        await platform.send(Say(id="1", body="Dokos ?", room=room, thread=root))
        rocketchat.faults.frames("drop")
        reply = rocketchat.say(room, camille, "ouo", tmid=root)
        rocketchat.edit(reply, "oui")
        heard = await bot.memory.wait_message("oui")
    assert (heard.event_id, heard.thread) == (reply, root)


async def test_a_question_withdrawn_at_once_is_seen_withdrawn(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running() as platform:
        question = rocketchat.say(room, camille, "@aiguilleur bonjour")
        await bot.memory.wait_message("bonjour")
        await platform.send(Say(id="1", body="réponse", room=room, thread=question))
        rocketchat.delete(question)
        assert (await bot.memory.wait_kind(Redaction)).target == question


async def test_a_room_is_left_though_we_own_it_no_more(rocketchat: RocketChat) -> None:
    bot, camille, sasha = Bot.new(rocketchat), rocketchat.person("camille"), rocketchat.person("sasha")
    async with bot.running() as platform:
        met = await platform.send(OpenRoom(id="o", persons=("@camille", "@sasha"), name="rencontre"))
        rocketchat.do(lambda: rocketchat.world.members[met.room, bot.account.id].update(roles=[]))
        await platform.send(LeaveRoom(id="l", room=met.room))
        assert {one["username"] for one in rocketchat.members(met.room)} == {camille.username, sasha.username}
        gone = await bot.memory.wait_kind(Departure)
    assert (gone.room, gone.person, gone.sender) == (met.room, "@aiguilleur", "")


async def test_a_room_entered_while_the_server_answers_is_not_left(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    rocketchat.channel("entraide", camille, bot.account)

    class Meanwhile(Rest):
        """Somebody is written to between the server's answer and our reading of it."""

        async def get(self, endpoint: str, **query: str) -> Json:
            answer = await super().get(endpoint, **query)
            if endpoint == "subscriptions.get":
                await rooms.enter(rocketchat.direct(bot.account, camille))
            return answer

    rest = Meanwhile(rocketchat.url, bot.account.id, bot.account.token)
    rooms = Rooms(rest)
    assert (await rooms.look()).left == ()
    assert len(list(rooms)) == 2
    await rest.close()


def test_a_name_that_begins_another_is_a_name_of_its_own() -> None:
    text = "Bonjour @marie-claire, @luc.petit : voyez @anne."
    assert not names(text, "@marie")
    assert not names(text, "@luc")
    assert names(text, "@marie-claire")
    assert names(text, "@luc.petit")
    assert names(text, "@anne")
    assert render(text, ["@luc", "@anne"]).count("@\u2060") == 2
