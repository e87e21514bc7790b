"""The engines a user could pick instead of ours, on the same labelled needs, in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.engine import PROPOSITIONS_MAX, Matcher
from aiguilleur_bot.matching.evaluation.measures import Asked, Figures, Unwanted, intervals, means
from aiguilleur_bot.matching.evaluation.rivals import OURS, best_reading, rivals
from aiguilleur_bot.matching.index.examples import HORS, examples
from aiguilleur_bot.matching.index.lexical import Scores

FALSE_REFUSALS = 0.05
"""Needs wrongly refused at which the refusals of every engine are compared: the most that is allowed."""


def compare_besoins(matcher: Matcher, asked: Sequence[Asked], unwanted: Sequence[Unwanted]) -> dict[str, Figures]:
    """top1, rappel3, the refusals possible at 5 % of false ones, and ms, for us and for each engine.

    The others are given all that we learn from (name, summary, description, example needs of every commun), never
    refuse, and get the threshold on their own score that suits them best on this very data. Our first line refuses
    (at the shipped threshold) and a need refused is a miss; the second is our order of communs alone.
    """
    documents = _documents(matcher.base)
    table: dict[str, Figures] = {OURS: _ours(asked, unwanted), f"{OURS} (ordre seul)": _order(matcher, asked)}
    ids = list(documents)

    def play(scores: Callable[[str], Scores]) -> Figures:
        return _play(scores, ids, asked, unwanted)

    lines = list(documents.values())
    for name, build in rivals(matcher.encoder).items():
        table[name] = best_reading(build, lines, play, ("top1", "rappel3"))
    return table


def _documents(base: Base) -> dict[str, list[str]]:
    documents: dict[str, list[str]] = {}
    for example in examples(base):
        if not example.label.startswith(HORS):
            documents.setdefault(example.label, []).append(example.text)
    for commun, lines in documents.items():
        lines.append(base.fiche(commun).description or "")
    return documents


def _ours(asked: Sequence[Asked], unwanted: Sequence[Unwanted]) -> Figures:
    counted = {
        "top1": [float(one.right) for one in asked],
        "rappel3": [float(one.recalled) for one in asked],
    }
    needs, others = ([one.measure.need * (not one.measure.closed) for one in own] for own in (asked, unwanted))
    ms = [one.measure.ms for one in asked]
    return _figures(counted, _refusals(needs, others), ms)


def _order(matcher: Matcher, asked: Sequence[Asked]) -> Figures:
    counted: dict[str, list[float]] = {"top1": [], "rappel3": []}
    for one in asked:
        reading = matcher.read(one.besoin.text)
        _count(counted, one, [reading.communs[place] for place in reading.order])
    return _figures(counted, None, [])


def _play(
    scores: Callable[[str], Scores], ids: Sequence[str], asked: Sequence[Asked], unwanted: Sequence[Unwanted]
) -> Figures:
    counted: dict[str, list[float]] = {"top1": [], "rappel3": []}
    best, durations = [], []
    for one in asked:
        start = time.perf_counter()
        found = scores(one.besoin.text)
        durations.append((time.perf_counter() - start) * 1000)
        _count(counted, one, [ids[int(place)] for place in np.argsort(-found, kind="stable")])
        best.append(float(found.max()))
    others = [float(scores(str(other.line["texte"])).max()) for other in unwanted]
    return _figures(counted, _refusals(best, others), durations)


def _count(counted: dict[str, list[float]], one: Asked, order: Sequence[str]) -> None:
    counted["top1"].append(float(order[0] in one.besoin.communs))
    counted["rappel3"].append(float(any(commun in one.besoin.ideal for commun in order[:PROPOSITIONS_MAX])))


def _refusals(needs: Sequence[float], others: Sequence[float]) -> float | None:
    """The share of messages to refuse under the highest threshold that refuses at most 5 % of the needs."""
    if not others:
        return None
    threshold = sorted(needs)[int(FALSE_REFUSALS * len(needs))]
    return sum(one < threshold for one in others) / len(others)


def _figures(counted: dict[str, list[float]], refusals: float | None, durations: Sequence[float]) -> Figures:
    figures = means(counted)
    if refusals is not None:
        figures["refus_a_5"] = round(refusals, 4)
    if durations:
        figures["ms"] = round(float(np.median(durations)), 2)
    return {**figures, "intervalles": intervals(counted)}
