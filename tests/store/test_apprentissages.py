"""Phrases that wait for a gardener, what is left of them once decided, and what is counted, on every database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from aiguilleur_bot.needs.learning import Counted
from aiguilleur_bot.store import apprentissages, droits, personnes, suivis
from aiguilleur_bot.store.apprentissages import Phrase, fingerprint
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.tables import apprentissage, usage
from aiguilleur_bot.vocabulary import Confirmation, Usage

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
KEY = b"une cle de test, assez longue"
CAMILLE, SASHA = (pseudonym(KEY, "test", name) for name in ("@camille", "@sasha"))
CAHIER = "on note tout sur un cahier"


def phrase(texte: str = CAHIER, *, commun: str = "dokos", personne: str = CAMILLE, **more: object) -> Phrase:
    values: dict[str, object] = {
        "empreinte": fingerprint(KEY, commun, texte),
        "commun": commun,
        "premier": "odoo",
        "texte": texte,
        "comment": Confirmation.CHOIX,
        "personne": personne,
    }
    return Phrase(**(values | more))  # type: ignore[arg-type]


async def people(tx: Transaction) -> None:
    for person in (CAMILLE, SASHA):
        await personnes.meet(tx, person, "test", f"@{person[:4]}", NOW)


def test_a_fingerprint_needs_the_key_and_overlooks_what_does_not_matter() -> None:
    mark = fingerprint(KEY, "dokos", CAHIER)
    assert fingerprint(KEY, "dokos", "On note TOUT, sur un cahier !") == mark
    assert fingerprint(KEY, "odoo", CAHIER) != mark
    assert fingerprint(b"une autre cle, assez longue", "dokos", CAHIER) != mark


async def test_a_phrase_waits_with_how_it_was_confirmed_and_without_who(database: Database) -> None:
    async with database.write("essai") as tx:
        await people(tx)
        assert await apprentissages.propose(tx, phrase(), NOW)
        assert not await apprentissages.propose(tx, phrase(), NOW), "the same person says it once"
        assert await apprentissages.propose(tx, phrase(texte="On note tout sur un cahier !", personne=SASHA), NOW)
        await apprentissages.confirm(tx, CAMILLE, "dokos", Confirmation.SUIVI)
        await apprentissages.confirm(tx, CAMILLE, "dokos", Confirmation.CHOIX)
        first, second = await apprentissages.proposed(tx)
    assert (first.texte, first.commun, first.premier, first.cree_le) == (CAHIER, "dokos", "odoo", NOW)
    assert (first.comment, second.comment) == (Confirmation.SUIVI, Confirmation.CHOIX)
    assert first.empreinte == second.empreinte
    assert {first.qui, second.qui} == {1, 2}
    assert CAMILLE not in repr(first)


async def test_what_did_not_help_is_dropped_unless_a_human_said_it(database: Database) -> None:
    async with database.write("essai") as tx:
        await people(tx)
        await apprentissages.propose(tx, phrase(), NOW)
        await apprentissages.propose(tx, phrase("un planning", comment=Confirmation.AIGUILLEUR), NOW)
        await apprentissages.deny(tx, CAMILLE, "dokos")
        assert [said.texte for said in await apprentissages.proposed(tx)] == ["un planning"]


async def test_once_decided_neither_words_nor_person_are_left_and_it_never_comes_back(database: Database) -> None:
    async with database.write("essai") as tx:
        await people(tx)
        await apprentissages.propose(tx, phrase(), NOW)
        await apprentissages.propose(tx, phrase(personne=SASHA), NOW)
        await apprentissages.propose(tx, phrase("un planning"), NOW)
        cahier, planning = fingerprint(KEY, "dokos", CAHIER), fingerprint(KEY, "dokos", "un planning")
        assert await apprentissages.decide(tx, [cahier], accepted=True, now=NOW) == 2
        assert await apprentissages.decide(tx, [planning], accepted=False, now=NOW) == 1
        assert await apprentissages.decide(tx, [planning], accepted=True, now=NOW) == 0, "decided once"
        assert await apprentissages.proposed(tx) == ()
        rows = (await tx.execute(select(apprentissage))).all()
        assert {(row.texte, row.personne, row.premier) for row in rows} == {("", None, None)}
        assert sorted(row.etat for row in rows) == ["accepte", "accepte", "rejete"]
        assert not await apprentissages.propose(tx, phrase(), NOW)
        assert not await apprentissages.propose(tx, phrase("Un planning !"), NOW)
        assert await apprentissages.propose(tx, phrase("un planning", commun="odoo"), NOW), "for another commun"


async def test_to_be_forgotten_takes_what_waits_and_leaves_what_others_said(database: Database) -> None:
    async with database.write("essai") as tx:
        await people(tx)
        await apprentissages.propose(tx, phrase(), NOW)
        await apprentissages.propose(tx, phrase("un planning"), NOW)
        await apprentissages.propose(tx, phrase(personne=SASHA), NOW)
        assert await apprentissages.of_person(tx, CAMILLE) == (CAHIER, "un planning")
        await apprentissages.forget(tx, CAMILLE, "un planning")
        assert await apprentissages.of_person(tx, CAMILLE) == (CAHIER,)
        await droits.forget(tx, CAMILLE)
        assert await apprentissages.of_person(tx, CAMILLE) == ()
        assert [said.texte for said in await apprentissages.proposed(tx)] == [CAHIER]


async def test_what_nobody_reads_is_erased(database: Database) -> None:
    async with database.write("essai") as tx:
        await people(tx)
        await apprentissages.propose(tx, phrase(), NOW)
        await apprentissages.propose(tx, phrase("un planning"), NOW + timedelta(days=2))
        assert await apprentissages.purge(tx, NOW + timedelta(days=1)) == 1
        assert [said.texte for said in await apprentissages.proposed(tx)] == ["un planning"]


async def test_uses_are_counted_by_month(database: Database) -> None:
    async with database.write("essai") as tx:
        for jour in (date(2026, 10, 3), date(2026, 11, 1), date(2026, 11, 30)):
            await apprentissages.count(tx, jour, "dokos", Usage.MONTREE)
        await apprentissages.count(tx, date(2026, 11, 2), "odoo", Usage.PREFEREE, "dokos")
        assert await apprentissages.counted(tx) == (
            Counted("dokos", Usage.MONTREE, "", 3),
            Counted("odoo", Usage.PREFEREE, "dokos", 1),
        )
        by_month = await tx.execute(select(usage.c.mois, usage.c.nombre).where(usage.c.commun == "dokos"))
        assert {row.mois: row.nombre for row in by_month} == {date(2026, 10, 1): 1, date(2026, 11, 1): 2}


async def test_a_follow_up_knows_its_commun(database: Database) -> None:
    async with database.write("essai") as tx:
        await people(tx)
        await suivis.plan(tx, personne=CAMILLE, conversation="c", sujet="x", tour=1, echeance=NOW, commun="dokos")
        (due,) = await suivis.due(tx, NOW)
    assert due.commun == "dokos"
