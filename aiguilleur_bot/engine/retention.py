"""Erases on schedule what is no longer needed to answer anybody (domain notes §5.4), and says how much."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.store import apprentissages, conversations, envois, offres, personnes
from aiguilleur_bot.store.database import Database

RECEIPTS = timedelta(days=90)
"""How long the id of a sent message is kept: the time a person may still react to it."""

UNREAD = timedelta(days=90)
"""How long a phrase waits for a gardener: three monthly reviews. Nobody read it: it is erased."""

_log = logger("menage")


@dataclass(frozen=True, slots=True)
class Erased:
    """How many conversations lost their words, accounts were erased, old receipts, unasked offers and unread phrases
    deleted.
    """

    conversations: int
    comptes: int
    recus: int
    offres: int = 0
    phrases: int = 0


async def clean(database: Database, clock: Clock, options: Options) -> Erased:
    """One pass. The words of settled events and sent messages are erased at once elsewhere: here is the rest.

    Besoins keep the pseudonym of their asker, so that duplicates of one person count once.
    """
    now = clock.now()
    async with database.write("menage") as tx:
        before = now - options.kept_for
        done = Erased(
            conversations=await conversations.erase_words(tx, before),
            comptes=await personnes.erase_accounts(tx, before),
            recus=await envois.purge(tx, now - RECEIPTS),
            offres=await offres.purge(tx, before),
            phrases=await apprentissages.purge(tx, now - UNREAD),
        )
    await database.scrub()
    if done != Erased(0, 0, 0):
        _log.info("menage_fait", **asdict(done))
    return done
