"""The register is complete by construction: a table or a column that it does not know fails here."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Table, Text, update
from store.remplir import Canari, everything, expected, fill

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.store import droits
from aiguilleur_bot.store.database import Database
from aiguilleur_bot.store.registre import REGISTRE, Nature
from aiguilleur_bot.store.tables import besoin, metadata, personne

CAMILLE, SASHA = Canari("camille", 1), Canari("sasha", 2)
PERSONAL = (Nature.PERSONNE, Nature.QUEUE, Nature.COMPTE, Nature.MOTS)
NOT_WORDS = {"suivi.sujet", "curseur.valeur", "salon.salon", "salon.nom", "envoi.file"}
"""Text columns that hold no words of anybody: a phrase of a fiche, a cursor, a room, a queue."""

NAMED_ELSEWHERE = {"personne", "apprentissage"}
"""Shown by prompts/mes_donnees itself."""

TABLES = [pytest.param(table, id=table.name) for table in metadata.sorted_tables]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_says_what_it_holds_of_people(table: Table) -> None:
    assert table.name in REGISTRE, f"store/registre : dites ce que « {table.name} » garde des gens"
    declared = REGISTRE[table.name].natures
    assert set(declared) == {column.name for column in table.columns}


@pytest.mark.parametrize("table", TABLES)
def test_links_accounts_and_words_are_declared_as_such(table: Table) -> None:
    natures = REGISTRE[table.name].natures
    for column in table.columns:
        if any(key.column.table is personne for key in column.foreign_keys):
            assert natures[column.name] is Nature.PERSONNE
        if isinstance(column.type, Text) and f"{table.name}.{column.name}" not in NOT_WORDS:
            assert natures[column.name] in (Nature.MOTS, Nature.COMPTE), f"{table.name}.{column.name}"


@pytest.mark.parametrize("table", TABLES)
def test_whatever_is_personal_is_somebodys_and_lasts_a_time_that_is_said(table: Table) -> None:
    one = REGISTRE[table.name]
    assert one.duree
    assert bool(one.of(*PERSONAL)) <= bool(one.liens)
    assert set(one.of(Nature.PERSONNE, Nature.QUEUE)) <= {lien.colonne for lien in one.liens}


async def test_everything_held_is_shown_and_nothing_of_others(database: Database) -> None:
    async with database.write("essai") as tx:
        await fill(tx, CAMILLE)
        await fill(tx, SASHA)
        held = await droits.held(tx, CAMILLE.id)
    shown = json.dumps(held, ensure_ascii=False)
    for table, column, words in expected(CAMILLE, Nature.COMPTE, Nature.MOTS):
        assert words in shown, f"{table}.{column} n'est pas montré"
    assert "sasha" not in shown
    assert SASHA.id not in shown
    assert CAMILLE.id not in shown, "a pseudonym says nothing to whoever reads it"


async def test_the_readable_form_has_a_line_for_every_table(database: Database) -> None:
    voice = Voice(shipped("prompts"))
    async with database.write("essai") as tx:
        await fill(tx, CAMILLE)
        held = await droits.held(tx, CAMILLE.id)
    without = {"tables": {}, "nombres": {"x": 1}}
    for name, one in REGISTRE.items():
        if not one.liens or name in NAMED_ELSEWHERE:
            continue
        shown = voice.render("_donnees", {"tables": {name: held[name]}, "nombres": {name: 7}})
        assert shown != voice.render("_donnees", without), f"prompts/_donnees : rien sur « {name} »"


async def test_an_aiguilleur_is_not_shown_the_words_of_those_they_helped(database: Database) -> None:
    async with database.write("essai") as tx:
        await fill(tx, CAMILLE)
        await fill(tx, SASHA)
        await tx.execute(update(besoin).where(besoin.c.numero == SASHA.numero).values(prise_par=CAMILLE.id))
        held = await droits.held(tx, CAMILLE.id)
    taken = next(row for row in held["besoin"] if row["numero"] == SASHA.numero)
    assert taken["note"] == SASHA.words("besoin", "note"), "a note is by whoever held the besoin, about whoever asked"
    assert "texte" not in taken
    assert "demandeur" not in taken


async def test_to_be_forgotten_leaves_no_trace_on_any_table_and_touches_nobody_else(database: Database) -> None:
    async with database.write("essai") as tx:
        await fill(tx, SASHA)
    alone = await everything(database)
    async with database.write("essai") as tx:
        await fill(tx, CAMILLE)
        await droits.forget(tx, CAMILLE.id)
    after = await everything(database)
    kept = [row for rows in after.values() for row in rows if CAMILLE.id in row or "camille" in row]
    assert [CAMILLE.words("journal", "evenement") in row for row in kept] == [True], kept
    assert CAMILLE.id not in kept[0], "the key of an event stays, so that it is never answered twice: whose it was, not"
    for table, rows in alone.items():
        assert set(rows) <= set(after[table]), f"{table} : la ligne de Sasha a changé"
    async with database.read() as tx:
        assert await droits.held(tx, CAMILLE.id) == {}


async def test_what_was_waiting_for_a_forgotten_person_is_never_said(database: Database) -> None:
    async with database.write("essai") as tx:
        await fill(tx, CAMILLE)
        for name, waiting in (("envoi", "a-envoyer"), ("journal", "admis")):
            await tx.execute(update(REGISTRE[name].table).values(etat=waiting))
        await droits.forget(tx, CAMILLE.id)
    rows = await everything(database)
    assert "abandonne" in rows["envoi"][0]
    assert "regle" in rows["journal"][0]


async def test_without_name_nothing_says_who_it_was(database: Database) -> None:
    async with database.write("essai") as tx:
        await fill(tx, CAMILLE)
        await tx.execute(update(REGISTRE["conversation"].table).values(directe=True))
        await droits.unname(tx, [CAMILLE.id])
    rows = await everything(database)
    assert CAMILLE.compte not in str(rows)
    for place in ("conversation.salon", "envoi.recu_salon"):
        assert CAMILLE.words(*place.split(".")) not in str(rows), place
    assert CAMILLE.words("besoin", "texte") in str(rows), "the besoin stays, to count"
