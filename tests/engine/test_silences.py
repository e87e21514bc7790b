"""Moderators keep the bot silent in their room, and let it speak again."""

from __future__ import annotations

from engine.hands import ASKER, lease, yes
from engine.monde import Monde
from engine.server import AIGUILLEURS, ENTRAIDE, Server

MODERATOR = "@moderation:test"


def says(person: str, words: str, room: str = ENTRAIDE) -> object:
    async def step(server: Server) -> None:
        server.moderators = {MODERATOR}
        await server.ask(person, words, room)

    return step


def bodies(monde: Monde, room: str = ENTRAIDE) -> list[str]:
    return [bubble.body for bubble in monde.server.seen(room)]


async def test_silent_until_a_moderator_says_so_and_private_words_are_answered(monde: Monde) -> None:
    async def private(server: Server) -> None:
        await server.tell(ASKER, "réserver nos salles")

    await monde.play(
        says(MODERATOR, "silence"),  # type: ignore[arg-type]
        says(ASKER, "réserver nos salles"),  # type: ignore[arg-type]
        says(ASKER, "réveil"),  # type: ignore[arg-type]
        private,
    )
    assert len(bodies(monde)) == 1
    assert "je me tais ici" in bodies(monde)[0]
    assert "Dokos" in bodies(monde, "direct:" + ASKER)[0]
    await monde.play(says(MODERATOR, "Réveille-toi !"), says(ASKER, "réserver nos salles"))  # type: ignore[arg-type]
    assert "Me revoilà" in bodies(monde)[1]
    assert "Dokos" in bodies(monde)[2]


async def test_only_a_moderator_may(monde: Monde) -> None:
    await monde.play(says(ASKER, "silence"), says(ASKER, "réserver nos salles"))  # type: ignore[arg-type]
    assert "Seule la modération" in bodies(monde)[0]
    assert "Dokos" in bodies(monde)[1]


async def test_a_silenced_room_gets_no_card(monde: Monde) -> None:
    await monde.play(says(MODERATOR, "silence", AIGUILLEURS), lease, yes)  # type: ignore[arg-type]
    assert len(bodies(monde, AIGUILLEURS)) == 1
