"""Unmet besoins, found, paged and counted in SQL: what `needs.manques` says, on 100,000 of them (docs/benchmarks.md).

Somebody in trouble, and what a person withdrew, are in no answer of this module.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, update

from aiguilleur_bot.needs.manques import (
    COUNTED,
    Axe,
    Compte,
    Demande,
    Filtre,
    Ligne,
    Manque,
    Page,
    Soutien,
    search_words,
)
from aiguilleur_bot.needs.mois import first_day, shifted
from aiguilleur_bot.needs.motifs import ASIDE, FAILURES
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin, besoin_journal, compteur, defi_besoin, defi_journal, soutien
from aiguilleur_bot.vocabulary import Action, Etat, Issue, Motif

MOST = 100_000
"""Besoins read for an export."""

_AT_ONCE = 500
"""Rows turned into values without letting anything else run: some milliseconds."""

_UNMET = (Issue.NON_COUVERT, Issue.PARTIELLEMENT_COUVERT)
VISIBLE = and_(besoin.c.appui != "coup-dur", besoin.c.etat.not_in((Etat.ANNULEE, Etat.FUSIONNEE)))
"""Of which besoins anything may be said: never somebody's trouble, nor what was taken back."""

_NEITHER = or_(besoin.c.motif.is_(None), besoin.c.motif.not_in((*FAILURES, *ASIDE)))
_COUNTS: Mapping[Compte, ColumnElement[bool]] = {
    Compte.MANQUE: and_(besoin.c.issue.in_(_UNMET), _NEITHER),
    Compte.ROBOT: besoin.c.motif.in_(FAILURES),
    Compte.HORS: besoin.c.motif.in_(ASIDE),
    Compte.SERVI: and_(besoin.c.issue.not_in(_UNMET), _NEITHER),
    Compte.NON_COUVERT: besoin.c.issue != Issue.COUVERT,
}
_HAPPENS = (
    *(func.max(besoin_journal.c.rang), func.max(besoin.c.numero), func.max(defi_journal.c.rang)),
    # what is undone or taken back writes no row of its own
    *(func.count(defi_journal.c.defait_le), func.max(soutien.c.id), func.count(soutien.c.id)),
)
_EQUAL = ("action", "famille", "region", "motif", "etat", "issue", "source", "maturite", "mois")
_COLUMNS = tuple(
    besoin.c[name]
    for name in (
        *("numero", "cree_le", "texte", "etat", "issue", "action", "famille", "region", "region_nom", "motif"),
        *("maturite", "source", "proposes", "proches", "scores", "voisins", "demandeur", "lieu_cle"),
    )
)


def matching(filtre: Filtre) -> ColumnElement[bool]:
    """The condition on `besoin` that a filter is."""
    found: list[ColumnElement[bool]] = [VISIBLE]
    if filtre.compte is not Compte.TOUS:
        found.append(_COUNTS[filtre.compte])
    for name in _EQUAL:
        value: str | None = getattr(filtre, name)
        if value is not None:
            found.append(besoin.c[name] == value if value else besoin.c[name].is_(None))
    if filtre.depuis is not None:
        found.append(besoin.c.mois >= filtre.depuis)
    if filtre.jusqu_a is not None:
        found.append(besoin.c.mois <= filtre.jusqu_a)
    found += [besoin.c.mots.contains(f" {word}", autoescape=True) for word in search_words(filtre.mots)]
    if filtre.numero is not None:
        found.append(besoin.c.numero == filtre.numero)
    if filtre.defi is not None:
        found.append(besoin.c.numero.in_(select(defi_besoin.c.numero).where(defi_besoin.c.defi == filtre.defi)))
    elif filtre.libres:
        found.append(besoin.c.numero.not_in(select(defi_besoin.c.numero)))
    return and_(*found)


# ---------------------------------------------------------------- read


async def page(
    tx: Transaction, filtre: Filtre, *, page: int = 1, taille: int = 50, known: int | None = None, oldest: bool = False
) -> Page:
    """The `page`-th besoins of a filter, latest number first (or `oldest`); the first page is 1.

    `known`: how many there are.
    """
    wanted, order = matching(filtre), besoin.c.numero.asc() if oldest else besoin.c.numero.desc()
    # Numbers first: skipping 70,000 of them reads an index, and no words.
    numbers = select(besoin.c.numero).where(wanted).order_by(order)
    asked = numbers.limit(taille).offset((max(page, 1) - 1) * taille).subquery()
    query = select(*_COLUMNS).join(asked, asked.c.numero == besoin.c.numero).order_by(order)
    rows = (await tx.execute(query)).all()
    return Page(await _manques(tx, rows), await total(tx, filtre) if known is None else known, max(page, 1), taille)


async def numbers(tx: Transaction, filtre: Filtre) -> tuple[int, ...]:
    """The number of each besoin of a filter, latest first."""
    query = select(besoin.c.numero).where(matching(filtre)).order_by(besoin.c.numero.desc()).limit(MOST)
    return tuple((await tx.execute(query)).scalars())


