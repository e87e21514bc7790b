"""A message against the meanings of every example: exact in a small base, exact where it matters in a large one.

A hundred thousand vectors of 512 numbers are 200 MB to read for each message. In a large base their `_COARSE` strongest
directions are read first; then the true cosines of the examples that may count.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aiguilleur_bot.matching.index.cache import Cache
from aiguilleur_bot.matching.index.lexical import Positions, Scores
from aiguilleur_bot.matching.index.vectors import Vectors

VERSION = "1"
_COARSE = 64
_SAMPLE = 20_000
"""Vectors the directions are found on."""
_EXACT = 500
"""Examples whose true cosine is measured: the best so far, whatever makes them so."""


class Meanings:
    """The vectors of the examples. Read-only once built. The cosines of the examples of `always` are always true."""

    def __init__(self, vectors: Vectors, cache: Cache, name: str, *, exact: bool, always: slice) -> None:
        self.vectors = vectors
        self._always = always
        self._directions: Vectors | None = None
        if not exact and len(vectors) > _EXACT:
            width = vectors.shape[1]
            size = min(_COARSE, width)
            name = f"{VERSION}-{name}"
            directions = cache.array("directions", name, (width, size), lambda: _directions(vectors, size))
            self._directions = directions
            self._coarse = cache.array("coarse", name, (len(vectors), size), lambda: vectors @ directions)

    def cosines(self, vector: Vectors, mix: Callable[[Scores], Scores]) -> Scores:
        """The cosine with each example. `mix` says how good an example is, given cosines: the best are measured."""
        if self._directions is None:
            # einsum and not `@`: the sum of a row does not depend on how many threads or rows there are.
            return np.asarray(np.einsum("ij,j->i", self.vectors, vector), dtype=np.float32)
        cosines = np.einsum("ij,j->i", self._coarse, np.einsum("ij,i->j", self._directions, vector))
        self._measure(self._always, vector, cosines)
        for values in (cosines, mix(cosines)):
            self._measure(np.argpartition(values, -_EXACT)[-_EXACT:], vector, cosines)
        return np.asarray(cosines, dtype=np.float32)

    def _measure(self, chosen: slice | Positions, vector: Vectors, cosines: Scores) -> None:
        cosines[chosen] = np.einsum("ij,j->i", self.vectors[chosen], vector)


def _directions(vectors: Vectors, size: int) -> Vectors:
    """The strongest directions of the vectors, by columns, strongest first, each with its largest part positive."""
    sample = vectors[:: max(1, len(vectors) // _SAMPLE)]
    _, found = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    strongest = found[:, ::-1][:, :size]
    largest = strongest[np.abs(strongest).argmax(axis=0), np.arange(size)]
    directions: Vectors = np.ascontiguousarray(strongest * np.sign(largest), dtype=np.float32)
    return directions
