"""What is missing, in chat: seen, put together, undone, noted; in the room of those who coordinate and in private."""

from __future__ import annotations

import asyncio

from engine.bureau import ASKERS, CHIEF, HELPER, LEASE, MONDAY, OTHER, last
from engine.monde import KEY, Monde
from engine.server import AIGUILLEURS, COORDINATION, Server
from engine.steps import Step, asks, tells
from sqlalchemy import select, update

from aiguilleur_bot.needs.defis import Defi, Statut
from aiguilleur_bot.needs.manques import Compte, Filtre, Manque
from aiguilleur_bot.store import besoins, defis, droits, gestes, manques
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.lieux import place_key
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.tables import besoin, defi, defi_journal
from aiguilleur_bot.vocabulary import Etat, Issue, Motif


def says(text: str, who: str = CHIEF) -> Step:
    async def step(server: Server) -> None:
        await server.say(who, COORDINATION, text, mentions_bot=True)

    return step


async def every_defi(monde: Monde) -> tuple[Defi, ...]:
    async with monde.reading() as tx:
        return await defis.every(tx)


async def noted(monde: Monde) -> tuple[Manque, ...]:
    async with monde.reading() as tx:
        return await manques.every(tx, Filtre(compte=Compte.TOUS, source="aiguilleur"))


async def test_what_is_missing_is_listed_without_anybody_and_without_trouble(bureau: Monde) -> None:
    await bureau.play(tells(CHIEF, "besoins"))
    shown = last(bureau)
    assert "**3 besoins sans réponse** : 3 personnes, 0 lieu connu." in shown
    assert all(texte in shown for texte in LEASE)
    assert "fermer" not in shown
    assert not any(who in shown for who in ASKERS)
    await bureau.play(tells(CHIEF, "besoins rural"))
    assert "« un bail rural pour la ferme »" in last(bureau)
    assert "**1 besoin sans réponse**" in last(bureau)
    await bureau.play(tells(CHIEF, "besoins bretagne"))
    assert last(bureau).startswith("Aucun besoin sans réponse")


async def test_one_besoin_and_never_somebodys_trouble(bureau: Monde) -> None:
    await bureau.play(tells(CHIEF, "besoin 2"))
    assert "un bail rural pour la ferme" in last(bureau)
    assert "lieu inconnu" in last(bureau)
    await bureau.play(tells(CHIEF, "besoin 4"))
    assert "Je ne trouve pas le n° 4" in last(bureau)


async def test_in_their_room_they_are_answered_there_and_nobody_else_is(bureau: Monde) -> None:
    await bureau.play(says("@aiguilleur besoins", OTHER))
    assert "3 besoins" in last(bureau, COORDINATION), "being in that room is a right somebody gave"
    said = len(bureau.server.bubbles)
    await bureau.play(tells(HELPER, "défis"), asks(OTHER, "@aiguilleur défis"), tells(OTHER, "défaire"))
    new = list(bureau.server.bubbles.values())[said:]
    assert not any("défi 1" in one.body or "Aucun défi" in one.body for one in new)


async def test_what_looks_alike_is_proposed_put_together_and_undone(bureau: Monde) -> None:
    await bureau.play(tells(CHIEF, "grouper"))
    assert "**grouper 1 2 3**" in last(bureau)
    assert "« bail »" in last(bureau)
    await bureau.play(tells(CHIEF, "grouper 1 2 3 : Quel bail pour une ferme partagée ?"))
    assert "3 besoins dans le **défi 1**, « Quel bail pour une ferme partagée ? »" in last(bureau)
    (one,) = await every_defi(bureau)
    assert (one.besoins, one.titre) == ((1, 2, 3), "Quel bail pour une ferme partagée ?")
    await bureau.play(tells(CHIEF, "séparer 2"), tells(CHIEF, "défaire"))
    assert "la séparation" in last(bureau)
    assert (await every_defi(bureau))[0].besoins == (1, 2, 3)
    await bureau.play(tells(CHIEF, "grouper 1 : Quel bail ?"), tells(CHIEF, "défaire"))
    assert (await every_defi(bureau))[0].titre == "Quel bail pour une ferme partagée ?"
    await bureau.play(tells(CHIEF, "défaire"), tells(CHIEF, "défaire"))
    assert await every_defi(bureau) == ()
    assert last(bureau).startswith("Rien à défaire")


