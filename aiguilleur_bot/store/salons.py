"""Rooms the bot is in, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import salon
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.store.upsert import insert_or_ignore


@dataclass(frozen=True, slots=True)
class Salon:
    """`nom` is the name used in the settings, None for a room that is not in them. Nothing before `depuis` counts.

    `muet_le`: since when its moderators keep the bot silent there.
    """

    plateforme: str
    salon: str
    nom: str | None
    depuis: datetime | None
    quitte_le: datetime | None
    chiffre_dit_le: datetime | None
    muet_le: datetime | None = None


async def get(tx: Transaction, plateforme: str, room: str) -> Salon | None:
    """The room, if we ever were in it."""
    found = await tx.execute(select(salon).where(salon.c.plateforme == plateforme, salon.c.salon == room))
    row = found.one_or_none()
    return made_of(Salon, row) if row else None


async def entered(tx: Transaction, plateforme: str, room: str, since: datetime, nom: str | None = None) -> None:
    """We are invited to, or in, `room`. The first of both fixes `depuis`, unless we left in between."""
    known = await get(tx, plateforme, room)
    if known is None:
        values = {"plateforme": plateforme, "salon": room, "nom": nom, "depuis": since}
        await insert_or_ignore(tx, salon, values)
        return
    fresh = {"depuis": since, "quitte_le": None} if known.quitte_le or known.depuis is None else {}
    named = {"nom": nom} if nom is not None else {}
    if fresh or named:
        await tx.execute(
            update(salon).where(salon.c.plateforme == plateforme, salon.c.salon == room).values(**fresh, **named)
        )


async def left(tx: Transaction, plateforme: str, room: str, at: datetime) -> None:
    """We are not in `room` any more."""
    await tx.execute(update(salon).where(salon.c.plateforme == plateforme, salon.c.salon == room).values(quitte_le=at))


async def mute(tx: Transaction, plateforme: str, room: str, since: datetime | None) -> None:
    """Its moderators keep us silent there since a moment, or not any more."""
    await tx.execute(update(salon).where(salon.c.plateforme == plateforme, salon.c.salon == room).values(muet_le=since))


async def encrypted_told(tx: Transaction, plateforme: str, room: str, now: datetime) -> bool:
    """Claim the one notice an encrypted room gets, ever. True for the first caller only."""
    await insert_or_ignore(tx, salon, {"plateforme": plateforme, "salon": room})
    done = await tx.execute(
        update(salon)
        .where(salon.c.plateforme == plateforme, salon.c.salon == room, salon.c.chiffre_dit_le.is_(None))
        .values(chiffre_dit_le=now)
    )
    return done.rowcount == 1


async def named(tx: Transaction) -> tuple[Salon, ...]:
    """The rooms of the settings that we are in."""
    found = await tx.execute(
        select(salon)
        .where(salon.c.nom.is_not(None), salon.c.quitte_le.is_(None))
        .order_by(salon.c.plateforme, salon.c.salon)
    )
    return tuple(made_of(Salon, row) for row in found)
