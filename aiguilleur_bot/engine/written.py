"""Requests about one's data that came by mail: the same as in chat, done by whoever runs the service."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from aiguilleur_bot.dialogue.dossier import Cell, Tables
from aiguilleur_bot.engine.engine import Engine
from aiguilleur_bot.engine.forgetting import forget
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.postbox import Scene
from aiguilleur_bot.store import conversations, droits, epoques, personnes
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym


async def held_by_account(database: Database, options: Options, plateforme: str, compte: str) -> Tables:
    """Everything held about this account, under whatever key it was written down."""
    found: dict[str, tuple[Mapping[str, Cell], ...]] = {}
    async with database.read() as tx:
        for key in (options.key, *options.old_keys):
            for table, rows in (await droits.held(tx, pseudonym(key, plateforme, compte))).items():
                found[table] = (*found.get(table, ()), *rows)
    return found


async def erase_account(engine: Engine, plateforme: str, compte: str) -> None:
    """« oublie-moi » for this account: whoever holds a besoin is told by the running bot, which reads its outbox."""
    effects, now = engine.timers.effects, engine.clock.now()
    async with engine.database.write("demande-ecrite") as tx:
        who = await _followed(tx, engine.options, plateforme, compte)
        person = await personnes.get(tx, who)
        if person is not None:
            scene = Scene(
                postbox=engine.timers.postbox(tx, f"demande-ecrite\0{uuid.uuid4().hex}", now),
                personne=person,
                line=conversations.begun_in_direct(who, plateforme, now),
            )
            await forget(effects.voice, effects.cards, effects.meetings, scene)
        await droits.forget(tx, who)
    await engine.database.scrub()


async def _followed(tx: Transaction, options: Options, plateforme: str, compte: str) -> str:
    current = pseudonym(options.key, plateforme, compte)
    await epoques.follow(tx, current, [pseudonym(key, plateforme, compte) for key in options.old_keys])
    return current
