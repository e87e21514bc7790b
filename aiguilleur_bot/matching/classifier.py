"""Which commun, or which kind of chatter, a message is most like: ridge regression on a mixed kernel.

Two texts are alike when their meanings are near (encoder), when they share rare words (stems), and when they
share pieces of words (4-grams: typos, SMS). One kernel adds the three; one linear system, solved at load time from the
base alone, gives every class its weights. No iteration, no randomness, no training library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.matching.cache import Cache, digest
from aiguilleur_bot.matching.encoder import Vectors
from aiguilleur_bot.matching.examples import Example
from aiguilleur_bot.matching.french import Word
from aiguilleur_bot.matching.lexical import Postings, Scores

VERSION = "2"
"""Changes whenever the arithmetic below does: cached weights of another version are not read."""
_MEANING, _WORDS, _NGRAMS = 1.0, 0.5, 0.5
"""What each likeness weighs in the kernel."""
_SHARPNESS = 3.0
"""How fast likeness of meaning falls with the angle: exp(3 (cos - 1))."""
_RIDGE = 1.0
"""Ridge penalty: an example is believed about half by itself, the rest by its neighbours."""


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
    """The examples, their index, and one column of weights per class."""

    def __init__(
        self,
        examples: Sequence[Example],
        vectors: Vectors,
        stems: Sequence[Sequence[str]],
        ngrams: Sequence[Sequence[str]],
        cache: Cache,
    ) -> None:
        self.examples = tuple(examples)
        self.classes = tuple(dict.fromkeys(example.label for example in examples))
        self.words = Postings(stems)
        self._ngrams = Postings(ngrams)
        self._vectors = vectors
        columns = {label: i for i, label in enumerate(self.classes)}
        self.membership: npt.NDArray[np.int64] = np.array([columns[one.label] for one in examples], dtype=np.int64)
        texts = [piece for one in examples for piece in (one.label, one.text)]
        terms = [" ".join(one) for one in stems]
        vectors_read = vectors.astype(np.float16).tobytes().hex()
        self._weights = cache.array("weights", digest([VERSION, *texts, *terms, vectors_read]), self._learn)

    def compare(self, message: Message) -> Likeness:
        """The message against every example."""
        # einsum and not `@`: one thread. A BLAS that wakes a thread pool for so little costs ten times more.
        meaning = np.einsum("ij,j->i", self._vectors, message.vector)
        words = self.words.cosines(message.stems)
        ngrams = self._ngrams.cosines(message.ngrams)
        return Likeness(meaning, words, ngrams, _mix(meaning, words, ngrams))

    def scores(self, likeness: Likeness) -> Scores:
        """How much the message belongs to each class: about 1 for one of its own examples, about 0 for a stranger."""
        scores: Scores = np.einsum("ij,j->i", self._weights, likeness.mixed)
        return scores

    def _learn(self) -> Scores:
        kernel = _mix(self._vectors @ self._vectors.T, self.words.gram(), self._ngrams.gram())
        kernel[np.diag_indices_from(kernel)] += np.float32(_RIDGE)
        targets = np.zeros((len(self.examples), len(self.classes)), dtype=np.float32)
        targets[np.arange(len(self.examples)), self.membership] = 1.0
        weights: Scores = np.ascontiguousarray(np.linalg.solve(kernel, targets).T.astype(np.float32))
        return weights


def _mix(meaning: Scores, words: Scores, ngrams: Scores) -> Scores:
    mixed: Scores = _MEANING * np.exp(np.float32(_SHARPNESS) * (meaning - 1)) + _WORDS * words + _NGRAMS * ngrams
    return mixed.astype(np.float32)
