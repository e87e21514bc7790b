"""The life of a besoin in human hands: the one door through the table of `handoff.states`, and its journal.

Nothing else changes the state or the holder of a besoin. Each move is one conditional update, so that of two people at
the same instant one wins and the other decides again, and each is written down: who, when, from, to, why.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from aiguilleur_bot.handoff.rounds import first_escalation
from aiguilleur_bot.handoff.states import BesoinEvent, transition
from aiguilleur_bot.store import besoins
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin, besoin_journal, transmission
from aiguilleur_bot.store.upsert import upsert
from aiguilleur_bot.vocabulary import Etat, Issue, Motif

PASSED = "passer"
"""What the journal says of somebody who lets one go: they are never rung again for it."""

_ENDS = frozenset({Etat.CLOSE, Etat.EXPIREE, Etat.ANNULEE, Etat.FUSIONNEE})


_WORDS_SAID = ("rappele_le", "relance_le", "prevenu_le")
"""What was said of the claim that ends, or of nobody having it: all of it begins again with the group."""


async def advance(
    tx: Transaction,
    known: Besoin,
    evenement: BesoinEvent,
    *,
    now: datetime,
    qui: str | None,
    pourquoi: str = "",
    **values: Any,
) -> Besoin:
    """Let `evenement` happen to a besoin that nobody changed since it was read; returns it as it is now.

    `values` are columns set with it. Raises Impossible (not in the table) and Stale (changed meanwhile: decide again).
    """
    vers = transition(Etat(known.etat), evenement)
    columns = _columns(known, vers, now) | values
    done = await tx.execute(
        update(besoin)
        .where(
            besoin.c.numero == known.numero,
            besoin.c.etat == known.etat,
            besoin.c.prise_par.is_not_distinct_from(known.prise_par),
        )
        .values(etat=vers, maj_le=now, **columns)
    )
    if done.rowcount != 1:
        raise Stale
    if known.etat == Etat.TRANSMISE:
        await tx.execute(delete(transmission).where(transmission.c.numero == known.numero))
    why = pourquoi or evenement.value
    await besoins.note(tx, known.numero, quand=now, qui=qui, de=known.etat, vers=vers, pourquoi=why)
    return replace(known, etat=vers, maj_le=now, **columns)


def _columns(known: Besoin, vers: Etat, now: datetime) -> dict[str, Any]:
    """What a state always means for the other columns."""
    if vers in _ENDS:
        return {"clos_le": now, "bail_jusqu_au": None, "attend_qui": None, "attend_jusqu_au": None}
    open_again = {"clos_le": None, "attend_qui": None, "attend_jusqu_au": None}
    match vers:
        case Etat.NOUVELLE:
            free: dict[str, Any] = dict.fromkeys(
                ("prise_par", "prise_le", "bail_jusqu_au", "premier_contact_le", *_WORDS_SAID)
            )
            level = first_escalation(coup_dur=known.coup_dur)
            return open_again | free | {"activite_le": now, "tour": 0, "escalade": level}
        case Etat.EN_COURS:
            first = known.premier_contact_le or now
            lively = {"premier_contact_le": first, "bail_jusqu_au": None, "relance_le": None, "activite_le": now}
            return open_again | lively
        case Etat.EN_ATTENTE:
            return {"bail_jusqu_au": None, "activite_le": now}
        case Etat.TRANSMISE:
            return open_again | {"bail_jusqu_au": None}
    return open_again


async def hold(
    tx: Transaction, known: Besoin, evenement: BesoinEvent, *, par: str, now: datetime, until: datetime
) -> Besoin:
    """Give a besoin to `par` (they take it, or accept it), with a lease until `until`. Raises Impossible, Stale."""
    fresh: dict[str, Any] = dict.fromkeys(("premier_contact_le", "rappele_le", "relance_le"))
    return await advance(
        tx,
        known,
        evenement,
        now=now,
        qui=par,
        prise_par=par,
        prise_le=now,
        bail_jusqu_au=until,
        activite_le=now,
        **fresh,
    )


async def release(tx: Transaction, known: Besoin, *, now: datetime, pourquoi: str, qui: str | None = None) -> Besoin:
    """Give a held besoin back to the group. Raises Impossible, Stale."""
    event = BesoinEvent.RELACHER
    return await advance(tx, known, event, now=now, qui=qui, pourquoi=pourquoi)


async def close(
    tx: Transaction, known: Besoin, *, now: datetime, qui: str | None, issue: Issue, motif: Motif | None
) -> Besoin:
    """End a besoin with its outcome. Raises Impossible, Stale."""
    return await advance(tx, known, BesoinEvent.CLORE, now=now, qui=qui, issue=issue, motif=motif)


async def offer(tx: Transaction, known: Besoin, *, to: str, now: datetime, qui: str) -> Besoin:
    """Ask `to` to take over; `known` stays its holder's until they accept. Raises Impossible, Stale."""
    given = await advance(tx, known, BesoinEvent.TRANSMETTRE, now=now, qui=qui)
    await upsert(tx, transmission, {"numero": known.numero}, {"personne": to, "cree_le": now})
    return given


async def offered_to(tx: Transaction, personne: str) -> tuple[int, ...]:
    """The numbers somebody is asked to take over, oldest first."""
    found = await tx.execute(
        select(transmission.c.numero).where(transmission.c.personne == personne).order_by(transmission.c.cree_le)
    )
    return tuple(found.scalars())


# ---------------------------------------------------------------- who let it go


async def let_go(tx: Transaction, known: Besoin, *, qui: str, now: datetime) -> bool:
    """« passer »: written down once, without a reason. False when it was already."""
    if qui in await passed(tx, known.numero):
        return False
    await besoins.note(tx, known.numero, quand=now, qui=qui, de=known.etat, vers=known.etat, pourquoi=PASSED)
    return True


async def passed(tx: Transaction, numero: int) -> frozenset[str]:
    """Who let this besoin go, or gave it back: never to be rung again for it."""
    found = await tx.execute(
        select(besoin_journal.c.qui)
        .where(besoin_journal.c.numero == numero, besoin_journal.c.pourquoi.in_((PASSED, BesoinEvent.RELACHER)))
        .where(besoin_journal.c.qui.is_not(None))
    )
    return frozenset(str(one) for one in found.scalars())


async def touch(tx: Transaction, numero: int, now: datetime, **values: Any) -> None:
    """Set columns that are neither the state nor the holder: `note`, `commun`…"""
    refused = {"etat", "prise_par", "prise_le"} & values.keys()
    if refused:
        raise ValueError(f"{', '.join(sorted(refused))} : seulement par advance")
    await tx.execute(update(besoin).where(besoin.c.numero == numero).values(maj_le=now, **values))
