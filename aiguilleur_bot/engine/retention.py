"""Erases on schedule what is no longer needed to answer anybody (domain notes §5.4), and says how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.rest import at_rest
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.store import besoins, conservation, conversations
from aiguilleur_bot.store.conversations import ConversationRow
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.vocabulary import OPEN_STATES

WORDS = timedelta(hours=24)
"""How long the words of a conversation are kept after the last one, and what the bot waits for in it."""

_log = logger("menage")


@dataclass(frozen=True, slots=True)
class Menage:
    """One pass: when, and how many things of each kind were erased (docs/registre.md says what each kind is)."""

    le: datetime
    effaces: Mapping[str, int]


async def clean(database: Database, clock: Clock, options: Options) -> Menage:
    """One pass. The words of settled events and sent messages are erased at once elsewhere: here is the rest.

    Besoins keep the pseudonym of their asker, so that duplicates of one person count once.
    """
    now = clock.now()
    async with database.write("menage") as tx:
        words = await _rest(tx, now, options.kept_for)
        counts = await conservation.apply(tx, now, options.kept_for, _settled(options))
        done = {**({"mots": words} if words else {}), **counts}
        await conservation.report(tx, now.date(), done)
    await database.scrub()
    if done:
        _log.info("menage_fait", **done)
    return Menage(now, done)


def _settled(options: Options) -> tuple[str, ...]:
    """The aiguilleurs of the settings, as the store knows them."""
    return tuple(
        pseudonym(options.key, plateforme, compte)
        for one in options.aiguilleurs
        for plateforme, compte in one.comptes.items()
    )


async def _rest(tx: Transaction, now: datetime, kept_for: timedelta) -> int:
    """Take the words out of the conversations that are silent; returns of how many."""
    emptied = 0
    for line in await conversations.silent(tx, now - min(WORDS, kept_for)):
        left = await _left_of(tx, line, long_ago=line.maj_le < now - kept_for)
        if left != line.etat:
            await conversations.empty(tx, line.id, left)
            emptied += 1
    return emptied


async def _left_of(tx: Transaction, line: ConversationRow, *, long_ago: bool) -> str | None:
    try:
        conversation = state.load(line.etat or "")
    except (ValueError, TypeError):
        return None
    known = await besoins.get(tx, conversation.numero) if conversation.numero is not None else None
    besoin_open = known is not None and known.etat in OPEN_STATES and known.demandeur == line.personne
    left = at_rest(conversation, besoin_open=besoin_open, long_ago=long_ago)
    return state.dump(left) if left is not None else None
