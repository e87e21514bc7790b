"""Follow-ups people agreed to, and what is counted without words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import compteur, suivi
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.store.upsert import insert_or_ignore

TO_ASK, ASKED, CLOSED = "a-faire", "pose", "clos"


@dataclass(frozen=True, slots=True)
class Suivi:
    """One follow-up. `tour` 1 is the first time, 2 the last; `avance` and `parle` what the person answered."""

    id: int
    personne: str
    conversation: str
    sujet: str
    tour: int
    echeance: datetime
    etat: str
    avance: str | None
    parle: bool | None
    commun: str | None = None


async def plan(
    tx: Transaction,
    *,
    personne: str,
    conversation: str,
    sujet: str,
    tour: int,
    echeance: datetime,
    commun: str | None = None,
) -> None:
    """Ask `personne` again about `sujet` (`commun` was opened) at `echeance`; a subject is planned once."""
    again = await tx.execute(
        select(suivi.c.id).where(suivi.c.personne == personne, suivi.c.etat == TO_ASK, suivi.c.sujet == sujet)
    )
    if again.first() is None:
        await tx.execute(
            insert(suivi).values(
                personne=personne,
                conversation=conversation,
                sujet=sujet,
                tour=tour,
                echeance=echeance,
                etat=TO_ASK,
                commun=commun,
            )
        )


async def due(tx: Transaction, now: datetime, limit: int = 20) -> tuple[Suivi, ...]:
    """The follow-ups to ask now."""
    found = await tx.execute(
        select(suivi).where(suivi.c.etat == TO_ASK, suivi.c.echeance <= now).order_by(suivi.c.id).limit(limit)
    )
    return tuple(made_of(Suivi, row) for row in found)


async def asked(tx: Transaction, id: int) -> bool:
    """Claim a due follow-up. False when it was asked or cancelled meanwhile."""
    done = await tx.execute(update(suivi).where(suivi.c.id == id, suivi.c.etat == TO_ASK).values(etat=ASKED))
    return done.rowcount == 1


async def last_asked(tx: Transaction, personne: str) -> Suivi | None:
    """The follow-up this person is answering."""
    found = await tx.execute(
        select(suivi).where(suivi.c.personne == personne, suivi.c.etat == ASKED).order_by(suivi.c.id.desc()).limit(1)
    )
    row = found.one_or_none()
    return made_of(Suivi, row) if row else None


async def answered(tx: Transaction, id: int, *, avance: str, parle: bool | None, clos: bool) -> None:
    """Keep the answer; `clos` when nothing more is expected."""
    spoke = {"parle": parle} if parle is not None else {}
    ended = {"etat": CLOSED} if clos else {}
    await tx.execute(update(suivi).where(suivi.c.id == id).values(avance=avance, **spoke, **ended))


async def stop(tx: Transaction, personne: str) -> None:
    """Never ask this person again."""
    await tx.execute(delete(suivi).where(suivi.c.personne == personne, suivi.c.etat == TO_ASK))


async def pending(tx: Transaction, personne: str) -> int:
    """How many follow-ups are planned for a person."""
    found = await tx.execute(select(func.count()).where(suivi.c.personne == personne, suivi.c.etat == TO_ASK))
    return found.scalar_one()


async def count_one(tx: Transaction, jour: date, genre: str) -> None:
    """Add one to what is counted without words on that day."""
    await insert_or_ignore(tx, compteur, {"jour": jour, "genre": genre, "nombre": 0})
    await tx.execute(
        update(compteur).where(compteur.c.jour == jour, compteur.c.genre == genre).values(nombre=compteur.c.nombre + 1)
    )
