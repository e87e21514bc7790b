"""The outbox: what must be said, in order, each under an id that makes a resend the same message."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin, carte, conversation, envoi
from aiguilleur_bot.store.types import made_of

TO_SEND, SENT, ABANDONED = "a-envoyer", "envoye", "abandonne"
MESSAGE, REACTION = 0, 1
"""Priorities: answers go before reactions."""

_WAITS_WITH_WORDS = and_(envoi.c.etat == TO_SEND, envoi.c.genre.not_in(("React", "Withdraw", "LeaveRoom")))


@dataclass(frozen=True, slots=True)
class Envoi:
    """One outbound. `file` keeps the order of one conversation; `cible` is the row whose receipt it points at."""

    rang: int
    id: str
    plateforme: str
    file: str
    genre: str
    priorite: int
    charge: str | None
    cible: str | None
    etat: str
    essais: int
    pas_avant: datetime | None
    verifier: bool
    raison: str | None
    recu_salon: str | None
    recu_evenement: str | None
    conversation: str | None
    personne: str | None
    cree_le: datetime
    envoye_le: datetime | None


async def add(
    tx: Transaction,
    *,
    id: str,
    plateforme: str,
    file: str,
    genre: str,
    priorite: int,
    charge: str,
    cible: str | None,
    conversation: str | None,
    personne: str | None,
    now: datetime,
) -> None:
    """Decide to say something. The same id twice is a fault of the caller (IntegrityError)."""
    await tx.execute(
        insert(envoi).values(
            id=id,
            plateforme=plateforme,
            file=file,
            genre=genre,
            priorite=priorite,
            charge=charge,
            cible=cible,
            etat=TO_SEND,
            essais=0,
            verifier=False,
            conversation=conversation,
            personne=personne,
            cree_le=now,
        )
    )


async def get(tx: Transaction, id: str) -> Envoi | None:
    """The row with this id."""
    row = (await tx.execute(select(envoi).where(envoi.c.id == id))).one_or_none()
    return made_of(Envoi, row) if row else None


_OTHER, _TARGET = envoi.alias("plus_tot"), envoi.alias("visee")
_BLOCKED = exists().where(
    _OTHER.c.file == envoi.c.file,
    _OTHER.c.plateforme == envoi.c.plateforme,
    _OTHER.c.etat == TO_SEND,
    or_(
        _OTHER.c.priorite < envoi.c.priorite,
        and_(_OTHER.c.priorite == envoi.c.priorite, _OTHER.c.rang < envoi.c.rang),
    ),
)
_NOT_THERE_YET = exists().where(_TARGET.c.id == envoi.c.cible, _TARGET.c.etat == TO_SEND)
_MINE = and_(envoi.c.etat == TO_SEND, envoi.c.plateforme == bindparam("plateforme"))
_HEADS = (
    select(envoi)
    .where(
        _MINE,
        or_(envoi.c.pas_avant.is_(None), envoi.c.pas_avant <= bindparam("now")),
        envoi.c.file.not_in(bindparam("busy", expanding=True)),
        ~_BLOCKED,
        ~_NOT_THERE_YET,
    )
    .order_by(envoi.c.priorite, envoi.c.rang)
    .limit(bindparam("limit"))
)
_NEXT_DUE = select(func.min(envoi.c.pas_avant)).where(_MINE, envoi.c.pas_avant > bindparam("now"))
"""Asked at each turn of the outbox, so written once: putting them together takes longer than their answer."""


async def heads(
    tx: Transaction, plateforme: str, now: datetime, limit: int, busy: Collection[str] = ()
) -> tuple[Envoi, ...]:
    """What may be sent now: the first waiting row of each file, messages before reactions, oldest first.

    A row that points at a message not sent yet waits for it; `busy` files have one on its way.
    """
    asked = {"plateforme": plateforme, "now": now, "limit": limit, "busy": list(busy)}
    return tuple(made_of(Envoi, row) for row in await tx.execute(_HEADS, asked))


async def next_due(tx: Transaction, plateforme: str, now: datetime) -> datetime | None:
    """When the next postponed row may be tried again; one whose time is past waits for something else."""
    found = await tx.execute(_NEXT_DUE, {"plateforme": plateforme, "now": now})
    moment: datetime | None = found.scalar_one_or_none()
    return moment


async def sent(tx: Transaction, id: str, *, salon: str, evenement: str, now: datetime) -> None:
    """The server has it: keep the receipt, erase the words."""
    await tx.execute(
        update(envoi)
        .where(envoi.c.id == id)
        .values(etat=SENT, charge=None, recu_salon=salon, recu_evenement=evenement, envoye_le=now, raison=None)
    )


async def abandon(tx: Transaction, id: str, raison: str) -> None:
    """It will never be said: keep why, erase the words."""
    await tx.execute(
        update(envoi)
        .where(envoi.c.id == id, envoi.c.etat == TO_SEND)
        .values(etat=ABANDONED, charge=None, raison=raison)
    )


async def postpone(tx: Transaction, id: str, *, until: datetime, raison: str) -> None:
    """Try again, not before `until`."""
    await tx.execute(
        update(envoi).where(envoi.c.id == id).values(essais=envoi.c.essais + 1, pas_avant=until, raison=raison)
    )


async def check_all(tx: Transaction) -> int:
    """At a start, maybe on a new device or after a restore: look for what waits on the server before sending it."""
    done = await tx.execute(update(envoi).where(envoi.c.etat == TO_SEND).values(verifier=True))
    return done.rowcount


async def said_at(tx: Transaction, plateforme: str, evenement: str) -> Envoi | None:
    """What we said in the message `evenement`."""
    found = await tx.execute(
        select(envoi).where(envoi.c.plateforme == plateforme, envoi.c.recu_evenement == evenement).limit(1)
    )
    row = found.one_or_none()
    return made_of(Envoi, row) if row else None


async def last_asked(tx: Transaction, conversation: str) -> Envoi | None:
    """The last question whose answers belong to `conversation`."""
    query = select(envoi).where(envoi.c.conversation == conversation, envoi.c.genre == "Say")
    row = (await tx.execute(query.order_by(envoi.c.rang.desc()).limit(1))).one_or_none()
    return made_of(Envoi, row) if row else None


async def last_said(tx: Transaction, plateforme: str, file: str) -> Envoi | None:
    """The last thing we said in a queue, edits aside."""
    query = select(envoi).where(envoi.c.plateforme == plateforme, envoi.c.file == file, envoi.c.genre == "Say")
    row = (await tx.execute(query.order_by(envoi.c.rang.desc()).limit(1))).one_or_none()
    return made_of(Envoi, row) if row else None


async def receipt_may_come(tx: Transaction, plateforme: str, salon: str) -> bool:
    """Whether a message of ours to `salon` may be there already without our knowing its event id yet."""
    found = await tx.execute(
        select(envoi.c.id)
        .where(
            envoi.c.plateforme == plateforme,
            envoi.c.etat == TO_SEND,
            envoi.c.genre == "Say",
            or_(envoi.c.recu_salon == salon, envoi.c.recu_salon.is_(None)),
        )
        .limit(1)
    )
    return found.first() is not None


async def counts(tx: Transaction) -> dict[str, int]:
    """How many rows in each state."""
    found = await tx.execute(select(envoi.c.etat, func.count()).group_by(envoi.c.etat))
    return {row[0]: row[1] for row in found}


async def unsay(tx: Transaction, personne: str, dits: Collection[str]) -> None:
    """Never say what still waits and holds one of `dits` (an account, words), nor the cards of their besoins."""
    theirs = select(besoin.c.numero).where(besoin.c.demandeur == personne)
    cards = set((await tx.execute(select(carte.c.envoi).where(carte.c.numero.in_(theirs)))).scalars())
    waiting = await tx.execute(select(envoi.c.id, envoi.c.cible, envoi.c.charge).where(_WAITS_WITH_WORDS))
    sought = [_as_stored(said) for said in dits]
    for row in waiting:
        charge = (row.charge or "").replace("\u00a0", " ")
        if {row.id, row.cible} & cards or any(said in charge for said in sought):
            await abandon(tx, row.id, "oubli")


def _as_stored(said: str) -> str:
    """Words as they lie in a `charge`: JSON, whatever spaces French typography gave them."""
    return json.dumps(said.replace("\u00a0", " "), ensure_ascii=False)[1:-1]


async def purge(tx: Transaction, before: datetime) -> int:
    """Erase settled rows older than `before` that no card and no conversation points at."""
    done = await tx.execute(
        delete(envoi).where(
            envoi.c.etat != TO_SEND,
            envoi.c.cree_le < before,
            ~exists().where(carte.c.envoi == envoi.c.id),
            ~exists().where(conversation.c.reponse == envoi.c.id),
        )
    )
    return done.rowcount
