"""Rooms opened for people to meet, on a real Synapse: who is in, who may come, what a crash changes (nothing)."""

from __future__ import annotations

import pytest
from serveurs.fixtures import People
from serveurs.matrix_client import MatrixRefusal, Person
from serveurs.synapse import SERVER_NAME

from aiguilleur_bot.platforms.base import AddPerson, Departure, Forbidden, LeaveRoom, OpenRoom, PlatformError, Say

from .listening import Bot

pytestmark = pytest.mark.synapse


async def state(person: Person, room: str, kind: str) -> dict[str, object]:
    return await person.call("GET", f"v3/rooms/{room}/state/{kind}/")


async def test_a_room_for_two_is_theirs_and_is_one_room_even_when_the_bot_dies_in_between(
    bot: Bot, people: People
) -> None:
    camille, dominique, sasha = await people("camille"), await people("dominique"), await people("sasha")
    wanted = OpenRoom(id="rencontre-1", persons=(camille.account, dominique.account), name="Mise en relation")
    async with bot.running() as platform:
        first = await platform.send(wanted)
    async with bot.running() as platform:  # the receipt was lost: same id, same room, nobody invited twice
        assert await platform.send(wanted) == first
        for person in (camille, dominique):
            assert await person.wait_invite(bot.account) == first.room
            await person.join(first.room)
        await platform.send(Say(id="debut", room=first.room, body="Vous voilà ensemble."))
        await camille.wait_from(first.room, bot.account, "Vous voilà ensemble.")
        assert (await state(camille, first.room, "m.room.join_rules"))["join_rule"] == "invite"
        assert (await state(camille, first.room, "m.room.history_visibility"))["history_visibility"] == "shared"
        assert (await state(camille, first.room, "m.room.create"))["m.federate"] is False
        with pytest.raises(MatrixRefusal):
            await sasha.join(first.room)
        added = AddPerson(id="rencontre-1-tiers", room=first.room, person=sasha.account)
        assert await platform.send(added) == await platform.send(added)
        assert await sasha.wait_invite(bot.account) == first.room
        await sasha.call("POST", f"v3/rooms/{first.room}/leave")
        gone = await bot.memory.wait(lambda event: isinstance(event, Departure) and event.person == sasha.account)
        assert isinstance(gone, Departure)
        assert gone.declined
        await platform.send(added)
        assert await camille.members(first.room, "invite") == set(), "whoever refused is left in peace"
        leave = LeaveRoom(id="fin", room=first.room)
        assert await platform.send(leave) == await platform.send(leave)
        assert await camille.members(first.room) == {camille.account, dominique.account}
        await dominique.call("POST", f"v3/rooms/{first.room}/leave")
        await camille.say(first.room, "vous m'entendez ?")


async def test_nobody_waits_in_a_room_whose_people_could_not_all_be_called(bot: Bot, camille: Person) -> None:
    wanted = OpenRoom(id="rencontre-2", persons=(camille.account, "@sans-serveur"), name="Mise en relation")
    async with bot.running() as platform:
        with pytest.raises(PlatformError):
            await platform.send(wanted)
        await camille.sync()
        assert await joined_by(platform) == []
    away = OpenRoom(id="rencontre-3", persons=(f"@ailleurs:{SERVER_NAME}.invalide",), name="Mise en relation")
    async with bot.running() as platform:
        with pytest.raises(PlatformError):
            await platform.send(away)
        assert await joined_by(platform) == []


async def test_a_room_that_the_server_encrypts_is_refused(bot: Bot, camille: Person) -> None:
    wanted = OpenRoom(id="rencontre-4", persons=(camille.account,), name="Mise en relation")
    async with bot.running() as platform:
        room = (await platform.send(wanted)).room
        where = f"/_matrix/client/v3/rooms/{room}/state/m.room.encryption/"
        await platform._wire.put(where, {"algorithm": "m.megolm.v1.aes-sha2"})
    async with bot.running() as platform:
        with pytest.raises(Forbidden) as refusal:
            await platform.send(wanted)
        assert refusal.value.code == "CHIFFRE"
        assert await joined_by(platform) == []
    assert await camille.call("GET", "v3/joined_rooms") == {"joined_rooms": []}


async def joined_by(platform: object) -> list[str]:
    """The rooms the bot is in now."""
    found: list[str] = (await platform._wire.get("/_matrix/client/v3/joined_rooms"))["joined_rooms"]  # type: ignore[attr-defined]
    return found
