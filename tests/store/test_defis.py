"""Défis: every deed can be undone, and undoing never loses what somebody did since."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from store.demandes import CAMILLE, DOMINIQUE, NOW, asked, record

from aiguilleur_bot.needs.defis import Ferme, Geste, Statut, StatutImpossible
from aiguilleur_bot.needs.manques import Filtre, Soutien
from aiguilleur_bot.store import defis, droits, gestes, manques, soutiens
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.defis import Inconnu
from aiguilleur_bot.store.gestes import Depasse
from aiguilleur_bot.store.tables import besoin, defi, defi_besoin
from aiguilleur_bot.vocabulary import Etat


async def picture(tx: Transaction) -> object:
    """Every défi and every besoin in one, without when they were touched."""
    rows = await tx.execute(select(defi).order_by(defi.c.id))
    links = await tx.execute(select(defi_besoin.c.numero, defi_besoin.c.defi).order_by(defi_besoin.c.numero))
    return [{k: v for k, v in row._mapping.items() if k != "maj_le"} for row in rows], [tuple(row) for row in links]


async def group(tx: Transaction, *numeros: int) -> int:
    return await defis.group(tx, numeros, titre="Un bail ?", par=CAMILLE, now=NOW)


async def test_grouping_opens_a_defi_and_more_besoins_join_it(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, *[asked()] * 4)
        first = await group(tx, 2, 1)
        assert await group(tx, 3, 1) == first
        known = await defis.get(tx, first)
        assert known is not None
        assert (known.besoins, known.statut, known.titre) == ((1, 2, 3), Statut.A_QUALIFIER, "Un bail ?")
        assert [one.numero for one in await manques.every(tx, Filtre(libres=True))] == [4]
        assert [one.numero for one in await manques.every(tx, Filtre(defi=first))] == [1, 2, 3]


async def test_grouping_two_groups_makes_one_and_says_so_of_the_other(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, *[asked()] * 4)
        first, second = await group(tx, 1, 2), await group(tx, 3, 4)
        assert await group(tx, 2, 3, 4) == first
        gone = await defis.get(tx, second)
        assert gone is not None
        assert (gone.besoins, gone.statut, gone.doublon_de) == ((), Statut.DOUBLON, first)


async def test_besoins_go_to_the_defi_that_is_chosen_in_one_deed(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, *[asked()] * 6)
        first, second = await group(tx, 1, 2), await group(tx, 3, 4)
        assert await defis.group(tx, (1, 2, 5), into=second, titre="Et à plusieurs ?", par=CAMILLE, now=NOW) == second
        left, chosen = await defis.get(tx, first), await defis.get(tx, second)
        assert left is not None
        assert chosen is not None
        assert (chosen.besoins, chosen.titre) == ((1, 2, 3, 4, 5), "Et à plusieurs ?")
        assert (left.statut, left.doublon_de) == (Statut.DOUBLON, second)
        assert await gestes.undo(tx, par=CAMILLE, now=NOW) is not None
        assert [(one.besoins, one.titre) for one in await defis.every(tx)] == [
            ((3, 4), "Un bail ?"),
            ((1, 2), "Un bail ?"),
        ]
        new = await defis.group(tx, (1, 5), into=defis.NEW, titre="Autre chose", par=CAMILLE, now=NOW)
        assert new not in (first, second)


async def test_a_besoin_withdrawn_since_does_not_lock_its_defi_and_an_empty_one_is_filled_again(
    database: Database,
) -> None:
    async with database.write("essai") as tx:
        await record(tx, *[asked()] * 4)
        first = await group(tx, 1, 2)
        await tx.execute(update(besoin).where(besoin.c.numero == 2).values(etat=Etat.ANNULEE))
        assert await defis.group(tx, (3,), into=first, par=CAMILLE, now=NOW) == first
        await defis.split(tx, (1, 2, 3), par=CAMILLE, now=NOW)
        assert await defis.group(tx, (4,), into=first, par=CAMILLE, now=NOW) == first
        await defis.move(tx, first, Statut.ECARTE, par=CAMILLE, now=NOW)
        with pytest.raises(Ferme):
            await defis.group(tx, (1,), into=first, par=CAMILLE, now=NOW)
        with pytest.raises(Inconnu):
            await defis.group(tx, (1,), into=77, par=CAMILLE, now=NOW)


async def test_nothing_repeats_a_defi_that_is_no_more(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, *[asked()] * 2)
        first, second = await group(tx, 1), await group(tx, 2)
        await defis.merge(tx, first, second, par=CAMILLE, now=NOW)
        with pytest.raises(Ferme):
            await defis.merge(tx, second, first, par=CAMILLE, now=NOW)
        kept = await defis.get(tx, first)
        assert kept is not None
        assert (kept.statut, kept.besoins) == (Statut.A_QUALIFIER, (1, 2))


async def test_trouble_and_unknown_numbers_are_in_no_defi(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked(), asked(appui="coup-dur"))
        for numeros in ((1, 2), (1, 77), ()):
            with pytest.raises(Inconnu):
                await group(tx, *numeros)
        assert await defis.every(tx) == ()


async def test_each_deed_is_undone(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, *[asked()] * 4)
        seen = [await picture(tx)]
        first = await group(tx, 1, 2)
        seen.append(await picture(tx))
        second = await group(tx, 3)
        seen.append(await picture(tx))
        await defis.edit(tx, second, par=CAMILLE, now=NOW, titre="Autre chose ?", communs=("dokos",), etape_budget=2000)
        seen.append(await picture(tx))
        await defis.move(tx, second, Statut.OUVERT, par=CAMILLE, now=NOW)
        seen.append(await picture(tx))
        await defis.merge(tx, first, second, par=CAMILLE, now=NOW)
        seen.append(await picture(tx))
        await defis.split(tx, (1, 3), par=CAMILLE, now=NOW)
        while seen:
            undone = await gestes.undo(tx, par=CAMILLE, now=NOW)
            assert undone is not None
            assert await picture(tx) == seen.pop()
        assert await gestes.undo(tx, par=CAMILLE, now=NOW) is None
        assert [one.geste for one in await gestes.journal(tx)] == [
            *(Geste.SEPARER, Geste.FUSIONNER, Geste.STATUT, Geste.MODIFIER, Geste.GROUPER, Geste.GROUPER)
        ]


async def test_undoing_never_loses_what_somebody_did_since(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, *[asked()] * 3)
        first = await group(tx, 1, 2)
        await defis.edit(tx, first, par=DOMINIQUE, now=NOW, titre="Quel bail pour une ferme ?")
        before = await picture(tx)
        with pytest.raises(Depasse):
            await gestes.undo(tx, par=CAMILLE, now=NOW)
        assert await picture(tx) == before
        assert await gestes.undo(tx, par=DOMINIQUE, now=NOW) is not None
        assert await gestes.undo(tx, par=CAMILLE, now=NOW) is not None
        assert await defis.every(tx) == ()


async def test_a_chosen_deed_is_undone_by_anybody(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, *[asked()] * 4)
        first = await group(tx, 1, 2)
        await group(tx, 3, 4)
        rang = (await gestes.journal(tx, first))[0].rang
        assert await gestes.undo(tx, par=DOMINIQUE, now=NOW, rang=rang) is not None
        assert await gestes.undo(tx, par=DOMINIQUE, now=NOW, rang=rang) is None, "once"
        assert [one.besoins for one in await defis.every(tx)] == [(3, 4)]


@pytest.mark.parametrize("seed", range(6))
async def test_any_deeds_undone_backwards_leave_nothing(database: Database, seed: int) -> None:
    """A property: whatever was done, undoing it all gives back what was there."""
    dice = random.Random(seed)
    async with database.write("essai") as tx:
        await record(tx, *[asked()] * 6)
        await group(tx, 5, 6)
        before, done = await picture(tx), 0
        for _ in range(12):
            there = [one.id for one in await defis.every(tx)]
            try:
                match dice.randrange(4):
                    case 0:
                        await group(tx, *dice.sample(range(1, 7), dice.randint(1, 4)))
                    case 1:
                        done -= not await defis.split(tx, dice.sample(range(1, 7), 2), par=CAMILLE, now=NOW)
                    case 2:
                        await defis.merge(tx, dice.choice(there), dice.choice(there), par=CAMILLE, now=NOW)
                    case _:
                        await defis.move(tx, dice.choice(there), dice.choice([*Statut]), par=CAMILLE, now=NOW)
            except (Inconnu, Ferme, StatutImpossible):
                continue
            done += 1
        for _ in range(done):
            assert await gestes.undo(tx, par=CAMILLE, now=NOW) is not None
        assert await picture(tx) == before


async def test_only_the_moves_of_the_table_happen(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked())
        first = await group(tx, 1)
        with pytest.raises(StatutImpossible):
            await defis.move(tx, first, Statut.RETENU, par=CAMILLE, now=NOW)
        covered = await defis.move(tx, first, Statut.COUVERT, par=CAMILLE, now=NOW, commun="dokos")
        assert (covered.statut, covered.commun, covered.couvert_le) == (Statut.COUVERT, "dokos", NOW)
        again = await defis.move(tx, first, Statut.EN_COURS, par=CAMILLE, now=NOW)
        assert (again.couvert_le, again.commun) == (None, None)
        await defis.move(tx, first, Statut.COUVERT, par=CAMILLE, now=NOW, commun="dokos")
        opened = await defis.move(tx, first, Statut.OUVERT, par=CAMILLE, now=NOW, commun="loomio")
        assert opened.commun is None, "the page posts both, whatever the statut"
        covered = await defis.move(tx, first, Statut.COUVERT, par=CAMILLE, now=NOW)
        assert covered.commun is None, "by nothing of the base"


async def test_whoever_wanted_to_know_is_told_once_it_is_covered(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked(), asked())
        first = await group(tx, 1, 2)
        for numero, who, genre in ((1, CAMILLE, Soutien.PREVENIR), (2, DOMINIQUE, Soutien.MOI_AUSSI)):
            await soutiens.say(tx, numero, who, genre, region=None, lieu_cle=None, now=NOW)
        later = NOW + timedelta(hours=2)
        assert await soutiens.to_tell(tx, later) == ()
        await defis.move(tx, first, Statut.COUVERT, par=None, now=NOW)
        assert await soutiens.to_tell(tx, NOW) == (), "time to undo a slip"
        (one,) = await soutiens.to_tell(tx, later)
        assert (one.personne, one.numero, one.defi) == (CAMILLE, 1, first)
        assert await soutiens.waits(tx, CAMILLE)
        assert await soutiens.told(tx, CAMILLE, (1, 2)) == 1
        assert await soutiens.told(tx, CAMILLE, (1, 2)) == 0
        assert "soutien" not in await droits.held(tx, CAMILLE), "« je ne garde plus votre demande »"
        assert (await manques.demand(tx, Filtre(numero=2))).personnes == 2, "it was never what is counted"
        assert await soutiens.to_tell(tx, later) == ()
        assert not await soutiens.waits(tx, CAMILLE)


async def test_a_coordinator_who_is_forgotten_leaves_the_defis(database: Database) -> None:
    async with database.write("essai") as tx:
        await record(tx, asked(demandeur=DOMINIQUE))
        first = await group(tx, 1)
        await droits.forget(tx, CAMILLE)
        assert await defis.get(tx, first) is not None
        assert len(await gestes.journal(tx)) == 1
        assert await gestes.undo(tx, par=CAMILLE, now=NOW) is None
