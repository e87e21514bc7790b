"""Counts of many besoins, kept until something happens to one: who comes next does not count again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.needs.defis import Defi, Statut
from aiguilleur_bot.needs.manques import Demande, Filtre, Page
from aiguilleur_bot.store import defis, manques
from aiguilleur_bot.store.database import Transaction

T = TypeVar("T")
LOOKED_UP = 5_000
"""Besoins that are counted by their numbers, at most: a database takes six times as many in one question."""

KEPT, FOR = 200, timedelta(minutes=2)
"""Counts kept at once, and how long: an erasing is no event of a besoin, and must be seen too."""


@dataclass(frozen=True, slots=True)
class Comptes:
    """Remembers counts, by what was asked and the last thing that happened to a besoin, a défi or a « moi aussi »."""

    clock: Clock
    _kept: OrderedDict[Hashable, tuple[datetime, object]] = field(default_factory=OrderedDict, repr=False)

    async def page(self, tx: Transaction, filtre: Filtre, number: int, size: int) -> Page:
        """Some of the besoins of a filter; of a search, the numbers found are kept: words are slow to look through."""
        if not filtre.mots:
            total = await self.of(tx, ("total", filtre), lambda: manques.total(tx, filtre))
            return await manques.page(tx, filtre, page=number, taille=size, known=total)
        found = await self.of(tx, ("numeros", filtre), lambda: manques.numbers(tx, filtre))
        rows = await manques.some(tx, found[(number - 1) * size : number * size])
        return Page(rows[::-1], len(found), number, size)

    async def defis(self, tx: Transaction, statuts: Collection[Statut] = ()) -> tuple[tuple[Defi, Demande], ...]:
        """The défis in these statuts (empty: all), latest touched first, each with how much it is asked for.

        It counts whatever their besoins count as now. They are counted together, for whoever reads some of them.
        """
        found = await self.of(tx, ("defis",), lambda: _asked(tx))
        return tuple(one for one in found if not statuts or one[0].statut in statuts)

    async def demand(self, tx: Transaction, filtre: Filtre) -> Demande:
        """How much is asked for of a filter; of a search, words are looked through once, for this and for the page."""
        found = await self.of(tx, ("numeros", filtre), lambda: manques.numbers(tx, filtre)) if filtre.mots else None
        some = found if found is not None and len(found) <= LOOKED_UP else None
        return await self.of(tx, ("demande", filtre), lambda: manques.demand(tx, filtre, some))

    async def of(self, tx: Transaction, asked: Hashable, count: Callable[[], Awaitable[T]]) -> T:
        """What `count` counts; or counted a moment ago, when nothing has happened since. `asked` says what it is."""
        key = (asked, await manques.last_event(tx))
        now, found = self.clock.now(), self._kept.get(key)
        if found is not None and now - found[0] < FOR:
            kept: T = found[1]  # type: ignore[assignment]  # what is kept under a key is what its count gave
            return kept
        counted = await count()
        self._kept[key] = (now, counted)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return counted


async def _asked(tx: Transaction) -> tuple[tuple[Defi, Demande], ...]:
    every = await defis.every(tx)
    return tuple([(one, await manques.of_defi(tx, one.id)) for one in every])
