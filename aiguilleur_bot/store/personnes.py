"""People, behind a pseudonym. The account is kept only while somebody must still be answered."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from aiguilleur_bot.dialogue.addresses import same_address
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import (
    personne,
)
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.store.upsert import insert_or_ignore

WEB = "web"
"""The platform of somebody who left a mail address or a phone number on a page: nobody writes to them from here."""


@dataclass(frozen=True, slots=True)
class Personne:
    """Somebody who spoke to the bot, or holds a besoin. `compte` is None once erased."""

    id: str
    plateforme: str
    compte: str | None
    premier_contact_le: datetime
    vu_le: datetime
    salue_le: datetime | None
    fenetre_debut: datetime | None
    fenetre_nombre: int
    servi_le: datetime | None


def pseudonym(key: bytes, plateforme: str, compte: str) -> str:
    """The key of a person: a keyed hash, the same for ever on one installation, meaningless elsewhere.

    A mail address or a phone number left on a page is the same person however it is written.
    """
    account = same_address(compte) if plateforme == WEB else compte
    return hmac.new(key, f"{plateforme}\0{account}".encode(), hashlib.sha256).hexdigest()


async def get(tx: Transaction, id: str) -> Personne | None:
    """The person with this pseudonym."""
    row = (await tx.execute(select(personne).where(personne.c.id == id))).one_or_none()
    return made_of(Personne, row) if row else None


async def many(tx: Transaction, ids: Collection[str]) -> dict[str, Personne]:
    """Those of these people who are known."""
    found = await tx.execute(select(personne).where(personne.c.id.in_(ids)))
    return {row.id: made_of(Personne, row) for row in found}


async def meet(tx: Transaction, id: str, plateforme: str, compte: str, now: datetime) -> Personne:
    """The person, made known if new, with the account to answer to."""
    await insert_or_ignore(
        tx,
        personne,
        {
            "id": id,
            "plateforme": plateforme,
            "compte": compte,
            "premier_contact_le": now,
            "vu_le": now,
            "fenetre_nombre": 0,
        },
    )
    await tx.execute(update(personne).where(personne.c.id == id).values(compte=compte, vu_le=now))
    found = await get(tx, id)
    if found is None:
        raise LookupError("une personne vient d'être effacée")
    return found


async def greeted(tx: Transaction, id: str, now: datetime) -> bool:
    """Something is said to this person. True the first time."""
    first = update(personne).where(personne.c.id == id, personne.c.salue_le.is_(None)).values(salue_le=now)
    return (await tx.execute(first)).rowcount == 1


async def served(tx: Transaction, id: str, now: datetime) -> None:
    """A handoff was offered to this aiguilleur: the next goes to somebody else."""
    await tx.execute(update(personne).where(personne.c.id == id).values(servi_le=now))


async def count_message(tx: Transaction, known: Personne, at: datetime, minute: timedelta) -> int:
    """Count a message said at `at`; returns how many in the running minute, this one included."""
    debut, nombre = known.fenetre_debut, known.fenetre_nombre + 1
    if debut is None or at - debut >= minute or at < debut - minute:
        debut, nombre = at, 1
    await tx.execute(
        update(personne).where(personne.c.id == known.id).values(fenetre_debut=debut, fenetre_nombre=nombre)
    )
    return nombre
