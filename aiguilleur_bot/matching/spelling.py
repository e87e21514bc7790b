"""Words badly typed, read as the word of the base they sound like or nearly spell: "plusieur", "fodrait", "apeler".

Only words the base does not know are touched, so that a rare word stays itself unless it is one slip away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from rapidfuzz import fuzz, process

from aiguilleur_bot.matching.french import FRENCH_SMS, WORD, Form, fold, fold_word, stems
from aiguilleur_bot.matching.stopwords import STOP_WORDS

_SOUNDS = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"ph", "f"), (r"eau|au", "o"), (r"oo|ou", "u"), (r"[aeiou]n(?=[bmp])", "m"), (r"qu|ck|q", "k"),
        (r"c(?=[eiy])", "s"), (r"ch", "#"), (r"c", "k"), (r"#", "ch"), (r"(?<!c)h", ""), (r"y", "i"),
        (r"w", "v"), (r"z", "s"), (r"(.)\1+", r"\1"), (r"[sx]$", ""),
    )
)  # fmt: skip
_LENGTH = 4
"""Characters from which a word is mended."""
_NEAR = 90.0
"""Likeness (rapidfuzz ratio, 0..100) from which a word is a slip of another."""


def sound(text: str) -> str:
    """A rough French sound of a word or a name: "Paheko", "pahéco" and "paéko" come to the same."""
    heard = re.sub(r"[^a-z0-9]", "", fold(text))
    for pattern, replacement in _SOUNDS:
        heard = pattern.sub(replacement, heard)
    return heard


class Spelling:
    """The words of the base, and what is near them. Read-only once built."""

    def __init__(self, texts: Iterable[Sequence[Form]]) -> None:
        counts: Counter[str] = Counter()
        written: dict[str, str] = {}
        for forms in texts:
            for form, folded in forms:
                counts[folded] += 1
                written.setdefault(folded, form.lower())
        self._known = frozenset(counts) | STOP_WORDS | FRENCH_SMS.keys()
        self._stems = frozenset(stems(self._known))
        sounds: dict[str, str] = {}
        for folded, _ in sorted(counts.items(), key=lambda c: (-c[1], c[0])):
            if len(folded) >= _LENGTH and not any(c.isdigit() for c in folded):
                sounds.setdefault(sound(folded), written[folded])
        self._sounds: Mapping[str, str] = MappingProxyType(sounds)
        frequent = sorted(folded for folded, times in counts.items() if times > 1 and len(folded) > _LENGTH + 1)
        self._frequent: Mapping[str, str] = MappingProxyType({folded: written[folded] for folded in frequent})
        self._keys = tuple(frequent)

    def knows(self, folded: str) -> bool:
        """Whether a folded word is right as it is."""
        return folded in self._known

    def correct(self, text: str) -> str:
        """The text with its slips mended; everything else untouched."""
        return WORD.sub(lambda m: self._word(m.group()), text)

    def _word(self, form: str) -> str:
        folded = fold_word(form)
        if len(folded) < _LENGTH or folded in self._known or not folded.isalpha() or stems((folded,))[0] in self._stems:
            return form
        alike = self._sounds.get(sound(folded))
        if alike is not None:
            return alike
        if len(folded) <= _LENGTH + 1:
            return form
        nearest = process.extractOne(folded, self._keys, scorer=fuzz.ratio, score_cutoff=_NEAR)
        return self._frequent[nearest[0]] if nearest is not None else form
