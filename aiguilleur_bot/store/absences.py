"""When aiguilleurs are away, and who agreed to be asked instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import absence
from aiguilleur_bot.store.types import made_of

PROPOSED, ACCEPTED, REFUSED = "propose", "accepte", "refuse"


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Days included, on the clocks of the person. `relais` counts only once `relais_etat` is ACCEPTED."""

    id: int
    personne: str
    du: date
    au: date
    relais: str | None
    relais_etat: str | None
    cree_le: datetime


async def add(tx: Transaction, *, personne: str, du: date, au: date, relais: str | None, now: datetime) -> int:
    """Note an absence; it replaces those it overlaps. Returns its id."""
    await tx.execute(delete(absence).where(absence.c.personne == personne, absence.c.du <= au, absence.c.au >= du))
    values = {"personne": personne, "du": du, "au": au, "relais": relais, "cree_le": now}
    found = await tx.execute(insert(absence).values(relais_etat=PROPOSED if relais else None, **values))
    return int(found.inserted_primary_key[0]) if found.inserted_primary_key else 0


async def owner(tx: Transaction, id: int) -> str | None:
    """Whose absence it is."""
    return (await tx.execute(select(absence.c.personne).where(absence.c.id == id))).scalar_one_or_none()


async def answer(tx: Transaction, id: int, *, relais: str, accepte: bool) -> bool:
    """The relay accepts or not. False when nobody asks them any more."""
    done = await tx.execute(
        update(absence)
        .where(absence.c.id == id, absence.c.relais == relais, absence.c.relais_etat == PROPOSED)
        .values(relais_etat=ACCEPTED if accepte else REFUSED)
    )
    return done.rowcount == 1


async def end(tx: Transaction, personne: str, today: date, *, yesterday: date) -> int:
    """« je suis là »: the absence under way ends, those to come stay. Returns how many ended."""
    begun = await tx.execute(
        delete(absence).where(absence.c.personne == personne, absence.c.du == today, absence.c.au >= today)
    )
    ended = await tx.execute(
        update(absence)
        .where(absence.c.personne == personne, absence.c.du < today, absence.c.au >= today)
        .values(au=yesterday)
    )
    return begun.rowcount + ended.rowcount


async def from_day(tx: Transaction, day: date) -> tuple[AbsenceRow, ...]:
    """Every absence that is not over on `day`, in order."""
    found = await tx.execute(select(absence).where(absence.c.au >= day).order_by(absence.c.du, absence.c.id))
    return tuple(made_of(AbsenceRow, row) for row in found)


async def proposed_to(tx: Transaction, relais: str, day: date) -> tuple[AbsenceRow, ...]:
    """What somebody was asked to stand in for and has not answered, oldest first."""
    found = await tx.execute(
        select(absence)
        .where(absence.c.relais == relais, absence.c.relais_etat == PROPOSED, absence.c.au >= day)
        .order_by(absence.c.id)
    )
    return tuple(made_of(AbsenceRow, row) for row in found)
