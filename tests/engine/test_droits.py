"""« mes données » and « oublie-moi », lived: by whoever asks, and by whoever helps."""

from __future__ import annotations

import json

from engine.monde import Monde, with_options
from engine.server import AIGUILLEURS, Server

from aiguilleur_bot.engine import AiguilleurOption

ASKER, HELPER = "@camille:test", "@aide:test"


def said_to(monde: Monde, person: str) -> list[str]:
    return [bubble.body for bubble in monde.server.seen(monde.server.direct_room(person))]


def helped(monde: Monde) -> Monde:
    return with_options(monde, aiguilleurs=(AiguilleurOption({Server.name: HELPER}),))


async def take(server: Server) -> None:
    (card,) = [bubble for bubble in server.seen(AIGUILLEURS) if bubble.say.rings]
    await server.react(HELPER, AIGUILLEURS, card.event_id, "✋")


async def test_everything_held_is_given_as_json(monde: Monde) -> None:
    helped(monde)
    await monde.play(
        lambda server: server.tell(ASKER, "humain"),
        lambda server: server.tell(ASKER, "un bail pour la ferme collective"),
        take,
        lambda server: server.tell(ASKER, "mes données json"),
    )
    body = said_to(monde, ASKER)[-1]
    held = json.loads(body.split("```")[1])["donnees"]
    (besoin,) = held["besoin"]
    assert (besoin["texte"], besoin["prise_par"]) == ("un bail pour la ferme collective", "quelqu'un d'autre")
    assert held["personne"][0]["compte"] == ASKER
    assert HELPER not in body, "nobody else is in it"
    assert "HUMAIN" not in body
    assert held["journal"]


async def test_the_readable_form_says_what_is_said_right_now(monde: Monde) -> None:
    await monde.play(
        lambda server: server.tell(ASKER, "nos salles amarantes"), lambda server: server.tell(ASKER, "mes données")
    )
    assert "nos salles amarantes" in said_to(monde, ASKER)[-1]


async def test_whoever_helps_has_the_same_rights(monde: Monde) -> None:
    helped(monde)
    await monde.play(
        lambda server: server.tell(ASKER, "humain"),
        lambda server: server.tell(ASKER, "un bail pour la ferme collective"),
        take,
        lambda server: server.tell(HELPER, "mes données"),
    )
    assert "Vous suivez la n° 1" in said_to(monde, HELPER)[-1].replace("\u00a0", " ")
    assert "ferme collective" not in said_to(monde, HELPER)[-1]
    await monde.play(lambda server: server.tell(HELPER, "oublie-moi"))
    assert "C'est effacé" in said_to(monde, HELPER)[-1]


async def test_the_first_thing_said_to_anybody_is_who_speaks_and_how_long_it_is_kept(monde: Monde) -> None:
    """Once, whatever the way in: called in a room, in private, or by a card."""
    helped(monde)
    await monde.play(
        lambda server: server.ask(ASKER, "nos salles"),
        lambda server: server.tell(ASKER, "nos salles"),
        lambda server: server.tell(ASKER, "humain"),
        take,
        lambda server: server.tell(HELPER, "mes données"),
    )
    for person in (ASKER, HELPER):
        told = [body for body in everything_to(monde, person) if "je suis un robot" in body]
        assert len(told) == 1, (person, everything_to(monde, person))
        assert ("7\u00a0jours" if person == ASKER else "tant que vous aidez") in told[0]
        assert everything_to(monde, person)[0] == told[0], "before anything else"


def everything_to(monde: Monde, person: str) -> list[str]:
    """What the bot said to somebody, in private or under their question."""
    direct = monde.server.direct_room(person)
    asked = {event.event_id for event in monde.server.said if event.sender == person}
    return [
        bubble.body
        for bubble in monde.server.seen()
        if bubble.room == direct or bubble.say.reply_to in asked or bubble.say.thread in asked
    ]
