"""Fiches to be written: proposed by people, or found missing by an aiguilleur. Decided, their words are erased."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import insert, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import brouillon
from aiguilleur_bot.store.types import made_of

NEW, TO_SEE, WRITTEN, REJECTED = "nouveau", "a-voir", "ecrit", "rejete"
_WAITING = (NEW, TO_SEE)
_NOTHING = {"message": None, "nom": "", "lien": "", "usage": "", "contact": ""}


@dataclass(frozen=True, slots=True)
class Brouillon:
    """One draft that waits. `numero` is the besoin it comes from; `accord`: who proposed it would be called."""

    id: int
    numero: int | None
    origine: str
    nom: str
    lien: str
    usage: str
    contact: str
    accord: bool
    etat: str
    cree_le: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What a draft says. `contact` is an organisation's address, never a person's."""

    nom: str
    lien: str = ""
    usage: str = ""
    contact: str = ""
    accord: bool = False
    origine: Literal["propose", "cloture"] = "propose"
    numero: int | None = None


async def add(tx: Transaction, who: str, said: Proposed, now: datetime, message: str | None = None) -> None:
    """Keep a draft for the gardeners. `message` is the event its last words come from."""
    await tx.execute(
        insert(brouillon).values(
            personne=who,
            numero=said.numero,
            origine=said.origine,
            nom=said.nom,
            lien=said.lien,
            usage=said.usage,
            contact=said.contact,
            accord=said.accord,
            etat=NEW,
            cree_le=now,
            message=message,
        )
    )


async def begin(tx: Transaction, *, personne: str, numero: int, usage: str, lien: str, now: datetime) -> None:
    """A resource found missing when besoin `numero` was closed, in the words of whoever followed it."""
    said = Proposed(nom=usage, lien=lien, usage=usage, origine="cloture", numero=numero)
    await add(tx, personne, said, now)


async def waiting(tx: Transaction) -> tuple[Brouillon, ...]:
    """The drafts nobody decided on, oldest first, without who proposed them."""
    columns = [brouillon.c[name] for name in Brouillon.__dataclass_fields__]
    found = await tx.execute(select(*columns).where(brouillon.c.etat.in_(_WAITING)).order_by(brouillon.c.id))
    return tuple(made_of(Brouillon, row) for row in found)


async def digested(tx: Transaction, before: datetime) -> int:
    """Claim those proposed before that moment for a digest. Returns how many there are."""
    done = await tx.execute(
        update(brouillon).where(brouillon.c.etat == NEW, brouillon.c.cree_le < before).values(etat=TO_SEE)
    )
    return done.rowcount


async def written(tx: Transaction, id: int, commun: str, now: datetime) -> bool:
    """It is a fiche now; who proposed it stays known only if they want to be asked about their own contact."""
    done = await tx.execute(
        update(brouillon)
        .where(brouillon.c.id == id, brouillon.c.etat.in_(_WAITING))
        .values(etat=WRITTEN, commun=commun, vu_le=now, **_NOTHING)
    )
    await tx.execute(update(brouillon).where(brouillon.c.id == id, ~brouillon.c.accord).values(personne=None))
    return done.rowcount == 1


async def rejected(tx: Transaction, ids: Collection[int], now: datetime) -> int:
    """It will be no fiche: its words and who proposed it are erased. Returns how many there were."""
    done = await tx.execute(
        update(brouillon)
        .where(brouillon.c.id.in_(ids), brouillon.c.etat.in_(_WAITING))
        .values(etat=REJECTED, personne=None, accord=False, vu_le=now, **_NOTHING)
    )
    return done.rowcount


async def to_tell(tx: Transaction) -> tuple[tuple[int, str, str], ...]:
    """(id, person, commun) of those who wait to be asked about their contact, now that the fiche is there."""
    found = await tx.execute(
        select(brouillon.c.id, brouillon.c.personne, brouillon.c.commun)
        .where(brouillon.c.etat == WRITTEN, brouillon.c.accord, brouillon.c.personne.is_not(None))
        .order_by(brouillon.c.id)
        .limit(20)
    )
    return tuple((row.id, row.personne, row.commun) for row in found)


async def told(tx: Transaction, id: int) -> bool:
    """They were asked: who proposed it is forgotten. False when it was done meanwhile."""
    done = await tx.execute(
        update(brouillon).where(brouillon.c.id == id, brouillon.c.accord).values(personne=None, accord=False)
    )
    return done.rowcount == 1
