"""A key is renewed: people who come back are known, and those who never do cannot be, once the old one is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.monde import KEY, Monde, with_options
from engine.server import Server

from aiguilleur_bot.engine import Options
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.engine.retention import clean
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import droits
from aiguilleur_bot.store.personnes import pseudonym

NEWER = b"une autre cle de test, plus recente"
ASKER = "@camille:test"
OLD, NEW = (pseudonym(key, Server.name, ASKER) for key in (KEY, NEWER))


def last(monde: Monde) -> str:
    return [bubble.body for bubble in monde.server.seen(monde.server.direct_room(ASKER))][-1]


async def asked_long_ago(monde: Monde) -> None:
    """A besoin of somebody whose account is erased since."""
    await monde.play(
        lambda server: server.tell(ASKER, "humain"),
        lambda server: server.tell(ASKER, "un bail pour la ferme collective"),
        lambda server: server.tell(ASKER, "retirer"),
    )
    database = await store.open(monde.url)
    await clean(database, ManualClock(datetime.now(UTC) + timedelta(days=9)), monde.options)
    await database.close()


async def known(monde: Monde, who: str) -> bool:
    async with monde.reading() as tx:
        return bool(await droits.held(tx, who))


async def test_whoever_comes_back_while_the_old_key_is_there_keeps_their_rights(monde: Monde) -> None:
    await asked_long_ago(monde)
    with_options(monde, key=NEWER, old_keys=(KEY,))
    await monde.play(lambda server: server.tell(ASKER, "mes données"))
    assert "ferme collective" in last(monde)
    assert await known(monde, NEW)
    assert not await known(monde, OLD)


async def test_whoever_never_came_back_cannot_be_known_any_more(monde: Monde) -> None:
    await asked_long_ago(monde)
    with_options(monde, key=NEWER)
    await monde.play(lambda server: server.tell(ASKER, "mes données"))
    assert "ferme collective" not in last(monde)
    assert "Aucune demande transmise" in last(monde)
    assert await known(monde, OLD), "the besoin is still counted, once"


async def test_a_conversation_goes_on_over_a_renewal(monde: Monde) -> None:
    await monde.play(lambda server: server.tell(ASKER, "on galère avec nos salles"))
    with_options(monde, key=NEWER)
    await monde.play(lambda server: server.tell(ASKER, "1"))
    assert "Dokos" in last(monde), "their account was held: they are followed at the start"


def test_the_current_key_is_no_older_key() -> None:
    assert Options(key=NEWER, old_keys=(KEY,)).old_keys == (KEY,)
