"""Near besoins, and whether their owners want to meet. A pair is asked once; a no stays here, and is told to nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, or_, select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin, personne, voisinage
from aiguilleur_bot.store.upsert import insert_or_ignore
from aiguilleur_bot.vocabulary import OPEN_STATES, Etat, Issue

TO_LOOK, LOOKED = "a-voir", "vu"
TO_ASK, ASKED, YES, NO = "a-poser", "attend", "oui", "non"

COMPARED = 300
"""How many of the newest besoins a new one is compared with."""

_UNMET = (Issue.NON_COUVERT, Issue.PARTIELLEMENT_COUVERT)
_GONE = (Etat.ANNULEE, Etat.FUSIONNEE)


@dataclass(frozen=True, slots=True)
class Candidat:
    """A besoin of somebody else, whose account is known on the same platform."""

    numero: int
    texte: str
    action: str | None


async def begin(tx: Transaction, numero: int, now: datetime) -> None:
    """The neighbours of a new besoin are to be looked for."""
    await tx.execute(insert(voisinage).values(numero=numero, autre=numero, reponse=TO_LOOK, cree_le=now))


async def to_look(tx: Transaction) -> tuple[int, ...]:
    """Besoins whose neighbours were not looked for yet, oldest first."""
    return await _numbers(tx, TO_LOOK)


async def to_ask(tx: Transaction) -> tuple[int, ...]:
    """Besoins whose owner is to be asked, oldest first."""
    return await _numbers(tx, TO_ASK)


async def looked(tx: Transaction, numero: int) -> bool:
    """The neighbours of a besoin were looked for. True once."""
    done = await tx.execute(
        update(voisinage)
        .where(voisinage.c.numero == numero, voisinage.c.autre == numero, voisinage.c.reponse == TO_LOOK)
        .values(reponse=LOOKED)
    )
    return done.rowcount == 1


async def candidates(tx: Transaction, numero: int) -> tuple[Candidat, ...]:
    """What others asked before and is open or unmet, newest first; never somebody's trouble, nor the same person's."""
    mine = (await tx.execute(select(besoin).where(besoin.c.numero == numero))).one_or_none()
    if mine is None or mine.demandeur is None or mine.appui == "coup-dur" or mine.etat in _GONE:
        return ()
    platform = select(personne.c.plateforme).where(personne.c.id == mine.demandeur).scalar_subquery()
    found = await tx.execute(
        select(besoin.c.numero, besoin.c.texte, besoin.c.action)
        .join(personne, personne.c.id == besoin.c.demandeur)
        .where(
            besoin.c.numero < numero,
            besoin.c.demandeur != mine.demandeur,
            besoin.c.appui != "coup-dur",
            besoin.c.texte != "",
            besoin.c.etat.not_in(_GONE),
            or_(besoin.c.etat.in_(OPEN_STATES), besoin.c.issue.in_(_UNMET)),
            personne.c.compte.is_not(None),
            personne.c.plateforme == platform,
        )
        .order_by(besoin.c.numero.desc())
        .limit(COMPARED)
    )
    return tuple(Candidat(row.numero, row.texte, row.action) for row in found)


async def propose(tx: Transaction, numero: int, autres: Iterable[int], now: datetime) -> None:
    """The owner of `numero` is to be asked whether they want to meet those of `autres`, once a pair."""
    for autre in autres:
        row = {"numero": numero, "autre": autre, "reponse": TO_ASK, "cree_le": now}
        await insert_or_ignore(tx, voisinage, row)


async def asked(tx: Transaction, numero: int) -> bool:
    """The owner of `numero` is asked. False when there was nothing to ask."""
    return bool(await _answer(tx, numero, TO_ASK, ASKED))


async def answer(tx: Transaction, numero: int, *, oui: bool) -> tuple[int, ...]:
    """What they say, for all they were asked about; the others it is about."""
    return await _answer(tx, numero, ASKED, YES if oui else NO)


async def said(tx: Transaction, numero: int, autre: int) -> str | None:
    """What the owner of `numero` said of that of `autre`."""
    found = await tx.execute(
        select(voisinage.c.reponse).where(voisinage.c.numero == numero, voisinage.c.autre == autre)
    )
    return found.scalar_one_or_none()


async def _answer(tx: Transaction, numero: int, before: str, after: str) -> tuple[int, ...]:
    here = (voisinage.c.numero == numero, voisinage.c.reponse == before)
    others = tuple((await tx.execute(select(voisinage.c.autre).where(*here).order_by(voisinage.c.autre))).scalars())
    await tx.execute(update(voisinage).where(*here).values(reponse=after))
    return others


async def _numbers(tx: Transaction, reponse: str) -> tuple[int, ...]:
    found = await tx.execute(
        select(voisinage.c.numero)
        .where(voisinage.c.reponse == reponse)
        .group_by(voisinage.c.numero)
        .order_by(func.min(voisinage.c.cree_le), voisinage.c.numero)
    )
    return tuple(found.scalars())
