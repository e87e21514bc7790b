"""The floors of the contract, at the shipped thresholds, on needs nobody learned from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiguilleur_bot.matching import evaluation as measures
from aiguilleur_bot.matching.encoder import UniversalEncoder
from aiguilleur_bot.matching.engine import Matcher

FIELDS = {
    "n",
    "top1",
    "rappel3",
    "mrr",
    "action",
    "refus",
    "faux_refus",
    "joignable",
    "ece",
    "ms_mediane",
    "ms_p95",
    "styles",
}


@pytest.fixture(scope="module")
def figures(matcher: Matcher, evaluation: Path) -> measures.Figures:
    shared = evaluation / "partage"
    return measures.evaluate_besoins(matcher, shared / "dev_needs.jsonl", shared / "dev_hors.jsonl", None)


@pytest.mark.parametrize(("name", "floor"), [("top1", 0.75), ("rappel3", 0.85), ("action", 0.75), ("refus", 0.75)])
def test_the_shared_set_is_above_the_floor(figures: measures.Figures, name: str, floor: float) -> None:
    value = figures[name]
    assert isinstance(value, float)
    assert value >= floor


def test_few_needs_are_refused_and_somebody_is_always_reachable(figures: measures.Figures) -> None:
    false_refusals = figures["faux_refus"]
    assert isinstance(false_refusals, float)
    assert false_refusals <= 0.06
    assert figures["joignable"] == 1.0


def test_the_figures_have_the_shape_of_the_contract(figures: measures.Figures) -> None:
    assert figures.keys() >= FIELDS
    intervals = figures["intervalles"]
    assert isinstance(intervals, dict)
    low, high = intervals["top1"]
    assert low <= figures["top1"] <= high  # type: ignore[operator]
    assert json.loads(json.dumps(figures)) == figures
    assert "mauvais commun" in measures.as_text(figures)


def test_blind_sets_agree(matcher: Matcher, evaluation: Path) -> None:
    figures = measures.evaluate_besoins(
        matcher, evaluation / "besoins_aveugles.jsonl", evaluation / "hors_aveugles.jsonl", None
    )
    assert figures["top1"] >= 0.85  # type: ignore[operator]
    assert figures["refus"] >= 0.80  # type: ignore[operator]
    assert figures["faux_refus"] <= 0.06  # type: ignore[operator]


def test_distress_is_recognised_and_drama_left_alone(matcher: Matcher, evaluation: Path) -> None:
    figures = measures.evaluate_sensibles(matcher, evaluation / "sensibles.jsonl")
    assert figures["communs_proposes"] == 0
    assert figures["rappel"] >= 0.93  # type: ignore[operator]
    assert figures["precision"] >= 0.80  # type: ignore[operator]


def test_any_corpus_is_searched(tmp_path: Path, encoder: UniversalEncoder) -> None:
    (tmp_path / "c.jsonl").write_text(
        '{"id":"a","title":"Vélo","text":"réparer une roue de bicyclette"}\n'
        '{"id":"b","title":"Pain","text":"pétrir et cuire une miche au levain"}\n'
        '{"id":"c","title":"Jardin","text":"semer des carottes au printemps"}\n',
        encoding="utf-8",
    )
    (tmp_path / "r.jsonl").write_text(
        '{"id":"1","text":"cuisson du pain"}\n{"id":"2","text":"ma bicyclete est cassée"}\n{"id":"3","text":"rien"}\n',
        encoding="utf-8",
    )
    (tmp_path / "q.tsv").write_text("query-id\tdoc-id\tgrade\n1\tb\t1\n2\ta\t2\n2\tc\t0\n", encoding="utf-8")
    figures = measures.evaluate_corpus(tmp_path / "c.jsonl", tmp_path / "r.jsonl", tmp_path / "q.tsv", encoder=encoder)
    assert figures["n"] == 2
    assert [figures[name] for name in ("hit@1", "hit@3", "recall@10", "mrr@10", "ndcg@10")] == [1.0] * 5


def test_a_bad_line_is_named(tmp_path: Path, matcher: Matcher) -> None:
    file = tmp_path / "besoins.jsonl"
    file.write_text('{"id":"1","texte":"x","communs":[],"ideal":[],"action":"gerer"}\n{"id":\n', encoding="utf-8")
    with pytest.raises(measures.EvaluationError, match="ligne 2"):
        measures.evaluate_besoins(matcher, file, None, None)
