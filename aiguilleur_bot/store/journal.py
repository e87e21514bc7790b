"""What was heard and must be answered, with the cursor that covers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import curseur, journal
from aiguilleur_bot.store.types import Instant, made_of
from aiguilleur_bot.store.upsert import insert_or_ignore, upsert

ADMITTED, SETTLED, PARKED = "admis", "regle", "ecarte"
AWAITED = "attendu"
"""In place of an error: what this event is about is not known yet. It lets the next words of its queue go first."""


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One admitted event. `charge` is the event as JSON until it is settled; `file` is whose turn it waits for.

    `erreur`: the class of its last error, or AWAITED.
    """

    rang: int
    plateforme: str
    evenement: str
    genre: str
    file: str
    charge: str | None
    etat: str
    essais: int
    erreur: str | None
    recu_le: datetime
    pas_avant: datetime | None
    regle_le: datetime | None


async def read_cursor(tx: Transaction, plateforme: str) -> str | None:
    """The cursor of the last admitted batch."""
    found = await tx.execute(select(curseur.c.valeur).where(curseur.c.plateforme == plateforme))
    return found.scalar_one_or_none()


async def write_cursor(tx: Transaction, plateforme: str, valeur: str, now: datetime) -> None:
    """Move the cursor, in the transaction of the events it covers."""
    await upsert(tx, curseur, {"plateforme": plateforme}, {"valeur": valeur, "maj_le": now})


async def admit(
    tx: Transaction, *, plateforme: str, evenement: str, genre: str, file: str, charge: str, now: datetime
) -> bool:
    """Keep an event until it is settled. False when it was already known: then nothing changes."""
    return await insert_or_ignore(
        tx,
        journal,
        {
            "plateforme": plateforme,
            "evenement": evenement,
            "genre": genre,
            "file": file,
            "charge": charge,
            "etat": ADMITTED,
            "essais": 0,
            "recu_le": now,
        },
    )


async def find(tx: Transaction, plateforme: str, evenement: str) -> JournalRow | None:
    """The row of an event, whatever its state."""
    found = await tx.execute(
        select(journal).where(journal.c.plateforme == plateforme, journal.c.evenement == evenement)
    )
    row = found.one_or_none()
    return made_of(JournalRow, row) if row else None


_MINE = and_(journal.c.etat == ADMITTED, journal.c.plateforme.in_(bindparam("plateformes", expanding=True)))
_IN_THE_WAY = or_(
    journal.c.erreur.is_(None), journal.c.erreur != AWAITED, journal.c.pas_avant <= bindparam("now", type_=Instant)
)
_HEADS = (
    select(journal)
    .where(
        journal.c.rang.in_(select(func.min(journal.c.rang)).where(_MINE, _IN_THE_WAY).group_by(journal.c.file)),
        or_(journal.c.pas_avant.is_(None), journal.c.pas_avant <= bindparam("now")),
    )
    .order_by(journal.c.rang)
    .limit(bindparam("limit"))
)
_NEXT_DUE = select(func.min(journal.c.pas_avant)).where(_MINE, journal.c.pas_avant > bindparam("now"))
"""Asked at each turn of the worker, so written once: putting them together takes longer than their answer."""


async def heads(tx: Transaction, plateformes: Sequence[str], now: datetime, limit: int) -> tuple[JournalRow, ...]:
    """The first waiting event of each person, oldest first: never two of the same person at once.

    One that is AWAITED, and not due yet, is in nobody's way.
    """
    found = await tx.execute(_HEADS, {"plateformes": list(plateformes), "now": now, "limit": limit})
    return tuple(made_of(JournalRow, row) for row in found)


async def next_due(tx: Transaction, plateformes: Sequence[str], now: datetime) -> datetime | None:
    """When the next postponed event may be tried again; one whose time is past waits for something else."""
    found = await tx.execute(_NEXT_DUE, {"plateformes": list(plateformes), "now": now})
    moment: datetime | None = found.scalar_one_or_none()
    return moment


async def settle(tx: Transaction, rang: int, now: datetime) -> bool:
    """Mark an event as dealt with and erase what was said. False when somebody else already did."""
    done = await tx.execute(
        update(journal)
        .where(journal.c.rang == rang, journal.c.etat == ADMITTED)
        .values(etat=SETTLED, charge=None, erreur=None, pas_avant=None, regle_le=now)
    )
    return done.rowcount == 1


async def postpone(tx: Transaction, rang: int, erreur: str | None, until: datetime) -> None:
    """Try this event again, not before `until`; `erreur` (the name of its class) counts as one failed try."""
    failed = {"essais": journal.c.essais + 1, "erreur": erreur} if erreur is not None else {}
    await tx.execute(update(journal).where(journal.c.rang == rang).values(pas_avant=until, **failed))


async def wait(tx: Transaction, rang: int, until: datetime) -> None:
    """Look at this event again, not before `until`: what it is about is not known yet."""
    await tx.execute(update(journal).where(journal.c.rang == rang).values(pas_avant=until, erreur=AWAITED))


async def park(tx: Transaction, rang: int, erreur: str, now: datetime) -> None:
    """Give up on an event: its words are erased, the name of the error is kept for operators."""
    await tx.execute(
        update(journal)
        .where(journal.c.rang == rang, journal.c.etat == ADMITTED)
        .values(etat=PARKED, charge=None, erreur=erreur, essais=journal.c.essais + 1, regle_le=now)
    )


async def parked(tx: Transaction, since: datetime) -> tuple[JournalRow, ...]:
    """What was given up at `since` or later, oldest first. Nothing of what was said is left in it."""
    found = await tx.execute(
        select(journal).where(journal.c.etat == PARKED, journal.c.regle_le >= since).order_by(journal.c.rang)
    )
    return tuple(made_of(JournalRow, row) for row in found)


async def counts(tx: Transaction) -> dict[str, int]:
    """How many events in each state."""
    found = await tx.execute(select(journal.c.etat, func.count()).group_by(journal.c.etat))
    return {row[0]: row[1] for row in found}
