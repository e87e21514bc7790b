"""What the matching is worth on labelled messages: the figures of `aiguilleur evaluer`, with their intervals.

Shapes and names are the contract of docs/architecture.md ("Command line"): counts as in a direct message; a closed
question counts its choices as propositions; a need refused counts as a miss everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from aiguilleur_bot.matching.corpus import evaluate_corpus
from aiguilleur_bot.matching.engine import PROPOSITIONS_MAX, Matcher
from aiguilleur_bot.matching.labelled import (
    Besoin,
    EvaluationError,
    as_text,
    bootstrap,
    calibration,
    read_besoins,
    read_lines,
)
from aiguilleur_bot.vocabulary import Reponse, Suite, Territoire

__all__ = ["EvaluationError", "Figures", "as_text", "evaluate_besoins", "evaluate_corpus", "evaluate_sensibles"]

Figures = dict[str, object]
DEFAULT_REGION = "32"
"""Where the askers of a labelled set are, when nothing says it: somebody must be reachable anywhere."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One answer to one labelled message, ready to be counted."""

    suite: Suite
    offered: tuple[str, ...]
    action: str | None
    confidence: float
    reachable: bool
    ms: float

    def rank(self, wanted: Sequence[str]) -> int:
        """The place (from 1) of the first of `wanted`, 0 when none is proposed."""
        return next((rank for rank, commun in enumerate(self.offered, 1) if commun in wanted), 0)


def evaluate_besoins(matcher: Matcher, besoins: Path, hors: Path | None, territoire: Territoire | None) -> Figures:
    """Needs, and messages to refuse when `hors` is given. Raises EvaluationError."""
    labelled = read_besoins(besoins)
    unwanted = read_lines(hors, ("id", "texte")) if hors is not None else []
    place = territoire or matcher.base.region(DEFAULT_REGION)
    measures = [_measure(matcher, besoin.text, territoire, place) for besoin in labelled]
    unwanted_measures = [_measure(matcher, str(line["texte"]), territoire, place) for line in unwanted]
    figures, intervals = _figures(labelled, measures, unwanted_measures)
    durations = [m.ms for m in (*measures, *unwanted_measures)] or [0.0]
    return {
        "n": len(labelled),
        "n_hors": len(unwanted),
        **figures,
        "ece": round(_calibration(labelled, measures, unwanted_measures), 4),
        "ms_mediane": round(float(np.median(durations)), 2),
        "ms_p95": round(float(np.percentile(durations, 95)), 2),
        "styles": _styles(labelled, measures),
        "genres": _genres(unwanted, unwanted_measures),
        "intervalles": intervals,
        "erreurs": _errors(labelled, measures, unwanted, unwanted_measures),
    }


def evaluate_sensibles(matcher: Matcher, sensibles: Path) -> Figures:
    """Messages of people in trouble, and near-misses. Raises EvaluationError."""
    lines = read_lines(sensibles, ("id", "texte", "sensible"))
    measures = [_measure(matcher, str(line["texte"]), None, None) for line in lines]
    truth = [line["sensible"] is True for line in lines]
    flagged = [measure.suite is Suite.SENSIBLE for measure in measures]
    found = sum(sensible and said for sensible, said in zip(truth, flagged, strict=True))
    pairs = list(zip(lines, truth, flagged, measures, strict=True))
    return {
        "n": len(lines),
        "rappel": _share(found, sum(truth)),
        "precision": _share(found, sum(flagged)),
        "communs_proposes": sum(sensible and bool(measure.offered) for _, sensible, _, measure in pairs),
        "erreurs": {
            "manque": [_short(line) for line, sensible, said, _ in pairs if sensible and not said],
            "a-tort": [_short(line) for line, sensible, said, _ in pairs if said and not sensible],
        },
    }


# ---------------------------------------------------------------- counting


def _measure(matcher: Matcher, text: str, territoire: Territoire | None, place: Territoire | None) -> Measure:
    """`territoire` is where the asker is, `place` where they would be found to be before anyone is called."""
    start = time.perf_counter()
    reponse = matcher.understand(text, territoire=territoire)
    ms = (time.perf_counter() - start) * 1000
    besoin = reponse.besoins[0] if reponse.besoins else None
    offered = proposed(reponse)
    return Measure(
        reponse.suite,
        offered,
        str(besoin.action) if besoin is not None and besoin.action is not None else None,
        besoin.confiance if besoin is not None else 0.0,
        bool(offered) and bool(matcher.base.contacts(offered[0], place)),
        ms,
    )


