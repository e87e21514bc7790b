"""Clients without threads (Hydrogen, older bridges): answering the bot's message is answering in its thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from engine.monde import Monde
from engine.server import AIGUILLEURS, ENTRAIDE, Bubble, Server

ASKER, OTHER, HELPER = "@camille:test", "@alex:test", "@dominique:test"


def last(server: Server, room: str = ENTRAIDE) -> Bubble:
    return server.seen(room)[-1]


async def ask(server: Server) -> None:
    await server.ask(ASKER, "on galère avec nos salles")


def replies(text: str, person: str = ASKER, room: str = ENTRAIDE) -> Callable[[Server], Awaitable[object]]:
    """`person` answers the last message of the bot in `room`, without thread and without its name."""
    return lambda server: server.say(person, room, text, reply_to=last(server, room).event_id)


async def test_a_number_shows_the_sheet_under_the_question(monde: Monde) -> None:
    await monde.play(ask, replies("1"))
    answer, sheet = monde.server.seen(ENTRAIDE)
    assert "Première étape" in sheet.body
    assert sheet.say.thread == answer.say.thread is not None
    assert sheet.say.reply_to == monde.server.said[-1].event_id


async def test_each_new_message_of_the_bot_can_be_answered(monde: Monde) -> None:
    await monde.play(ask, replies("1"), replies("autre"), replies("aide"))
    assert len(monde.server.seen(ENTRAIDE)) == 4
    assert len({bubble.say.thread for bubble in monde.server.seen(ENTRAIDE)}) == 1


async def test_a_yes_is_a_yes(monde: Monde) -> None:
    async def ask_for_a_lease(server: Server) -> None:
        await server.ask(ASKER, "un modèle de bail pour une ferme collective")

    await monde.play(ask_for_a_lease, replies("oui"))
    assert "modèle de bail" in last(monde.server, AIGUILLEURS).body
    assert "C'est noté" in last(monde.server, monde.server.direct_room(ASKER)).body


async def test_talk_is_not_for_the_bot_and_nobody_else_is_heard(monde: Monde) -> None:
    await monde.play(
        ask, replies("merci je regarde ça demain avec les autres"), replies("1", OTHER), replies("oui", OTHER)
    )
    assert len(monde.server.seen()) == 1


async def test_who_calls_it_in_a_reply_may_say_anything(monde: Monde) -> None:
    async def call(server: Server) -> None:
        await server.ask(ASKER, "et un modèle de bail ?", reply_to=last(server).event_id)

    await monde.play(ask, call)
    first, second = monde.server.seen(ENTRAIDE)
    assert "modèle de bail" in second.body
    assert second.say.thread == first.say.thread


async def test_a_card_is_taken_by_a_reply(monde: Monde) -> None:
    async def ask_for_a_lease(server: Server) -> None:
        await server.ask(ASKER, "un modèle de bail pour une ferme collective")

    await monde.play(ask_for_a_lease, replies("oui"), replies("je prends", HELPER, AIGUILLEURS))
    assert "pris par" in monde.server.seen(AIGUILLEURS)[0].body
