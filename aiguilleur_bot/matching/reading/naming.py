"""Which commun somebody names, outside any need: « dokos », « dokoss », « paheko et Dokos »; else the nearest."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rapidfuzz.fuzz import ratio

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.reading.french import fold
from aiguilleur_bot.matching.reading.names import Names, compact
from aiguilleur_bot.matching.reading.stopwords import STOP_WORDS
from aiguilleur_bot.vocabulary import Nommes

NEAREST = 2
_NEAR_ENOUGH = 0.6
"""Likeness (0..1) below which a name is not worth asking about."""
_WORD = 4
"""Letters from which a word shared with a name, or that begins one of its words, makes it near."""


class Naming:
    """Every fiche of the base by its names, those the bot no longer proposes included. Read-only once built."""

    def __init__(self, base: Base, names: Names) -> None:
        exact: dict[str, str] = {}
        spelled: dict[str, str] = {}
        for fiche in sorted(base.communs.values(), key=lambda one: (one.statut == "archive", one.id)):
            for name in (fiche.nom, fiche.id, *fiche.autres_noms):
                exact.setdefault(compact(name), fiche.id)
                spelled.setdefault(fold(name), fiche.id)
        self._exact: Mapping[str, str] = MappingProxyType(exact)
        self._spelled: Mapping[str, str] = MappingProxyType(spelled)
        self._names = names

    def read(self, text: str) -> Nommes:
        """The communs `text` names, as written or badly typed, best first; the nearest ones when it names none."""
        whole = self._exact.get(compact(text))
        if whole is not None:
            return Nommes((whole,))
        found = [citation for citation in self._names.find(text) if not citation.produit]
        if found:
            return Nommes(tuple(dict.fromkeys(commun for citation in found for commun in citation.communs)))
        return Nommes(proches=self._nearest(fold(text)))

    def _nearest(self, said: str) -> tuple[str, ...]:
        if not said:
            return ()
        likeness = {name: _likeness(said, name) for name in self._spelled}
        best = sorted(self._spelled, key=lambda name: (-likeness[name], len(name), name))
        near = (self._spelled[name] for name in best if likeness[name] >= _NEAR_ENOUGH)
        return tuple(dict.fromkeys(near))[:NEAREST]


def _likeness(said: str, name: str) -> float:
    """How alike two folded names are: their letters in order, or the share of the words said that begin its words."""
    letters = ratio(compact(said), compact(name)) / 100
    words = [word for word in said.split() if word not in STOP_WORDS]
    begun = [word for word in words if len(word) >= _WORD and any(one.startswith(word) for one in name.split())]
    return max(letters, 0.9 * len(begun) / len(words)) if words else letters
