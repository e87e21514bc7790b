"""What the indicators are made of, counted over a time: numbers and durations, nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_, select

from aiguilleur_bot.needs.indicateurs import Mesures
from aiguilleur_bot.needs.manques import Compte, Filtre
from aiguilleur_bot.needs.mois import first_day, shifted
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.manques import matching
from aiguilleur_bot.store.tables import besoin, besoin_journal, compteur, journal
from aiguilleur_bot.vocabulary import HELD_STATES, OPEN_STATES, Etat, Issue

LATE = timedelta(days=7)
"""From then on an open besoin is late."""

SAMPLE = 5_000
"""Durations read at most of each kind: the latest. A median does not need more."""

ASKED, ANSWERED, MOVED = "suivi-pose", "suivi-repondu", "suivi-avance"
"""What is counted of follow-ups, without words or people: the follow-ups themselves are erased (store.conservation)."""

# The columns of a besoin are of whoever holds it now, and begin again when it changes hands: what happened first, and
# what happened at all, is in its journal.
_TAKEN = and_(besoin_journal.c.de == Etat.NOUVELLE, besoin_journal.c.vers == Etat.PRISE_EN_CHARGE)
_CONTACTED = besoin_journal.c.vers == Etat.EN_COURS
_GIVEN_BACK = and_(besoin_journal.c.de.in_(HELD_STATES), besoin_journal.c.vers == Etat.NOUVELLE)


@dataclass(frozen=True, slots=True)
class Periode:
    """Months (2026-11), both included; None is without end on that side."""

    depuis: str | None = None
    jusqu_a: str | None = None

    @property
    def filtre(self) -> Filtre:
        """Every besoin of that time that may be seen."""
        return Filtre(compte=Compte.TOUS, depuis=self.depuis, jusqu_a=self.jusqu_a)


async def measure(tx: Transaction, periode: Periode, now: datetime) -> Mesures:
    """What was counted of the besoins of that time; open and late ones are those of now. Fiches are for the caller."""
    wanted = matching(periode.filtre)
    row = (await tx.execute(_counts(wanted, now))).one()
    counted = await _followed(tx, periode)
    return Mesures(
        besoins=row.besoins,
        orientes=int(row.orientes or 0),
        contactes=await _how_many(tx, wanted, _CONTACTED),
        couverts=int(row.couverts or 0),
        en_partie=int(row.en_partie or 0),
        ouverts=int(row.ouverts or 0),
        en_retard=int(row.en_retard or 0),
        rendus=await _how_many(tx, wanted, _GIVEN_BACK),
        reponses=await _answers(tx, periode),
        prises=await _waits(tx, wanted, _TAKEN),
        contacts=await _waits(tx, wanted, _CONTACTED),
        suivis_poses=counted.get(ASKED, 0),
        suivis_repondus=counted.get(ANSWERED, 0),
        suivis_avances=counted.get(MOVED, 0),
        charges=await _loads(tx),
    )


def _counts(wanted: ColumnElement[bool], now: datetime) -> Any:
    is_open = besoin.c.etat.in_(OPEN_STATES)
    empty = cast(besoin.c.proposes, String) == "[]"
    return select(
        func.count().label("besoins"),
        _times(~empty).label("orientes"),
        _times(besoin.c.issue == Issue.COUVERT).label("couverts"),
        _times(besoin.c.issue == Issue.PARTIELLEMENT_COUVERT).label("en_partie"),
        _times(is_open).label("ouverts"),
        _times(and_(is_open, besoin.c.cree_le < now - LATE)).label("en_retard"),
    ).where(wanted)


def _times(when: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((when, 1), else_=0))


async def _how_many(tx: Transaction, wanted: ColumnElement[bool], step: ColumnElement[bool]) -> int:
    """Besoins to which this step ever happened."""
    happened = exists().where(besoin_journal.c.numero == besoin.c.numero, step)
    query = select(func.count()).select_from(besoin).where(wanted, happened)
    return int((await tx.execute(query)).scalar_one())


async def _waits(tx: Transaction, wanted: ColumnElement[bool], step: ColumnElement[bool]) -> list[timedelta]:
    """From each besoin to the first time this step happened to it."""
    first = select(func.min(besoin_journal.c.quand)).where(besoin_journal.c.numero == besoin.c.numero, step)
    asked = select(besoin.c.numero, besoin.c.cree_le, first.scalar_subquery().label("quand")).where(wanted).subquery()
    query = select(asked.c.cree_le, asked.c.quand).where(asked.c.quand.is_not(None)).order_by(asked.c.numero.desc())
    return [row[1] - row[0] for row in await tx.execute(query.limit(SAMPLE))]


async def _answers(tx: Transaction, periode: Periode) -> list[timedelta]:
    """How long the bot took to decide what to answer, of the latest messages of that time."""
    query = select(journal.c.recu_le, journal.c.regle_le).where(
        journal.c.genre == "Message", journal.c.etat == "regle", journal.c.regle_le.is_not(None)
    )
    first, last = _days(periode)
    if first is not None:
        query = query.where(journal.c.recu_le >= first)
    if last is not None:
        query = query.where(journal.c.recu_le < last)
    found = await tx.execute(query.order_by(journal.c.rang.desc()).limit(SAMPLE))
    return [row.regle_le - row.recu_le for row in found]


async def _followed(tx: Transaction, periode: Periode) -> dict[str, int]:
    query = select(compteur.c.genre, func.sum(compteur.c.nombre)).where(
        or_(*(compteur.c.genre == genre for genre in (ASKED, ANSWERED, MOVED)))
    )
    first, last = _days(periode)
    if first is not None:
        query = query.where(compteur.c.jour >= first.date())
    if last is not None:
        query = query.where(compteur.c.jour < last.date())
    return {row[0]: int(row[1]) for row in await tx.execute(query.group_by(compteur.c.genre))}


async def _loads(tx: Transaction) -> list[int]:
    query = select(func.count()).where(besoin.c.prise_par.is_not(None), besoin.c.etat.in_(OPEN_STATES))
    return sorted((await tx.execute(query.group_by(besoin.c.prise_par))).scalars())


def _days(periode: Periode) -> tuple[datetime | None, datetime | None]:
    """The first moment of the time, and the first after it, of the calendar of Greenwich: enough for a median."""
    midnight = time(tzinfo=UTC)
    return (
        datetime.combine(first_day(periode.depuis), midnight) if periode.depuis else None,
        datetime.combine(first_day(shifted(periode.jusqu_a, 1)), midnight) if periode.jusqu_a else None,
    )
