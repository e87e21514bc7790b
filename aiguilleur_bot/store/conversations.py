"""Conversations: one asker in one place. Their state is JSON of `dialogue.state`, opaque here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import conversation
from aiguilleur_bot.store.types import made_of


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One conversation. `salon` is where to answer, `fil` the thread; `version` grows with every change.

    `message` is the event whose words the state holds: deleted there, they are erased here.
    """

    id: str
    personne: str
    plateforme: str
    salon: str
    fil: str | None
    directe: bool
    etat: str | None
    question: str | None
    reponse: str | None
    version: int
    maj_le: datetime
    message: str | None = None


class Stale(Exception):
    """Somebody changed the conversation meanwhile: decide again."""


def direct_id(personne: str) -> str:
    """The key of the one direct conversation with a person."""
    return hashlib.sha256(f"direct\0{personne}".encode()).hexdigest()


def thread_id(personne: str, salon: str, fil: str) -> str:
    """The key of what a person asks in one thread of a room."""
    return hashlib.sha256(f"fil\0{salon}\0{fil}\0{personne}".encode()).hexdigest()


def begun_in_direct(personne: str, plateforme: str, now: datetime) -> ConversationRow:
    """The direct conversation with a person to whom nothing was said there yet; not stored."""
    return ConversationRow(
        id=direct_id(personne),
        personne=personne,
        plateforme=plateforme,
        salon="",
        fil=None,
        directe=True,
        etat=None,
        question=None,
        reponse=None,
        version=0,
        maj_le=now,
    )


async def get(tx: Transaction, id: str) -> ConversationRow | None:
    """The conversation, if it ever began."""
    row = (await tx.execute(select(conversation).where(conversation.c.id == id))).one_or_none()
    return made_of(ConversationRow, row) if row else None


async def opened_by(
    tx: Transaction, plateforme: str, question: str, personne: str | None = None
) -> ConversationRow | None:
    """The conversation that the message `question` (of `personne`, when given) opened."""
    query = select(conversation).where(conversation.c.plateforme == plateforme, conversation.c.question == question)
    if personne is not None:
        query = query.where(conversation.c.personne == personne)
    row = (await tx.execute(query.limit(1))).one_or_none()
    return made_of(ConversationRow, row) if row else None


async def worded_by(tx: Transaction, plateforme: str, message: str) -> ConversationRow | None:
    """The conversation whose words come from `message`."""
    query = select(conversation).where(conversation.c.plateforme == plateforme, conversation.c.message == message)
    row = (await tx.execute(query.order_by(conversation.c.directe).limit(1))).one_or_none()
    return made_of(ConversationRow, row) if row else None


async def save(tx: Transaction, line: ConversationRow) -> None:
    """Store `line` if nobody stored another since `line.version` was read. Raises Stale."""
    values = {
        "personne": line.personne,
        "plateforme": line.plateforme,
        "salon": line.salon,
        "fil": line.fil,
        "directe": line.directe,
        "etat": line.etat,
        "question": line.question,
        "reponse": line.reponse,
        "message": line.message,
        "maj_le": line.maj_le,
    }
    if line.version == 0:
        if await get(tx, line.id) is not None:
            raise Stale
        await tx.execute(insert(conversation).values(id=line.id, version=1, **values))
        return
    done = await tx.execute(
        update(conversation)
        .where(conversation.c.id == line.id, conversation.c.version == line.version)
        .values(version=line.version + 1, **values)
    )
    if done.rowcount != 1:
        raise Stale


async def of_person(tx: Transaction, personne: str) -> tuple[ConversationRow, ...]:
    """Every conversation of a person, the last one first."""
    found = await tx.execute(
        select(conversation).where(conversation.c.personne == personne).order_by(conversation.c.maj_le.desc())
    )
    return tuple(made_of(ConversationRow, row) for row in found)


async def count(tx: Transaction, personne: str) -> int:
    """How many conversations with a person are remembered."""
    found = await tx.execute(
        select(func.count()).where(conversation.c.personne == personne, conversation.c.etat.is_not(None))
    )
    return found.scalar_one()


async def spoke_in(tx: Transaction, personne: str, rooms: Collection[tuple[str, str]]) -> bool:
    """Whether somebody called the bot in one of these rooms (platform, room)."""
    found = await tx.execute(
        select(conversation.c.plateforme, conversation.c.salon)
        .where(conversation.c.personne == personne, ~conversation.c.directe)
        .distinct()
    )
    return any((row.plateforme, row.salon) in rooms for row in found)


async def silent(tx: Transaction, before: datetime) -> tuple[ConversationRow, ...]:
    """The conversations that still have a state, and where nothing was said since `before`."""
    found = await tx.execute(
        select(conversation).where(conversation.c.etat.is_not(None), conversation.c.maj_le < before)
    )
    return tuple(made_of(ConversationRow, row) for row in found)


async def empty(tx: Transaction, id: str, etat: str | None) -> None:
    """Keep no more than `etat` of a conversation; its row stays, so that an edit finds its answer."""
    await tx.execute(
        update(conversation)
        .where(conversation.c.id == id)
        .values(etat=etat, message=None, version=conversation.c.version + 1)
    )
