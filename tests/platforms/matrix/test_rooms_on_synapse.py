"""Getting into rooms, on a real Synapse: who may invite, what counts as new, what is direct."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from serveurs.fixtures import People, unique
from serveurs.matrix_client import MatrixRefusal, Person
from serveurs.synapse import SERVER_NAME, Synapse

from aiguilleur_bot.platforms.base import Departure, Forbidden, Invite, Join, Message, OpenDirect, Say

from .listening import Bot, memory

pytestmark = pytest.mark.synapse


async def test_an_allowed_person_invites_the_bot_and_it_hears_what_follows(bot: Bot, camille: Person) -> None:
    room = await camille.create_room(name="Entraide")
    await camille.say(room, "avant l'invitation")
    async with bot.running():
        await camille.invite(room, bot.account)
        join = await bot.memory.wait_join(room)
        await camille.say(room, "après l'invitation")
        message = await bot.memory.wait_message("après l'invitation")
    assert (message.room, message.sender, message.is_direct) == (room, camille.account, False)
    [invite] = bot.memory.all(Invite, room)
    assert invite.sender == camille.account
    assert (join.name, join.configured_as) == ("Entraide", None)
    assert bot.memory.texts(room) == ["après l'invitation"]


@pytest.mark.parametrize("invitations", [(), ("@*:ailleurs.org",), ("@*:lab.local.ailleurs.org",), ("@lab*",)])
async def test_an_invitation_from_outside_the_list_is_refused(
    synapse: Synapse, camille: Person, tmp_path: Path, invitations: tuple[str, ...]
) -> None:
    bot = Bot.new(synapse, tmp_path, invitations=invitations)
    async with bot.running():
        room = await camille.create_room(bot.account)
        await camille.until_member(room, bot.account, "leave")
        await camille.say(room, "il y a quelqu'un ?")
    assert bot.account not in await camille.members(room)
    assert bot.memory.all(Message) == []


async def test_invited_while_down_it_hears_what_was_asked_since_the_invitation_and_nothing_before(
    bot: Bot, camille: Person
) -> None:
    async with bot.running():
        pass
    room = await camille.create_room()
    for number in range(5):
        await camille.say(room, f"vieux {number}")
    await camille.invite(room, bot.account)
    for number in range(130):  # more than one page: the server cuts the timeline
        await camille.say(room, f"neuf {number}")
    async with bot.running():
        await bot.memory.wait_message("neuf 129")
    assert bot.memory.texts(room) == [f"neuf {number}" for number in range(130)]


async def test_a_question_written_in_private_before_the_bot_joins_is_heard_as_direct(bot: Bot, camille: Person) -> None:
    room = await camille.create_room(bot.account, direct=True)
    await camille.say(room, "comment réserver une salle ?")
    async with bot.running():
        message = await bot.memory.wait_message("comment réserver une salle ?")
    assert message.is_direct
    async with bot.running():  # and it still is after a restart
        await camille.say(room, "et pour demain ?")
        assert (await bot.memory.wait_message("et pour demain ?")).is_direct


async def test_two_people_in_a_room_do_not_make_it_direct(bot: Bot, camille: Person) -> None:
    async with bot.running():
        room = await camille.create_room(bot.account, direct=False)
        await bot.memory.wait_join(room)
        await camille.say(room, "bonjour")
        assert not (await bot.memory.wait_message("bonjour")).is_direct


async def test_the_first_start_leaves_history_alone_and_says_where_it_is(bot: Bot, camille: Person) -> None:
    async with bot.running():
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        await camille.say(room, "vieux")
        await bot.memory.wait_message("vieux")
    bot.memory = memory()  # the database is lost: for the bot this is a first start
    async with bot.running():
        await bot.memory.wait_join(room)
        await camille.say(room, "neuf")
        await bot.memory.wait_message("neuf")
    assert bot.memory.texts(room) == ["neuf"]


async def test_rooms_of_the_settings_are_joined_by_alias_and_announced_under_that_name(
    synapse: Synapse, camille: Person, tmp_path: Path
) -> None:
    name = unique("entraide")
    room = await camille.create_room(preset="public_chat", room_alias_name=name, name="Entraide du lab")
    await camille.say(room, "avant le robot")
    alias = f"#{name}:{SERVER_NAME}"
    bot = Bot.new(synapse, tmp_path, rooms=(alias, f"#inconnu-{name}:{SERVER_NAME}"), invitations=())
    async with bot.running():
        join = await bot.memory.wait_join(room)
        assert (join.configured_as, join.name) == (alias, "Entraide du lab")
        await camille.say(room, "bonjour")
        await bot.memory.wait_message("bonjour")
    assert bot.memory.texts(room) == ["bonjour"]
    before = len(bot.memory.all(Join, room))
    async with bot.running():
        joins = bot.memory.all(Join, room)
    assert len(joins) == before + 1
    assert joins[-1].configured_as == alias


async def test_the_bot_says_that_it_was_removed_and_comes_back_when_invited_again(bot: Bot, camille: Person) -> None:
    async with bot.running() as platform:
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        await camille.kick(room, bot.account)
        gone = await bot.memory.wait(lambda event: isinstance(event, Departure) and event.room == room)
        assert isinstance(gone, Departure)
        assert (gone.person, gone.sender) == (bot.account, camille.account)
        with pytest.raises(Forbidden):
            await platform.send(Say(id="apres-exclusion", room=room, body="bonjour"))
        await camille.say(room, "sans lui")
        await camille.invite(room, bot.account)
        await bot.memory.wait(lambda event: isinstance(event, Invite) and event.at > gone.at)
        await camille.say(room, "te revoilà")
        await bot.memory.wait_message("te revoilà")
    assert bot.memory.texts(room) == ["te revoilà"]


async def test_the_bot_says_that_a_person_left(bot: Bot, people: People) -> None:
    camille, dominique = await people("camille"), await people("dominique")
    async with bot.running() as platform:
        room = await camille.create_room(bot.account, dominique.account)
        await dominique.join(room)
        await camille.until_member(room, bot.account)
        assert await platform.members(room) == tuple(sorted([camille.account, dominique.account]))
        await dominique.call("POST", f"v3/rooms/{room}/leave")
        gone = await bot.memory.wait(lambda event: isinstance(event, Departure))
    assert isinstance(gone, Departure)
    assert gone.person == dominique.account


@pytest.mark.parametrize("version", ["11", "12"])
async def test_the_bot_knows_who_moderates_a_room(bot: Bot, people: People, version: str) -> None:
    camille, dominique, sasha = await people("camille"), await people("dominique"), await people("sasha")
    async with bot.running() as platform:
        levels = {"users": {dominique.account: 50} | ({camille.account: 100} if version == "11" else {})}
        options: dict[str, object] = {"room_version": version, "power_level_content_override": levels}
        room = await camille.create_room(bot.account, dominique.account, sasha.account, **options)
        await sasha.join(room)
        await camille.until_member(room, bot.account)
        assert await platform.moderates(room, camille.account), "who made the room, listed or not"
        assert await platform.moderates(room, dominique.account)
        assert not await platform.moderates(room, sasha.account)
        assert not await platform.moderates(room, bot.account)


async def test_a_direct_room_is_opened_once_even_when_the_bot_dies_in_between(bot: Bot, camille: Person) -> None:
    async with bot.running() as platform:
        first = await platform.send(OpenDirect(id="ouvrir-1", person=camille.account))
        # As after a crash between the creation of the room and the writing of m.direct.
        await forget_directs(platform)
    async with bot.running() as platform:
        second = await platform.send(Say(id="direct-1", person=camille.account, body="bonjour en privé"))
    assert second.room == first.room
    assert await camille.wait_invite(bot.account) == first.room
    await camille.join(first.room)
    await camille.wait_from(first.room, bot.account, "bonjour en privé")
    state = await camille.call("GET", f"v3/rooms/{first.room}/state")
    [canonical] = [event["content"] for event in state if event["type"] == "m.room.canonical_alias"] or [{}]
    assert canonical == {}


async def test_a_person_who_left_the_direct_room_is_invited_back_there(bot: Bot, camille: Person) -> None:
    async with bot.running() as platform:
        room = await camille.create_room(bot.account, direct=True)
        await bot.memory.wait_join(room)
        await platform.send(Say(id="direct-2", person=camille.account, body="un"))
        await camille.call("POST", f"v3/rooms/{room}/leave")
        await bot.memory.wait(lambda event: isinstance(event, Departure))
        receipt = await platform.send(Say(id="direct-3", person=camille.account, body="deux"))
    assert receipt.room == room
    assert await camille.wait_invite(bot.account) == room


async def test_what_the_bot_opened_itself_is_heard_as_direct(bot: Bot, camille: Person) -> None:
    async with bot.running() as platform:
        room = (await platform.send(OpenDirect(id="ouvrir-2", person=camille.account))).room
        await camille.join(room)
        await camille.say(room, "merci !")
        assert (await bot.memory.wait_message("merci !")).is_direct


async def test_what_waited_goes_to_the_direct_room_there_was_before_the_listener_knows_of_it(
    bot: Bot, camille: Person
) -> None:
    async with bot.running() as platform:
        room = await camille.create_room(bot.account, direct=True)
        await bot.memory.wait_join(room)
        before = Say(id="direct-4", person=camille.account, body="un", reply_to=await camille.say(room, "bonjour"))
        assert (await platform.send(before)).room == room
    for waiting in (replace(before, id="direct-5"), replace(before, id="direct-6", room=room)):
        platform = bot.platform()
        await platform.connect()  # and nothing is listened to
        found = await platform.already_sent(before)
        assert found is not None
        assert found.room == room
        assert (await platform.send(waiting)).room == room
        await platform.close()
    said = [event["content"] for event in await camille.history(room) if event["sender"] == bot.account]
    answers = [{**content, "org.aiguilleur.envoi": ""} for content in said if content.get("body") == "un"]
    assert answers == [answers[0]] * 3, "in private, written as in private"


async def test_in_an_encrypted_room_only_a_word_without_content_is_sent(bot: Bot, camille: Person) -> None:
    async with bot.running() as platform:
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        await platform.send(Say(id="clair", room=room, body="en clair"))
        await camille.set_state(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
        await camille.send(room, "m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "xxxx"})
        unread = await bot.memory.wait(lambda event: isinstance(event, Message) and event.kind == "chiffre")
        assert isinstance(unread, Message)
        assert unread.text == ""
        with pytest.raises(Forbidden):
            await platform.send(Say(id="secret", room=room, body="votre besoin : un bail"))
        notice = await platform.send(Say(id="avis", room=room, body="Je ne lis pas ce salon.", content_free=True))
    async with bot.running() as platform:  # a new process knows it too
        with pytest.raises(Forbidden):
            await platform.send(Say(id="secret-2", room=room, body="votre besoin : un bail"))
    said = [event["content"]["body"] for event in await camille.history(room) if event["type"] == "m.room.message"]
    assert said == ["en clair", "Je ne lis pas ce salon."]
    assert notice.event_id


async def test_a_person_whose_client_encrypted_their_direct_room_is_told_in_another(bot: Bot, camille: Person) -> None:
    encryption = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
    async with bot.running() as platform:
        closed = await camille.create_room(bot.account, direct=True, initial_state=[encryption])
        assert (await bot.memory.wait_join(closed)).is_direct
        note = Say(id="note", person=camille.account, body="C'est noté.")
        assert await platform.already_sent(note) is None
        opened = await platform.send(note)
        assert opened.room != closed
        assert await platform.already_sent(note) == opened
        assert (await platform.send(Say(id="note-2", person=camille.account, body="Suite."))).room == opened.room
    assert await camille.wait_invite(bot.account) == opened.room


async def forget_directs(platform: object) -> None:
    """Empty the account's m.direct on the server, with the bot's own token."""
    wire = platform._wire  # type: ignore[attr-defined]
    where = f"/_matrix/client/v3/user/{wire.account}/account_data/m.direct"
    assert await wire.get(where)
    await wire.put(where, {})


async def test_people_of_the_lab_have_no_room_by_chance(synapse: Synapse, camille: Person) -> None:
    """The judge itself: a refusal of the server is an exception with its code."""
    with pytest.raises(MatrixRefusal, match=r"M_FORBIDDEN|M_NOT_FOUND"):
        await camille.say("!nulle-part", "bonjour")
