"""Transcript 4, from the card to the end: what the aiguilleuse, the others and the person see."""

from __future__ import annotations

from engine.monde import AIGUILLEURS, Monde, Server, with_options
from engine.test_handoffs import (
    ASKER,
    FIRST,
    PEOPLE,
    ROOMS,
    SECOND,
    besoin,
    card,
    lease,
    private,
    yes,
)
from sqlalchemy import select

from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.tables import besoin_journal, brouillon, temps


async def take(server: Server) -> None:
    await server.react(FIRST, AIGUILLEURS, card(server).event_id, "✋")


async def journal(monde: Monde) -> list[tuple[str, str]]:
    database = await store.open(monde.url)
    async with database.read() as tx:
        rows = await tx.execute(
            select(besoin_journal.c.pourquoi, besoin_journal.c.vers).order_by(besoin_journal.c.rang)
        )
        found = [(row.pourquoi, row.vers) for row in rows]
    await database.close()
    return found


def tells(person: str, *words: str) -> list[object]:
    """One step for each thing they say in private."""

    def step(texte: str) -> object:
        async def said(server: Server) -> None:
            await server.tell(person, texte)

        return said

    return [step(texte) for texte in words]


async def test_from_the_card_to_the_end_in_two_taps(monde: Monde) -> None:
    async def outcome(server: Server) -> None:
        question = server.seen("direct:" + FIRST)[-1]
        await server.react(FIRST, question.room, question.event_id, "2️⃣")

    async def close(server: Server) -> None:
        await server.say(FIRST, AIGUILLEURS, "clore", thread=card(server).event_id)

    rest = tells(FIRST, "1, il en existe un à Rennes", "15 min", "passer", "oui")
    await monde.play(lease, yes, take, *tells(FIRST, "c'est fait"), close, outcome, *rest)  # type: ignore[arg-type]
    stored = await besoin(monde)
    assert (stored.etat, stored.issue, stored.motif) == ("close", "partiellement-couvert", "commun-incomplet")
    assert stored.note == "il en existe un à Rennes"
    assert await journal(monde) == [
        ("confirmé", "nouvelle"),
        ("prendre", "prise_en_charge"),
        ("premier-contact", "en_cours"),
        ("clore", "close"),
    ]
    assert "clos, merci" in card(monde.server).body
    assert [bubble.say.rings for bubble in monde.server.seen(AIGUILLEURS)] == [True], "everything else is private"
    end = private(monde, ASKER)[-1]
    assert "@dominique:test a terminé le suivi" in end
    assert "Je suis de nouveau là" in end
    database = await store.open(monde.url)
    async with database.read() as tx:
        assert (await tx.execute(select(temps.c.minutes))).scalars().all() == [15]
        assert (await tx.execute(select(brouillon.c.usage))).scalars().all() == ["il en existe un à Rennes"]
    await database.close()


async def test_after_the_end_the_robot_answers_the_person_again(monde: Monde) -> None:
    said = (*tells(ASKER, "nos salles"), *tells(FIRST, "clore", "1"), *tells(ASKER, "réserver nos salles"))
    await monde.play(lease, yes, take, *said)  # type: ignore[arg-type]
    heard = private(monde, ASKER)
    assert sum("Dokos" in body for body in heard) == 1, "silent while a human has it, and back after"
    assert "Dokos" in heard[-1]


async def test_given_back_it_rings_others_and_the_person_is_told_honestly(monde: Monde) -> None:
    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(lease, yes, take, *tells(FIRST, "je rends"))  # type: ignore[arg-type]
    first, again = monde.server.seen(AIGUILLEURS)
    assert "prendre" in first.body, "the first card is to be taken again"
    assert again.say.rings
    assert FIRST not in again.say.mentions, "not rung again for it"
    assert "ne peut finalement pas" in private(monde, ASKER)[-1]
    stored = await besoin(monde)
    assert (stored.etat, stored.prise_par, stored.bail_jusqu_au) == ("nouvelle", None, None)


async def test_whoever_passes_is_not_rung_and_the_next_is(monde: Monde) -> None:
    async def passes(server: Server) -> None:
        rung = card(server).say.mentions[0]
        await server.say(rung, AIGUILLEURS, "passer", thread=card(server).event_id)

    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(lease, yes, passes)
    mentioned = set(card(monde.server).say.mentions)
    (fourth,) = {option.comptes[Server.name] for option in PEOPLE} - mentioned
    assert len(private(monde, fourth)) == 1
    assert ("passer", "nouvelle") in await journal(monde)
    assert (await besoin(monde)).etat == "nouvelle"


async def test_whoever_helps_may_ask_for_something_too(monde: Monde) -> None:
    await monde.play(lease, yes, take, *tells(FIRST, "clore", "on cherche à réserver nos salles", "2"))  # type: ignore[arg-type]
    assert any("**1. Dokos**" in body for body in private(monde, FIRST))
    assert (await besoin(monde)).etat == "prise_en_charge", "the 2 was for the last question asked"


async def test_another_person_closes_nothing(monde: Monde) -> None:
    async def close(server: Server) -> None:
        await server.say(SECOND, AIGUILLEURS, "clore", thread=card(server).event_id)

    await monde.play(lease, yes, take, close)
    assert (await besoin(monde)).etat == "prise_en_charge"
    assert "déjà pris par @dominique:test" in monde.server.seen(AIGUILLEURS)[-1].body


async def test_a_closed_one_is_opened_again_by_whoever_closed_it(monde: Monde) -> None:
    await monde.play(lease, yes, take, *tells(FIRST, "clore", "4", "passer", "rouvrir"))  # type: ignore[arg-type]
    stored = await besoin(monde)
    assert (stored.etat, stored.issue, stored.motif, stored.clos_le) == ("prise_en_charge", "en-cours", None, None)
    assert "va vous écrire en privé" in private(monde, ASKER)[-1]
