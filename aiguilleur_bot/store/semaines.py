"""What the Monday digest needs: what happened in a week, and where it was said already."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import and_, func, or_, select

from aiguilleur_bot.needs.manques import COUNTED, Filtre, Manque
from aiguilleur_bot.store import manques
from aiguilleur_bot.store.besoins import NOTED
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.manques import matching
from aiguilleur_bot.store.tables import besoin, compteur, soutien
from aiguilleur_bot.store.upsert import insert_or_ignore
from aiguilleur_bot.vocabulary import Etat

SAID = "lundi:"
"""What the marks of the digest begin with, in `compteur`."""


async def say(tx: Transaction, week: date, room: str) -> bool:
    """The digest of that week is said in that room. False when it was already."""
    return await insert_or_ignore(tx, compteur, {"jour": week, "genre": f"{SAID}{room}", "nombre": 1})


async def is_said(tx: Transaction, week: date, room: str) -> bool:
    """Whether the digest of that week was said in that room."""
    found = await tx.execute(
        select(compteur.c.nombre).where(compteur.c.jour == week, compteur.c.genre == f"{SAID}{room}")
    )
    return found.first() is not None


async def fresh(tx: Transaction, since: datetime) -> tuple[Manque, ...]:
    """The unmet besoins heard since then, or noted since then whenever the meeting was; oldest first."""
    recent = or_(besoin.c.cree_le >= since, and_(besoin.c.source == NOTED, besoin.c.clos_le >= since))
    query = select(besoin.c.numero).where(matching(Filtre()), recent)
    return await manques.some(tx, (await tx.execute(query.order_by(besoin.c.numero.desc()).limit(500))).scalars().all())


async def supported(tx: Transaction, since: datetime) -> int:
    """How many times « moi aussi », or an offer of help, was said since then."""
    query = select(func.count()).select_from(soutien)
    found = await tx.execute(query.where(soutien.c.genre.in_(COUNTED), soutien.c.cree_le >= since))
    return int(found.scalar_one())


async def waiting(tx: Transaction) -> int:
    """How many besoins wait for somebody to take them; those in trouble too, for they are only counted."""
    query = select(func.count()).select_from(besoin).where(besoin.c.etat == Etat.NOUVELLE)
    return int((await tx.execute(query)).scalar_one())
