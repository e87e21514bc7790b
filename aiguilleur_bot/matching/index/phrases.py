"""The phrases of a base cut into words once: their index and their spelling, kept on disk.

Reading seventy thousand phrases takes half a minute, reading what was made of them half a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiguilleur_bot.matching.arrays import Arrays
from aiguilleur_bot.matching.index.cache import Cache, digest
from aiguilleur_bot.matching.index.examples import Examples
from aiguilleur_bot.matching.index.lexical import Postings
from aiguilleur_bot.matching.index.sources import reading
from aiguilleur_bot.matching.reading import french
from aiguilleur_bot.matching.reading.spelling import Near, Spelling

_WORDS = (
    *(f"matching.reading.{module}" for module in ("french", "stopwords", "spelling", "slips")),
    "matching.arrays",
)
_MODULES = (*_WORDS, "matching.index.lexical", "matching.index.phrases")
_KIND, _NAMES = "index", "names"


@dataclass(frozen=True, slots=True)
class Index:
    """What the phrases hold: `words` by stems, `ngrams` by pieces, and how words are spelt in them.

    `said` is the spelling of what people could have said (quotable examples), without the fiches' own words.
    `fingerprint` changes with the phrases, their order, the word families and the way of reading.
    """

    fingerprint: str
    words: Postings
    ngrams: Postings
    spelling: Spelling
    said: Spelling


def index(examples: Examples, families: Sequence[Sequence[str]], cache: Cache) -> Index:
    """The index of the examples, from the cache when it is there."""
    fingerprint = digest([reading(*_MODULES), examples.fingerprint, *(" = ".join(family) for family in families)])
    kept = cache.arrays(_KIND, fingerprint)
    try:
        return Index(
            fingerprint,
            Postings.read(_part(kept, "words")),
            Postings.read(_part(kept, "ngrams")),
            Spelling.read(_part(kept, "spelling")),
            Spelling.read(_part(kept, "said")),
        )
    except (KeyError, ValueError):
        made = _read(examples, families, fingerprint)
    parts = {
        "words": made.words.arrays(),
        "ngrams": made.ngrams.arrays(),
        "spelling": made.spelling.arrays(),
        "said": made.said.arrays(),
    }
    cache.keep(
        _KIND,
        fingerprint,
        {f"{part}.{name}": array for part, arrays in parts.items() for name, array in arrays.items()},
    )
    return made


def near(names: Sequence[str], cache: Cache) -> Near:
    """What those names sound like and their slips, from the cache when it is there."""
    fingerprint = digest([reading(*_WORDS), *names])
    try:
        return Near.read(cache.arrays(_NAMES, fingerprint), len(names))
    except (KeyError, ValueError):
        made = Near(names)
    cache.keep(_NAMES, fingerprint, made.arrays())
    return made


def _read(examples: Examples, families: Sequence[Sequence[str]], fingerprint: str) -> Index:
    reader = french.Reader(families)
    forms = [french.words(text) for text in examples.texts]
    return Index(
        fingerprint,
        Postings([[word.stem for word in reader.read(words)] for words in forms]),
        Postings([french.ngrams(words) for words in forms]),
        Spelling(forms),
        Spelling([words for words, said in zip(forms, examples.quotable.tolist(), strict=True) if said]),
    )


def _part(kept: Arrays, part: str) -> Arrays:
    return {name.removeprefix(f"{part}."): array for name, array in kept.items() if name.startswith(f"{part}.")}
