"""At each start: whoever we can still name is known under the current key (store.epoques)."""

from __future__ import annotations

from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.store import epoques, lieux
from aiguilleur_bot.store.database import Database
from aiguilleur_bot.store.personnes import pseudonym

_log = logger("cles")


async def follow_keys(database: Database, options: Options) -> None:
    """Write down anew everybody whose account is held, and the aiguilleurs of the settings."""
    async with database.write("cles") as tx:
        moved = await epoques.follow_accounts(tx, lambda name, compte: pseudonym(options.key, name, compte))
        for one in options.aiguilleurs:
            for name, compte in one.comptes.items():
                older = [pseudonym(key, name, compte) for key in options.old_keys]
                moved += await epoques.follow(tx, pseudonym(options.key, name, compte), older)
        await lieux.follow(tx, options.key, options.old_keys)
    if moved:
        _log.info("cle_suivie", personnes=moved)
