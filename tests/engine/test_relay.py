"""Two platforms: the bot carries words from one to the other, says so, and keeps none of them."""

from __future__ import annotations

from collections import Counter

import pytest
from engine.crashes import SOME_OR_ALL, Failpoints
from engine.monde import KEY, Monde, sqlite, with_options
from engine.server import AIGUILLEURS, Server, visible
from engine.steps import Step

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import SalonOption
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.platforms.base import Gone, Outbound, Say
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import vie
from aiguilleur_bot.store.personnes import pseudonym

ASKER, OTHER, HELPER = "@camille:test", "@alex:test", "@dominique:autre"


class Elsewhere(Server):
    """Another platform."""

    name = "autre"


async def two_platforms(monde: Monde) -> Monde:
    """Those who ask are on one platform, those who help on another."""
    monde.elsewhere = Elsewhere()
    desk = SalonOption(Elsewhere.name, "aiguilleurs", "aiguilleurs")
    with_options(monde, salons=(SalonOption(Server.name, "entraide"), desk))
    await monde.elsewhere.join(AIGUILLEURS, "aiguilleurs")
    return monde


@pytest.fixture
async def monde(monde: Monde) -> Monde:
    return await two_platforms(monde)


def there(monde: Monde) -> Server:
    assert monde.elsewhere is not None
    return monde.elsewhere


def read(server: Server, person: str) -> list[str]:
    return [bubble.body.replace("\u00a0", " ") for bubble in server.seen("direct:" + person)]


def asks(text: str, person: str = ASKER, **more: object) -> Step:
    async def step(server: Server) -> None:
        await server.tell(person, text, **more)

    return step


def helps(monde: Monde, text: str, **more: object) -> Step:
    async def step(_: Server) -> None:
        await there(monde).tell(HELPER, text, **more)

    return step


def takes(monde: Monde) -> Step:
    async def step(_: Server) -> None:
        card = next(one for one in there(monde).seen(AIGUILLEURS) if one.say.rings and not one.edits)
        await there(monde).react(HELPER, AIGUILLEURS, card.event_id, "✋")

    return step


confide = asks("humain : un modèle de bail pour une ferme collective")


async def test_both_are_told_at_the_start_that_the_bot_carries_and_keeps_nothing(monde: Monde) -> None:
    await monde.play(confide, takes(monde))
    for said in (read(monde.server, ASKER)[-1], read(there(monde), HELPER)[-1]):
        assert "est sur un autre service" in said
        assert "Je n'en garde rien, et ce n'est pas chiffré." in said


async def test_words_go_both_ways_under_their_author_s_name_and_leave_no_trace(monde: Monde) -> None:
    await monde.play(confide, takes(monde))
    await monde.play(helps(monde, "bonjour, un *ornithorynque*\n[ici](https://exemple.org)"))
    assert read(monde.server, ASKER)[-1] == (
        f"**{HELPER}** :\n> bonjour, un ∗ornithorynque∗\n> (ici)(https://exemple.org)"
    )
    assert (await monde.besoin()).etat == "en_cours", "the first words of whoever helps are the first contact"
    await monde.play(asks("merci, ornithorynque bleu"))
    assert read(there(monde), HELPER)[-1] == f"**{ASKER}** · n° 1 :\n> merci, ornithorynque bleu"
    assert await monde.traces("ornithorynque", "rynque bleu") == []


async def test_an_edit_and_a_deletion_follow_their_message(monde: Monde) -> None:
    await monde.play(confide, takes(monde), asks("le hangar"))
    target = monde.server.said[-1].event_id

    async def edit(server: Server) -> None:
        await server.edit(ASKER, "direct:" + ASKER, target, "le hangar du fond")

    async def by_somebody_else(server: Server) -> None:
        await server.edit(OTHER, "direct:" + ASKER, target, "autre chose")

    async def redact(server: Server) -> None:
        await server.redact(ASKER, "direct:" + ASKER, target)

    await monde.play(edit, by_somebody_else)
    assert read(there(monde), HELPER)[-1] == f"**{ASKER}** · n° 1 :\n> le hangar du fond"
    before = len(read(there(monde), HELPER))
    await monde.play(redact)
    assert len(read(there(monde), HELPER)) == before - 1
    assert await monde.traces("hangar") == []


async def test_robot_brings_the_bot_back_and_humain_the_human(monde: Monde) -> None:
    await monde.play(confide, takes(monde), asks("robot"))
    assert "Je suis là" in read(monde.server, ASKER)[-1]
    before = len(read(there(monde), HELPER))
    await monde.play(asks("réserver nos salles"))
    assert "Dokos" in read(monde.server, ASKER)[-1]
    await monde.play(helps(monde, "vous êtes là ?"))
    assert "vous êtes là ?" in read(monde.server, ASKER)[-1], "the human may still write"
    await monde.play(asks("humain"))
    assert "va vous écrire, par moi" in read(monde.server, ASKER)[-1]
    await monde.play(asks("oui, me revoilà"))
    assert "oui, me revoilà" in read(there(monde), HELPER)[-1]
    assert len(read(there(monde), HELPER)) == before + 1


