"""From a yes in a conversation to a phrase that waits for a gardener, and every way it goes away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from engine.monde import KEY, Monde
from engine.server import ENTRAIDE, Server
from engine.steps import Step

from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.engine.learning import served_by
from aiguilleur_bot.engine.retention import clean
from aiguilleur_bot.needs.learning import Counted, Said
from aiguilleur_bot.store import apprentissages, besoins, droits
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.vocabulary import Confirmation, Usage

ASKER = "@camille:test"
NEED = "on galère avec nos salles"
WHO = pseudonym(KEY, Server.name, ASKER)


def tells(text: str) -> Step:
    async def step(server: Server) -> None:
        await server.tell(ASKER, text)

    return step


KEPT = tuple(tells(words) for words in (NEED, "1", "oui", "oui"))


async def waiting(monde: Monde) -> tuple[Said, ...]:
    async with monde.reading() as tx:
        return await apprentissages.proposed(tx)


async def counted(monde: Monde) -> tuple[Counted, ...]:
    async with monde.reading() as tx:
        return await apprentissages.counted(tx)


async def test_a_yes_to_the_phrase_keeps_it_for_the_gardeners(monde: Monde) -> None:
    await monde.play(*KEPT)
    (said,) = await waiting(monde)
    assert (said.texte, said.commun, said.premier, said.comment) == (NEED, "dokos", "dokos", Confirmation.CHOIX)
    assert {(one.commun, one.usage, one.nombre) for one in await counted(monde)} == {
        ("dokos", Usage.MONTREE, 1),
        ("dokos", Usage.OUVERTE, 1),
    }


async def test_without_that_yes_nothing_is_kept(monde: Monde) -> None:
    await monde.play(*KEPT[:-1], tells("non"))
    assert await waiting(monde) == ()


async def test_killed_anywhere_it_is_kept_and_counted_once(monde: Monde) -> None:
    await monde.play(*KEPT, crashes=(9, 16, 23, 30))
    assert [said.texte for said in await waiting(monde)] == [NEED]
    assert {one.nombre for one in await counted(monde)} == {1}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("1", [Confirmation.SUIVI]), ("2", [Confirmation.SUIVI]), ("3", []), ("4", [Confirmation.CHOIX])],
)
async def test_the_follow_up_strengthens_or_drops_it(monde: Monde, answer: str, expected: list[Confirmation]) -> None:
    await monde.play(*KEPT)
    monde.clock = ManualClock(datetime.now(UTC) + timedelta(days=15, hours=1))
    await monde.play()
    await monde.play(tells(answer))
    assert [said.comment for said in await waiting(monde)] == expected


async def test_oublie_moi_takes_it_away_and_says_so(monde: Monde) -> None:
    await monde.play(*KEPT, tells("mes données"))
    assert any("Phrase gardée" in bubble.body and NEED in bubble.body for bubble in monde.server.seen())
    await monde.play(tells("oublie-moi"))
    assert await waiting(monde) == ()
    assert any("1 phrase." in bubble.body for bubble in monde.server.seen())


async def test_a_deleted_message_takes_it_away(monde: Monde) -> None:
    asked: list[str] = []

    async def ask(server: Server) -> None:
        asked.append(await server.tell(ASKER, NEED))

    async def delete(server: Server) -> None:
        await server.redact(ASKER, server.direct_room(ASKER), asked[0])

    await monde.play(ask, *KEPT[1:])
    assert await waiting(monde)
    await monde.play(delete)
    assert await waiting(monde) == ()


async def test_what_nobody_reads_in_ninety_days_is_erased(monde: Monde) -> None:
    await monde.play(*KEPT)
    database = await store.open(monde.url)
    late = ManualClock(datetime.now(UTC) + timedelta(days=91))
    assert (await clean(database, late, monde.options)).effaces["phrases"] == 1
    await database.close()
    assert await waiting(monde) == ()


async def test_a_human_says_which_commun_served(monde: Monde) -> None:
    async def asks_a_human(server: Server) -> None:
        await server.ask(ASKER, "un modèle de bail pour la ferme", ENTRAIDE)

    await monde.play(asks_a_human, tells("humain : un modèle de bail pour la ferme"))
    database = await store.open(monde.url)
    now = datetime.now(UTC)
    async with database.write("essai") as tx:
        (known,) = await besoins.of_person(tx, WHO)
        assert await served_by(tx, KEY, known, "reneta", now)
        assert not await served_by(tx, KEY, known, "reneta", now), "once"
        (said,) = await apprentissages.proposed(tx)
        await droits.forget(tx, WHO)
        erased = await besoins.get(tx, known.numero)
        assert erased is not None
        assert not await served_by(tx, KEY, erased, "loomio", now), "no words are left"
        assert await apprentissages.proposed(tx) == (), "nor what they taught"
    assert (said.commun, said.comment) == ("reneta", Confirmation.AIGUILLEUR)
    await database.close()


async def test_somebody_in_trouble_teaches_nothing(monde: Monde) -> None:
    await monde.play(tells("on ne paie plus le loyer"), tells("oui"))
    async with monde.writing() as tx:
        (known,) = await besoins.of_person(tx, WHO)
        assert not await served_by(tx, KEY, known, "dokos", datetime.now(UTC))
