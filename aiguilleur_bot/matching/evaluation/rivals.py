"""The engines a user could pick instead of ours, on the same documents: what a comparison needs and nothing more.

Each is given its best of two readings of a document: in one piece, or line by line with the best line counting.
`bm25s` and `tantivy` are development dependencies; rapidfuzz and the encoder are ours already.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType, ModuleType
from typing import Protocol

import numpy as np
import Stemmer
from rapidfuzz import fuzz, process

from aiguilleur_bot.matching.evaluation.labelled import EvaluationError
from aiguilleur_bot.matching.index.lexical import Scores
from aiguilleur_bot.matching.index.vectors import Encoder
from aiguilleur_bot.matching.reading import french

INSTALL = "pip install bm25s tantivy"
"""What brings the two engines that are not ours."""
OURS = "aiguilleur"
"""The name of our line in a comparison."""


class Rival(Protocol):
    """An engine over texts given once. Higher scores are better; a text it does not find scores 0 or less."""

    def scores(self, query: str) -> Scores:
        """One score per text, in order."""


class Rapidfuzz:
    """`token_set_ratio` over folded words: what the library calls its most tolerant measure of whole texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [_folded(text) for text in texts]

    def scores(self, query: str) -> Scores:
        """See `Rival.scores`: 0..100."""
        scores: Scores = process.cdist([_folded(query)], self._texts, scorer=fuzz.token_set_ratio, dtype=np.float32)[0]
        return scores


class Bm25s:
    """BM25 as the `bm25s` library ships it: its French stop words, Snowball's French stems, its default constants."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._library = _library("bm25s")
        self._stemmer = Stemmer.Stemmer("french")
        self._index = self._library.BM25()
        tokens = self._library.tokenize(list(texts), stopwords="fr", stemmer=self._stemmer, show_progress=False)
        self._index.index(tokens, show_progress=False)
        self._count = len(texts)

    def scores(self, query: str) -> Scores:
        """See `Rival.scores`."""
        tokens = self._library.tokenize(
            query, stopwords="fr", stemmer=self._stemmer, show_progress=False, return_ids=False
        )[0]
        known = [token for token in tokens if token in self._index.vocab_dict]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)


class Tantivy:
    """Tantivy with its French analyser (lower case, no accents, stop words, stems), any word matching."""

    def __init__(self, texts: Sequence[str]) -> None:
        tantivy = self._library = _library("tantivy")
        analyser = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stopword("french"))
            .filter(tantivy.Filter.stemmer("french"))
            .filter(tantivy.Filter.ascii_fold())
            .build()
        )
        fields = tantivy.SchemaBuilder()
        fields.add_unsigned_field("place", stored=True)
        fields.add_text_field("text", tokenizer_name="french")
        self._schema = fields.build()
        self._index = tantivy.Index(self._schema)
        self._index.register_tokenizer("french", analyser)
        writer = self._index.writer(num_threads=1)
        for place, text in enumerate(texts):
            writer.add_document(tantivy.Document(place=place, text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._analyser = analyser
        self._count = len(texts)

    def scores(self, query: str) -> Scores:
        """See `Rival.scores`."""
        tantivy = self._library
        terms = [tantivy.Query.term_query(self._schema, "text", t) for t in self._analyser.analyze(query)]
        scores = np.zeros(self._count, dtype=np.float32)
        if terms and self._count:
            any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
            searcher = self._index.searcher()
            for score, address in searcher.search(any_of, limit=self._count).hits:
                scores[searcher.doc(address)["place"][0]] = score
        return scores


class Meaning:
    """The sentence encoder alone: the cosine of the query with each text."""

    def __init__(self, texts: Sequence[str], encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors = encoder.encode([french.for_encoder(text) for text in texts])

    def scores(self, query: str) -> Scores:
        """See `Rival.scores`: -1..1."""
        scores: Scores = self._vectors @ self._encoder.encode([french.for_encoder(query)])[0]
        return scores


def rivals(encoder: Encoder) -> Mapping[str, Callable[[Sequence[str]], Rival]]:
    """How to build each engine, by the name shown. Raises EvaluationError when a library is missing."""
    _library("bm25s")
    _library("tantivy")
    return MappingProxyType(
        {
            "rapidfuzz": Rapidfuzz,
            "bm25s (racines)": Bm25s,
            "tantivy (français)": Tantivy,
            "encodeur seul": lambda texts: Meaning(texts, encoder),
        }
    )


class Reading:
    """A rival over documents of several lines: `whole` in one piece, else the best line counts."""

    def __init__(
        self, build: Callable[[Sequence[str]], Rival], documents: Sequence[Sequence[str]], *, whole: bool
    ) -> None:
        lines = [["\n".join(lines)] for lines in documents] if whole else [list(lines) for lines in documents]
        self._starts = np.cumsum([0, *(len(own) for own in lines[:-1])])
        self._rival = build([line for own in lines for line in own])

    def scores(self, query: str) -> Scores:
        """One score per document, in order."""
        best: Scores = np.maximum.reduceat(self._rival.scores(query), self._starts)
        return best


def best_reading(
    build: Callable[[Sequence[str]], Rival],
    documents: Sequence[Sequence[str]],
    play: Callable[[Callable[[str], Scores]], dict[str, object]],
    measures: Sequence[str],
) -> dict[str, object]:
    """What an engine is worth in its better reading, by the sum of `measures`: each is compared at its best."""
    read = [[line for line in lines if line.strip()] or ["."] for lines in documents]
    played = [
        {**play(Reading(build, read, whole=whole).scores), "lecture": "entière" if whole else "par ligne"}
        for whole in (True, False)
    ]
    return max(played, key=lambda figures: sum(float(str(figures[name])) for name in measures))


def _folded(text: str) -> str:
    return " ".join(folded for _, folded in french.words(text))


def _library(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise EvaluationError(f"--comparer : il manque {name} ; installez-le avec « {INSTALL} »") from None
