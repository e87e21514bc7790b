"""A room for two: opened with the claim, silent in between, left at the end; and what is kept of it (nothing)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from engine.crashes import SOME_OR_ALL, Failpoints
from engine.monde import KEY, Monde, sqlite
from engine.server import AIGUILLEURS, ROBOT, Server, visible
from engine.steps import Step
from sqlalchemy import update

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.platforms.base import Departure, Forbidden, OpenRoom, Outbound, Retry
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import envois, journal, rencontres, vie
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.tables import conversation

ASKER, HELPER = "@camille:test", "@dominique:test"
ROOM = "!rencontre1"


@pytest.fixture
def monde(monde: Monde) -> Monde:
    """A server where the bot may open rooms."""
    monde.server.opens_rooms = True
    return monde


async def confide(server: Server) -> None:
    await server.tell(ASKER, "humain : un modèle de bail pour une ferme collective")


async def take(server: Server) -> None:
    card = next(bubble for bubble in server.seen(AIGUILLEURS) if bubble.say.rings and not bubble.edits)
    await server.react(HELPER, AIGUILLEURS, card.event_id, "✋")


def says(person: str, text: str, **more: object) -> Step:
    async def step(server: Server) -> None:
        await server.say(person, ROOM, text, **more)

    return step


def there(monde: Monde, room: str = ROOM) -> list[str]:
    return [bubble.body.replace("\u00a0", " ") for bubble in monde.server.seen(room)]


async def test_the_claim_opens_one_room_for_two_whose_first_line_says_everything(monde: Monde) -> None:
    await monde.play(confide, take)
    assert monde.server.opened == {ROOM: [ASKER, HELPER]}
    (start,) = there(monde)
    assert start.splitlines() == [
        f"{ASKER}, voici {HELPER}, du réseau. Vous voilà ensemble.",
        "Demande n° 1 : « un modèle de bail pour une ferme collective ».",
        "Je suis un robot : je me tais maintenant, et je ne garde rien de ce que vous écrivez ici.",
        "Ce salon n'est pas chiffré. Pour me rappeler : **robot**.",
    ]
    assert "dans un salon pour vous deux" in monde.private(ASKER)[-1]
    assert "Je vous ouvre un salon" in monde.private(HELPER)[-1]


async def test_the_first_words_of_the_helper_are_the_first_contact_and_nothing_said_is_kept(monde: Monde) -> None:
    await monde.play(confide, take, says(ASKER, "ornithorynque de la personne"))
    waiting = await monde.besoin()
    assert (waiting.etat, waiting.premier_contact_le) == ("prise_en_charge", None)
    assert waiting.activite_le is not None
    await monde.play(says(HELPER, "ornithorynque de l'aide"), says(ASKER, "merci, un autre ornithorynque"))
    begun = await monde.besoin()
    assert begun.etat == "en_cours"
    assert begun.premier_contact_le is not None
    assert len(there(monde)) == 1, "the bot is silent"
    assert await monde.traces("ornithorynque") == []


async def test_words_said_before_we_know_the_room_count_and_are_not_kept(monde: Monde) -> None:
    """The room is there and the receipt is not: a crash fell in between."""

    async def early(server: Server) -> None:
        await server.say(HELPER, ROOM, "ornithorynque matinal")

    database = await store.open(monde.url)
    await database.close()
    async with monde.alive() as engine:
        points = Failpoints()
        await confide(monde.server)
        await monde.until(lambda: monde.settled(engine), points)
        blocked = True

        def refuse(outbound: Outbound) -> None:
            if blocked and isinstance(outbound, OpenRoom):
                raise Retry("patience")

        monde.server.refuse = refuse
        await take(monde.server)
        await monde.until(lambda: any("Je vous ouvre" in one for one in monde.private(HELPER)), points)
        await early(monde.server)

        async def waits() -> bool:
            async with engine.database.read() as tx:
                return bool((await journal.counts(tx)).get(journal.ADMITTED))

        assert await monde.until(waits, points)
        async with engine.database.read() as tx:
            assert await rencontres.awaited(tx, pseudonym(KEY, Server.name, HELPER))
        assert await traces_now(monde, "ornithorynque") == []
        blocked = False
        await monde.until(lambda: monde.settled(engine), points)
    assert (await monde.besoin()).etat == "en_cours"


async def traces_now(monde: Monde, *words: str) -> list[str]:
    folder = Path(monde.url.removeprefix("sqlite:///")).parent
    held = b"".join(file.read_bytes() for file in folder.iterdir())
    return [word for word in words if word.encode() in held]


async def test_the_bot_is_silent_in_private_too_until_it_is_called_from_the_room(monde: Monde) -> None:
    async def aside(server: Server) -> None:
        await server.tell(ASKER, "on cherche un outil pour nos salles")

    await monde.play(confide, take, aside)
    before = len(monde.private(ASKER))
    await monde.play(says(ASKER, "robot"))
    assert len(monde.private(ASKER)) == before + 1
    assert "Je suis là" in monde.private(ASKER)[-1]
    assert len(there(monde)) == 1, "what is asked of the bot is answered in private"
    await monde.play(aside)
    assert "Dokos" in monde.private(ASKER)[-1]


async def test_the_silence_outlives_the_words_of_the_conversation_and_so_does_its_end(monde: Monde) -> None:
    """Words are erased after a day; a human may be there for weeks."""

    async def erased() -> None:
        async with monde.writing() as tx:
            await tx.execute(update(conversation).values(etat=None, version=conversation.c.version + 1))

    async def aside(server: Server) -> None:
        await server.tell(ASKER, "on cherche un outil pour nos salles")

    async def robot(server: Server) -> None:
        await server.tell(ASKER, "robot")

    await monde.play(confide, take)
    before = len(monde.private(ASKER))
    await erased()
    await monde.play(aside)
    assert len(monde.private(ASKER)) == before
    await erased()
    await monde.play(robot)
    assert "Je suis là" in monde.private(ASKER)[-1]
    await erased()
    await monde.play(aside)
    assert "Dokos" in monde.private(ASKER)[-1]


async def test_whoever_calls_it_by_its_name_there_is_told_where_to_speak_to_it(monde: Monde) -> None:
    await monde.play(confide, take, says(HELPER, "clore, s'il te plaît", mentions_bot=True), says(HELPER, "robot"))
    assert [line.startswith("Ici, je me tais") for line in there(monde)] == [False, True, True]
    assert (await monde.besoin()).etat == "prise_en_charge", "a word to the bot is no first contact"


async def test_a_withdrawal_from_the_room_ends_it_visibly_and_the_bot_leaves(monde: Monde) -> None:
    await monde.play(confide, take, says(HELPER, "bonjour"), says(ASKER, "retirer"))
    assert there(monde)[-1].splitlines()[0] == "La demande n° 1 est retirée."
    assert monde.server.left == [ROOM]
    assert "retiré" in monde.private(ASKER)[-1]
    await monde.play(says(ASKER, "ornithorynque"), says(ASKER, "robot"))
    assert len(there(monde)) == 2


async def test_a_besoin_given_back_without_a_word_is_ended_for_everybody(monde: Monde) -> None:
    await monde.play(confide, take, says(HELPER, "bonjour"))
    async with monde.alive() as engine:
        known = await monde.besoin()
        async with engine.database.write("essai") as tx:
            await vie.release(tx, known, now=monde.clock.now(), pourquoi="relâché")
        await engine.timers.end_stretches()
        await engine.timers.end_stretches()
        assert await monde.until(lambda: monde.settled(engine), Failpoints())
    assert there(monde)[-1].startswith("La demande n° 1 n'est plus suivie ici.")
    assert monde.server.left == [ROOM]
    assert sum("est de nouveau proposée au réseau" in line for line in monde.private(ASKER)) == 1


async def test_the_same_two_people_have_one_room_for_two_besoins(monde: Monde) -> None:
    async def another(server: Server) -> None:
        await server.tell(ASKER, "humain : une charte de cuisine partagée")

    async def withdraw(server: Server) -> None:
        await server.say(ASKER, ROOM, "oui ornithorynque")
        await server.tell(ASKER, "retirer 1")

    await monde.play(confide, take, says(ASKER, "robot"), another, take, withdraw)
    assert list(monde.server.opened) == [ROOM]
    assert "une charte de cuisine partagée" in there(monde)[1]
    assert "Une autre demande vous réunit encore" in there(monde)[2]
    assert monde.server.left == []


async def test_nothing_of_somebody_s_trouble_is_written_in_the_room(monde: Monde) -> None:
    async def trouble(server: Server) -> None:
        await server.tell(ASKER, "on ne paie plus le loyer, on va devoir fermer")

    async def agree(server: Server) -> None:
        await server.tell(ASKER, "oui")

    await monde.play(trouble, agree, take)
    assert "loyer" not in "".join(there(monde))
    assert "n° 1" not in "".join(there(monde))


@pytest.mark.parametrize(("declined", "said"), [(True, "n'a pas pris l'invitation"), (False, "n'est plus dans le")])
async def test_whoever_refuses_or_leaves_ends_it_and_the_other_is_told(
    monde: Monde, *, declined: bool, said: str
) -> None:
    async def leave(server: Server) -> None:
        await server.leave(ASKER, ROOM, declined=declined)

    await monde.play(confide, take, leave)
    assert said in monde.private(HELPER)[-1]
    assert "Le n° 1 reste à vous" in monde.private(HELPER)[-1]
    assert monde.server.left == [ROOM]
    assert (await monde.besoin()).etat == "prise_en_charge"


async def test_a_helper_who_leaves_is_said_to_the_person(monde: Monde) -> None:
    async def leave(server: Server) -> None:
        await server.leave(HELPER, ROOM)

    await monde.play(confide, take, leave)
    assert f"{HELPER} n'est plus dans le salon" in monde.private(ASKER)[-1]


@pytest.mark.parametrize("by", [ASKER, pytest.param("", id="nobody says who")])
async def test_put_out_of_the_room_the_bot_says_so_to_both(monde: Monde, by: str) -> None:
    async def kicked(server: Server) -> None:
        await server.hear(Departure(**server._heard(ROOM, by), person=ROBOT))  # type: ignore[arg-type]

    await monde.play(confide, take, kicked)
    for person in (ASKER, HELPER):
        assert "On m'a retiré du salon" in monde.private(person)[-1]
    assert monde.server.left == []


async def test_a_room_that_turns_encrypted_is_left_with_a_word_that_says_nothing_of_anybody(monde: Monde) -> None:
    await monde.play(confide, take, says(ASKER, "", kind="chiffre"), says(HELPER, "", kind="chiffre"))
    last = monde.server.seen(ROOM)[-1]
    assert last.say.content_free
    assert "chiffré" in last.body
    assert monde.server.left == [ROOM]
    for person in (ASKER, HELPER):
        assert sum("maintenant chiffré" in line for line in monde.private(person)) == 1


async def test_a_room_that_cannot_be_opened_leaves_nobody_waiting(monde: Monde) -> None:
    def refuse(outbound: Outbound) -> None:
        if isinstance(outbound, OpenRoom):
            raise Forbidden("pas d'invitation possible")

    monde.server.refuse = refuse
    await monde.play(confide, take)
    assert f"Écrivez-vous en privé : {HELPER}." in monde.private(ASKER)[-1]
    assert f"Écrivez-vous en privé : {ASKER}." in monde.private(HELPER)[-1]
    async with monde.reading() as tx:
        assert [one.genre for one in await rencontres.of_besoin(tx, 1)] == ["seuls"]


async def test_to_be_forgotten_ends_it_and_leaves_no_trace_of_the_account(monde: Monde) -> None:
    async def forget(server: Server) -> None:
        await server.tell(ASKER, "oublie-moi")

    async def confirm(server: Server) -> None:
        if "C'est effacé" not in monde.private(ASKER)[-1]:
            await server.tell(ASKER, "oui")

    await monde.play(confide, take, says(HELPER, "bonjour"), forget, confirm)
    assert there(monde)[-1].startswith("Je n'ai plus rien à faire ici.")
    assert monde.server.left == [ROOM]
    assert await monde.traces(ASKER, pseudonym(KEY, Server.name, ASKER)) == []


async def fresh(folder: Path, base: Base, voice: Voice) -> Monde:
    url = sqlite(folder)
    await (await store.open(url)).close()
    monde = Monde(url, base, voice)
    monde.server.opens_rooms = True
    await monde.open_rooms()
    return monde


def seen(monde: Monde) -> tuple[object, Sequence[str], Sequence[str]]:
    return visible(monde.server), list(monde.server.opened.items()), monde.server.left


@pytest.mark.parametrize("every", SOME_OR_ALL)
async def test_a_crash_at_each_boundary_of_a_meeting_changes_nothing_people_see(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice, every: int
) -> None:
    steps = (confide, take, says(HELPER, "bonjour"), says(ASKER, "retirer"))
    calm = await fresh(tmp_path_factory.mktemp("calme"), base, voice)
    boundaries = await calm.play(*steps)
    expected = seen(calm)
    for at in range(1, len(boundaries) + 1, every):
        monde = await fresh(tmp_path_factory.mktemp("chute"), base, voice)
        await monde.play(*steps, crashes=[at])
        assert seen(monde) == expected, f"mort au passage {at} ({boundaries[at - 1]})"
        async with monde.reading() as tx:
            assert not (await envois.counts(tx)).get(envois.TO_SEND)
