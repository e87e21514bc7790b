"""The search on any corpus with judgements, alone or beside other engines: the second contract of `evaluer`."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from aiguilleur_bot.matching.evaluation.labelled import EvaluationError, bootstrap, read_lines
from aiguilleur_bot.matching.evaluation.rivals import OURS, best_reading, rivals
from aiguilleur_bot.matching.evaluation.search import FOUND, Search
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.index.lexical import Scores
from aiguilleur_bot.matching.index.vectors import Encoder

Queries = Sequence[tuple[str, Mapping[str, float]]]
"""What is asked, and what serves it: document -> grade."""


def evaluate_corpus(
    corpus: Path, queries: Path, qrels: Path, *, encoder: Encoder | None = None, compare: bool = False
) -> dict[str, object]:
    """hit@1, hit@3, recall@10, mrr@10, ndcg@10 and the median time of a query. Raises EvaluationError.

    With `compare`, "comparaison" holds the same figures for each other engine, on the same queries.
    """
    documents = read_lines(corpus, ("id", "text"))
    asked = read_lines(queries, ("id", "text"))
    judged = _qrels(qrels)
    judged_queries = [(str(query["text"]), judged[str(query["id"])]) for query in asked if str(query["id"]) in judged]
    if not judged_queries:
        raise EvaluationError(f"{qrels} : aucune requête de {queries} n'y est jugée")
    encoder = encoder or UniversalEncoder()
    ids = [str(document["id"]) for document in documents]
    lines = [[str(document.get("title", "")), *str(document["text"]).split("\n")] for document in documents]
    ours = _play(Search(ids, lines, encoder).scores, ids, judged_queries)
    figures: dict[str, object] = {"n": len(judged_queries), "documents": len(documents), **ours}
    if compare:
        figures["comparaison"] = {OURS: ours} | _others(lines, ids, judged_queries, encoder)
    return figures


def _others(
    lines: Sequence[Sequence[str]], ids: Sequence[str], queries: Queries, encoder: Encoder
) -> dict[str, dict[str, object]]:
    return {
        name: best_reading(build, lines, lambda scores: _play(scores, ids, queries), ("hit@1", "recall@10"))
        for name, build in rivals(encoder).items()
    }


def _play(scores: Callable[[str], Scores], ids: Sequence[str], queries: Queries) -> dict[str, object]:
    """The mean grade of every measure, the median milliseconds of a query, and the intervals."""
    grades: dict[str, list[float]] = {}
    durations = []
    for query, useful in queries:
        start = time.perf_counter()
        order = np.argsort(-scores(query), kind="stable")[:FOUND]
        durations.append((time.perf_counter() - start) * 1000)
        for name, grade in _grade([ids[int(place)] for place in order], useful).items():
            grades.setdefault(name, []).append(grade)
    return {
        **{name: round(sum(values) / len(values), 4) for name, values in grades.items()},
        "ms": round(float(np.median(durations)), 2),
        "intervalles": {name: bootstrap(values) for name, values in grades.items()},
    }


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
    ideal = sum(n / math.log2(r + 1) for r, n in enumerate(sorted(useful.values(), reverse=True)[:FOUND], 1))
    return {
        "hit@1": float(rank == 1),
        "hit@3": float(0 < rank <= 3),
        "recall@10": sum(document in useful for document in found) / len(useful),
        "mrr@10": 1 / rank if rank else 0.0,
        "ndcg@10": gain / ideal if ideal else 0.0,
    }
