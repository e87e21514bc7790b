"""People who ask, on a page, to be called back, or say « moi aussi »: read by a human first.

Decided, their words and address are erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import rappel
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.store.upsert import insert_or_ignore

TO_READ, ACCEPTED, REFUSED = "a-relire", "acceptee", "refusee"


@dataclass(frozen=True, slots=True)
class Rappel:
    """One that waits. `contact` is the mail address or the phone number they gave.

    With a `defi`, they say « moi aussi » to it, or that they would help (`genre`): nobody is to be called back.
    """

    id: int
    personne: str
    texte: str
    contact: str
    region: str | None
    cree_le: datetime
    defi: int | None = None
    genre: str | None = None
    lieu_cle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """What the form says. `cle` is the form's own; `texte_version` the agreement that was shown."""

    cle: str
    personne: str
    texte: str
    contact: str
    region: str | None
    texte_version: str
    defi: int | None = None
    genre: str | None = None
    lieu_cle: str | None = None


async def add(tx: Transaction, asked: Demande, now: datetime) -> bool:
    """Keep it for a human to read. False when this very form was already sent."""
    values = {name: getattr(asked, name) for name in asked.__slots__}
    return await insert_or_ignore(tx, rappel, {**values, "etat": TO_READ, "cree_le": now})


async def waiting(tx: Transaction) -> tuple[Rappel, ...]:
    """Those nobody has read, oldest first."""
    columns = [rappel.c[name] for name in Rappel.__dataclass_fields__]
    found = await tx.execute(select(*columns).where(rappel.c.etat == TO_READ).order_by(rappel.c.id))
    return tuple(made_of(Rappel, row) for row in found)


async def how_many(tx: Transaction) -> int:
    """How many wait to be read."""
    found = await tx.execute(select(func.count()).select_from(rappel).where(rappel.c.etat == TO_READ))
    return int(found.scalar_one())


async def decide(tx: Transaction, id: int, etat: str, now: datetime, *, aussi: bool | None = None) -> Rappel | None:
    """Take one out of those that wait, erasing its words; what it was, or None when somebody did it before.

    `aussi`: only a « moi aussi », or only what is none.
    """
    columns = [rappel.c[name] for name in Rappel.__dataclass_fields__]
    wanted = [rappel.c.id == id, rappel.c.etat == TO_READ]
    if aussi is not None:
        wanted.append(rappel.c.defi.is_not(None) if aussi else rappel.c.defi.is_(None))
    row = (await tx.execute(select(*columns).where(*wanted))).one_or_none()
    done = await tx.execute(update(rappel).where(*wanted).values(etat=etat, decide_le=now, texte="", contact=""))
    return made_of(Rappel, row) if row is not None and done.rowcount == 1 else None


async def became(tx: Transaction, id: int, numero: int) -> None:
    """Which besoin it is now."""
    await tx.execute(update(rappel).where(rappel.c.id == id).values(numero=numero))


async def purge(tx: Transaction, before: datetime) -> int:
    """Erase what is that old, read or not."""
    return (await tx.execute(delete(rappel).where(rappel.c.cree_le < before))).rowcount
