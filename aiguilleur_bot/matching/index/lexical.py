"""Texts compared by the terms they share: an inverted index with cosines of rarity (examples) and BM25 (corpora).

Our own postings rather than `bm25s`: the kernel of `classifier.py` needs cosines between examples, and one index gives
both scores. It is a few flat arrays, hence quick to keep on disk and to read again (`arrays`, `read`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.matching.arrays import Arrays, packed, unpacked

T = TypeVar("T", bound=np.generic)
Scores = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]

_K1, _B = 1.2, 0.75
"""The usual constants of BM25: how fast repetitions stop counting, and how much length does (Robertson, 1994)."""
_MOST_TIMES = 65_535
_SHARED = 16
"""Documents, of a few, above which a term they share is multiplied as a column rather than pair by pair."""


@dataclass(frozen=True, slots=True)
class ByDocument:
    """The terms of each document and their times, in order of term: those of the i-th from `starts[i]` on."""

    starts: npt.NDArray[np.int64]
    terms: npt.NDArray[np.int32]
    times: npt.NDArray[np.uint16]


class Postings:
    """An inverted index over documents already cut into terms. Read-only once built."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        ids: dict[str, int] = {}
        sizes = np.fromiter(map(len, documents), dtype=np.int64, count=len(documents))
        typed = (ids.setdefault(term, len(ids)) for document in documents for term in document)
        flat = np.fromiter(typed, dtype=np.int64, count=int(sizes.sum()))
        owners = np.repeat(np.arange(len(documents)), sizes)
        pairs, times = np.unique(flat * max(1, len(documents)) + owners, return_counts=True)
        terms, positions = np.divmod(pairs, max(1, len(documents)))
        presence = np.bincount(terms, minlength=len(ids))
        self._starts = np.concatenate(([0], np.cumsum(presence))).astype(np.int64)
        self._positions: npt.NDArray[np.int32] = positions.astype(np.int32)
        self._times: npt.NDArray[np.uint16] = np.minimum(times, _MOST_TIMES).astype(np.uint16)
        self._weigh(ids, len(documents))
        weights = self._damped[self._times - 1] * np.repeat(self._rarities.astype(np.float32), presence)
        squares = np.bincount(self._positions, weights=weights**2, minlength=self._count)
        self._norms: Scores = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)

    @classmethod
    def read(cls, arrays: Arrays) -> Postings:
        """The index that gave `arrays`, over those very arrays. Raises KeyError or ValueError on anything else."""
        index = cls.__new__(cls)
        ids = {term: i for i, term in enumerate(unpacked(arrays["terms"]))}
        index._starts, index._positions = _typed(arrays["starts"], np.int64), _typed(arrays["positions"], np.int32)
        index._times, index._norms = _typed(arrays["times"], np.uint16), _typed(arrays["norms"], np.float32)
        by_document = ByDocument(
            _typed(arrays["of_starts"], np.int64),
            _typed(arrays["of_terms"], np.int32),
            _typed(arrays["of_times"], np.uint16),
        )
        count, size = len(index._norms), len(index._positions)
        whole = _runs(index._starts, len(ids), size) and _runs(by_document.starts, count, size)
        within = _below(index._positions, count) and _below(by_document.terms, len(ids))
        if not whole or not within or not size == len(index._times) == len(by_document.terms) == len(by_document.times):
            raise ValueError("ces tableaux ne sont pas un index")
        index.__dict__["_by_document"] = by_document
        index._weigh(ids, count)
        return index

    def arrays(self) -> Arrays:
        """What is needed to have it again without reading the documents."""
        of = self._by_document
        return {
            "terms": packed(self._ids),
            "starts": self._starts,
            "positions": self._positions,
            "times": self._times,
            "norms": self._norms,
            "of_starts": of.starts,
            "of_terms": of.terms,
            "of_times": of.times,
        }

    def _weigh(self, ids: dict[str, int], count: int) -> None:
        """What terms weigh, and how fast their repetitions stop counting."""
        self._ids, self._count = ids, count
        presence = np.diff(self._starts)
        self._damped = (1 + np.log(np.arange(1, int(self._times.max(initial=1)) + 1))).astype(np.float32)
        self._rarities = np.log(1 + (count - presence + 0.5) / (presence + 0.5))

    @cached_property
    def _lengths(self) -> Scores:
        """How many terms each document holds, repeated or not; only BM25 asks."""
        return np.bincount(self._positions, weights=self._times, minlength=self._count).astype(np.float32)

    @cached_property
    def _mean(self) -> float:
        return float(self._lengths.mean()) if self._lengths.any() else 1.0

    def rarity(self, term: str) -> float:
        """How much a term tells: its inverse document frequency, positive, highest for a term never seen."""
        known = self._ids.get(term)
        return float(self._rarities[known]) if known is not None else math.log(1 + (self._count + 0.5) / 0.5)

    def documents(self, term: str) -> npt.NDArray[np.int32]:
        """Where a term occurs."""
        known = self._ids.get(term)
        return self._positions[self._of(known)] if known is not None else np.zeros(0, dtype=np.int32)

    def cosines(self, terms: Sequence[str]) -> Scores:
        """The cosine of a text with each document; words no document knows weigh half, against all."""
        scores = np.zeros(self._count, dtype=np.float32)
        square = 0.0
        for term, times in Counter(terms).items():
            known, rarity = self._ids.get(term), self.rarity(term)
            if known is None:
                square += rarity**2 / 2
                continue
            weight = (1 + math.log(times)) * rarity
            of_term = self._of(known)
            scores[self._positions[of_term]] += np.float32(weight * rarity) * self._damped[self._times[of_term] - 1]
            square += weight**2
        scores /= self._norms * np.float32(math.sqrt(square) or 1.0)
        return scores

    def bm25(self, terms: Sequence[str]) -> Scores:
        """The classic ranking score of each document."""
        scores = np.zeros(self._count, dtype=np.float32)
        for term in dict.fromkeys(terms):
            known = self._ids.get(term)
            if known is not None:
                positions, times = self._positions[self._of(known)], self._times[self._of(known)].astype(np.float32)
                damping = _K1 * (1 - _B + _B * self._lengths[positions] / self._mean)
                scores[positions] += np.float32(self.rarity(term)) * times * (_K1 + 1) / (times + damping)
        return scores

    # ------------------------------------------------------------ documents with each other

    def rows(self, chosen: Positions) -> Scores:
        """The cosines of a few documents with every document."""
        starts, terms = self._by_document.starts, self._by_document.terms
        cosines = np.zeros((len(chosen), self._count), dtype=np.float32)
        for row, document in zip(cosines, chosen.tolist(), strict=True):
            of_document = slice(int(starts[document]), int(starts[document + 1]))
            shares = self._values(of_document) / self._norms[document] * self._rarities[terms[of_document]]
            for term, share in zip(terms[of_document].tolist(), shares.astype(np.float32), strict=True):
                of_term = self._of(term)
                row[self._positions[of_term]] += share * self._damped[self._times[of_term] - 1]
        cosines /= self._norms
        return cosines

    def gram(self, chosen: Positions) -> Scores:
        """The cosines of a few documents with each other."""
        starts = self._by_document.starts
        sizes = starts[chosen + 1] - starts[chosen]
        rows = np.repeat(np.arange(len(chosen)), sizes)
        where = np.repeat(starts[chosen] - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
        terms, values = self._by_document.terms[where], self._values(where) / self._norms[chosen][rows]
        order = np.argsort(terms, kind="stable")
        terms, rows, values = terms[order], rows[order], values[order]
        _, group, shared = np.unique(terms, return_inverse=True, return_counts=True)
        return _products(len(chosen), rows, values, group, shared)

    def _values(self, which: slice | Positions) -> Scores:
        """What some entries of `_by_document` weigh, before the norm of their documents."""
        terms, times = self._by_document.terms[which], self._by_document.times[which]
        values: Scores = self._damped[times - 1] * self._rarities[terms].astype(np.float32)
        return values

    @cached_property
    def _by_document(self) -> ByDocument:
        """Made when first asked: corpora that only search for words need it not."""
        keys = self._positions.astype(np.int64) << 32 | np.arange(len(self._positions))  # All different, and so
        keys.sort()  # sorted as a stable argsort would, in half of its time.
        order = keys & 0xFFFFFFFF
        presence = np.diff(self._starts)
        terms = np.repeat(np.arange(len(presence), dtype=np.int32), presence)[order]
        starts = np.concatenate(([0], np.cumsum(np.bincount(self._positions, minlength=self._count))))
        return ByDocument(starts.astype(np.int64), terms, self._times[order])

    def _of(self, term: int) -> slice:
        return slice(int(self._starts[term]), int(self._starts[term + 1]))


def _typed(array: npt.NDArray[np.generic], kind: type[T]) -> npt.NDArray[T]:
    """The array itself. Raises ValueError when it is of another kind."""
    if array.dtype != kind or array.ndim != 1:
        raise ValueError("ces tableaux ne sont pas un index")
    return array.astype(kind, copy=False)


def _runs(starts: npt.NDArray[np.int64], count: int, size: int) -> bool:
    """Whether `starts` cut `size` entries into `count` runs."""
    ends = len(starts) == count + 1 and int(starts[0]) == 0 and int(starts[-1]) == size
    return ends and not bool((np.diff(starts) < 0).any())


def _below(places: npt.NDArray[np.int32], count: int) -> bool:
    return not places.size or (int(places.min()) >= 0 and int(places.max()) < count)


def _products(
    count: int, rows: Positions, values: Scores, group: npt.NDArray[np.intp], shared: npt.NDArray[np.intp]
) -> Scores:
    """The sum over groups (terms) of the outer products of the values of their rows. Entries are sorted by group.

    A group of many rows is a column of one product of matrices; pairs of the others are added one by one.
    """
    product = np.zeros((count, count), dtype=np.float64)
    many = shared > _SHARED
    wide = many[group]
    if many.any():
        columns = np.zeros((count, int(many.sum())), dtype=np.float32)
        columns[rows[wide], (np.cumsum(many) - 1)[group[wide]]] = values[wide]
        product += columns @ columns.T
    rows, values, group = rows[~wide], values[~wide], group[~wide]
    cells, added = [rows * count + rows], [values * values]
    for apart in range(1, _SHARED):
        same = np.flatnonzero(group[apart:] == group[:-apart]) if len(group) > apart else group[:0]
        one, other, both = rows[same], rows[same + apart], values[same] * values[same + apart]
        cells += [one * count + other, other * count + one]
        added += [both, both]
    sums = np.bincount(np.concatenate(cells), weights=np.concatenate(added), minlength=count * count)
    product += sums.reshape(count, count)
    return product.astype(np.float32)
