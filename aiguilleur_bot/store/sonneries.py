"""Each time a phone rang, will ring, or would have: what keeps everybody within their limits.

The pair (person, `cle`) is unique: the same step rings nobody twice, however often it is tried.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin, sonnerie
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.store.upsert import insert_or_ignore
from aiguilleur_bot.vocabulary import Etat

MENTION, DIRECT, PLANNED, DIGEST, LETTER = "mention", "direct", "prevue", "resume", "lettre"
"""In a room, in private, later at `quand`, kept for the digest (`quand` says when it was in it), the digest itself."""

_RANG = (MENTION, DIRECT, PLANNED)


@dataclass(frozen=True, slots=True)
class Sonnerie:
    """One ring. `genre` says what for: offre, coup-dur, rappel, relance… `quand` is empty until the digest comes."""

    id: int
    personne: str
    numero: int | None
    cle: str
    genre: str
    mode: str
    cree_le: datetime
    quand: datetime | None


async def note(
    tx: Transaction,
    *,
    personne: str,
    numero: int | None,
    cle: str,
    genre: str,
    mode: str,
    now: datetime,
    quand: datetime | None,
) -> bool:
    """Write a ring down; False when this step rang this person already."""
    values = {"personne": personne, "numero": numero, "cle": cle, "genre": genre, "mode": mode}
    return await insert_or_ignore(tx, sonnerie, {**values, "cree_le": now, "quand": quand})


async def since(tx: Transaction, moment: datetime) -> Mapping[str, tuple[tuple[datetime, ...], tuple[datetime, ...]]]:
    """For each person, when their phone rang or will, and when their digests came, from `moment` on."""
    found = await tx.execute(
        select(sonnerie.c.personne, sonnerie.c.mode, sonnerie.c.quand)
        .where(sonnerie.c.quand >= moment, sonnerie.c.mode.in_((*_RANG, LETTER)))
        .order_by(sonnerie.c.quand)
    )
    rung: dict[str, tuple[list[datetime], list[datetime]]] = {}
    for personne, mode, quand in found:
        rung.setdefault(personne, ([], []))[mode == LETTER].append(quand)
    return {name: (tuple(rings), tuple(letters)) for name, (rings, letters) in rung.items()}


async def told_of(tx: Transaction, numero: int, moment: datetime) -> frozenset[str]:
    """Who was rung for a besoin since `moment`, or gave it back."""
    found = await tx.execute(
        select(sonnerie.c.personne).where(
            sonnerie.c.numero == numero,
            sonnerie.c.cree_le >= moment,
            or_(sonnerie.c.mode.in_(_RANG), sonnerie.c.genre == "rendu"),
        )
    )
    return frozenset(found.scalars())


async def planned(tx: Transaction, now: datetime) -> tuple[Sonnerie, ...]:
    """The rings whose hour has come, oldest first."""
    found = await tx.execute(
        select(sonnerie).where(sonnerie.c.mode == PLANNED, sonnerie.c.quand <= now).order_by(sonnerie.c.quand)
    )
    return tuple(made_of(Sonnerie, row) for row in found)


async def rang(tx: Transaction, id: int, now: datetime) -> bool:
    """A planned ring rings now. True once."""
    done = await tx.execute(
        update(sonnerie).where(sonnerie.c.id == id, sonnerie.c.mode == PLANNED).values(mode=DIRECT, quand=now)
    )
    return done.rowcount == 1


async def drop(tx: Transaction, id: int) -> None:
    """A planned ring never will."""
    await tx.execute(delete(sonnerie).where(sonnerie.c.id == id, sonnerie.c.mode == PLANNED))


async def drop_useless(tx: Transaction) -> int:
    """Forget the planned rings of besoins that somebody took meanwhile, or that are over. Returns how many."""
    waiting = exists().where(besoin.c.numero == sonnerie.c.numero, besoin.c.etat == Etat.NOUVELLE)
    done = await tx.execute(delete(sonnerie).where(sonnerie.c.mode == PLANNED, ~waiting))
    return done.rowcount


async def useless(tx: Transaction) -> bool:
    """Whether some planned ring serves nothing any more."""
    waiting = exists().where(besoin.c.numero == sonnerie.c.numero, besoin.c.etat == Etat.NOUVELLE)
    found = await tx.execute(select(sonnerie.c.id).where(sonnerie.c.mode == PLANNED, ~waiting).limit(1))
    return found.first() is not None


async def waiting_for_digest(tx: Transaction) -> frozenset[str]:
    """Everybody for whom something is kept until their digest."""
    found = await tx.execute(
        select(sonnerie.c.personne).where(sonnerie.c.mode == DIGEST, sonnerie.c.quand.is_(None)).distinct()
    )
    return frozenset(found.scalars())


async def digest(tx: Transaction, personne: str) -> tuple[Sonnerie, ...]:
    """What the next digest of this person holds, oldest first."""
    found = await tx.execute(
        select(sonnerie)
        .where(sonnerie.c.personne == personne, sonnerie.c.mode == DIGEST, sonnerie.c.quand.is_(None))
        .order_by(sonnerie.c.id)
    )
    return tuple(made_of(Sonnerie, row) for row in found)


async def digested(tx: Transaction, ids: Collection[int], now: datetime) -> None:
    """These were in a digest, or are worth no line any more."""
    await tx.execute(update(sonnerie).where(sonnerie.c.id.in_(ids)).values(quand=now))
