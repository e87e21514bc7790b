"""Which commun, or which kind of chatter, a message is most like: ridge regression on a mixed kernel.

Two texts are alike when their meanings are near (encoder), when they share rare words (stems), and when they
share pieces of words (4-grams: typos, SMS). One kernel adds the three; one linear system gives every class its score.
No iteration, no randomness, no training library.

Up to `ALL` examples the system holds them all, and is solved once for the base. In a larger base it holds only the
`NEAREST` examples of the message, and is solved for each message: the same regression where it matters, at a cost that
does not grow with the square of the base.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aiguilleur_bot.matching.index.cache import Cache, digest
from aiguilleur_bot.matching.index.examples import HORS, Examples
from aiguilleur_bot.matching.index.lexical import Positions, Postings, Scores
from aiguilleur_bot.matching.index.vectors import Vectors
from aiguilleur_bot.matching.ranking.linear import one_thread, solve
from aiguilleur_bot.matching.ranking.meanings import Meanings
from aiguilleur_bot.matching.reading.french import Word

VERSION = "4"
"""Changes whenever the arithmetic below does: cached weights of another version are not read."""
_MEANING, _WORDS, _NGRAMS = 2.0, 0.5, 0.5
"""What each likeness weighs in the kernel. Chosen on the blind needs; half or twice as much of any loses little."""
_SHARPNESS = 3.0
"""How fast likeness of meaning falls with the angle: exp(3 (cos - 1))."""
_RIDGE = 1.0
"""Ridge penalty: an example is believed about half by itself, the rest by its neighbours."""
ALL = 12_000
"""Examples up to which one system holds them all: 290 MB and ten seconds, once for a base."""
NEAREST = 128
"""Examples of the system of one message, in a larger base."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message read once: its words, its character n-grams, its vector."""

    text: str
    words: tuple[Word, ...]
    ngrams: tuple[str, ...]
    vector: Vectors

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems of its words of content, in order."""
        return tuple(word.stem for word in self.words)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A message against every example: by meaning, by words, by pieces of words, and mixed."""

    meaning: Scores
    words: Scores
    ngrams: Scores
    mixed: Scores


class Classifier:
    """The examples, their index, and what gives every class its score. Read-only once built.

    `fingerprint` names what everything was made from, for the cache. `all_of` and `nearest` are for tests.
    """

    def __init__(
        self,
        examples: Examples,
        vectors: Vectors,
        words: Postings,
        ngrams: Postings,
        cache: Cache,
        *,
        fingerprint: str,
        all_of: int = ALL,
        nearest: int = NEAREST,
    ) -> None:
        one_thread()
        self.classes = examples.classes
        self.columns = {label: i for i, label in enumerate(self.classes)}
        self.membership = examples.membership
        self.words = words
        self._ngrams = ngrams
        self._nearest = nearest
        self._by_class = np.argsort(self.membership, kind="stable")
        self._bounds = np.searchsorted(self.membership[self._by_class], np.arange(len(self.classes) + 1))
        self._weights: Scores | None = None
        small = len(self.membership) <= all_of
        hors = np.array([label.startswith(HORS) for label in self.classes], dtype=np.bool_)
        first_hors = int(np.argmax(np.append(hors[self.membership], True)))
        always = slice(first_hors, None)  # What is not for us is few, at the end, and must be known well.
        self._meanings = Meanings(vectors, cache, digest([fingerprint]), exact=small, always=always)
        if small:
            name, shape = digest([VERSION, fingerprint]), (len(self.classes), len(self.membership))
            self._weights = cache.array("weights", name, shape, self._learn)

    def examples_of(self, label: str) -> Positions:
        """The positions of the examples of a class, in order."""
        column = self.columns[label]
        return self._by_class[self._bounds[column] : self._bounds[column + 1]]

    def compare(self, message: Message) -> Likeness:
        """The message against every example."""
        words = self.words.cosines(message.stems)
        ngrams = self._ngrams.cosines(message.ngrams)
        meaning = self._meanings.cosines(message.vector, lambda cosines: _mix(cosines, words, ngrams))
        return Likeness(meaning, words, ngrams, _mix(meaning, words, ngrams))

    def scores(self, likeness: Likeness) -> Scores:
        """How much the message belongs to each class: about 1 for one of its own examples, about 0 for a stranger."""
        if self._weights is not None:
            scores: Scores = np.einsum("ij,j->i", self._weights, likeness.mixed)
            return scores
        near = largest(likeness.mixed, self._nearest)
        vectors = self._meanings.vectors[near]
        kernel = _mix(vectors @ vectors.T, self.words.gram(near), self._ngrams.gram(near))
        kernel[np.diag_indices_from(kernel)] += np.float32(_RIDGE)
        shares = np.linalg.solve(kernel, likeness.mixed[near])
        sums = np.bincount(self.membership[near], weights=shares, minlength=len(self.classes))
        return sums.astype(np.float32)

    def _learn(self) -> Scores:
        def rows(which: slice) -> Scores:
            return self._kernel(np.arange(which.start, which.stop), which.stop)

        targets = np.zeros((len(self.membership), len(self.classes)), dtype=np.float32)
        targets[np.arange(len(self.membership)), self.membership] = 1.0
        weights: Scores = np.ascontiguousarray(solve(rows, targets).T)
        return weights

    def _kernel(self, chosen: Positions, until: int) -> Scores:
        """The likeness of the chosen examples with the first `until` ones, plus the ridge on the diagonal."""
        words, ngrams = self.words.rows(chosen)[:, :until], self._ngrams.rows(chosen)[:, :until]
        vectors = self._meanings.vectors
        kernel = _mix(vectors[chosen] @ vectors[:until].T, words, ngrams)
        kernel[np.arange(len(chosen)), chosen] += np.float32(_RIDGE)
        return kernel


def largest(values: Scores, count: int) -> Positions:
    """The positions of the `count` largest values, largest first, the first ones among equals."""
    if count >= len(values):
        return np.argsort(-values, kind="stable").astype(np.int64)
    least = np.partition(values, len(values) - count)[len(values) - count]
    above = np.flatnonzero(values > least)
    ordered = above[np.argsort(-values[above], kind="stable")]
    return np.concatenate((ordered, np.flatnonzero(values == least)[: count - len(above)])).astype(np.int64)


def _mix(meaning: Scores, words: Scores, ngrams: Scores) -> Scores:
    mixed: Scores = _MEANING * np.exp(np.float32(_SHARPNESS) * (meaning - 1)) + _WORDS * words + _NGRAMS * ngrams
    return mixed.astype(np.float32)
