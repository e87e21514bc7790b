"""Words badly typed, read as the word of the base they sound like or nearly spell: "plusieur", "fodrait", "apeler".

Only words the base does not know are touched, so that a rare word stays itself unless it is one slip away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from rapidfuzz import fuzz, process

from aiguilleur_bot.matching.stopwords import MOTS_VIDES
from aiguilleur_bot.matching.text import FRENCH_SMS, MOT, Forme, fold, fold_word, stems

_SONS = tuple(
    (re.compile(motif), son)
    for motif, son in (
        (r"ph", "f"), (r"eau|au", "o"), (r"oo|ou", "u"), (r"[aeiou]n(?=[bmp])", "m"), (r"qu|ck|q", "k"),
        (r"c(?=[eiy])", "s"), (r"ch", "#"), (r"c", "k"), (r"#", "ch"), (r"(?<!c)h", ""), (r"y", "i"),
        (r"w", "v"), (r"z", "s"), (r"(.)\1+", r"\1"), (r"[sx]$", ""),
    )
)  # fmt: skip
_LONGUEUR = 4
_PROCHE = 90.0


def sound(texte: str) -> str:
    """A rough French sound of a word or a name: "Paheko", "pahéco" and "paéko" come to the same."""
    son = re.sub(r"[^a-z0-9]", "", fold(texte))
    for motif, remplacement in _SONS:
        son = motif.sub(remplacement, son)
    return son


class Spelling:
    """The words of the base, and what is near them. Read-only once built."""

    def __init__(self, textes: Iterable[Sequence[Forme]]) -> None:
        comptes: Counter[str] = Counter()
        ecrits: dict[str, str] = {}
        for formes in textes:
            for forme, plie in formes:
                comptes[plie] += 1
                ecrits.setdefault(plie, forme.lower())
        self._connus = frozenset(comptes) | MOTS_VIDES | FRENCH_SMS.keys()
        self._racines = frozenset(stems(self._connus))
        sons: dict[str, str] = {}
        for plie, _ in sorted(comptes.items(), key=lambda c: (-c[1], c[0])):
            if len(plie) >= _LONGUEUR and not any(c.isdigit() for c in plie):
                sons.setdefault(sound(plie), ecrits[plie])
        self._sons: Mapping[str, str] = MappingProxyType(sons)
        frequents = sorted(plie for plie, fois in comptes.items() if fois > 1 and len(plie) > _LONGUEUR + 1)
        self._frequents: Mapping[str, str] = MappingProxyType({plie: ecrits[plie] for plie in frequents})
        self._cles = tuple(frequents)

    def knows(self, plie: str) -> bool:
        """Whether a folded word is right as it is."""
        return plie in self._connus

    def correct(self, texte: str) -> str:
        """The text with its slips mended; everything else untouched."""
        return MOT.sub(lambda m: self._word(m.group()), texte)

    def _word(self, forme: str) -> str:
        plie = fold_word(forme)
        if len(plie) < _LONGUEUR or plie in self._connus or not plie.isalpha() or stems((plie,))[0] in self._racines:
            return forme
        pareil = self._sons.get(sound(plie))
        if pareil is not None:
            return pareil
        if len(plie) <= _LONGUEUR + 1:
            return forme
        trouve = process.extractOne(plie, self._cles, scorer=fuzz.ratio, score_cutoff=_PROCHE)
        return self._frequents[trouve[0]] if trouve is not None else forme