async def test_a_defi_is_completed_word_by_word_and_only_becomes_what_it_may(bureau: Monde) -> None:
    words = (
        "grouper 1 2",
        "défi 1 : Quel bail ?",
        "défi 1 étape : un modèle relu, joindre 06 12 34 56 78",
        "défi 1 budget : 2 000 €",
        "défi 1 porteur : La Compagnie",
        "défi 1 lien : https://forum.tiers-lieux.org/t/1",
        "défi 1 communs : Dokos",
        "défi 1 ouvrir",
    )
    await bureau.play(*(tells(CHIEF, one) for one in words))
    (one,) = await every_defi(bureau)
    assert (one.titre, one.etape.budget, one.porteur, one.communs) == ("Quel bail ?", 2000, "La Compagnie", ("dokos",))
    assert one.statut is Statut.OUVERT
    assert "06 12" not in one.etape.quoi
    await bureau.play(tells(CHIEF, "défi 1 lien : javascript:alert(1)"), tells(CHIEF, "défi 1 brouillon"))
    assert (await every_defi(bureau))[0].lien == "https://forum.tiers-lieux.org/t/1"
    assert "# Quel bail ?" in last(bureau)
    assert "moins de 10 personnes" in last(bureau)
    assert "**moi aussi 1**" in last(bureau)
    database = await store.open(bureau.url)
    async with database.write("essai") as tx:
        await tx.execute(update(besoin).where(besoin.c.numero == 1).values(etat=Etat.ANNULEE))
    await bureau.play(tells(CHIEF, "défi 1 brouillon"))
    assert "**moi aussi 2**" in last(bureau), "nobody may say it to what was withdrawn"
    async with database.write("essai") as tx:
        await tx.execute(update(besoin).where(besoin.c.numero == 2).values(issue=Issue.COUVERT))
    await database.close()
    await bureau.play(tells(CHIEF, "défi 1 brouillon"))
    assert "moi aussi" not in last(bureau)
    await bureau.play(tells(CHIEF, "défi 1 couvert par dokos"), tells(CHIEF, "défi 1 écarter"))
    assert "Un défi « couvert » ne devient pas « écarté »" in last(bureau)
    assert (await every_defi(bureau))[0].commun == "dokos"
    await bureau.play(tells(CHIEF, "grouper 3"), tells(CHIEF, "défi 1 fusionner 2"))
    assert "Le défi 1 est « couvert » : je n'y ajoute rien" in last(bureau)


async def test_the_words_of_who_asks_are_never_the_title_of_a_defi(bureau: Monde) -> None:
    await bureau.play(tells(CHIEF, "grouper 1 2"))
    assert "**défi 1**, « Besoins 1 et 2 »" in last(bureau)
    await bureau.play(tells(CHIEF, "défi 1 ouvrir"))
    assert "Le défi 1 n'a pas encore de titre" in last(bureau)
    assert (await every_defi(bureau))[0].statut is Statut.A_QUALIFIER
    await bureau.play(tells(CHIEF, "défi 1 brouillon"))
    assert not any(texte in last(bureau) for texte in LEASE)
    assert "# Question ouverte : à compléter" in last(bureau)
    async with bureau.writing() as tx:
        for who in ASKERS:
            await droits.forget(tx, pseudonym(KEY, Server.name, who))
        kept = [str(tuple(row)) for table in (defi, defi_journal) for row in await tx.execute(select(table))]
    assert not any(texte in row for texte in LEASE for row in kept)
    await bureau.play(tells(CHIEF, "défi 1 : Quel bail ?"), tells(CHIEF, "défi 1 ouvrir"))
    assert (await every_defi(bureau))[0].statut is Statut.OUVERT


