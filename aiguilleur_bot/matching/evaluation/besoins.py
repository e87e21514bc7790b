"""The figures of `aiguilleur evaluer` on labelled needs and on sensitive messages, with their intervals.

Names are those of docs/contribuer.md ("Mesurer la recherche"). Counted as in a direct message; a closed question counts
its choices as propositions; a need refused counts as a miss everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.evaluation import tables
from aiguilleur_bot.matching.evaluation.comparison import compare_besoins
from aiguilleur_bot.matching.evaluation.labelled import bootstrap, calibration, read_besoins, read_lines
from aiguilleur_bot.matching.evaluation.measures import (
    Asked,
    Figures,
    Unwanted,
    intervals,
    means,
    measure,
    share,
    values,
)
from aiguilleur_bot.matching.evaluation.mutations import MUTATIONS
from aiguilleur_bot.vocabulary import Suite, Territoire

DEFAULT_REGION = "32"
"""Where the askers of a labelled set are, when nothing says it: somebody must be reachable anywhere."""


def evaluate_besoins(
    matcher: Matcher,
    besoins: Path,
    hors: Path | None,
    territoire: Territoire | None,
    *,
    compare: bool = False,
    mutations: Sequence[str] = (),
) -> Figures:
    """Needs, and messages to refuse when `hors` is given. Raises EvaluationError.

    `compare` adds "comparaison": the other engines on the same needs. `mutations` (names of MUTATIONS) adds
    "alterations": what is lost when every need is written so.
    """
    labelled = read_besoins(besoins)
    lines = read_lines(hors, ("id", "texte")) if hors is not None else []
    place = territoire or matcher.base.region(DEFAULT_REGION)
    asked = [Asked(besoin, measure(matcher, besoin.text, territoire, place)) for besoin in labelled]
    unwanted = [Unwanted(line, measure(matcher, str(line["texte"]), territoire, place)) for line in lines]
    figures = _figures(asked, unwanted)
    if compare:
        figures["comparaison"] = compare_besoins(matcher, asked, unwanted)
    if mutations:
        figures["alterations"] = {name: _mutated(matcher, asked, name, territoire, place) for name in mutations}
    return figures


def _figures(asked: Sequence[Asked], unwanted: Sequence[Unwanted]) -> Figures:
    counted = values(asked, unwanted)
    said, right = tables.answers(asked, unwanted)
    durations = [one.ms for one in (*(a.measure for a in asked), *(u.measure for u in unwanted))] or [0.0]
    return {
        "n": len(asked),
        "n_hors": len(unwanted),
        **means(counted),
        "ece": round(calibration(said, right), 4),
        "ms_mediane": round(float(np.median(durations)), 2),
        "ms_p95": round(float(np.percentile(durations, 95)), 2),
        "styles": tables.by(asked, lambda one: one.besoin.style),
        "actions": tables.by(asked, lambda one: one.besoin.action),
        "genres": tables.genres(unwanted),
        "intervalles": intervals(counted),
        "calibrage": tables.reliability(said, right),
        "courbe": tables.curve(asked, unwanted),
        "confusions": tables.confusions(asked),
        "erreurs": tables.errors(asked, unwanted),
    }


def _mutated(
    matcher: Matcher, asked: Sequence[Asked], name: str, territoire: Territoire | None, place: Territoire | None
) -> Figures:
    """The same needs written otherwise: `perte` is what rappel3 loses, with the interval of the paired differences."""
    mutate = MUTATIONS[name]
    rewritten = [Asked(one.besoin, measure(matcher, mutate(one.besoin.text), territoire, place)) for one in asked]
    counted = values(rewritten, ())
    lost = [float(one.recalled) - rest for one, rest in zip(asked, counted["rappel3"], strict=True)]
    figures = means({name: counted[name] for name in ("top1", "rappel3", "faux_refus")})
    return {**figures, "perte": share(sum(lost), len(lost)), "intervalle_perte": bootstrap(lost)}


def evaluate_sensibles(matcher: Matcher, sensibles: Path) -> Figures:
    """Messages of people in trouble, and near-misses. Raises EvaluationError."""
    lines = read_lines(sensibles, ("id", "texte", "sensible"))
    measures = [measure(matcher, str(line["texte"]), None, None) for line in lines]
    truth = [line["sensible"] is True for line in lines]
    flagged = [one.suite is Suite.SENSIBLE for one in measures]
    pairs = list(zip(lines, truth, flagged, measures, strict=True))
    recalled = [float(said) for _, sensible, said, _ in pairs if sensible]
    precise = [float(sensible) for _, sensible, said, _ in pairs if said]
    return {
        "n": len(lines),
        "rappel": share(sum(recalled), len(recalled)),
        "precision": share(sum(precise), len(precise)),
        "communs_proposes": sum(sensible and bool(one.offered) for _, sensible, _, one in pairs),
        "intervalles": intervals({"rappel": recalled, "precision": precise}),
        "erreurs": {
            "manque": [_short(line) for line, sensible, said, _ in pairs if sensible and not said],
            "a-tort": [_short(line) for line, sensible, said, _ in pairs if said and not sensible],
        },
    }


def _short(line: Mapping[str, object]) -> Figures:
    return {"id": line["id"], "texte": line["texte"]}
