"""The same words and meanings as the matching, on any corpus: a plain search without examples and without refusal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.matching.index.lexical import Postings, Scores
from aiguilleur_bot.matching.index.vectors import Encoder
from aiguilleur_bot.matching.reading import french

WORDS, WORDS_OF_A_LINE, NGRAMS, MEANING, MEANING_OF_A_LINE = 1.0, 0.5, 0.75, 1.5, 0.5
"""What each standardised score weighs, on every corpus.

Chosen among 150 draws, for hit@1 + recall@10 averaged over three sets that no comparison counts: the `service-public`
corpus, its titles alone, and half of the phrases of `knowledge/` asking for the other half.
"""
FOUND = 10
"""Documents given for a query."""


class Search:
    """An index of documents made of lines (title first), searched by stems, by pieces of words and by meaning.

    Words and meanings count twice: in the document as a whole, and in its best line (a long answer of which one
    sentence is what was asked; one wording out of twenty). Read-only once built.
    """

    def __init__(self, ids: Sequence[str], documents: Sequence[Sequence[str]], encoder: Encoder) -> None:
        self._ids = tuple(ids)
        self._reader = french.Reader()
        self._encoder = encoder
        read = [[line for line in lines if line.strip()] or ["."] for lines in documents]
        self._starts: npt.NDArray[np.int64] = np.cumsum([0, *(len(lines) for lines in read[:-1])])
        forms = [[french.words(line) for line in lines] for lines in read]
        wholes = [tuple(form for line in lines for form in line) for lines in forms]
        self._words = Postings([self._stems(words) for words in wholes])
        self._words_of_lines = Postings([self._stems(line) for lines in forms for line in lines])
        self._ngrams = Postings([french.ngrams(words) for words in wholes])
        self._vectors = encoder.encode([french.for_encoder("\n".join(lines)) for lines in read])
        self._vectors_of_lines = encoder.encode([french.for_encoder(line) for lines in read for line in lines])

    def find(self, query: str, count: int = FOUND) -> tuple[str, ...]:
        """The ids of the best documents, best first."""
        order = np.argsort(-self.scores(query), kind="stable")
        return tuple(self._ids[int(i)] for i in order[:count])

    def scores(self, query: str) -> Scores:
        """One score per document, in order: comparable within this query only."""
        forms = french.words(query)
        stems = self._stems(forms)
        vector = self._encoder.encode([french.for_encoder(query)])[0]
        total: Scores = (
            WORDS * _standard(self._words.bm25(stems))
            + WORDS_OF_A_LINE * _standard(self._best_line(self._words_of_lines.cosines(stems)))
            + NGRAMS * _standard(self._ngrams.bm25(french.ngrams(forms)))
            + MEANING * _standard(np.einsum("ij,j->i", self._vectors, vector))
            + MEANING_OF_A_LINE * _standard(self._best_line(np.einsum("ij,j->i", self._vectors_of_lines, vector)))
        )
        return total

    def _stems(self, forms: Sequence[french.Form]) -> list[str]:
        return [word.stem for word in self._reader.read(forms)]

    def _best_line(self, scores: Scores) -> Scores:
        best: Scores = np.maximum.reduceat(scores, self._starts)
        return best


def _standard(scores: Scores) -> Scores:
    deviation = float(scores.std())
    standard: Scores = (scores - scores.mean()) / np.float32(deviation if deviation > 1e-9 else 1.0)
    return standard
