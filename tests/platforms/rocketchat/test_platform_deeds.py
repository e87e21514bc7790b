"""What the bot does besides answering: edits, reactions, rooms it opens, and what it reads of them."""

from __future__ import annotations

import pytest
from serveurs.rocketchat.modes import V6, V8, V9
from serveurs.rocketchat.server import RocketChat

from aiguilleur_bot.platforms.base import (
    AddPerson,
    Departure,
    Edit,
    Forbidden,
    Gone,
    Invalid,
    LeaveRoom,
    Message,
    OpenDirect,
    OpenRoom,
    React,
    Say,
    Typing,
    Withdraw,
)
from aiguilleur_bot.platforms.rocketchat.rendering import length
from aiguilleur_bot.platforms.rocketchat.send import WITHDRAWN, following_id

from .listening import Bot


async def test_a_long_answer_is_several_messages_in_one_thread_edited_and_taken_back_together(
    rocketchat: RocketChat,
) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    asked = rocketchat.say(room, camille, "@aiguilleur tout")
    long = "\n\n".join(f"**{n}.** " + "mot 🧭 " * 300 for n in range(6))
    async with bot.running() as platform:
        sent = await platform.send(Say(id="1", body=long, room=room, thread=asked))
        assert await platform.already_sent(Say(id="1", body=long, room=room, thread=asked)) == sent
        whole = rocketchat.messages(room, bot.account)
        assert len(whole) > 2
        assert all(length(one["msg"]) <= 5000 and one["tmid"] == asked for one in whole)
        assert [one["_id"] for one in whole] == [following_id(sent.event_id, part) for part in range(len(whole))]

        rocketchat.faults.rest("chat.update", "lost")
        edit = Edit(id="2", room=room, target=sent.event_id, body="**court**", thread=asked)
        with pytest.raises(Exception, match=r"chat\.update"):
            await platform.send(edit)
        assert await platform.already_sent(edit)
        await platform.send(edit)
        assert [one["msg"] for one in rocketchat.messages(room, bot.account)] == ["*court*"]
        await platform.send(Edit(id="3", room=room, target=sent.event_id, body=long, thread=asked))
        assert len(rocketchat.messages(room, bot.account)) == len(whole)
        await platform.send(Withdraw(id="4", room=room, target=sent.event_id))
        await platform.send(Withdraw(id="4", room=room, target=sent.event_id))
        assert rocketchat.messages(room, bot.account) == []
        with pytest.raises(Gone):
            await platform.send(Edit(id="5", room=room, target=sent.event_id, body="trop tard"))


async def test_words_are_taken_back_even_where_the_account_may_not_delete(rocketchat: RocketChat) -> None:
    bot, camille = Bot(rocketchat, rocketchat.bot("aiguilleur", roles=("bot",))), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running() as platform:
        sent = await platform.send(Say(id="1", body="des mots de quelqu'un", room=room))
        await platform.send(Withdraw(id="2", room=room, target=sent.event_id))
        await platform.send(Withdraw(id="2", room=room, target=sent.event_id))
    assert [one["msg"] for one in rocketchat.messages(room, bot.account)] == [WITHDRAWN]


async def test_reacting_twice_is_once(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot.account)
    asked = rocketchat.say(room, camille, "merci")
    async with bot.running() as platform:
        for _ in range(2):
            await platform.send(React(id="1", room=room, target=asked, key="👍"))
        with pytest.raises(Invalid):
            await platform.send(React(id="2", room=room, target=asked, key="🦄"))
        with pytest.raises((Gone, Forbidden)):
            await platform.send(React(id="3", room=room, target="rien", key="👍"))
        await platform.send(Typing(id="4", room=room))
    assert rocketchat.message(asked)["reactions"] == {":thumbsup:": {"usernames": ["aiguilleur"]}}


async def test_only_what_must_ring_rings(rocketchat: RocketChat) -> None:
    bot = Bot.new(rocketchat)
    camille, sasha = rocketchat.person("camille"), rocketchat.person("sasha")
    room = rocketchat.channel("entraide", camille, sasha, bot.account)
    async with bot.running() as platform:
        rung = await platform.send(
            Say(id="1", body="pris par @sasha.", room=room, rings=True, mentions=("@camille", "@sasha"))
        )
        quiet = await platform.send(Say(id="2", body="pris par @sasha, voyez @all", room=room))
    assert [one["username"] for one in rocketchat.message(rung.event_id)["mentions"]] == ["camille", "sasha"]
    assert rocketchat.message(quiet.event_id)["mentions"] == []


