"""`aiguilleur besoins`, `aiguilleur bilan`: what is missing, read from the memory of the bot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from aiguilleur_bot.app import load_base, region_named
from aiguilleur_bot.needs.bilan import Bilan
from aiguilleur_bot.needs.manques import Axe, Filtre, Manque
from aiguilleur_bot.settings import Settings
from aiguilleur_bot.store import bilans, database, manques


async def list_manques(settings: Settings, filtre: Filtre) -> tuple[Manque, ...]:
    """The besoins of a filter, oldest first. Raises DatabaseError."""
    opened = await database.open(settings.base)
    try:
        async with opened.read() as tx:
            return await manques.every(tx, filtre)
    finally:
        await opened.close()


async def balance(settings: Settings, mois: str | None) -> Bilan:
    """The balance of a month, or since the beginning. Raises ConfigurationError, DatabaseError."""
    base, now = load_base(settings.savoir, datetime.now(UTC).date()), datetime.now(UTC)
    opened = await database.open(settings.base)
    try:
        async with opened.read() as tx:
            found = await bilans.gather(tx, mois, now, await bilans.fiches(tx, base, now))
    finally:
        await opened.close()
    codes = (line.valeurs[0] for line in found.par.get(Axe.REGION, ()))
    known = {code: region.nom for code in codes if code and (region := base.region(code)) is not None}
    return replace(found, regions=known)


def region_code(settings: Settings, region: str | None) -> str | None:
    """The INSEE code of a region said by its code or its name. Raises ConfigurationError when nobody knows it."""
    if region is None:
        return None
    found = region_named(load_base(settings.savoir), region)
    return found.region if found is not None else None
