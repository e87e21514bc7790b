"""Transcript 4, from the card to the end: what the aiguilleuse, the others and the person see."""

from __future__ import annotations

import pytest
from engine.hands import ASKER, FIRST, PEOPLE, ROOMS, SECOND, card, lease, yes
from engine.monde import Monde, with_options
from engine.server import AIGUILLEURS, Server
from sqlalchemy import select

from aiguilleur_bot.engine import SalonOption
from aiguilleur_bot.needs.manques import Compte, Filtre
from aiguilleur_bot.store import apprentissages, brouillons, manques
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.tables import absence, besoin_journal, brouillon, temps


async def take(server: Server) -> None:
    await server.react(FIRST, AIGUILLEURS, card(server).event_id, "✋")


async def journal(monde: Monde) -> list[tuple[str, str]]:
    async with monde.reading() as tx:
        rows = await tx.execute(
            select(besoin_journal.c.pourquoi, besoin_journal.c.vers).order_by(besoin_journal.c.rang)
        )
        return [(row.pourquoi, row.vers) for row in rows]


def who(monde: Monde, account: str) -> str:
    return pseudonym(monde.options.key, Server.name, account)


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
    stored = await monde.besoin()
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
    end = monde.private(ASKER)[-1]
    assert "@dominique:test a terminé le suivi" in end
    assert "Je suis de nouveau là" in end
    assert "**prévenez-moi 1**" in end, "covered in part only"
    async with monde.reading() as tx:
        assert (await tx.execute(select(temps.c.minutes))).scalars().all() == [15]
        assert (await tx.execute(select(brouillon.c.usage))).scalars().all() == ["il en existe un à Rennes"]


async def test_after_the_end_the_robot_answers_the_person_again(monde: Monde) -> None:
    said = (*tells(ASKER, "nos salles"), *tells(FIRST, "clore", "1"), *tells(ASKER, "réserver nos salles"))
    await monde.play(lease, yes, take, *said)  # type: ignore[arg-type]
    heard = monde.private(ASKER)
    assert sum("Dokos" in body for body in heard) == 1, "silent while a human has it, and back after"
    assert "Dokos" in heard[-1]


async def test_given_back_it_rings_others_and_the_person_is_told_honestly(monde: Monde) -> None:
    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(lease, yes, take, *tells(FIRST, "je rends"))  # type: ignore[arg-type]
    first, again = monde.server.seen(AIGUILLEURS)
    assert "prendre" in first.body, "the first card is to be taken again"
    assert again.say.rings
    assert FIRST not in again.say.mentions, "not rung again for it"
    assert "ne peut finalement pas" in monde.private(ASKER)[-1]
    stored = await monde.besoin()
    assert (stored.etat, stored.prise_par, stored.bail_jusqu_au) == ("nouvelle", None, None)


async def test_whoever_passes_is_not_rung_and_the_next_is(monde: Monde) -> None:
    async def passes(server: Server) -> None:
        rung = card(server).say.mentions[0]
        await server.say(rung, AIGUILLEURS, "passer", thread=card(server).event_id)

    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(lease, yes, passes)
    mentioned = set(card(monde.server).say.mentions)
    (fourth,) = {option.comptes[Server.name] for option in PEOPLE} - mentioned
    assert len(monde.private(fourth)) == 1
    assert ("passer", "nouvelle") in await journal(monde)
    assert (await monde.besoin()).etat == "nouvelle"


async def test_whoever_helps_may_ask_for_something_too(monde: Monde) -> None:
    await monde.play(lease, yes, take, *tells(FIRST, "clore", "on cherche à réserver nos salles", "2"))  # type: ignore[arg-type]
    assert any("**1. Dokos**" in body for body in monde.private(FIRST))
    assert (await monde.besoin()).etat == "prise_en_charge", "the 2 was for the last question asked"


async def test_another_person_closes_nothing(monde: Monde) -> None:
    async def close(server: Server) -> None:
        await server.say(SECOND, AIGUILLEURS, "clore", thread=card(server).event_id)

    await monde.play(lease, yes, take, close)
    assert (await monde.besoin()).etat == "prise_en_charge"
    assert "déjà pris par @dominique:test" in monde.server.seen(AIGUILLEURS)[-1].body


async def test_just_the_word_said_in_their_room_is_for_the_desk_and_talk_is_not(monde: Monde) -> None:
    def in_the_room(person: str, *words: str) -> list[object]:
        def step(texte: str) -> object:
            async def said(server: Server) -> None:
                await server.say(person, AIGUILLEURS, texte)

            return said

        return [step(texte) for texte in words]

    talk = in_the_room(FIRST, "c'est fait", "c'est terminé pour moi", "2")
    await monde.play(lease, yes, take, *talk, *in_the_room(SECOND, "clore"))  # type: ignore[arg-type]
    assert len(monde.private(FIRST)) == 1
    await monde.play(*in_the_room(FIRST, "clore"))  # type: ignore[arg-type]
    assert "pas de solution" in monde.private(FIRST)[-1]
    await monde.play(*in_the_room(SECOND, "Aide !"))  # type: ignore[arg-type]
    assert "mes besoins" in monde.server.seen(AIGUILLEURS)[-1].body


