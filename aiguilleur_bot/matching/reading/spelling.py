"""Words badly typed, read as the word of the base they sound like or nearly spell: "plusieur", "fodrait", "apeler".

Only words the base does not know are touched, so that a rare word stays itself unless it is one slip away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from rapidfuzz.distance import OSA

from aiguilleur_bot.matching.arrays import Arrays, packed, unpacked
from aiguilleur_bot.matching.reading.french import FRENCH_SMS, WORD, Form, fold, fold_word, stems
from aiguilleur_bot.matching.reading.slips import Slips
from aiguilleur_bot.matching.reading.stopwords import STOP_WORDS

_SOUNDS = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"ph", "f"), (r"eau|au", "o"), (r"oo|ou", "u"), (r"[aeiou]n(?=[bmp])", "m"), (r"qu|ck|q", "k"),
        (r"c(?=[eiy])", "s"), (r"ch", "#"), (r"c", "k"), (r"#", "ch"), (r"(?<!c)h", ""), (r"y", "i"),
        (r"w", "v"), (r"z", "s"), (r"(.)\1+", r"\1"), (r"[sx]$", ""),
    )
)  # fmt: skip
_LENGTH, _LENGTH_BOLD = 4, 3
"""Characters from which a word is mended, alone or where the writer slips often."""
_LONG, _VERY_LONG = 6, 10
"""Characters from which a lone unknown word one slip away from a known one is that word, whatever the slip."""
_SLIPS_MIN, _SLIPS_SHARE = 2, 0.4
"""Unknown words, and their share of the words of a message, from which its writer is taken to slip often."""
_ELIDED = re.compile(r"(?:[ldjmtsnck]|qu)(h?[aeiouy]\w{2,})")
"""A little word stuck to the next one for want of an apostrophe: "latelier", "dargent", "sinscrire"."""
_SPOKEN = re.compile(r"j([bcdfgklmnpqrstvwxz]\w{2,})")
"""The same said fast: no French word has a "j" before a consonant."""
_NEIGHBOURS_MAX = 20_000
"""Words looked at for slips, the most frequent ones: memory stays small with a large base."""
_TIMES, _RARE = 10, 4
"""A word written so few times, so many times less than another of the same sound, is a slip of whoever wrote it."""
_RIGHT = """
sale sales but buts coop coops sync truck pause pauses quote quotes bourreau scelles mare patte pousse phase douce metre
metres conte contes cour foret pale cane balle mal male site cite colle coller casser caser foi fois voie voix
"""
_HOMOPHONES = frozenset(_RIGHT.split())
"""Words that sound like a more usual one, and are right as they are."""
_NOT_OF_NAMES = re.compile(r"[^a-z0-9]")
_LISTS = ("known", "sure", "stems", "sounds", "sounding", "near", "spelt")


def sound(text: str) -> str:
    """A rough French sound of a word or a name: "Paheko", "pahéco" and "paéko" come to the same."""
    heard = _NOT_OF_NAMES.sub("", fold(text))
    for pattern, replacement in _SOUNDS:
        heard = pattern.sub(replacement, heard)
    return heard


def _misspelt(counts: Mapping[str, int], written: Mapping[str, str], sounds: Mapping[str, str]) -> list[str]:
    """The words of the base that are slips of whoever wrote them: examples are written as people write."""
    found = []
    for folded, times in counts.items():
        if times > _RARE or len(folded) < _LENGTH or folded in STOP_WORDS or folded in _HOMOPHONES:
            continue
        usual = fold(sounds.get(sound(folded), folded))
        other = usual.rstrip("sx") != folded.rstrip("sx") and written[folded] == folded
        by_ear = other and counts[usual] >= _TIMES * times
        elided = _ELIDED.fullmatch(folded)
        if by_ear or (elided is not None and counts[elided[1]] >= _TIMES * times):
            found.append(folded)
    return found


class Spelling:
    """The words of the base, and what is near them. Read-only once built."""

    def __init__(self, texts: Iterable[Sequence[Form]]) -> None:
        counts: Counter[str] = Counter()
        written: dict[str, str] = {}
        for forms in texts:
            for form, folded in forms:
                counts[folded] += 1
                written.setdefault(folded, form.lower())
        usual = STOP_WORDS | FRENCH_SMS.keys()
        ordered = sorted(counts, key=lambda word: (-counts[word], word))
        readable = [folded for folded in ordered if len(folded) >= _LENGTH and folded.isalpha()]
        sounds: dict[str, str] = {}
        for folded in readable:
            sounds.setdefault(sound(folded), written[folded])
        sounds.pop("", None)
        for folded in _misspelt(counts, written, sounds):
            del counts[folded]
        readable = [folded for folded in readable if folded in counts]
        near = sorted({*(word for word in STOP_WORDS if len(word) >= _LENGTH), *readable})
        near = sorted(near, key=lambda word: -counts[word])[:_NEIGHBOURS_MAX]
        known = sorted({*counts, *usual})
        self._hold(
            {
                "known": known,
                "sure": sorted({*usual, *(folded for folded, times in counts.items() if times > 1)}),
                "stems": sorted(set(stems(known))),
                "sounds": [*sounds],
                "sounding": [*sounds.values()],
                "near": near,
                "spelt": [written.get(word, word) for word in near],
            }
        )

    @classmethod
    def read(cls, arrays: Arrays) -> Spelling:
        """The spelling that gave `arrays`. Raises KeyError or ValueError on anything else."""
        spelling = cls.__new__(cls)
        spelling._hold({name: unpacked(arrays[name]) for name in _LISTS})
        near = tuple(spelling._near)
        spelling._neighbours = _Neighbours(near, Slips.read(arrays, len(near)))
        return spelling

    def arrays(self) -> Arrays:
        """What is needed to have it again without reading the texts."""
        lists: dict[str, Iterable[str]] = {
            "known": sorted(self._known),
            "sure": sorted(self._sure),
            "stems": sorted(self._stems),
            "sounds": self._sounds,
            "sounding": self._sounds.values(),
            "near": self._near,
            "spelt": self._near.values(),
        }
        return {name: packed(words) for name, words in lists.items()} | dict(self._neighbours.slips.arrays())

    def _hold(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._known, self._sure = frozenset(lists["known"]), frozenset(lists["sure"])
        self._stems = frozenset(lists["stems"])
        self._sounds = dict(zip(lists["sounds"], lists["sounding"], strict=True))
        self._near = dict(zip(lists["near"], lists["spelt"], strict=True))

    @cached_property
    def _neighbours(self) -> _Neighbours:
        """Made when first asked: whoever only asks what is known needs none."""
        return _Neighbours(tuple(self._near), Slips(tuple(self._near)))

    def knows(self, folded: str) -> bool:
        """Whether a folded word is right as it is."""
        return folded in self._known

    def correct(self, text: str) -> str:
        """The text with its slips mended; everything else untouched.

        Where many words are unknown the writer slips often: then short words are mended too, and boldly.
        """
        words = [fold_word(found.group()) for found in WORD.finditer(text)]
        long = [word for word in words if len(word) >= _LENGTH]
        unknown = sum(not self._reads(word) for word in long)
        heard = any(word not in self._known for word in long)
        bold = unknown >= _SLIPS_MIN and unknown >= _SLIPS_SHARE * len(long)
        return WORD.sub(lambda found: self._word(found.group(), bold), text) if heard else text

    def _reads(self, folded: str) -> bool:
        return folded in self._known or not folded.isalpha() or stems((folded,))[0] in self._stems

    def _word(self, form: str, bold: bool) -> str:
        folded = fold_word(form)
        stuck = self._unstuck(folded) if not self._reads(folded) else None
        if stuck is not None:
            return stuck
        if bold:
            return self._mend(form, folded) if len(folded) >= _LENGTH_BOLD and folded not in self._sure else form
        if len(folded) < _LENGTH or folded in self._known:
            return form
        alike = self._sounds.get(sound(folded))
        if self._reads(folded):
            return alike if alike is not None and _by_ear(folded, fold(alike)) else form
        if alike is not None:
            return alike
        near = self._neighbours.of(folded, alone=True) if len(folded) >= _LONG else None
        return self._near[near] if near is not None and near in self._sure else form

    def _unstuck(self, folded: str) -> str | None:
        """A word freed of the little one before it: "latelier", "lasociation", "jcherche"."""
        elided = _ELIDED.fullmatch(folded)
        if elided is not None:
            rest = elided[1]
            if rest in self._sure:
                return self._near.get(rest, rest)
            return self._sounds.get(sound(rest)) if len(rest) >= _LONG else None
        spoken = _SPOKEN.fullmatch(folded)
        return f"je {self._near.get(spoken[1], spoken[1])}" if spoken is not None and spoken[1] in self._sure else None

    def _mend(self, form: str, folded: str) -> str:
        """One slip first: whoever slips often seldom writes by ear."""
        near = self._neighbours.of(folded)
        if near is None:
            return form if folded in self._known else self._sounds.get(sound(folded), form)
        return self._near[near]


class Near:
    """What names sound like, and their slips, in the order of the names. Read-only once built."""

    def __init__(self, names: Sequence[str]) -> None:
        self.sounds: Sequence[str] = [sound(name) for name in names]
        self.slips = Slips(names)

    @classmethod
    def read(cls, arrays: Arrays, count: int) -> Near:
        """What `count` names gave. Raises KeyError or ValueError on anything else."""
        near = cls.__new__(cls)
        near.sounds, near.slips = unpacked(arrays["sounds"]), Slips.read(arrays, count)
        if len(near.sounds) != count:
            raise ValueError("these are not the sounds of these names")
        return near

    def arrays(self) -> Arrays:
        """What is needed to have it again without reading the names."""
        return {"sounds": packed(self.sounds), **self.slips.arrays()}


class _Neighbours:
    """Words one slip away from others."""

    def __init__(self, words: tuple[str, ...], slips: Slips) -> None:
        self._words, self.slips = words, slips

    def of(self, word: str, *, alone: bool = False) -> str | None:
        """The first word given at one slip (a letter missing, added, mistaken, two swapped), None when none is.

        Two letters swapped, or one doubled, is a slip of the hand before another word. `alone`, a letter mistaken is
        another word unless the word is very long: "fiable" is no slip of "diable".
        """
        slips = [(self._kind(word, self._words[place], alone), place) for place in self.slips.of(word)]
        best = min((slip for slip in slips if slip[0] is not None), default=None)
        return self._words[best[1]] if best is not None else None

    @staticmethod
    def _kind(word: str, other: str, alone: bool) -> int | None:
        if OSA.distance(word, other, score_cutoff=1) > 1:
            return None
        if sorted(word) == sorted(other) or _single(word) == _single(other):
            return 0
        return None if alone and len(word) == len(other) < _VERY_LONG else 1


def _by_ear(folded: str, usual: str) -> bool:
    """Whether a word is another of the same sound, written as heard: a letter not doubled, a "k", "f", "z" or "w"."""
    return folded != usual and (_single(folded) == _single(usual) or bool(set("kfzw") & set(folded) - set(usual)))


def _single(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)
