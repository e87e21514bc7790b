"""Défis: besoins put together by a human, the question they ask, and where it stands.

Each deed is one function, in the transaction of whoever asks for it, and is written down so that it can be undone
(`store.gestes`). Statuts go through the table of `needs.defis`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Row, func, insert, select, update

from aiguilleur_bot.needs.defis import ASKED, LIVING, Defi, Etape, Ferme, Geste, SansTitre, Statut, moved
from aiguilleur_bot.store import gestes
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.gestes import Touche
from aiguilleur_bot.store.manques import VISIBLE
from aiguilleur_bot.store.tables import besoin, defi, defi_besoin

FEWEST = 1
"""A défi may begin with one besoin: somebody else may say « moi aussi » tomorrow."""


NEW = 0
"""Instead of the number of a défi: a new one."""


class Inconnu(Exception):
    """A besoin or a défi that does not exist, or may not be put in a défi. `numero` says which."""

    def __init__(self, numero: int) -> None:
        super().__init__(str(numero))
        self.numero = numero


class Champs(TypedDict, total=False):
    """What may be changed of a défi by `edit`."""

    titre: str
    description: str
    communs: Sequence[str]
    etape_quoi: str
    etape_quand: str
    etape_budget: int | None
    porteur: str
    lien: str
    commun: str | None
    revue_le: object


# ---------------------------------------------------------------- read


async def get(tx: Transaction, id: int) -> Defi | None:
    """The défi of that id, with its besoins."""
    row = (await tx.execute(select(defi).where(defi.c.id == id))).one_or_none()
    return _defi(row, await _besoins(tx, (id,))) if row is not None else None


async def every(tx: Transaction, statuts: Collection[Statut] = ()) -> tuple[Defi, ...]:
    """The défis in these statuts (empty: all), latest touched first, with their besoins."""
    query = select(defi).order_by(defi.c.maj_le.desc(), defi.c.id.desc())
    rows = (await tx.execute(query.where(defi.c.statut.in_(statuts)) if statuts else query)).all()
    theirs = await _besoins(tx, [row.id for row in rows])
    return tuple(_defi(row, theirs) for row in rows)


# ---------------------------------------------------------------- deeds


async def group(
    tx: Transaction,
    numeros: Collection[int],
    *,
    into: int | None = None,
    titre: str = "",
    par: str | None,
    now: datetime,
) -> int:
    """Put besoins together; returns the défi they are in now: `into`, with those it had already.

    `into` is a living défi, or NEW; None: the oldest living one among theirs, or else a new one. `titre` is the
    question as whoever groups them writes it; empty: what it was, or nobody wrote it yet. The other défis that this
    empties are said to repeat it. One deed, undone at once. Raises Inconnu, Ferme.
    """
    wanted = tuple(sorted(set(numeros)))
    await _must_be_there(tx, wanted)
    rows = await _where(tx, wanted)
    chosen = await _chosen(tx, rows, into)
    others = tuple(sorted({row.defi for row in rows} - {chosen}))
    avant = await gestes.snapshot(tx, Touche(wanted, (*others, *((chosen,) if chosen is not None else ()))))
    theirs_now = chosen if chosen is not None else await _new(tx, par, now)
    await gestes.place(tx, wanted, theirs_now, now)
    await _emptied_repeat(tx, others, theirs_now, now)
    said = {"titre": titre} if titre else {}
    await tx.execute(update(defi).where(defi.c.id == theirs_now).values(**said, maj_le=now))
    await gestes.write_down(
        tx, Geste.GROUPER, theirs_now, Touche(wanted, (*others, theirs_now)), avant, par=par, now=now
    )
    return theirs_now


async def split(tx: Transaction, numeros: Collection[int], *, par: str | None, now: datetime) -> tuple[int, ...]:
    """Take besoins out of their défis; returns those they were in."""
    rows = await _where(tx, tuple(numeros))
    if not rows:
        return ()
    touche = Touche(tuple(sorted(row.numero for row in rows)), tuple(sorted({row.defi for row in rows})))
    avant = await gestes.snapshot(tx, touche)
    await gestes.place(tx, touche.besoins, None, now)
    for left in touche.defis:
        await _touched(tx, left, now)
    await gestes.write_down(tx, Geste.SEPARER, touche.defis[0], touche, avant, par=par, now=now)
    return touche.defis


async def merge(tx: Transaction, into: int, other: int, *, par: str | None, now: datetime) -> None:
    """`other` repeats `into`, a living one: its besoins go there. Raises Inconnu, Ferme, StatutImpossible."""
    kept, gone = await _must_live(tx, into), await _must_exist(tx, other)
    if kept.id == gone.id:
        raise Inconnu(other)
    vers = moved(gone.statut, Statut.DOUBLON)
    touche = Touche(gone.besoins, tuple(sorted((kept.id, gone.id))))
    avant = await gestes.snapshot(tx, touche)
    await gestes.place(tx, gone.besoins, into, now)
    await tx.execute(update(defi).where(defi.c.id == other).values(statut=vers, doublon_de=into, maj_le=now))
    await _touched(tx, into, now)
    await gestes.write_down(tx, Geste.FUSIONNER, into, touche, avant, par=par, now=now)


async def edit(tx: Transaction, id: int, *, par: str | None, now: datetime, **champs: Unpack[Champs]) -> Defi:
    """Change what a défi says; a title is changed, never taken away. Raises Inconnu."""
    await _must_exist(tx, id)
    values: dict[str, Any] = dict(champs)
    if not values.get("titre", "?"):
        del values["titre"]
    if "communs" in values:
        values["communs"] = list(values["communs"])
    return await _changed(tx, id, Geste.MODIFIER, values, par=par, now=now)


async def move(
    tx: Transaction, id: int, vers: Statut, *, par: str | None, now: datetime, commun: str | None = None
) -> Defi:
    """Change where a défi stands; `commun` is what covers it. Raises Inconnu, StatutImpossible, SansTitre."""
    known = await _must_exist(tx, id)
    values: dict[str, Any] = {"statut": moved(known.statut, vers)}
    if vers in ASKED and not known.titre:
        raise SansTitre(id)
    values["couvert_le"] = now if vers is Statut.COUVERT else None
    if known.statut is Statut.DOUBLON:
        values["doublon_de"] = None
    values["commun"] = commun if vers is Statut.COUVERT else None
    return await _changed(tx, id, Geste.STATUT, values, par=par, now=now)


# ---------------------------------------------------------------- inside


async def _changed(
    tx: Transaction, id: int, geste: Geste, values: Mapping[str, Any], *, par: str | None, now: datetime
) -> Defi:
    touche = Touche((), (id,))
    avant = await gestes.snapshot(tx, touche)
    await tx.execute(update(defi).where(defi.c.id == id).values(**values, maj_le=now))
    await gestes.write_down(tx, geste, id, touche, avant, par=par, now=now)
    return await _must_exist(tx, id)


async def _chosen(tx: Transaction, rows: Collection[Row[*tuple[Any, ...]]], into: int | None) -> int | None:
    """The living défi that besoins of these rows go to; None: a new one."""
    if into is None:
        return min((row.defi for row in rows if row.statut in LIVING), default=None)
    return (await _must_live(tx, into)).id if into != NEW else None


async def _new(tx: Transaction, par: str | None, now: datetime) -> int:
    made = await tx.execute(
        insert(defi)
        .values(
            titre="",
            description="",
            statut=Statut.A_QUALIFIER,
            communs=[],
            etape_quoi="",
            etape_quand="",
            porteur="",
            lien="",
            cree_par=par,
            cree_le=now,
            maj_le=now,
        )
        .returning(defi.c.id)
    )
    return int(made.scalar_one())


async def _must_be_there(tx: Transaction, numeros: Collection[int]) -> None:
    found = await tx.execute(select(besoin.c.numero).where(VISIBLE, besoin.c.numero.in_(numeros)))
    missing = sorted(set(numeros) - set(found.scalars()))
    if missing or len(numeros) < FEWEST:
        raise Inconnu(missing[0] if missing else 0)


async def _must_exist(tx: Transaction, id: int) -> Defi:
    known = await get(tx, id)
    if known is None:
        raise Inconnu(id)
    return known


async def _must_live(tx: Transaction, id: int) -> Defi:
    known = await _must_exist(tx, id)
    if known.statut not in LIVING:
        raise Ferme(id, known.statut)
    return known


async def _where(tx: Transaction, numeros: Collection[int]) -> list[Row[*tuple[Any, ...]]]:
    found = await tx.execute(
        select(defi_besoin.c.numero, defi_besoin.c.defi, defi.c.statut)
        .join(defi, defi.c.id == defi_besoin.c.defi)
        .where(defi_besoin.c.numero.in_(numeros))
    )
    return list(found.all())


async def _emptied_repeat(tx: Transaction, ids: Collection[int], id: int, now: datetime) -> None:
    """Living défis without any besoin left repeat the one theirs went to."""
    left = select(defi_besoin.c.defi).where(defi_besoin.c.defi.in_(ids))
    emptied = (defi.c.id.in_(ids), defi.c.id.not_in(left), defi.c.statut.in_(LIVING))
    await tx.execute(update(defi).where(*emptied).values(statut=Statut.DOUBLON, doublon_de=id, maj_le=now))


async def _touched(tx: Transaction, id: int, now: datetime) -> None:
    await tx.execute(update(defi).where(defi.c.id == id).values(maj_le=now))


async def _besoins(tx: Transaction, ids: Collection[int]) -> dict[int, list[int]]:
    found = await tx.execute(
        select(defi_besoin.c.defi, defi_besoin.c.numero)
        .where(defi_besoin.c.defi.in_(ids))
        .order_by(defi_besoin.c.numero)
    )
    theirs: dict[int, list[int]] = {}
    for row in found:
        theirs.setdefault(row.defi, []).append(row.numero)
    return theirs


async def count(tx: Transaction) -> dict[Statut, int]:
    """How many défis there are in each statut."""
    found = await tx.execute(select(defi.c.statut, func.count()).group_by(defi.c.statut))
    return {Statut(row[0]): int(row[1]) for row in found}


def _defi(row: Row[Any], besoins: Mapping[int, Sequence[int]]) -> Defi:
    return Defi(
        id=row.id,
        titre=row.titre,
        description=row.description,
        statut=Statut(row.statut),
        besoins=tuple(besoins.get(row.id, ())),
        communs=tuple(row.communs),
        etape=Etape(row.etape_quoi, row.etape_quand, row.etape_budget),
        porteur=row.porteur,
        lien=row.lien,
        commun=row.commun,
        doublon_de=row.doublon_de,
        revue_le=row.revue_le,
        cree_le=row.cree_le,
        maj_le=row.maj_le,
        couvert_le=row.couvert_le,
    )
