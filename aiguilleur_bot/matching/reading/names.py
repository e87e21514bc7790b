"""Names people say: a commun's, well or badly typed ("dokoss", "pahéco"), or a product's, often to leave it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz.distance import OSA

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching.reading.french import fold, fold_word, forms
from aiguilleur_bot.matching.reading.spelling import Near, Spelling, sound
from aiguilleur_bot.matching.reading.stopwords import STOP_WORDS

_ORDINARY = """
sage notion signal mega medium zoom confluence monday teams drive pages meet word forms wave element matrix discourse
galette loot cube bulle base agenda calendar framework sheets access publisher box miro buffer forum chat wiki annuaire
carte boussole hotline alliance navigateur
"""
_ORDINARY_WORDS = frozenset(_ORDINARY.split())
"""Names that are also words: they count less, and only as they are written."""
_SIGNS = re.compile(r"[^a-z0-9]")
_VERBS = """
quitter quitte quittons quitterait lacher lache remplacer remplace remplacement alternative alternatives abandonner
delaisser debarrasser migrer sortir partir passer arreter arrete resilier virer fuir equivalent place degager
"""
_LEAVING = frozenset(_VERBS.split())
_WORDS_BEFORE = 5
"""How far before a name a word of leaving still speaks of it."""
_LONGEST = 4
"""Words of the longest name that is looked for."""
_FUZZY_LENGTH = 5
"""Letters from which a name may be badly typed."""
_LONG = 10
"""Letters from which two slips are forgiven."""
_WHOLE = 8
"""Letters from which a name of several words may hold ordinary ones."""
AMBIGUOUS, _SAME_SOUND, _ONE_SLIP, _TWO_SLIPS = 0.5, 0.95, 0.9, 0.85
"""How sure a name is that is also a word, that only sounds the same, that is one or two slips away."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A name read in a message.

    `form` as typed, `name` as it is written, `strength` (0..1) how surely it is that name, `produit` whether it is
    a product of the lexicon rather than a commun, `leaving` whether the person speaks of leaving it.
    """

    form: str
    name: str
    strength: float
    communs: tuple[str, ...]
    produit: bool
    leaving: bool


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    compact: str
    communs: tuple[str, ...]
    produit: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a message, each read once: as typed, as names compare, folded, of grammar, known to people."""

    typed: Sequence[str]
    compact: Sequence[str]
    folded: Sequence[str]
    grammar: Sequence[bool]
    ordinary: Sequence[bool]


class Names:
    """Every name of the base, found in messages. Read-only once built. `near` may know what names are like already."""

    def __init__(self, base: Base, spelling: Spelling, near: Callable[[Sequence[str]], Near] = Near) -> None:
        proposable = {fiche.id for fiche in base.proposable()}
        names = [name for fiche in base.proposable() for name in _names_of(fiche)]
        for produit in base.produits:
            communs = tuple(commun for commun in produit.communs if commun in proposable)
            if communs:
                names += [_Name(one, compact(one), communs, True) for one in (produit.produit, *produit.variantes)]
        exact: dict[str, _Name] = {}
        sounds: dict[str, _Name] = {}
        slipping: list[_Name] = []
        for name in names:
            exact.setdefault(name.compact, name)
            if len(name.compact) >= _FUZZY_LENGTH and name.compact not in _ORDINARY_WORDS:
                slipping.append(name)
        like = near([name.compact for name in slipping])
        for heard, name in zip(like.sounds, slipping, strict=True):
            sounds.setdefault(heard, name)
        self._exact: Mapping[str, _Name] = MappingProxyType(exact)
        self._sounds: Mapping[str, _Name] = MappingProxyType(sounds)
        self._slipping = tuple(slipping)
        self._slips = like.slips
        self._spelling = spelling

    def find(self, text: str) -> tuple[Citation, ...]:
        """The names said, each once, surest first."""
        typed = forms(text)
        folded = [fold_word(word) for word in typed]
        said = _Said(
            typed,
            [compact(word) for word in typed],
            folded,
            [word in STOP_WORDS for word in folded],
            [self._spelling.knows(word) for word in folded],
        )
        found: dict[str, Citation] = {}
        taken: set[int] = set()
        for length in range(_LONGEST, 0, -1):
            for start in range(len(typed) - length + 1):
                window = range(start, start + length)
                citation = None if taken.intersection(window) else self._read(said, slice(start, start + length))
                if citation is not None and citation.strength > 0:
                    taken.update(window)
                    found.setdefault(citation.name, citation)
        return tuple(sorted(found.values(), key=lambda c: (-c.strength, c.name)))

    def _read(self, said: _Said, window: slice) -> Citation | None:
        if all(said.grammar[window]):
            return None  # Among thousands of names, some are "le", "par" or, heard in "a le", "ale".
        piece = said.typed[window]
        compact = "".join(said.compact[window])
        name, strength = self._exact.get(compact), 1.0
        if name is not None and compact in _ORDINARY_WORDS:
            written_as_name = piece[0][:1].isupper() and (window.start > 0 or len(said.typed) == 1)
            strength = 1.0 if written_as_name and name.produit else AMBIGUOUS
        elif name is None:
            name, strength = self._near(compact, said.compact[window], said.ordinary[window])
        if name is None:
            return None
        before = set(said.folded[max(0, window.start - _WORDS_BEFORE) : window.start])
        return Citation(" ".join(piece), name.name, strength, name.communs, name.produit, bool(before & _LEAVING))

    def _near(self, compact: str, words: Sequence[str], ordinary: Sequence[bool]) -> tuple[_Name | None, float]:
        """A name badly typed. A word the base itself uses is that word, not a typo."""
        if len(compact) < _FUZZY_LENGTH or compact.isdigit():
            return None, 0.0
        if all(ordinary) or (any(ordinary) and len(compact) < _WHOLE):
            return None, 0.0
        if len(words) > 1 and any(word in self._exact for word in words):
            return None, 0.0
        heard = sound(compact)
        if heard in self._sounds and len(heard) > 2:
            return self._sounds[heard], _SAME_SOUND
        return self._slipped(compact)

    def _slipped(self, compact: str) -> tuple[_Name | None, float]:
        """The nearest name one slip away, or two when it is long: a letter dropped, doubled, swapped or mistaken."""
        allowed = 2 if len(compact) >= _LONG else 1
        near: list[tuple[int, str, _Name]] = []
        candidates = (self._slipping[place] for place in self._slips.of(compact))
        for candidate in {name.compact: name for name in candidates}.values():
            distance = OSA.distance(compact, candidate.compact, score_cutoff=allowed)
            same_start = compact[0] == candidate.compact[0]
            if distance <= allowed and (same_start or (distance == 1 and len(compact) > _FUZZY_LENGTH + 1)):
                near.append((distance, candidate.compact, candidate))
        if not near:
            return None, 0.0
        distance, _, name = min(near, key=lambda found: found[:2])
        return name, _ONE_SLIP if distance == 1 else _TWO_SLIPS


def _names_of(fiche: Commun) -> list[_Name]:
    said = (fiche.nom, *fiche.autres_noms, fiche.id)
    return [_Name(fiche.nom, compact(one), (fiche.id,), False) for one in said if one]


def compact(name: str) -> str:
    """A name as names compare: its letters and digits, without case, accents, spaces or signs."""
    return _SIGNS.sub("", fold(name))
