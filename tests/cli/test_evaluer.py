"""`aiguilleur evaluer`: the three measures of the contract, their requirements, and files that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Here


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def besoins(tmp_path: Path) -> Path:
    need = {
        "texte": "réserver nos salles",
        "communs": ["dokos"],
        "ideal": ["dokos"],
        "action": "gerer",
        "style": "court",
    }
    return written(tmp_path / "b.jsonl", {"id": "1", **need})


def test_labelled_needs_are_measured_in_the_words_of_the_contract(here: Here, besoins: Path, tmp_path: Path) -> None:
    hors = written(tmp_path / "h.jsonl", {"id": "y", "texte": "Bonjour tout le monde", "genre": "bavardage"})
    done = here("evaluer", "--besoins", str(besoins), "--hors", str(hors), "--json")
    figures = json.loads(done.stdout)
    expected = {"n", "top1", "rappel3", "mrr", "action", "refus", "faux_refus", "joignable", "ece", "ms_mediane"}
    assert expected | {"ms_p95", "styles"} <= set(figures)
    assert (figures["n"], figures["top1"], figures["refus"], figures["faux_refus"]) == (1, 1.0, 1.0, 0.0)


def test_a_requirement_not_met_is_code_1(here: Here, besoins: Path) -> None:
    met = here("evaluer", "--besoins", str(besoins), "--exiger", "top1>=0.9")
    assert met.returncode == 0
    missed = here("evaluer", "--besoins", str(besoins), "--exiger", "top1<=0.5")
    assert missed.returncode == 1
    assert "top1<=0.5" in missed.stderr


def test_sensitive_messages_are_measured(here: Here, tmp_path: Path) -> None:
    labelled = written(
        tmp_path / "s.jsonl",
        {"id": "1", "texte": "on ne paie plus le loyer, on va devoir fermer", "sensible": True},
        {"id": "2", "texte": "réserver nos salles", "sensible": False},
    )
    figures = json.loads(here("evaluer", "--sensibles", str(labelled), "--json").stdout)
    assert {"n", "rappel", "precision", "communs_proposes"} <= set(figures)
    assert (figures["n"], figures["rappel"], figures["communs_proposes"]) == (2, 1.0, 0)


def test_any_corpus_is_measured(here: Here, tmp_path: Path) -> None:
    corpus = written(
        tmp_path / "c.jsonl",
        {"id": "a", "title": "Réserver une salle", "text": "planning des salles communes"},
        {"id": "b", "title": "Publier une vidéo", "text": "héberger des films"},
    )
    queries = written(tmp_path / "r.jsonl", {"id": "q", "text": "réservation de salles"})
    qrels = tmp_path / "q.tsv"
    qrels.write_text("query-id\tdoc-id\tgrade\nq\ta\t1\n", encoding="utf-8")
    done = here("evaluer", "--corpus", str(corpus), "--requetes", str(queries), "--qrels", str(qrels), "--json")
    figures = json.loads(done.stdout)
    assert {"hit@1", "hit@3", "recall@10", "mrr@10", "ndcg@10"} <= set(figures)
    assert figures["hit@1"] == 1.0


def test_a_file_that_cannot_be_read_is_one_french_line(here: Here, tmp_path: Path) -> None:
    broken = tmp_path / "b.jsonl"
    broken.write_text('{"id": "1", "texte": \n', encoding="utf-8")
    done = here("evaluer", "--besoins", str(broken))
    assert done.returncode == 1
    assert "b.jsonl" in done.stderr
    assert "Traceback" not in done.stderr
