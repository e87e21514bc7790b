"""Which unmet besoins look alike: compared once for the chat, the pages and the Monday digest, when one of them asks.

The meanings of their words are kept in memory while the bot runs, and nowhere else: by the number of the besoin, and
only of those compared last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.matching.answering.likeness import without_frame
from aiguilleur_bot.matching.reading.french import for_encoder
from aiguilleur_bot.needs import grouping
from aiguilleur_bot.needs.grouping import Groupe, Vector
from aiguilleur_bot.needs.manques import Filtre, Manque
from aiguilleur_bot.store import manques
from aiguilleur_bot.store.database import Database

COMPARED = 2_000
"""Unmet besoins compared at once: the latest. Ten thousand take two seconds of a processor (docs/benchmarks.md)."""

FOR = timedelta(minutes=2)
"""How long groups are kept when nothing happens: an erasing is no event of a besoin, and must be seen too."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Groups, when they were looked for, and the last thing that had happened by then."""

    le: datetime
    apres: tuple[int | None, ...]
    groupes: tuple[Groupe, ...]


@dataclass(slots=True)
class Rapprochements:
    """Compares besoins in a thread of its own, never in those that answer people. One comparison at a time."""

    database: Database
    clock: Clock
    savoir: Callable[[], Savoir]
    _known: dict[int, tuple[int, Vector]] = field(default_factory=dict, repr=False)
    _found: _Found | None = field(default=None, repr=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def last(self) -> tuple[Groupe, ...] | None:
        """What was found last, whatever has happened since; None before the first comparison."""
        return self._found.groupes if self._found is not None else None

    async def groups(self) -> tuple[Groupe, ...]:
        """What may be put together now, and why; as it was, while nothing has happened to any besoin."""
        async with self._turn:
            now, kept = self.clock.now(), self._found
            async with self.database.read() as tx:
                last = await manques.last_event(tx)
                if kept is not None and kept.apres == last and now - kept.le < FOR:
                    return kept.groupes
                unmet = await manques.every(tx, Filtre(), COMPARED)
            found = await asyncio.to_thread(lambda: grouping.groups(unmet, self._meanings(unmet)))
            self._found = _Found(now, last, found)
            return found

    async def near(self, several: Sequence[Manque]) -> dict[int, tuple[tuple[int, float], ...]]:
        """The besoins near each one."""
        async with self._turn:
            return await asyncio.to_thread(lambda: grouping.neighbours(several, self._meanings(several)))

    def _meanings(self, several: Sequence[Manque]) -> dict[int, Vector]:
        """What each one means. Of its words, only a number that another run of the bot would not find again is kept."""
        texts = {one.numero: without_frame(one.texte) for one in several if one.texte}
        marks = {numero: hash(text) for numero, text in texts.items()}
        known = {one: kept for one, kept in self._known.items() if marks.get(one) == kept[0]}
        new = [numero for numero in texts if numero not in known]
        if new:
            vectors = self.savoir().matcher.encoder.encode([for_encoder(texts[one]) for one in new])
            known |= {one: (marks[one], vector) for one, vector in zip(new, vectors, strict=True)}
        self._known = known
        return {numero: vector for numero, (_, vector) in known.items()}