async def test_whoever_helps_may_speak_to_the_bot_too(monde: Monde) -> None:
    await monde.play(confide, takes(monde), asks("bonjour"), helps(monde, "robot"))
    assert "vos mots sont pour moi" in read(there(monde), HELPER)[-1]
    before = len(read(monde.server, ASKER))
    await monde.play(helps(monde, "réserver nos salles"))
    assert "Dokos" in read(there(monde), HELPER)[-1]
    assert len(read(monde.server, ASKER)) == before
    await monde.play(helps(monde, "1 : je reviens"), helps(monde, "et voilà"))
    assert read(monde.server, ASKER)[-2:] == [f"**{HELPER}** :\n> je reviens", f"**{HELPER}** :\n> et voilà"]


async def test_with_two_people_at_once_nothing_goes_to_the_wrong_one(monde: Monde) -> None:
    await monde.play(confide, takes(monde), asks("humain : une charte de cuisine", OTHER), takes(monde))
    await monde.play(asks("de camille"), asks("d'alex", OTHER), helps(monde, "lequel ?"))
    assert "À qui ?" in read(there(monde), HELPER)[-1]
    assert "Rien n'a été transmis" in read(there(monde), HELPER)[-1]
    answered = next(one for one in there(monde).seen("direct:" + HELPER) if "d'alex" in one.body)
    await monde.play(
        helps(monde, "pour alex", reply_to=answered.event_id), helps(monde, "n° 1 : pour camille"), confide
    )
    assert read(monde.server, OTHER)[-1] == f"**{HELPER}** :\n> pour alex"
    assert f"**{HELPER}** :\n> pour camille" in read(monde.server, ASKER)
    assert not any("pour alex" in line for line in read(monde.server, ASKER))


async def test_what_is_no_text_or_too_long_is_said_not_to_go(monde: Monde) -> None:
    await monde.play(confide, takes(monde), asks("", kind="autre"), asks("mot " * 4000))
    assert [line.split(",")[0].split(":")[0] for line in read(monde.server, ASKER)[-2:]] == [
        "Je ne fais passer que du texte ",
        "C'est trop long pour l'autre service ",
    ]


async def test_words_that_cannot_be_delivered_are_said_to_be_lost(monde: Monde) -> None:
    def refuse(outbound: Outbound) -> None:
        if isinstance(outbound, Say) and "perdu en route" in outbound.body:
            raise Gone("compte fermé")

    await monde.play(confide, takes(monde))
    there(monde).refuse = refuse
    await monde.play(asks("perdu en route"))
    assert "n'a pas pu être remis" in read(monde.server, ASKER)[-1]
    assert await monde.traces("perdu en route") == []


async def test_closed_the_relay_ends_for_both_and_nothing_goes_through_any_more(monde: Monde) -> None:
    await monde.play(confide, takes(monde), helps(monde, "bonjour"), helps(monde, "clore 1"), helps(monde, "1"))
    assert any("je ne fais plus passer vos messages" in line for line in read(there(monde), HELPER))
    assert "a terminé le suivi de votre demande n° 1" in read(monde.server, ASKER)[-1]
    before = len(read(there(monde), HELPER))
    await monde.play(asks("réserver nos salles"))
    assert "Dokos" in read(monde.server, ASKER)[-1]
    assert len(read(there(monde), HELPER)) == before


async def test_withdrawn_from_inside_it_ends(monde: Monde) -> None:
    await monde.play(confide, takes(monde), asks("retirer"))
    assert (await monde.besoin()).etat == "annulee"
    assert any("je ne fais plus passer" in line for line in read(there(monde), HELPER))


async def test_to_be_forgotten_ends_it_and_leaves_no_trace(monde: Monde) -> None:
    async def confirm(server: Server) -> None:
        if "C'est effacé" not in read(server, ASKER)[-1]:
            await server.tell(ASKER, "oui")

    await monde.play(confide, takes(monde), asks("ornithorynque"), asks("oublie-moi"), confirm)
    assert "C'est effacé" in read(monde.server, ASKER)[-1]
    assert await monde.traces(ASKER, pseudonym(KEY, Server.name, ASKER), "ornithorynque") == []


async def test_given_back_without_a_word_it_ends_too(monde: Monde) -> None:
    await monde.play(confide, takes(monde))
    held = await monde.besoin()
    async with monde.alive() as engine:
        async with engine.database.write("essai") as tx:
            await vie.release(tx, held, now=monde.clock.now(), pourquoi="parti")
        await engine.timers.end_stretches()
        assert await monde.until(lambda: monde.settled(engine), Failpoints())
    assert "est de nouveau proposée au réseau" in read(monde.server, ASKER)[-1]


@pytest.mark.parametrize("every", SOME_OR_ALL)
async def test_a_crash_at_each_boundary_carries_each_word_once(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice, every: int
) -> None:
    async def play(crashes: tuple[int, ...]) -> tuple[list[str], list[Counter[tuple[str, str, int]]]]:
        url = sqlite(tmp_path_factory.mktemp("relais"))
        await (await store.open(url)).close()
        monde = await two_platforms(Monde(url, base, voice))
        await monde.open_rooms()
        steps = (confide, takes(monde), helps(monde, "bonjour"), asks("ornithorynque"))
        boundaries = await monde.play(*steps, crashes=crashes)
        assert await monde.traces("ornithorynque") == []
        return boundaries, [visible(monde.server), visible(there(monde))]

    boundaries, expected = await play(())
    for at in range(len(boundaries) // 2, len(boundaries) + 1, every):
        assert (await play((at,)))[1] == expected, f"mort au passage {at} ({boundaries[at - 1]})"