async def test_no_code_is_shown_where_there_is_a_word(bureau: Monde) -> None:
    await bureau.play(
        *(tells(CHIEF, one) for one in ("besoin 1", "grouper 1 2", "défis", "défi 1", "défi 1 en cours", "bilan"))
    )
    shown = "\n".join(one.body for one in bureau.server.seen("direct:" + CHIEF))
    assert "non couvert (aucun commun connu)" in shown.replace("\u00a0", " ")
    assert "à qualifier" in shown
    for code in (*Motif, *Statut, *Issue):
        if "-" in code:
            assert code not in shown


async def test_the_balance_of_a_month_says_what_it_counts(bureau: Monde) -> None:
    await bureau.play(tells(CHIEF, "bilan"), tells(CHIEF, "bilan mars 2020"), tells(CHIEF, "bilan de quand"))
    month, empty, unread = (one.body.replace("\u00a0", " ") for one in bureau.server.seen("direct:" + CHIEF)[-3:])
    assert "**Bilan, novembre 2026**" in month
    assert "Sans réponse : 3 besoins (le mois précédent : 0) · 3 personnes" in month
    assert "ne compte que les besoins exprimés" in month.lower()
    assert "Bilan, mars 2020" in empty
    assert unread.startswith("Quel mois ?")


async def test_a_meeting_is_noted_one_besoin_a_line_with_its_place_and_day(bureau: Monde) -> None:
    await bureau.play(
        tells(
            HELPER,
            "noter Roubaix, le 12/11\n- une salle pour répéter, appeler 06 12 34 56 78\n* un barnum à prêter\n"
            "- elle ne paie plus son loyer",
        )
    )
    (one,) = await noted(bureau)
    assert one.texte == "une salle pour répéter, appeler [téléphone masqué]"
    assert (one.region, one.etat, one.qui, one.ou) == ("32", Etat.CLOSE, None, 1)
    assert one.cree_le.date().isoformat() == "2026-11-12"
    told = last(bureau, "direct:" + HELPER)
    assert "C'est noté : n° 5, le 12 nov" in told
    assert "1 ligne hors du réseau" in told
    assert "une personne semble en difficulté" in told
    async with bureau.reading() as tx:
        known = await besoins.get(tx, 5)
        assert await manques.aside(tx) == 1
    assert known is not None
    assert known.lieu_cle == place_key(KEY, "32", "Roubaix")
    assert not bureau.server.seen(AIGUILLEURS), "nobody is rung for what was heard at a meeting"


async def test_lines_left_out_are_said_and_why(bureau: Monde) -> None:
    lines = "".join(f"\n- une salle numéro {number}" for number in range(28))
    await bureau.play(tells(HELPER, f"noter Roubaix\n- …{lines}\n- !!\n- un bail\n- un autre bail"))
    told = last(bureau, "direct:" + HELPER)
    assert len(await noted(bureau)) == 28
    assert "2 lignes laissées : je n’y lis pas de besoin." in told
    assert "2 lignes laissées : j’en note 30 à la fois." in told


async def test_a_passer_by_notes_nothing(bureau: Monde) -> None:
    await bureau.play(tells(OTHER, "noter Roubaix\n- une salle pour répéter"))
    assert await noted(bureau) == ()


async def test_a_crash_at_each_boundary_neither_loses_nor_repeats_a_deed(bureau: Monde) -> None:
    steps = (tells(CHIEF, "noter\n- une salle pour répéter\n- un véhicule"), tells(CHIEF, "grouper 5 6"))
    await bureau.play(*steps, crashes=range(2, 40, 7))
    assert [one.numero for one in await noted(bureau)] == [5, 6]
    (one,) = await every_defi(bureau)
    assert one.besoins == (5, 6)
    answers = [one for one in bureau.server.seen("direct:" + CHIEF) if "défi 1" in one.body.replace("\u00a0", " ")]
    assert len(answers) == 1


async def test_two_coordinators_at_once_both_count(bureau: Monde) -> None:
    database = await store.open(bureau.url)

    async def group(*numeros: int) -> int:
        async with database.write("essai") as tx:
            return await defis.group(tx, numeros, titre="?", par=None, now=MONDAY)

    assert set(await asyncio.gather(group(1, 2), group(2, 3))) == {1}
    async with database.read() as tx:
        assert len(await gestes.journal(tx)) == 2
    await database.close()
    assert (await every_defi(bureau))[0].besoins == (1, 2, 3)