async def every(tx: Transaction, filtre: Filtre, limit: int = MOST) -> tuple[Manque, ...]:
    """The besoins of a filter, oldest first: the latest `limit` of them.

    Read some at a time: whatever else runs goes on in between.
    """
    wanted, seen = matching(filtre), _Seen()
    beyond = select(besoin.c.numero).where(wanted).order_by(besoin.c.numero.desc()).offset(limit).limit(1)
    last, found = (await tx.execute(beyond)).scalar_one_or_none() or 0, list[Manque]()
    while True:
        query = select(*_COLUMNS).where(wanted, besoin.c.numero > last).order_by(besoin.c.numero).limit(_AT_ONCE)
        rows = (await tx.execute(query)).all()
        found += await _manques(tx, rows, seen)
        if len(rows) < _AT_ONCE:
            return tuple(found)
        last = rows[-1].numero


async def some(tx: Transaction, numeros: Collection[int]) -> tuple[Manque, ...]:
    """Those of these besoins that may be seen, unmet or not, in the order of their numbers."""
    query = select(*_COLUMNS).where(VISIBLE, besoin.c.numero.in_(numeros)).order_by(besoin.c.numero)
    return await _manques(tx, (await tx.execute(query)).all())


async def get(tx: Transaction, numero: int) -> Manque | None:
    """One besoin that may be seen, unmet or not."""
    found = await some(tx, (numero,))
    return found[0] if found else None


async def is_unmet(tx: Transaction, numero: int) -> bool:
    """Whether this besoin is one that others may say « moi aussi » to."""
    return await first_unmet(tx, (numero,)) is not None


async def first_unmet(tx: Transaction, numeros: Collection[int]) -> int | None:
    """The first of these besoins that others may say « moi aussi » to."""
    wanted = and_(VISIBLE, _COUNTS[Compte.MANQUE], besoin.c.numero.in_(numeros))
    found = await tx.execute(select(besoin.c.numero).where(wanted).order_by(besoin.c.numero).limit(1))
    return found.scalar_one_or_none()


# ---------------------------------------------------------------- count


async def total(tx: Transaction, filtre: Filtre) -> int:
    """How many besoins a filter finds."""
    return int((await tx.execute(select(func.count()).select_from(besoin).where(matching(filtre)))).scalar_one())


async def last_event(tx: Transaction) -> tuple[int | None, ...]:
    """What changes with whatever happens to a besoin, a défi or a « moi aussi », undone or taken back included."""
    return tuple((await tx.execute(select(*(select(one).scalar_subquery() for one in _HAPPENS)))).one())


async def demand(tx: Transaction, filtre: Filtre, found: Collection[int] | None = None) -> Demande:
    """How much is asked for: besoins, and distinct people, places and regions, « moi aussi » included.

    `found`: the numbers of this filter, when somebody looked for them already.
    """
    wanted = matching(filtre) if found is None else besoin.c.numero.in_(found)
    row = (
        await tx.execute(
            select(
                func.count().label("besoins"),
                _without(besoin.c.demandeur).label("sans_personne"),
                _without(besoin.c.lieu_cle).label("sans_lieu"),
                _without(besoin.c.region).label("sans_region"),
                func.count(besoin.c.demandeur.distinct()).label("personnes"),
                func.count(besoin.c.lieu_cle.distinct()).label("lieux"),
                func.count(besoin.c.region.distinct()).label("regions"),
            )
            .select_from(besoin)
            .where(wanted)
        )
    ).one()
    said = await _supported(tx, wanted, few=found is not None or filtre.defi is not None or filtre.numero is not None)
    return Demande(
        besoins=int(row.besoins),
        personnes=row.personnes + await _others(tx, wanted, "demandeur", {one.personne for one in said}),
        sans_personne=int(row.sans_personne or 0),
        lieux=row.lieux + await _others(tx, wanted, "lieu_cle", {one.lieu_cle for one in said}),
        sans_lieu=int(row.sans_lieu or 0),
        regions=row.regions + await _others(tx, wanted, "region", {one.region for one in said}),
        sans_region=int(row.sans_region or 0),
        contribuer=len({one.personne for one in said if one.genre == Soutien.CONTRIBUER}),
        cofinancer=len({one.personne for one in said if one.genre == Soutien.COFINANCER}),
    )


async def of_defi(tx: Transaction, defi: int) -> Demande:
    """How much a défi is asked for, whatever its besoins count as now."""
    return await demand(tx, Filtre(compte=Compte.TOUS, defi=defi))


async def by(tx: Transaction, filtre: Filtre, *axes: Axe) -> tuple[Ligne, ...]:
    """The besoins of a filter counted by these axes, most first; `Ligne.valeurs` follow the axes."""
    columns = [besoin.c[axe.value] for axe in axes]
    count = func.count().label("besoins")
    query = (
        select(
            *columns,
            count,
            func.count(besoin.c.demandeur.distinct()).label("personnes"),
            func.count(besoin.c.lieu_cle.distinct()).label("lieux"),
            func.count(besoin.c.region.distinct()).label("regions"),
        )
        .where(matching(filtre))
        .group_by(*columns)
        .order_by(count.desc(), *columns)
    )
    return tuple(
        Ligne(tuple(row[: len(axes)]), row.besoins, row.personnes, row.lieux, row.regions)
        for row in await tx.execute(query)
    )


