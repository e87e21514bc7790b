"""Whom one may call: only while the agreement runs, only those it is meant for; asked once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiguilleur_bot.store import personnes, referents
from aiguilleur_bot.store.database import Database
from aiguilleur_bot.store.referents import Consent
from aiguilleur_bot.vocabulary import Portee

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
END = NOW + timedelta(days=365)


async def test_shown_while_it_runs_and_not_a_moment_longer(database: Database) -> None:
    async with database.write("essai") as tx:
        await personnes.meet(tx, "a", "test", "@a:test", NOW)
        said = Consent(
            nom="A", contact="", portee=Portee.MEMBRES, texte_version="1", canal="direct", le=NOW, expire_le=END
        )
        await referents.agree(tx, "a", "dokos", said)
        (one,) = await referents.reachable(tx, Portee.AIGUILLEURS, END - timedelta(seconds=1))
        assert (one.contact, one.compte, one.portee) == ("@a:test", True, Portee.MEMBRES)
        assert await referents.reachable(tx, Portee.PUBLIC, NOW) == ()
        assert await referents.reachable(tx, Portee.AIGUILLEURS, END) == ()
        await referents.refuse(tx, "a", ())
        assert await referents.reachable(tx, Portee.AIGUILLEURS, NOW) == ()


async def test_asked_once_and_one_question_at_a_time(database: Database) -> None:
    async with database.write("essai") as tx:
        for who in ("a", "b"):
            await personnes.meet(tx, who, "test", f"@{who}:test", NOW)

        async def invited(commun: str) -> bool:
            return await referents.invite(tx, "a", commun, par="b", version="1", canal="direct", now=NOW)

        assert await invited("dokos")
        assert not await invited("dokos")
        assert not await invited("loomio"), "one question at a time"
        await referents.refuse(tx, "a", ("dokos",))
        assert not await invited("dokos"), "for good"
        assert await invited("loomio")
