"""People who agreed to be called about a commun: nothing of them without that agreement, nothing of them after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, true, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import personne, referent
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.store.upsert import insert_or_ignore, upsert
from aiguilleur_bot.vocabulary import Portee

INVITED, ACTIVE, REFUSED = "propose", "actif", "refuse"
_NOTHING = {"nom_affiche": None, "contact": None, "consenti_le": None, "expire_le": None, "reconfirmation_le": None}


@dataclass(frozen=True, slots=True)
class Referent:
    """What is held of one person for one commun. `contact` None: their chat account."""

    id: int
    personne: str
    commun: str
    etat: str
    nom_affiche: str | None
    contact: str | None
    portee: str
    texte_version: str
    canal: str
    invite_par: str | None
    cree_le: datetime
    consenti_le: datetime | None
    expire_le: datetime | None
    reconfirmation_le: datetime | None


@dataclass(frozen=True, slots=True)
class Reachable:
    """How to reach one person about one commun, as they agreed. `compte`: it is their chat account."""

    commun: str
    nom: str
    contact: str
    compte: bool
    plateforme: str
    portee: Portee
    expire_le: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What somebody agreed to, in which words (`texte_version`), where (`canal`), from when to when."""

    nom: str
    contact: str
    portee: Portee
    texte_version: str
    canal: str
    le: datetime
    expire_le: datetime


async def agree(tx: Transaction, who: str, commun: str, consent: Consent) -> None:
    """Keep a consent: it replaces what the same person said of the same commun."""
    values = {
        "etat": ACTIVE,
        "nom_affiche": consent.nom or None,
        "contact": consent.contact or None,
        "portee": consent.portee,
        "texte_version": consent.texte_version,
        "canal": consent.canal,
        "cree_le": consent.le,
        "consenti_le": consent.le,
        "expire_le": consent.expire_le,
        "reconfirmation_le": None,
    }
    await upsert(tx, referent, {"personne": who, "commun": commun}, values)


async def renew(tx: Transaction, who: str, communs: Sequence[str], *, now: datetime, until: datetime) -> None:
    """They let it be shown longer: for `communs`, or everything they agreed to when empty."""
    await tx.execute(
        update(referent)
        .where(_theirs(who, communs), referent.c.etat == ACTIVE)
        .values(consenti_le=now, expire_le=until, reconfirmation_le=None)
    )


async def refuse(tx: Transaction, who: str, communs: Sequence[str]) -> None:
    """They do not want to be called (any more), for `communs`, or anywhere when empty: all but that is erased."""
    await tx.execute(update(referent).where(_theirs(who, communs)).values(etat=REFUSED, invite_par=None, **_NOTHING))


async def invite(tx: Transaction, who: str, commun: str, *, par: str, version: str, canal: str, now: datetime) -> bool:
    """Ask somebody, once for each commun and one question at a time. False when they were asked or said already."""
    waiting = select(referent.c.id).where(referent.c.personne == who, referent.c.etat == INVITED).limit(1)
    if (await tx.execute(waiting)).first() is not None:
        return False
    values = {"etat": INVITED, "portee": Portee.AIGUILLEURS, "texte_version": version, "canal": canal, "cree_le": now}
    return await insert_or_ignore(tx, referent, {"personne": who, "commun": commun, "invite_par": par, **values})


async def of_person(tx: Transaction, who: str) -> tuple[Referent, ...]:
    """Everything held of a person as a referent, oldest first."""
    found = await tx.execute(select(referent).where(referent.c.personne == who).order_by(referent.c.id))
    return tuple(made_of(Referent, row) for row in found)


async def reachable(
    tx: Transaction, reader: Portee, now: datetime, communs: Collection[str] | None = None
) -> tuple[Reachable, ...]:
    """Whom a reader may call, oldest agreement first: running agreements whose reach includes that reader.

    `communs` None: about any. Somebody whose chat account was erased and who gave no other address is not reachable.
    """
    scopes = [portee for portee in Portee if reader.sees(portee)]
    query = (
        select(referent, personne.c.compte, personne.c.plateforme)
        .join(personne, personne.c.id == referent.c.personne)
        .where(referent.c.etat == ACTIVE, referent.c.expire_le > now, referent.c.portee.in_(scopes))
        .order_by(referent.c.id)
    )
    if communs is not None:
        query = query.where(referent.c.commun.in_(communs))
    return tuple(
        Reachable(
            commun=row.commun,
            nom=row.nom_affiche or "",
            contact=row.contact or row.compte,
            compte=row.contact is None,
            plateforme=row.plateforme,
            portee=Portee(row.portee),
            expire_le=row.expire_le,
        )
        for row in await tx.execute(query)
        if row.contact or row.compte
    )


async def ending(tx: Transaction, before: datetime) -> dict[str, tuple[Referent, ...]]:
    """By person, the agreements that end before that moment and were not asked about yet; at most twenty people."""
    found = await tx.execute(
        select(referent)
        .where(referent.c.etat == ACTIVE, referent.c.expire_le <= before, referent.c.reconfirmation_le.is_(None))
        .order_by(referent.c.personne, referent.c.id)
    )
    people: dict[str, list[Referent]] = {}
    for row in found:
        one = made_of(Referent, row)
        people.setdefault(one.personne, []).append(one)
    return {who: tuple(all_of_one) for who, all_of_one in list(people.items())[:20]}


async def asked_again(tx: Transaction, ids: Collection[int], now: datetime) -> bool:
    """Claim a reconfirmation. False when it was asked, renewed or withdrawn meanwhile."""
    done = await tx.execute(
        update(referent)
        .where(referent.c.id.in_(ids), referent.c.etat == ACTIVE, referent.c.reconfirmation_le.is_(None))
        .values(reconfirmation_le=now)
    )
    return done.rowcount == len(ids)


def _theirs(who: str, communs: Sequence[str]) -> ColumnElement[bool]:
    return and_(referent.c.personne == who, referent.c.commun.in_(communs) if communs else true())
