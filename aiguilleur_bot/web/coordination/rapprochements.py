"""What the machine would put together, with its reason: looked for once for the same besoins, in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiguilleur_bot.needs.grouping import Groupe, groups
from aiguilleur_bot.needs.manques import Manque

LOOKED_AT = 400
"""The latest besoins of no défi that are compared: what coordinators can still act on, and a moment's work."""

SHOWN = 6
_Key = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """One group proposed. `adresse` ticks its besoins; `exemple` is the one at its centre."""

    numeros: tuple[int, ...]
    personnes: int
    raison: str
    exemple: str
    adresse: str


@dataclass(slots=True)
class Rapprochements:
    """Proposes, and remembers what it proposed last."""

    _known: dict[_Key, tuple[Rapprochement, ...]] = field(default_factory=dict)

    async def of(self, manques: Sequence[Manque]) -> tuple[Rapprochement, ...]:
        """The groups to look at first."""
        key = tuple((one.numero, one.texte) for one in manques)
        if key not in self._known:
            found = await asyncio.to_thread(groups, manques)
            words = {one.numero: one.texte for one in manques}
            self._known = {key: tuple(_shown(one, words[one.centre]) for one in found[:SHOWN])}
        return self._known[key]


def _shown(group: Groupe, example: str) -> Rapprochement:
    ticked = [("compte", "tous"), *(("n", str(number)) for number in group.numeros)]
    people = group.personnes + group.sans_personne
    return Rapprochement(group.numeros, people, group.raison, example, f"/coordination/grouper?{urlencode(ticked)}")