@pytest.mark.parametrize("rocketchat", [V6, V8, V9], indirect=True, ids=lambda mode: mode.name)
async def test_a_room_to_meet_in_is_opened_once_joined_and_left(rocketchat: RocketChat) -> None:
    bot = Bot.new(rocketchat)
    camille, sasha = rocketchat.person("camille"), rocketchat.person("sasha")
    wanted = OpenRoom(id="1", persons=("@camille", "@sasha"), name="Rencontre n° 12 · réseau")
    async with bot.running() as platform:
        rocketchat.faults.rest("groups.create", "lost")
        with pytest.raises(Exception, match=r"groups\.create"):
            await platform.send(wanted)
        room = (await platform.send(wanted)).room
        assert (await platform.send(wanted)).room == room
        (about,) = [one for one in rocketchat.rooms_of(camille) if one["_id"] == room]
        assert about["t"] == "p"
        assert about["name"].startswith("rencontre-n-12-reseau-")
        rocketchat.person("dominique")
        for _ in range(2):
            await platform.send(AddPerson(id="2", room=room, person="@dominique"))
        assert await platform.members(room) == ("@camille", "@dominique", "@sasha")
        rocketchat.say(room, sasha, "bonjour")
        await bot.memory.wait_message("bonjour")
        for _ in range(2):
            await platform.send(LeaveRoom(id="3", room=room))
        await bot.memory.wait(lambda event: isinstance(event, Departure) and event.room == room)
    assert {one["username"] for one in rocketchat.members(room)} == {"camille", "dominique", "sasha"}


async def test_nobody_waits_in_a_room_that_could_not_be_opened(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    async with bot.running() as platform:
        with pytest.raises(Gone):
            await platform.send(OpenRoom(id="1", persons=("@camille", "@personne"), name="Rencontre"))
        assert rocketchat.rooms_of(camille) == []
        rocketchat.world.settings["E2E_Enabled_Default_PrivateRooms"] = True
        with pytest.raises(Forbidden) as refusal:
            await platform.send(OpenRoom(id="2", persons=("@camille",), name="Rencontre"))
    assert refusal.value.code == "CHIFFRE"
    assert rocketchat.rooms_of(camille) == []


async def test_what_is_sealed_gets_one_honest_line_at_most(rocketchat: RocketChat) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    rocketchat.world.settings["E2E_Allow_Unencrypted_Messages"] = True
    room = rocketchat.group("secret", camille, bot.account, encrypted=True)
    async with bot.running() as platform:
        await platform.send(Say(id="1", body="Je ne peux pas lire ce salon.", room=room, content_free=True))
        with pytest.raises(Forbidden):
            await platform.send(Say(id="2", body="Voici Dokos.", room=room))
    assert len([one for one in rocketchat.messages(room, bot.account) if "t" not in one]) == 1


async def test_it_knows_who_is_there_who_moderates_and_what_was_said(rocketchat: RocketChat) -> None:
    bot, camille, sasha = Bot.new(rocketchat), rocketchat.person("camille"), rocketchat.person("sasha")
    room = rocketchat.channel("entraide", camille, sasha, bot.account)
    async with bot.running() as platform:
        assert await platform.members(room) == ("@camille", "@sasha")
        assert await platform.moderates(room, "@camille")
        assert not await platform.moderates(room, "@sasha")
        direct = (await platform.send(OpenDirect(id="1", person="@sasha"))).room
        assert await platform.members(direct) == ("@sasha",)
        assert not await platform.moderates(direct, "@sasha")
        said = rocketchat.say(room, camille, "@aiguilleur un besoin")
        rocketchat.edit(said, "@aiguilleur un autre besoin")
        read = await platform.read(room, said)
        assert isinstance(read, Message)
        assert (read.text, read.sender) == ("un autre besoin", "@camille")
        rocketchat.delete(said)
        assert await platform.read(room, said) is None
        with pytest.raises(Gone):
            await platform.members("nulle-part")


@pytest.mark.parametrize("elsewhere", [True, False])
async def test_somebody_of_matrix_is_answered_on_one_side_only(rocketchat: RocketChat, elsewhere: bool) -> None:
    bot, camille = Bot.new(rocketchat), rocketchat.person("camille")
    bridge = rocketchat.group("ponte", camille, bot.account, federated=True)
    room = rocketchat.channel("entraide", camille, bot.account)
    async with bot.running(federated_elsewhere=elsewhere):
        rocketchat.say(bridge, camille, "@aiguilleur par le pont", federation={"eventId": "$un"})
        rocketchat.say(room, camille, "@aiguilleur ici")
        await bot.memory.wait_message("ici")
    assert bot.memory.texts(bridge) == ([] if elsewhere else ["par le pont"])
