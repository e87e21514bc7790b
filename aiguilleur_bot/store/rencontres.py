"""Who was put in touch with whom, where, and whether the bot is still there. Nothing of what they say is ever here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Select, and_, exists, func, insert, or_, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin, convive, rencontre
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.vocabulary import OPEN_STATES

Genre = Literal["duo", "seuls", "relais", "voisins"]
"""Two people in a room of ours; two who write to each other by themselves; two platforms; near besoins."""

Role = Literal["demande", "aide", "voisin"]

HERE, WITH_ROBOT, GONE = "la", "robot", "parti"
"""What somebody in a meeting does: they are in it; their words go to the bot for now; they left or refused."""


@dataclass(frozen=True, slots=True)
class Rencontre:
    """One meeting about one besoin. `salon` is None until the room that `envoi` opens is there, and without a room."""

    id: int
    numero: int
    genre: Genre
    plateforme: str
    envoi: str | None
    salon: str | None
    cree_le: datetime
    close_le: datetime | None


@dataclass(frozen=True, slots=True)
class Convive:
    """Somebody in a meeting."""

    rencontre: int
    personne: str
    role: Role
    etat: str


_OPEN = rencontre.c.close_le.is_(None)


async def begin(
    tx: Transaction,
    *,
    numero: int,
    genre: Genre,
    plateforme: str,
    people: Mapping[str, Role],
    now: datetime,
    envoi: str | None = None,
    salon: str | None = None,
) -> int:
    """Remember a meeting of `people` (their roles); returns its id."""
    row = {"numero": numero, "genre": genre, "plateforme": plateforme, "envoi": envoi, "salon": salon, "cree_le": now}
    made = await tx.execute(insert(rencontre).values(**row))
    key = made.inserted_primary_key
    begun = int(key[0]) if key is not None else 0
    for personne, role in people.items():
        await join(tx, begun, personne, role)
    return begun


async def join(tx: Transaction, id: int, personne: str, role: Role) -> None:
    """One more person is called to a meeting."""
    await tx.execute(insert(convive).values(rencontre=id, personne=personne, role=role, etat=HERE))


async def people(tx: Transaction, id: int) -> tuple[Convive, ...]:
    """Everybody called to a meeting, those who left too."""
    found = await tx.execute(select(convive).where(convive.c.rencontre == id).order_by(convive.c.personne))
    return tuple(made_of(Convive, row) for row in found)


async def set_state(tx: Transaction, id: int, personne: str, etat: str) -> bool:
    """What somebody does now. False when they did already, or were never called."""
    done = await tx.execute(
        update(convive)
        .where(convive.c.rencontre == id, convive.c.personne == personne, convive.c.etat != etat)
        .values(etat=etat)
    )
    return done.rowcount == 1


async def called_back(tx: Transaction, numero: int, personne: str) -> None:
    """Somebody called the robot back while a human has their besoin."""
    for meeting in await of_besoin(tx, numero):
        await set_state(tx, meeting.id, personne, WITH_ROBOT)


async def with_a_human(tx: Transaction, personne: str) -> int | None:
    """The besoin somebody asked and is in human hands, unless they called the robot back."""
    found = await tx.execute(
        select(rencontre.c.numero)
        .join(convive, convive.c.rencontre == rencontre.c.id)
        .where(convive.c.personne == personne, convive.c.role == "demande", convive.c.etat == HERE, _OPEN)
        .order_by(rencontre.c.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def get(tx: Transaction, id: int) -> Rencontre | None:
    """The meeting with this id."""
    found = await _all(tx, select(rencontre).where(rencontre.c.id == id))
    return found[0] if found else None


async def of_besoin(tx: Transaction, numero: int) -> tuple[Rencontre, ...]:
    """The open meetings about a besoin."""
    return await _all(tx, select(rencontre).where(rencontre.c.numero == numero, _OPEN))


async def of_person(tx: Transaction, personne: str) -> tuple[Rencontre, ...]:
    """The open meetings somebody is called to and has not left."""
    return await _all(
        tx,
        select(rencontre)
        .join(convive, convive.c.rencontre == rencontre.c.id)
        .where(convive.c.personne == personne, convive.c.etat != GONE, _OPEN),
    )


async def at(tx: Transaction, plateforme: str, salon: str) -> tuple[Rencontre, ...]:
    """The open meetings held in a room."""
    return await _all(
        tx, select(rencontre).where(rencontre.c.plateforme == plateforme, rencontre.c.salon == salon, _OPEN)
    )


async def opened_by(tx: Transaction, envoi: str) -> tuple[Rencontre, ...]:
    """The open meetings whose room the outbox row `envoi` opens."""
    return await _all(tx, select(rencontre).where(rencontre.c.envoi == envoi, _OPEN))


async def awaited(tx: Transaction, personne: str) -> bool:
    """Whether a room is being opened for somebody, and may be there already without our knowing which it is."""
    found = await of_person(tx, personne)
    return any(one.envoi is not None and one.salon is None for one in found)


async def opened(tx: Transaction, envoi: str, salon: str) -> None:
    """The room that `envoi` opens is there."""
    await tx.execute(update(rencontre).where(rencontre.c.envoi == envoi).values(salon=salon))


async def without_room(tx: Transaction, envoi: str, now: datetime) -> None:
    """The room could not be opened: two people meet by themselves, and near besoins do not meet."""
    here = and_(rencontre.c.envoi == envoi, _OPEN)
    await tx.execute(update(rencontre).where(here, rencontre.c.genre == "voisins").values(close_le=now))
    await tx.execute(update(rencontre).where(here).values(genre="seuls", envoi=None))


async def close(tx: Transaction, id: int, now: datetime) -> bool:
    """The bot's part in a meeting ends. True once."""
    done = await tx.execute(update(rencontre).where(rencontre.c.id == id, _OPEN).values(close_le=now))
    return done.rowcount == 1


async def between(tx: Transaction, genre: Genre, one: str, other: str) -> Rencontre | None:
    """An open meeting of these two, who are both still in it."""
    mine = await of_person(tx, one)
    theirs = {found.id for found in await of_person(tx, other)}
    return next((found for found in mine if found.genre == genre and found.id in theirs), None)


async def orphans(tx: Transaction) -> tuple[Rencontre, ...]:
    """The open meetings of two whose helper does not hold the besoin any more."""
    held = exists().where(
        convive.c.rencontre == rencontre.c.id,
        convive.c.role == "aide",
        besoin.c.numero == rencontre.c.numero,
        besoin.c.prise_par == convive.c.personne,
        besoin.c.etat.in_(OPEN_STATES),
    )
    return await _all(tx, select(rencontre).where(and_(_OPEN, rencontre.c.genre != "voisins", ~held)))


async def over(tx: Transaction, before: datetime) -> tuple[Rencontre, ...]:
    """The open meetings of near besoins begun before `before`, or with nobody left to meet."""
    here = select(func.count()).where(convive.c.rencontre == rencontre.c.id, convive.c.etat != GONE).scalar_subquery()
    voisins = and_(_OPEN, rencontre.c.genre == "voisins")
    return await _all(tx, select(rencontre).where(voisins, or_(rencontre.c.cree_le < before, here < 2)))


async def _all(tx: Transaction, query: Select[tuple[object, ...]]) -> tuple[Rencontre, ...]:
    found = await tx.execute(query.order_by(rencontre.c.id))
    return tuple(made_of(Rencontre, row) for row in found)