def proposed(reponse: Reponse) -> tuple[str, ...]:
    """What was put before the person: propositions, or one commun for each closed choice."""
    propositions = tuple(p.id for besoin in reponse.besoins for p in besoin.propositions)
    choix = reponse.question.choix if reponse.question is not None else ()
    return propositions + tuple(one.communs[0] for one in choix if one.communs)


def _figures(
    besoins: Sequence[Besoin], measures: Sequence[Measure], unwanted_measures: Sequence[Measure]
) -> tuple[Figures, dict[str, list[float]]]:
    pairs = list(zip(besoins, measures, strict=True))
    ranks = [measure.rank(besoin.ideal) for besoin, measure in pairs]
    values: dict[str, list[float]] = {
        "top1": [float(bool(m.offered) and m.offered[0] in b.communs) for b, m in pairs],
        "rappel3": [float(0 < rank <= PROPOSITIONS_MAX) for rank in ranks],
        "mrr": [1 / rank if rank else 0.0 for rank in ranks],
        "action": [float(bool(m.offered) and m.action == b.action) for b, m in pairs],
        "refus": [float(not m.offered) for m in unwanted_measures],
        "faux_refus": [float(not m.offered) for m in measures],
        "joignable": [float(m.reachable) for m in measures if m.offered],
    }
    figures: Figures = {name: _share(sum(v), len(v)) for name, v in values.items()}
    return figures, {name: bootstrap(v) for name, v in values.items() if v}


def _calibration(besoins: Sequence[Besoin], measures: Sequence[Measure], unwanted_measures: Sequence[Measure]) -> float:
    pairs = [(m.confidence, m.offered[0] in b.communs) for b, m in zip(besoins, measures, strict=True) if m.offered]
    pairs += [(m.confidence, False) for m in unwanted_measures if m.offered]
    return calibration([said for said, _ in pairs], [right for _, right in pairs])


def _styles(besoins: Sequence[Besoin], measures: Sequence[Measure]) -> dict[str, Figures]:
    table: dict[str, Figures] = {}
    for style in dict.fromkeys(besoin.style for besoin in besoins):
        pairs = [(b, m) for b, m in zip(besoins, measures, strict=True) if b.style == style]
        figures, _ = _figures([b for b, _ in pairs], [m for _, m in pairs], ())
        table[style] = {"n": len(pairs)} | {name: figures[name] for name in ("top1", "rappel3", "action", "faux_refus")}
    return table


def _genres(unwanted: Sequence[Mapping[str, object]], measures: Sequence[Measure]) -> dict[str, Figures]:
    table: dict[str, Figures] = {}
    genres = [str(line.get("genre", "sans genre")) for line in unwanted]
    for genre in dict.fromkeys(genres):
        own = [m for one, m in zip(genres, measures, strict=True) if one == genre]
        table[genre] = {"n": len(own), "refus": _share(sum(not m.offered for m in own), len(own))}
    return table


ERRORS = ("pris pour sensible", "refusé à tort", "mauvais commun", "idéal absent des trois", "servi à tort")


def _errors(
    besoins: Sequence[Besoin],
    measures: Sequence[Measure],
    unwanted: Sequence[Mapping[str, object]],
    unwanted_measures: Sequence[Measure],
) -> dict[str, list[Figures]]:
    errors: dict[str, list[Figures]] = {kind: [] for kind in ERRORS}
    for besoin, measure in zip(besoins, measures, strict=True):
        kind = _error(besoin, measure)
        if kind is not None:
            wanted, offered = list(besoin.ideal), list(measure.offered)
            errors[kind].append({"id": besoin.id, "texte": besoin.text, "voulu": wanted, "propose": offered})
    for line, measure in zip(unwanted, unwanted_measures, strict=True):
        if measure.offered:
            errors["servi à tort"].append({**_short(line), "propose": list(measure.offered)})
    return errors


def _error(besoin: Besoin, measure: Measure) -> str | None:
    """What is wrong with the answer to a need, None when it is right."""
    if measure.suite is Suite.SENSIBLE:
        return "pris pour sensible"
    if not measure.offered:
        return "refusé à tort"
    if measure.offered[0] not in besoin.communs:
        return "mauvais commun"
    return None if 0 < measure.rank(besoin.ideal) <= PROPOSITIONS_MAX else "idéal absent des trois"


def _short(line: Mapping[str, object]) -> Figures:
    return {"id": line["id"], "texte": line["texte"]}


def _share(part: float, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
