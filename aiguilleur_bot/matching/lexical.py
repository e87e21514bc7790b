"""Texts compared by the terms they share: an inverted index with cosines of rarity (examples) and BM25 (corpora).

Our own postings rather than `bm25s`: the kernel of `classifier.py` needs cosines between examples, one index gives
both scores, and it is eighty lines of numpy.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

_K1, _B = 1.2, 0.75
"""The usual constants of BM25: how fast repetitions stop counting, and how much length does (Robertson, 1994)."""


class Postings:
    """An inverted index over documents already cut into terms. Read-only once built."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        counted = [Counter(document) for document in documents]
        self._count = len(documents)
        listed: dict[str, list[tuple[int, int]]] = {}
        for position, count in enumerate(counted):
            for term, times in count.items():
                listed.setdefault(term, []).append((position, times))
        self._positions = {
            term: np.array([position for position, _ in entries], dtype=np.int32) for term, entries in listed.items()
        }
        self._times = {
            term: np.array([times for _, times in entries], dtype=np.float32) for term, entries in listed.items()
        }
        self._lengths = np.array([sum(c.values()) for c in counted], dtype=np.float32)
        self._mean = float(self._lengths.mean()) if documents and self._lengths.any() else 1.0
        squares = np.zeros(self._count, dtype=np.float32)
        self._weights: dict[str, Scores] = {}
        for term, counts in self._times.items():
            weights = ((1 + np.log(counts)) * self.rarity(term)).astype(np.float32)
            self._weights[term] = weights
            squares[self._positions[term]] += weights**2
        self._norms: Scores = np.sqrt(np.maximum(squares, np.float32(1e-12)))

    def rarity(self, term: str) -> float:
        """How much a term tells: its inverse document frequency, positive, highest for a term never seen."""
        presence = len(self._positions[term]) if term in self._positions else 0
        return math.log(1 + (self._count - presence + 0.5) / (presence + 0.5))

    def documents(self, term: str) -> npt.NDArray[np.int32]:
        """Where a term occurs."""
        return self._positions.get(term, np.zeros(0, dtype=np.int32))

    def cosines(self, terms: Sequence[str]) -> Scores:
        """The cosine of a text with each document; words no document knows weigh half, against all."""
        scores = np.zeros(self._count, dtype=np.float32)
        square = 0.0
        for term, times in Counter(terms).items():
            weight = (1 + math.log(times)) * self.rarity(term)
            if term in self._positions:
                scores[self._positions[term]] += weight * self._weights[term]
                square += weight**2
            else:
                square += self.rarity(term) ** 2 / 2
        scores /= self._norms * np.float32(math.sqrt(square) or 1.0)
        return scores

    def gram(self) -> Scores:
        """The cosine of every document with every other."""
        product = np.zeros((self._count, self._count), dtype=np.float32)
        for term, positions in self._positions.items():
            weights = self._weights[term]
            product[np.ix_(positions, positions)] += np.outer(weights, weights)
        product /= np.outer(self._norms, self._norms)
        return product

    def bm25(self, terms: Sequence[str]) -> Scores:
        """The classic ranking score of each document."""
        scores = np.zeros(self._count, dtype=np.float32)
        for term in dict.fromkeys(terms):
            if term in self._positions:
                positions, times = self._positions[term], self._times[term]
                damping = _K1 * (1 - _B + _B * self._lengths[positions] / self._mean)
                scores[positions] += np.float32(self.rarity(term)) * times * (_K1 + 1) / (times + damping)
        return scores