async def aside(tx: Transaction, mois: str | None = None) -> int:
    """Requests that were not for the network, counted without a word (`hors-perimetre`); of a month, or all."""
    query = select(func.sum(compteur.c.nombre)).where(compteur.c.genre == Motif.HORS_PERIMETRE)
    if mois is not None:
        query = query.where(compteur.c.jour >= first_day(mois), compteur.c.jour < first_day(shifted(mois, 1)))
    return int((await tx.execute(query)).scalar_one() or 0)


# ---------------------------------------------------------------- near ones


async def unlooked(tx: Transaction, limit: int) -> tuple[int, ...]:
    """Besoins whose near ones nobody looked for yet, oldest first."""
    wanted = and_(VISIBLE, besoin.c.voisins.is_(None), besoin.c.mots != "")
    found = await tx.execute(select(besoin.c.numero).where(wanted).order_by(besoin.c.numero).limit(limit))
    return tuple(found.scalars())


async def looked(tx: Transaction, numero: int, voisins: Iterable[tuple[int, float]]) -> None:
    """Keep the near besoins of one, with how near."""
    near = [[autre, round(score, 3)] for autre, score in voisins]
    await tx.execute(update(besoin).where(besoin.c.numero == numero).values(voisins=near))


# ---------------------------------------------------------------- inside


def _without(column: ColumnElement[Any]) -> ColumnElement[int]:
    return func.sum(case((column.is_(None), 1), else_=0))


async def _supported(tx: Transaction, wanted: ColumnElement[bool], *, few: bool) -> list[Row[*tuple[Any, ...]]]:
    """What was said of these besoins. `few`: it is found from them; else they are looked up from what was said.

    Left to itself, SQLite reads 100,000 besoins to find the few that somebody said something of.
    """
    theirs = select(besoin.c.numero).where(wanted)
    said = select(soutien.c.personne, soutien.c.lieu_cle, soutien.c.region, soutien.c.genre)
    one_of_them = soutien.c.numero.in_(theirs) if few else theirs.where(besoin.c.numero == soutien.c.numero).exists()
    return list(await tx.execute(said.where(soutien.c.genre.in_(COUNTED), one_of_them)))


async def _others(tx: Transaction, wanted: ColumnElement[bool], mine: str, theirs: set[str | None]) -> int:
    """Distinct values of those who said « moi aussi » that nobody who asked has."""
    found = theirs - {None}
    if not found:
        return 0
    asked = select(besoin.c[mine]).distinct().where(wanted, besoin.c[mine].in_(found))
    return len(found - set((await tx.execute(asked)).scalars()))


@dataclass(slots=True)
class _Seen:
    """The people and the places of one reading, numbered in the order they come: it says nothing of anybody."""

    people: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)


async def _manques(
    tx: Transaction, rows: Collection[Row[*tuple[Any, ...]]], seen: _Seen | None = None
) -> tuple[Manque, ...]:
    """Typed values of rows. `seen`: who and where were read before, in the same reading."""
    numeros, seen = [row.numero for row in rows], seen or _Seen()
    defis = await _by_number(tx, select(defi_besoin.c.numero, defi_besoin.c.defi), defi_besoin.c.numero, numeros)
    people = func.count(soutien.c.personne.distinct())
    also = select(soutien.c.numero, people).where(soutien.c.genre.in_(COUNTED)).group_by(soutien.c.numero)
    soutiens = await _by_number(tx, also, soutien.c.numero, numeros)
    return tuple(
        Manque(
            numero=row.numero,
            cree_le=row.cree_le,
            texte=row.texte,
            etat=Etat(row.etat),
            issue=Issue(row.issue),
            action=Action(row.action) if row.action else None,
            famille=row.famille,
            region=row.region,
            region_nom=row.region_nom,
            motif=Motif(row.motif) if row.motif else None,
            maturite=row.maturite,
            source=row.source,
            proposes=tuple(row.proposes),
            proches=tuple(row.proches),
            scores=dict(row.scores or {}),
            voisins=tuple((int(autre), float(score)) for autre, score in row.voisins or ()),
            qui=_rank(seen.people, row.demandeur),
            ou=_rank(seen.places, row.lieu_cle),
            defi=defis.get(row.numero),
            soutiens=soutiens.get(row.numero, 0),
        )
        for row in rows
    )


async def _by_number(
    tx: Transaction, query: Select[Any], column: ColumnElement[int], numeros: Collection[int]
) -> dict[int, int]:
    found = await tx.execute(query.where(column.in_(numeros)))
    return {row[0]: row[1] for row in found}


def _rank(known: dict[str, int], key: str | None) -> int | None:
    return None if key is None else known.setdefault(key, len(known) + 1)
