"""The same words and meanings on any corpus: a plain search without refusal, to be compared with other engines."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from aiguilleur_bot.matching import french
from aiguilleur_bot.matching.encoder import Encoder, UniversalEncoder
from aiguilleur_bot.matching.labelled import EvaluationError, bootstrap, read_lines
from aiguilleur_bot.matching.lexical import Postings, Scores

_WORDS, _NGRAMS, _MEANING = 1.0, 0.7, 0.8
"""What each standardised score weighs. The same on every corpus."""
_FOUND = 10


class Search:
    """An index of titled texts, searched by stems, by pieces of words and by meaning."""

    def __init__(self, ids: Sequence[str], texts: Sequence[str], encoder: Encoder) -> None:
        self._ids = tuple(ids)
        self._reader = french.Reader()
        forms = [french.words(text) for text in texts]
        self._words = Postings([[word.stem for word in self._reader.read(words)] for words in forms])
        self._ngrams = Postings([french.ngrams(words) for words in forms])
        self._encoder = encoder
        self._vectors = encoder.encode([french.for_encoder(t) for t in texts])

    def find(self, query: str, count: int = _FOUND) -> tuple[str, ...]:
        """The ids of the best documents, best first."""
        forms = french.words(query)
        vector = self._encoder.encode([french.for_encoder(query)])[0]
        total = (
            _WORDS * _standard(self._words.bm25([word.stem for word in self._reader.read(forms)]))
            + _NGRAMS * _standard(self._ngrams.bm25(french.ngrams(forms)))
            + _MEANING * _standard(self._vectors @ vector)
        )
        return tuple(self._ids[int(i)] for i in np.argsort(-total, kind="stable")[:count])


def evaluate_corpus(corpus: Path, queries: Path, qrels: Path, *, encoder: Encoder | None = None) -> dict[str, object]:
    """hit@1, hit@3, recall@10, mrr@10, ndcg@10 and the median time of a query. Raises EvaluationError."""
    documents = read_lines(corpus, ("id", "text"))
    asked = read_lines(queries, ("id", "text"))
    judged = _qrels(qrels)
    search = Search(
        [str(d["id"]) for d in documents],
        [f"{d.get('title', '')} {d['text']}".strip() for d in documents],
        encoder or UniversalEncoder(),
    )
    judged_queries = [(str(query["text"]), judged[str(query["id"])]) for query in asked if str(query["id"]) in judged]
    if not judged_queries:
        raise EvaluationError(f"{qrels} : aucune requête de {queries} n'y est jugée")
    grades, durations = _play(search, judged_queries)
    means: dict[str, object] = {name: round(sum(values) / len(values), 4) for name, values in grades.items()}
    return {
        "n": len(durations),
        "documents": len(documents),
        **means,
        "ms": round(float(np.median(durations)), 2),
        "intervalles": {name: bootstrap(values) for name, values in grades.items()},
    }


def _play(
    search: Search, queries: Sequence[tuple[str, Mapping[str, float]]]
) -> tuple[dict[str, list[float]], list[float]]:
    """The grades of every query, by name, and the milliseconds each took."""
    grades: dict[str, list[float]] = {}
    durations = []
    for query, useful in queries:
        start = time.perf_counter()
        found = search.find(query)
        durations.append((time.perf_counter() - start) * 1000)
        for name, grade in _grade(found, useful).items():
            grades.setdefault(name, []).append(grade)
    return grades, durations


def _qrels(file: Path) -> Mapping[str, Mapping[str, float]]:
    judged: dict[str, dict[str, float]] = {}
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            for line in csv.DictReader(stream, delimiter="\t"):
                grade = float(line["grade"])
                if grade > 0:
                    judged.setdefault(line["query-id"], {})[line["doc-id"]] = grade
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as cause:
        raise EvaluationError(f"{file} : un TSV « query-id doc-id grade » était attendu ({cause})") from None
    return judged


def _grade(found: Sequence[str], useful: Mapping[str, float]) -> dict[str, float]:
    rank = next((r for r, document in enumerate(found, 1) if document in useful), 0)
    gain = sum(useful.get(document, 0.0) / math.log2(r + 1) for r, document in enumerate(found, 1))
    ideal = sum(n / math.log2(r + 1) for r, n in enumerate(sorted(useful.values(), reverse=True)[:_FOUND], 1))
    return {
        "hit@1": float(rank == 1),
        "hit@3": float(0 < rank <= 3),
        "recall@10": sum(document in useful for document in found) / len(useful),
        "mrr@10": 1 / rank if rank else 0.0,
        "ndcg@10": gain / ideal if ideal else 0.0,
    }


def _standard(scores: Scores) -> Scores:
    deviation = float(scores.std())
    standard: Scores = (scores - scores.mean()) / np.float32(deviation if deviation > 1e-9 else 1.0)
    return standard
