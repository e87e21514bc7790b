"""Unmet besoins in SQL: what counts, what is counted apart, and what never appears, on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from store.demandes import CAMILLE, DOMINIQUE, KEY, NOW, SASHA, asked, record

from aiguilleur_bot.needs.manques import Axe, Compte, Filtre, Soutien
from aiguilleur_bot.store import besoins, droits, lieux, manques, soutiens
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.database import Database
from aiguilleur_bot.store.lieux import LieuRow, place_key
from aiguilleur_bot.store.migration import configuration
from aiguilleur_bot.vocabulary import Etat, Issue, Motif

LILLE, ROUBAIX = place_key(KEY, "32", "Lille"), place_key(KEY, "32", "Roubaix")
EVERYTHING = Filtre(compte=Compte.TOUS)


async def test_what_is_missing_is_neither_our_failure_nor_the_side_of_whoever_asked(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(
            tx,
            asked(),
            asked(motif=None),
            asked(issue=Issue.PARTIELLEMENT_COUVERT, motif=Motif.TROP_CHER),
            asked(motif=Motif.MAUVAISE_CORRESPONDANCE),
            asked(motif=Motif.FICHE_MANQUANTE),
            asked(motif=Motif.HORS_PERIMETRE),
            asked(issue=Issue.COUVERT, motif=None),
        )
        found = {
            compte: [one.numero for one in await manques.every(tx, Filtre(compte=compte))]
            for compte in (Compte.MANQUE, Compte.ROBOT, Compte.HORS, Compte.SERVI)
        }
    assert found == {Compte.MANQUE: [1, 2, 3], Compte.ROBOT: [4, 5], Compte.HORS: [6], Compte.SERVI: [7]}


async def test_trouble_and_what_was_withdrawn_never_appear(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(
            tx, asked(appui="coup-dur", texte="on va fermer"), asked(etat=Etat.ANNULEE), asked(etat=Etat.FUSIONNEE)
        )
        assert (await manques.page(tx, EVERYTHING)).total == 0
        assert await manques.every(tx, EVERYTHING) == ()
        assert (await manques.demand(tx, EVERYTHING)).besoins == 0
        assert await manques.by(tx, EVERYTHING, Axe.ACTION) == ()
        assert await manques.get(tx, 1) is None
        assert not await manques.is_unmet(tx, 1)
        assert await manques.unlooked(tx, 9) == ()


async def test_the_same_person_twice_counts_once_and_the_unknown_apart(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(
            tx,
            asked(lieu_cle=LILLE),
            asked(lieu_cle=LILLE),
            asked(demandeur=DOMINIQUE, lieu_cle=ROUBAIX, region="53", region_nom="Bretagne"),
            asked(demandeur=None, region=None, source="aiguilleur"),
            asked(demandeur=None, region=None, source="aiguilleur"),
        )
        asks = await manques.demand(tx, Filtre())
    assert (asks.besoins, asks.personnes, asks.sans_personne) == (5, 2, 2)
    assert (asks.lieux, asks.sans_lieu) == (2, 2), "an unknown place is no distinct place"
    assert (asks.regions, asks.sans_region) == (2, 2)


async def test_me_too_counts_distinct_people_places_and_regions_once(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked(lieu_cle=LILLE))
        for who, genre in ((SASHA, Soutien.MOI_AUSSI), (SASHA, Soutien.CONTRIBUER), (CAMILLE, Soutien.MOI_AUSSI)):
            assert await soutiens.say(tx, 1, who, genre, region="53", lieu_cle=ROUBAIX, now=NOW)
        assert not await soutiens.say(tx, 1, SASHA, Soutien.MOI_AUSSI, region="53", lieu_cle=ROUBAIX, now=NOW)
        await soutiens.say(tx, 1, DOMINIQUE, Soutien.PREVENIR, region="84", lieu_cle=None, now=NOW)
        asks = await manques.demand(tx, Filtre())
        (shown,) = await manques.every(tx, Filtre())
    assert (asks.besoins, asks.personnes, asks.lieux, asks.regions) == (1, 2, 2, 2)
    assert (asks.contribuer, asks.cofinancer) == (1, 0)
    assert shown.soutiens == 2, "wanting to be told is no demand"


async def test_numbers_already_found_are_counted_as_their_filter_is(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked(), asked(texte="autre chose", region="53"))
        for numero, genre in ((1, Soutien.CONTRIBUER), (2, Soutien.COFINANCER)):
            await soutiens.say(tx, numero, SASHA, genre, region="53", lieu_cle="la", now=NOW)
        for filtre in (Filtre(mots="bail"), Filtre(mots="autre"), Filtre(mots="rien"), Filtre()):
            found = await manques.numbers(tx, filtre)
            assert await manques.demand(tx, filtre, found) == await manques.demand(tx, filtre), filtre


async def test_me_too_goes_with_the_person(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked())
        await soutiens.say(tx, 1, SASHA, Soutien.MOI_AUSSI, region=None, lieu_cle=None, now=NOW)
        await droits.forget(tx, SASHA)
        assert (await manques.demand(tx, Filtre())).personnes == 1
        await droits.forget(tx, CAMILLE)
        asks = await manques.demand(tx, Filtre())
        (left,) = await manques.every(tx, Filtre())
    assert (asks.besoins, asks.personnes, asks.sans_personne) == (1, 0, 1)
    assert (left.texte, left.qui, left.ou) == ("", None, None)


@pytest.mark.parametrize(
    ("filtre", "numeros"),
    [
        (Filtre(action="gerer"), [1, 3]),
        (Filtre(action=""), [2]),
        (Filtre(region="53"), [2]),
        (Filtre(motif="trop-cher"), [3]),
        (Filtre(famille="juridique"), [1]),
        (Filtre(etat="nouvelle", mois="2026-10"), [3]),
        (Filtre(depuis="2026-11"), [1, 2]),
        (Filtre(jusqu_a="2026-10"), [3]),
        (Filtre(source="aiguilleur"), [3]),
        (Filtre(mots="MODÈLE bail"), [1]),
        (Filtre(mots="véhic"), [2]),
        (Filtre(mots="hicule"), []),
        (Filtre(mots="100%"), [3]),
        (Filtre(mots="' OR 1=1 --"), []),
    ],
)
async def test_filters(database: Database, filtre: Filtre, numeros: list[int]) -> None:
    async with database.write("essai") as tx:
        await record(
            tx,
            asked(famille="juridique"),
            asked(texte="prêter un véhicule", action=None, region="53"),
            asked(
                texte="financé à 100 %",
                motif=Motif.TROP_CHER,
                source="aiguilleur",
                cree_le=datetime(2026, 10, 31, 22, 30, tzinfo=UTC),
            ),
        )
        page = await manques.page(tx, filtre)
        assert [one.numero for one in page.manques] == sorted(numeros, reverse=True)
        assert page.total == len(numeros)
        assert (await manques.demand(tx, filtre)).besoins == len(numeros)


async def test_pages_go_from_the_latest_and_count_everything(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, *(asked(demandeur=(CAMILLE, SASHA)[n % 2]) for n in range(5)))
        first, last = await manques.page(tx, Filtre(), taille=2), await manques.page(tx, Filtre(), page=3, taille=2)
    assert [one.numero for one in first.manques] == [5, 4]
    assert [one.numero for one in last.manques] == [1]
    assert (first.total, first.pages) == (5, 3)
    assert [one.qui for one in first.manques] == [1, 2], "numbers that tell people apart, and say nothing of them"


async def test_counting_by_month_and_motif(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked(), asked(), asked(motif=None, demandeur=SASHA), asked(cree_le=NOW - timedelta(days=60)))
        lines = await manques.by(tx, Filtre(), Axe.MOIS, Axe.MOTIF)
    assert [(line.valeurs, line.besoins, line.personnes) for line in lines] == [
        (("2026-11", "aucun-commun-connu"), 2, 1),
        (("2026-09", "aucun-commun-connu"), 1, 1),
        (("2026-11", None), 1, 1),
    ]


async def test_the_words_are_found_as_they_are_said_now(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked())
        await besoins.reword(tx, 1, "une convention avec la mairie", NOW, message="$2")
        assert (await manques.page(tx, Filtre(mots="bail"))).total == 0
        assert (await manques.page(tx, Filtre(mots="mairie"))).total == 1


async def test_near_ones_are_looked_for_once_and_again_for_new_words(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked(), asked(texte=""), asked())
        assert await manques.unlooked(tx, 9) == (1, 3)
        await manques.looked(tx, 1, [(3, 0.71249)])
        assert await manques.unlooked(tx, 9) == (3,)
        known = await manques.get(tx, 1)
        assert known is not None
        assert known.voisins == ((3, 0.712),)
        await besoins.reword(tx, 1, "autre chose", NOW, message=None)
        assert await manques.unlooked(tx, 9) == (1, 3)


def test_the_key_of_a_place_tells_places_apart_and_needs_the_key() -> None:
    assert place_key(KEY, "32", " lille ") == LILLE
    assert place_key(KEY, "32", "Saint-Étienne") == place_key(KEY, "32", "saint etienne")
    assert place_key(KEY, "53", "Lille") != LILLE
    assert place_key(b"une autre cle, assez longue", "32", "Lille") != LILLE


async def test_a_new_key_follows_the_places_that_are_still_known(database: Database) -> None:
    newer = b"une autre cle de test, plus recente"
    async with database.write("essai") as tx:
        await record(tx, asked(lieu_cle=LILLE), asked(lieu_cle=ROUBAIX, demandeur=SASHA))
        await lieux.keep(tx, CAMILLE, LieuRow("Lille", "32", None, None), NOW)
        assert await lieux.key_of(tx, KEY, CAMILLE) == LILLE
        assert await lieux.follow(tx, newer, [KEY]) == 1
        known = await besoins.get(tx, 1)
        assert known is not None
        assert known.lieu_cle == await lieux.key_of(tx, newer, CAMILLE)
        assert (await manques.demand(tx, Filtre())).lieux == 2


async def test_what_was_there_before_is_found_and_counted_by_month(tmp_path: Path) -> None:
    file = tmp_path / "avant.db"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0004")
        connection.execute(
            text(
                "INSERT INTO besoin (numero, texte, appui, etat, escalade, issue, proposes, proches, source, cree_le,"
                " maj_le) VALUES"
                " (1, 'Un modèle de BAIL', 'coup-de-pouce', 'close', 0, 'non-couvert', '[]', '[]', 'robot',"
                " '2026-10-31 23:30:00', '2026-10-31 23:30:00'),"
                " (2, '', 'coup-de-pouce', 'close', 0, 'non-couvert', '[]', '[]', 'robot',"
                " '2026-10-01 10:00:00', '2026-10-01 10:00:00')"
            )
        )
    engine.dispose()
    opened = await store.open(f"sqlite:///{file}")
    async with opened.read() as tx:
        assert [one.numero for one in await manques.every(tx, Filtre(mots="bail", mois="2026-11"))] == [1]
        assert [one.numero for one in await manques.every(tx, Filtre(mois="2026-10"))] == [2]
    await opened.close()


async def test_many_are_read_some_at_a_time_as_if_they_were_read_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.write("essai") as tx:
        await record(tx, *[asked(demandeur=(CAMILLE, DOMINIQUE)[rank % 2], lieu_cle=f"l{rank}") for rank in range(6)])
        await soutiens.say(tx, 5, DOMINIQUE, Soutien.MOI_AUSSI, region=None, lieu_cle=None, now=NOW)
        at_once = await manques.every(tx, Filtre())
        for some in (1, 2, 5, 6):
            monkeypatch.setattr(manques, "_AT_ONCE", some)
            assert await manques.every(tx, Filtre()) == at_once
            assert [one.numero for one in await manques.every(tx, Filtre(), 4)] == [3, 4, 5, 6]
    assert [one.qui for one in at_once] == [1, 2, 1, 2, 1, 2]
    assert [one.soutiens for one in at_once] == [0, 0, 0, 0, 1, 0]
