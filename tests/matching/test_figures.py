"""The floors of the contract, at the shipped thresholds, on needs nobody learned from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiguilleur_bot.matching import evaluation as mesure
from aiguilleur_bot.matching.encoder import UniversalEncoder
from aiguilleur_bot.matching.engine import Moteur

CHAMPS = {
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
def chiffres(moteur: Moteur, evaluation: Path) -> mesure.Chiffres:
    partage = evaluation / "partage"
    return mesure.evaluate_besoins(moteur, partage / "dev_needs.jsonl", partage / "dev_hors.jsonl", None)


@pytest.mark.parametrize(("nom", "plancher"), [("top1", 0.75), ("rappel3", 0.85), ("action", 0.75), ("refus", 0.75)])
def test_the_shared_set_is_above_the_floor(chiffres: mesure.Chiffres, nom: str, plancher: float) -> None:
    valeur = chiffres[nom]
    assert isinstance(valeur, float)
    assert valeur >= plancher


def test_few_needs_are_refused_and_somebody_is_always_reachable(chiffres: mesure.Chiffres) -> None:
    faux_refus = chiffres["faux_refus"]
    assert isinstance(faux_refus, float)
    assert faux_refus <= 0.06
    assert chiffres["joignable"] == 1.0


def test_the_figures_have_the_shape_of_the_contract(chiffres: mesure.Chiffres) -> None:
    assert chiffres.keys() >= CHAMPS
    intervalles = chiffres["intervalles"]
    assert isinstance(intervalles, dict)
    bas, haut = intervalles["top1"]
    assert bas <= chiffres["top1"] <= haut  # type: ignore[operator]
    assert json.loads(json.dumps(chiffres)) == chiffres
    assert "mauvais commun" in mesure.as_text(chiffres)


def test_blind_sets_agree(moteur: Moteur, evaluation: Path) -> None:
    chiffres = mesure.evaluate_besoins(
        moteur, evaluation / "besoins_aveugles.jsonl", evaluation / "hors_aveugles.jsonl", None
    )
    assert chiffres["top1"] >= 0.85  # type: ignore[operator]
    assert chiffres["refus"] >= 0.80  # type: ignore[operator]
    assert chiffres["faux_refus"] <= 0.06  # type: ignore[operator]


def test_distress_is_recognised_and_drama_left_alone(moteur: Moteur, evaluation: Path) -> None:
    chiffres = mesure.evaluate_sensibles(moteur, evaluation / "sensibles.jsonl")
    assert chiffres["communs_proposes"] == 0
    assert chiffres["rappel"] >= 0.93  # type: ignore[operator]
    assert chiffres["precision"] >= 0.80  # type: ignore[operator]


def test_any_corpus_is_searched(tmp_path: Path, encodeur: UniversalEncoder) -> None:
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
    chiffres = mesure.evaluate_corpus(tmp_path / "c.jsonl", tmp_path / "r.jsonl", tmp_path / "q.tsv", encodeur=encodeur)
    assert chiffres["n"] == 2
    assert [chiffres[nom] for nom in ("hit@1", "hit@3", "recall@10", "mrr@10", "ndcg@10")] == [1.0] * 5


def test_a_bad_line_is_named(tmp_path: Path, moteur: Moteur) -> None:
    fichier = tmp_path / "besoins.jsonl"
    fichier.write_text('{"id":"1","texte":"x","communs":[],"ideal":[],"action":"gerer"}\n{"id":\n', encoding="utf-8")
    with pytest.raises(mesure.EvaluationError, match="ligne 2"):
        mesure.evaluate_besoins(moteur, fichier, None, None)