async def test_a_closed_one_is_opened_again_by_whoever_closed_it(monde: Monde) -> None:
    await monde.play(lease, yes, take, *tells(FIRST, "clore", "4", "passer", "rouvrir"))  # type: ignore[arg-type]
    stored = await monde.besoin()
    assert (stored.etat, stored.issue, stored.motif, stored.clos_le) == ("prise_en_charge", "en-cours", None, None)
    assert "va vous écrire en privé" in monde.private(ASKER)[-1]


# ---------------------------------------------------------------- colleagues


async def test_passed_on_it_changes_hands_at_the_yes_only(monde: Monde) -> None:
    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(lease, yes, take, *tells(FIRST, "transmettre @sasha:test"))  # type: ignore[arg-type]
    assert "vous propose de prendre la suite" in monde.private(SECOND)[-1]
    first = await monde.besoin()
    assert (first.etat, first.prise_par) == ("transmise", who(monde, FIRST))
    assert len([body for body in monde.private(ASKER) if "va vous écrire" in body]) == 1
    await monde.play(*tells(SECOND, "oui"))  # type: ignore[arg-type]
    taken = await monde.besoin()
    assert (taken.etat, taken.prise_par) == ("prise_en_charge", who(monde, SECOND))
    assert "prend la suite" in monde.private(FIRST)[-1]
    assert "@sasha:test" in monde.private(ASKER)[-1]
    assert "pris par @sasha:test" in card(monde.server).body


async def test_refused_it_stays_with_its_holder(monde: Monde) -> None:
    async def refuse(server: Server) -> None:
        asked = server.seen("direct:" + SECOND)[-1]
        await server.react(SECOND, asked.room, asked.event_id, "👎")

    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(lease, yes, take, *tells(FIRST, "transmettre @sasha:test"), refuse)  # type: ignore[arg-type]
    stored = await monde.besoin()
    assert (stored.etat, stored.prise_par) == ("prise_en_charge", who(monde, FIRST))
    assert "toujours à vous" in monde.private(FIRST)[-1]
    await monde.play(*tells(SECOND, "oui"))  # type: ignore[arg-type]
    assert (await monde.besoin()).prise_par == who(monde, FIRST), "a yes after the no takes nothing"


async def taken_back(monde: Monde) -> None:
    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(lease, yes, take, *tells(FIRST, "transmettre @sasha:test", "reprendre 1"))  # type: ignore[arg-type]


async def test_taken_back_the_question_is_edited_in_place_and_rings_nobody(monde: Monde) -> None:
    await taken_back(monde)
    asked = monde.server.seen("direct:" + SECOND)
    assert ["ne vous est plus proposé" in bubble.body for bubble in asked[-1:]] == [True]
    assert not [bubble for bubble in asked if "vous propose" in bubble.body]


@pytest.mark.parametrize("tapped", [True, False])
async def test_a_late_yes_takes_nothing_and_is_told_plainly(monde: Monde, tapped: bool) -> None:
    async def accept(server: Server) -> None:
        asked = server.seen("direct:" + SECOND)[-1]
        await server.react(SECOND, asked.room, asked.event_id, "👍")

    await taken_back(monde)
    await monde.play(*([accept] if tapped else tells(SECOND, "oui")))  # type: ignore[arg-type]
    assert (await monde.besoin()).prise_par == who(monde, FIRST)
    assert "Merci de votre oui" in monde.private(SECOND)[-1]
    assert "@dominique:test" in monde.private(SECOND)[-1]


async def test_whoever_offered_it_to_somebody_removed_is_told_that_it_is_still_theirs(monde: Monde) -> None:
    async def join(server: Server) -> None:
        await server.join("!coordination", "coordination")

    async def remove(server: Server) -> None:
        await server.ask("@coord:test", "retirer @sasha:test", "!coordination")

    here = SalonOption(Server.name, "coordination", "coordination")
    with_options(monde, salons=(*ROOMS, here), aiguilleurs=PEOPLE)
    await monde.play(lease, yes, take, *tells(FIRST, "transmettre @sasha:test"), join, remove)  # type: ignore[arg-type]
    assert (await monde.besoin()).etat == "prise_en_charge"
    assert "toujours à vous" in monde.private(FIRST)[-1]
    assert "plus dans l'équipe" in monde.private(SECOND)[-1]


