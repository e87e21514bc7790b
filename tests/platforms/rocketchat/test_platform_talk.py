"""What the bot hears and says on a server of ours, when nothing breaks."""

from __future__ import annotations

import pytest
from platforms.listening import listening
from serveurs.rocketchat.modes import ALL, V6_BARE, V9_DEAF, V9_PER_ROOM
from serveurs.rocketchat.server import RocketChat

from aiguilleur_bot.platforms.base import Departure, Edition, Join, Message, Reaction, Redaction, Say
from aiguilleur_bot.platforms.rocketchat.ears import Mode

from .listening import HASTY, Bot, joins


@pytest.mark.parametrize("rocketchat", [*ALL, V6_BARE], indirect=True, ids=lambda mode: mode.name)
async def test_it_hears_and_answers_on_every_kind_of_server(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    old = rocketchat.say(room, camille, "@aiguilleur d'avant")
    elsewhere = rocketchat.channel("ailleurs", camille)
    async with bot.running(rhythm=HASTY) as platform:
        rocketchat.say(elsewhere, camille, "@aiguilleur ailleurs")
        said = rocketchat.say(room, camille, "@aiguilleur bonjour")
        heard = await bot.memory.wait_message("bonjour")
        assert (heard.event_id, heard.sender, heard.mentions_bot) == (said, "@camille", True)
        sent = await platform.send(Say(id="1", body="**Bonjour**", room=room, thread=said))
        again = await platform.send(Say(id="1", body="**Bonjour**", room=room, thread=said))
    assert sent == again
    answers = rocketchat.messages(room, bot.account)
    assert [(one["_id"], one["msg"], one["tmid"]) for one in answers] == [(sent.event_id, "*Bonjour*", said)]
    assert old not in bot.memory.journal
    assert bot.memory.texts() == ["bonjour"]
    expected = {V9_DEAF: Mode.LECTURE, V9_PER_ROOM: Mode.SALONS}
    assert platform.mode is expected.get(rocketchat.world.mode, Mode.FLUX)


async def test_it_is_ready_only_once_what_is_said_is_no_history(rocketchat: RocketChat) -> None:
    """The server may have answered long before: until listening has begun, what is said came before the bot."""
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    platform = bot.platform()
    await platform.connect()
    assert platform.health().last_heard is not None
    assert not platform.health().connected
    async with listening(platform, bot.memory, lambda: platform.health().connected):
        rocketchat.say(room, camille, "@aiguilleur bonjour")
        await bot.memory.wait_message("bonjour")


async def test_one_message_after_another_is_told_apart_from_its_later_states(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running() as platform:
        said = rocketchat.say(room, camille, "@aiguilleur voyez https://exemple.org")
        await bot.memory.wait_message("voyez https://exemple.org")
        sent = await platform.send(Say(id="1", body="oui", room=room, thread=said))
        rocketchat.react(said, camille, ":compass:")
        rocketchat.react(sent.event_id, camille, ":raising_hand:")
        rocketchat.edit(said, "@aiguilleur voyez plutôt")
        edition = await bot.memory.wait_kind(Edition)
        dropped = rocketchat.say(room, camille, "zut")
        await bot.memory.wait_message("zut")
        rocketchat.delete(dropped)
        removed = await bot.memory.wait_kind(Redaction)
    assert (edition.target, edition.text, edition.mentions_bot) == (said, "voyez plutôt", True)
    assert [(one.target, one.key, one.sender) for one in bot.memory.all(Reaction)] == [
        (said, "🧭", "@camille"),
        (sent.event_id, "🙋", "@camille"),
    ]
    assert removed.sender == "@camille"
    assert bot.memory.texts() == ["voyez https://exemple.org", "zut"]


async def test_direct_rooms_need_no_mention_and_a_talk_of_several_is_not_direct(rocketchat: RocketChat) -> None:
    bot, camille, sasha = Bot.new(rocketchat), rocketchat.person("camille"), rocketchat.person("sasha")
    async with bot.running() as platform:
        alone = rocketchat.direct(camille, bot.account)
        several = rocketchat.direct(camille, sasha, bot.account)
        rocketchat.say(alone, camille, "bonjour")
        assert (await bot.memory.wait_message("bonjour")).is_direct
        rocketchat.say(several, camille, "à plusieurs")
        assert not (await bot.memory.wait_message("à plusieurs")).is_direct
        sent = await platform.send(Say(id="1", body="bonjour", person="@camille"))
        assert sent.room == alone
        new = await platform.send(Say(id="2", body="bonjour", person="@sasha"))
    assert "tmid" not in rocketchat.message(sent.event_id)
    assert {one["username"] for one in rocketchat.members(new.room)} == {"aiguilleur", "sasha"}


async def test_it_says_when_it_comes_and_when_it_is_put_out(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat, rooms=("#entraide",)), rocketchat.person("camille")
    async with bot.running():
        room = rocketchat.channel("entraide", camille)
        rocketchat.say(room, camille, "@aiguilleur avant son arrivée")
        rocketchat.add(room, bot.account)
        rocketchat.say(room, camille, "@aiguilleur après")
        await bot.memory.wait_message("après")
        rocketchat.kick(room, bot.account)
        left = await bot.memory.wait_kind(Departure, room)
    assert left.person == "@aiguilleur"
    assert joins(bot.memory)[room].configured_as == "#entraide"
    assert bot.memory.texts() == ["après"]


async def test_what_happened_while_it_was_down_is_told_at_the_next_start(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    here, there = rocketchat.channel("ici", camille, bot.account), rocketchat.channel("la", camille, bot.account)
    async with bot.running():
        pass
    rocketchat.say(here, camille, "@aiguilleur pendant son sommeil")
    edited = rocketchat.say(here, camille, "@aiguilleur avec une fote")
    rocketchat.edit(edited, "@aiguilleur sans faute")
    rocketchat.kick(there, bot.account)
    new = rocketchat.group("nouveau", camille, bot.account)
    rocketchat.say(new, camille, "@aiguilleur ici aussi")
    async with bot.running():
        assert await bot.memory.wait_message("ici aussi")
    assert sorted(bot.memory.texts()) == ["ici aussi", "pendant son sommeil", "sans faute"]
    assert [one.room for one in bot.memory.all(Departure)] == [there]
    assert set(joins(bot.memory)) == {here, there, new}


async def test_public_rooms_of_the_settings_are_joined(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat, rooms=("#entraide", "ailleurs")), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille)
    async with bot.running():
        assert {join.configured_as for join in bot.memory.all(Join)} == {"#entraide"}
        rocketchat.say(room, camille, "@aiguilleur bonjour")
        await bot.memory.wait_message("bonjour")


async def test_only_people_are_heard(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    elsewhere = rocketchat.channel("ailleurs", camille)
    async with bot.running() as platform:
        await platform.send(Say(id="1", body="@aiguilleur moi-même", room=room))
        rocketchat.say(room, camille, "@aiguilleur d'un robot", bot={"i": "hubot"})
        rocketchat.say(room, camille, "@aiguilleur d'une intégration", alias="Météo")
        rocketchat.system(room, "room_changed_topic", camille, "@aiguilleur sujet")
        rocketchat.say(elsewhere, camille, "@aiguilleur dans un salon où il n'est pas")
        rocketchat.say(room, camille, "@aiguilleur fin")
        await bot.memory.wait_message("fin")
    assert bot.memory.texts() == ["fin"]
    assert all(isinstance(event, Message | Join) for event in bot.memory.journal.values())
