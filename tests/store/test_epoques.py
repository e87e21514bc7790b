"""A new key: the same people everywhere, and nothing left of who they were under the old one."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update
from store.remplir import KEY, Canari, everything, fill

from aiguilleur_bot.store import droits, epoques
from aiguilleur_bot.store.database import Database
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.tables import personne

NEWER = b"une autre cle de test, plus recente"
CAMILLE, SASHA = Canari("camille", 1), Canari("sasha", 2)
AFTER = replace(CAMILLE, cle=NEWER)


async def test_everything_follows_on_every_table_and_nothing_else_moves(database: Database) -> None:
    async with database.write("essai") as tx:
        await fill(tx, SASHA)
        alone = await droits.held(tx, SASHA.id)
        await fill(tx, CAMILLE)
        before = await droits.held(tx, CAMILLE.id)
        assert await epoques.follow(tx, AFTER.id, [CAMILLE.id])
        assert await droits.held(tx, AFTER.id) == before
        assert await droits.held(tx, CAMILLE.id) == {}
        assert await droits.held(tx, SASHA.id) == alone
    assert CAMILLE.id not in str(await everything(database))


async def test_somebody_met_under_both_keys_is_one_person_and_the_newer_word_stays(database: Database) -> None:
    async with database.write("essai") as tx:
        await fill(tx, CAMILLE)
        await fill(tx, replace(AFTER, numero=2))
        await epoques.rekey(tx, CAMILLE.id, AFTER.id)
        held = await droits.held(tx, AFTER.id)
    assert len(held["besoin"]) == 2, "what may be said twice is"
    for once in ("personne", "lieu", "aiguilleur", "poste"):
        assert len(held[once]) == 1, once
    assert CAMILLE.id not in str(await everything(database))


async def test_whoever_can_still_be_named_is_followed_without_the_old_key(database: Database) -> None:
    async with database.write("essai") as tx:
        await fill(tx, CAMILLE)
        await fill(tx, SASHA)
        await tx.execute(update(personne).where(personne.c.id == SASHA.id).values(compte=None))
        moved = await epoques.follow_accounts(tx, lambda _, compte: pseudonym(NEWER, "test", compte))
        assert moved == 1
        assert await droits.held(tx, AFTER.id)
        assert await droits.held(tx, SASHA.id), "nobody knows any more who it was: it stays as it is"
        again = await epoques.follow_accounts(tx, lambda _, compte: pseudonym(NEWER, "test", compte))
    assert again == 0
    assert KEY != NEWER
