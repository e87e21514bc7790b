"""Phrases people let us keep, until a gardener decides. Undecided: words and pseudonym. Decided: a keyed hash alone."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, update

from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.needs.learning import ACCEPTED, PROPOSED, REJECTED, Counted, Said
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import apprentissage, usage
from aiguilleur_bot.store.upsert import insert_or_ignore
from aiguilleur_bot.vocabulary import Confirmation, Usage

_UNDECIDED = apprentissage.c.etat == PROPOSED
_STRENGTH = tuple(Confirmation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase of one person, masked, as an example need of `commun`; `premier` came first when it was said."""

    empreinte: str
    commun: str
    premier: str | None
    texte: str
    comment: Confirmation
    personne: str


def fingerprint(key: bytes, commun: str, texte: str) -> str:
    """What tells a phrase for a commun from another, whatever its case, accents and signs: a keyed hash."""
    folded = " ".join(folded_words(texte))
    return hmac.new(key, f"apprentissage\0{commun}\0{folded}".encode(), hashlib.sha256).hexdigest()


async def propose(tx: Transaction, new: Phrase, now: datetime) -> bool:
    """Keep a phrase for the gardeners. False when they decided on the same one, or the person said it already."""
    same = select(apprentissage.c.id).where(apprentissage.c.empreinte == new.empreinte)
    decided = await tx.execute(same.where(apprentissage.c.etat != PROPOSED).limit(1))
    if decided.first() is not None:
        return False
    again = await tx.execute(same.where(apprentissage.c.personne == new.personne).limit(1))
    if again.first() is not None:
        await confirm(tx, new.personne, new.commun, new.comment)
        return False
    await tx.execute(
        insert(apprentissage).values(
            empreinte=new.empreinte,
            commun=new.commun,
            premier=new.premier,
            texte=new.texte,
            comment=new.comment,
            etat=PROPOSED,
            personne=new.personne,
            cree_le=now,
        )
    )
    return True


async def confirm(tx: Transaction, personne: str, commun: str, comment: Confirmation) -> None:
    """The same person confirmed it again, in a stronger way or not: the strongest is kept."""
    weaker = _STRENGTH[: _STRENGTH.index(comment)]
    await tx.execute(
        update(apprentissage)
        .where(
            apprentissage.c.personne == personne,
            apprentissage.c.commun == commun,
            apprentissage.c.comment.in_(weaker),
            _UNDECIDED,
        )
        .values(comment=comment)
    )


async def deny(tx: Transaction, personne: str, commun: str) -> None:
    """It did not help them after all: what a mere choice said is dropped."""
    await tx.execute(
        delete(apprentissage).where(
            apprentissage.c.personne == personne,
            apprentissage.c.commun == commun,
            apprentissage.c.comment == Confirmation.CHOIX,
            _UNDECIDED,
        )
    )


async def proposed(tx: Transaction) -> tuple[Said, ...]:
    """Every phrase that waits for a gardener, oldest first, without its person: only a number that tells them apart."""
    who = func.dense_rank().over(order_by=apprentissage.c.personne)
    found = await tx.execute(
        select(
            apprentissage.c.id,
            apprentissage.c.empreinte,
            apprentissage.c.commun,
            apprentissage.c.premier,
            apprentissage.c.texte,
            apprentissage.c.comment,
            apprentissage.c.cree_le,
            who.label("qui"),
        )
        .where(_UNDECIDED)
        .order_by(apprentissage.c.id)
    )
    return tuple(
        Said(
            id=row.id,
            empreinte=row.empreinte,
            commun=row.commun,
            premier=row.premier,
            texte=row.texte,
            comment=Confirmation(row.comment),
            cree_le=row.cree_le,
            qui=row.qui,
        )
        for row in found
    )


async def decide(tx: Transaction, empreintes: Collection[str], *, accepted: bool, now: datetime) -> int:
    """Remember what the gardeners decided, and forget the words and who said them. Returns how many rows were."""
    done = await tx.execute(
        update(apprentissage)
        .where(apprentissage.c.empreinte.in_(empreintes), _UNDECIDED)
        .values(etat=ACCEPTED if accepted else REJECTED, texte="", personne=None, premier=None, decide_le=now)
    )
    return done.rowcount


async def of_person(tx: Transaction, personne: str) -> tuple[str, ...]:
    """The phrases of a person that nobody has read yet."""
    found = await tx.execute(
        select(apprentissage.c.texte)
        .where(apprentissage.c.personne == personne, _UNDECIDED)
        .order_by(apprentissage.c.id)
    )
    return tuple(row.texte for row in found)


async def forget(tx: Transaction, personne: str, texte: str | None = None) -> None:
    """Erase the undecided phrases of a person; only the one that says `texte`, when given."""
    statement = delete(apprentissage).where(apprentissage.c.personne == personne)
    await tx.execute(statement if texte is None else statement.where(apprentissage.c.texte == texte))


async def purge(tx: Transaction, before: datetime) -> int:
    """Erase the phrases that nobody has read since `before`."""
    done = await tx.execute(delete(apprentissage).where(_UNDECIDED, apprentissage.c.cree_le < before))
    return done.rowcount


# ---------------------------------------------------------------- what is counted


async def count(tx: Transaction, jour: date, commun: str, genre: Usage, au_lieu_de: str = "") -> None:
    """Add one to what became of a commun in the month of `jour`."""
    key = {"mois": jour.replace(day=1), "commun": commun, "genre": genre, "au_lieu_de": au_lieu_de}
    await insert_or_ignore(tx, usage, {**key, "nombre": 0})
    await tx.execute(
        update(usage).where(*(usage.c[name] == value for name, value in key.items())).values(nombre=usage.c.nombre + 1)
    )


async def counted(tx: Transaction) -> tuple[Counted, ...]:
    """What became of each commun, all months together, most often first."""
    total = func.sum(usage.c.nombre).label("nombre")
    query = select(usage.c.commun, usage.c.genre, usage.c.au_lieu_de, total)
    groups = query.group_by(usage.c.commun, usage.c.genre, usage.c.au_lieu_de)
    found = await tx.execute(groups.order_by(total.desc(), usage.c.commun, usage.c.genre, usage.c.au_lieu_de))
    return tuple(Counted(row.commun, Usage(row.genre), row.au_lieu_de, int(row.nombre)) for row in found)
