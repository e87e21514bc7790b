"""Words by what is left of them when one letter is dropped: those one slip apart are found without reading them all."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from aiguilleur_bot.matching.arrays import Arrays


class Slips:
    """A list of words, and which of them may be one slip from another. Read-only once built.

    Two flat arrays and not a dictionary of strings: eight bytes a letter instead of two hundred.
    """

    def __init__(self, words: Sequence[str]) -> None:
        rests = [_rests(word) for word in words]
        hashes = np.fromiter((_hash(rest) for some in rests for rest in some), dtype=np.uint32)
        places = np.repeat(np.arange(len(words), dtype=np.int32), [len(some) for some in rests])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._places = hashes[order], places[order]

    @classmethod
    def read(cls, arrays: Arrays, count: int) -> Slips:
        """The slips of `count` words that gave `arrays`. Raises KeyError or ValueError on anything else."""
        hashes, places = arrays["hashes"], arrays["places"]
        whole = hashes.dtype == np.uint32 and places.dtype == np.int32 and hashes.ndim == 1
        if not whole or hashes.shape != places.shape or (places.size and not 0 <= places.min() <= places.max() < count):
            raise ValueError("these are not the slips of these words")
        slips = cls.__new__(cls)
        slips._hashes, slips._places = hashes.astype(np.uint32, copy=False), places.astype(np.int32, copy=False)
        return slips

    def arrays(self) -> Arrays:
        """What is needed to have them again without reading the words."""
        return {"hashes": self._hashes, "places": self._places}

    def of(self, word: str) -> list[int]:
        """The places of the words that may be one slip away, in order; some are not: their distance must be measured.

        A letter missing, added, mistaken, or two swapped: one dropped on either side, or on both, leaves the same.
        """
        wanted = np.array([_hash(rest) for rest in _rests(word)], dtype=np.uint32)
        bounds = zip(
            np.searchsorted(self._hashes, wanted, side="left").tolist(),
            np.searchsorted(self._hashes, wanted, side="right").tolist(),
            strict=True,
        )
        return sorted({place for first, last in bounds for place in self._places[first:last].tolist()})


def _rests(word: str) -> list[str]:
    return list(dict.fromkeys((word, *(word[:i] + word[i + 1 :] for i in range(len(word))))))


def _hash(rest: str) -> int:
    return zlib.crc32(rest.encode("utf-8", "surrogatepass"))