async def test_a_brief_helps_before_a_call_and_names_nobody_who_asked(monde: Monde) -> None:
    async def again(server: Server) -> None:
        await server.tell("@autre:test", "réserver des salles")
        await server.tell("@autre:test", "humain")

    async def read(server: Server) -> None:
        await server.react(FIRST, AIGUILLEURS, server.seen(AIGUILLEURS)[-1].event_id, "✋")

    await monde.play(lease, yes, take, *tells(FIRST, "clore", "1", "passer", "passer"))  # type: ignore[arg-type]
    await monde.play(again, read, *tells(FIRST, "préparer"))  # type: ignore[arg-type]
    brief = monde.private(FIRST)[-1]
    assert "pour préparer" in brief
    assert "**Dokos**" in brief
    assert "À demander" in brief
    assert "n° 1 : réglé" in brief
    assert ASKER not in brief
    assert "bail" not in brief


async def test_away_with_a_relay_who_must_agree(monde: Monde) -> None:
    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    said = tells(FIRST, "absent du 3 au 12 décembre, relais @sasha:test")
    await monde.play(*said, *tells(SECOND, "d'accord"))  # type: ignore[arg-type]
    assert "sera votre relais" in monde.private(FIRST)[-1]
    async with monde.reading() as tx:
        (row,) = (await tx.execute(select(absence))).all()
    assert (row.personne, row.relais, row.relais_etat) == (who(monde, FIRST), who(monde, SECOND), "accepte")
    await monde.play(*tells(SECOND, "absent du 1er au 20 décembre, relais @dominique:test"))  # type: ignore[arg-type]
    assert "compte déjà sur vous" in monde.private(SECOND)[-1]


async def test_a_coordinator_invites_with_the_charter_and_removes(monde: Monde) -> None:
    new = "@lou:test"

    def asks(words: str) -> object:
        async def step(server: Server) -> None:
            await server.ask("@coord:test", words, "!coordination")

        return step

    async def join(server: Server) -> None:
        await server.join("!coordination", "coordination")

    async def private_lease(server: Server) -> None:
        await server.tell(ASKER, "un modèle de bail pour une ferme collective")

    async def say_yes(server: Server) -> None:
        await server.tell(ASKER, "oui")

    async def take_it(server: Server) -> None:
        await server.tell(new, "prendre 1")

    with_options(monde, salons=(*ROOMS, SalonOption(Server.name, "coordination", "coordination")))
    await monde.play(join, asks(f"inviter {new} aiguilleur Hauts-de-France"), private_lease, say_yes, take_it)  # type: ignore[arg-type]
    assert (await monde.besoin()).etat == "prise_en_charge", "invited, they may take"
    charter = monde.private(new)[0]
    assert "La charte" in charter
    assert "Hauts-de-France" in charter
    await monde.play(*tells(new, "d'accord"), asks(f"retirer {new}"))  # type: ignore[arg-type]
    assert (await monde.besoin()).etat == "nouvelle", "what they held is the group's again"
    assert "plus dans l'équipe" in monde.private(new)[-1]
    assert "ne peut finalement pas" in monde.private(ASKER)[-1]
    await monde.play(*tells(new, "prendre 1"))  # type: ignore[arg-type]
    assert (await monde.besoin()).etat == "nouvelle"


async def test_when_the_robot_was_wrong_the_words_are_proposed_to_gardeners(monde: Monde) -> None:
    rest = tells(FIRST, "c'est fait", "clore", "3", "5", "passer", "dokos")
    await monde.play(lease, yes, take, *rest)  # type: ignore[arg-type]
    stored = await monde.besoin()
    assert (stored.issue, stored.motif, stored.commun) == ("non-couvert", "mauvaise-correspondance", None)
    async with monde.reading() as tx:
        (said,) = await apprentissages.proposed(tx)
        assert (await manques.demand(tx, Filtre())).besoins == 0, "our failure is no missing commun"
        assert (await manques.demand(tx, Filtre(compte=Compte.ROBOT))).besoins == 1
    assert (said.commun, said.texte, said.comment) == ("dokos", stored.texte, "aiguilleur")


async def test_a_fiche_that_is_missing_is_begun_with_the_words_of_the_person(monde: Monde) -> None:
    rest = tells(FIRST, "c'est fait", "clore", "3", "5", "passer", "Zorglub, https://zorglub.exemple.org", "oui")
    await monde.play(lease, yes, take, *rest)  # type: ignore[arg-type]
    stored = await monde.besoin()
    assert stored.motif == "fiche-manquante"
    async with monde.reading() as tx:
        (draft,) = await brouillons.waiting(tx)
    assert (draft.numero, draft.lien) == (1, "https://zorglub.exemple.org")
