"""What each start does first. It cannot know whether it is on another device, or from an older copy of the base."""

from __future__ import annotations

from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.store import envois, epoques, lieux
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym

_log = logger("cles")


async def begin(database: Database, options: Options) -> None:
    """What waits to be sent will be looked for on its server first; whoever we can name gets the key of today."""
    async with database.write("debut") as tx:
        await envois.check_all(tx)
        await _follow_keys(tx, options)


async def _follow_keys(tx: Transaction, options: Options) -> None:
    """Write down anew everybody whose account is held, and the aiguilleurs of the settings (store.epoques)."""
    moved = await epoques.follow_accounts(tx, lambda name, compte: pseudonym(options.key, name, compte))
    for one in options.aiguilleurs:
        for name, compte in one.comptes.items():
            older = [pseudonym(key, name, compte) for key in options.old_keys]
            moved += await epoques.follow(tx, pseudonym(options.key, name, compte), older)
    await lieux.follow(tx, options.key, options.old_keys)
    if moved:
        _log.info("cle_suivie", personnes=moved)
