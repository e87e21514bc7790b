"""What the evaluation counts, on a handful of needs whose answers are known, and on needs written otherwise."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiguilleur_bot.matching import evaluation as measures
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.evaluation import tables
from aiguilleur_bot.matching.evaluation.labelled import Besoin
from aiguilleur_bot.matching.evaluation.measures import Asked, Measure, Unwanted
from aiguilleur_bot.matching.evaluation.mutations import MUTATIONS
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.vocabulary import Ecoute, Suite

ENGINES = ["aiguilleur", "rapidfuzz", "bm25s (racines)", "tantivy (français)", "encodeur seul"]


def asked(wanted: str, offered: tuple[str, ...], *, need: float = 0.9, closed: bool = False) -> Asked:
    besoin = Besoin("1", f"besoin de {wanted}", (wanted,), (wanted,), "gerer", "court")
    return Asked(besoin, Measure(Suite.REPONSE, offered, "gerer", 0.8, True, need, closed, 1.0))


def unwanted(genre: str, need: float, *, closed: bool = False) -> Unwanted:
    return Unwanted(
        {"id": "h", "texte": "hors", "genre": genre}, Measure(Suite.IGNORE, (), None, 0.0, False, need, closed, 1.0)
    )


def test_wrong_answers_are_counted_by_pair_most_frequent_first() -> None:
    confusions = tables.confusions(
        [asked("a", ("b",)), asked("c", ("d",)), asked("c", ("d", "c")), asked("c", ("c",)), asked("e", ())]
    )
    assert [(pair["voulu"], pair["donne"], pair["n"]) for pair in confusions] == [("c", "d", 2), ("a", "b", 1)]
    assert confusions[0]["exemple"] == "besoin de c"


def test_the_curve_refuses_more_and_more_and_what_is_closed_always() -> None:
    points = tables.curve(
        [asked("a", ("a",), need=0.97), asked("b", ("b",), need=0.3)],
        [unwanted("voisin", 0.45), unwanted("annonce", 0.99, closed=True)],
    )
    refused = {point["seuil"]: (point["faux_refus"], point["refus"], point["genres"]) for point in points}
    assert refused[0.2] == (0.0, 0.5, {"voisin": 0.0, "annonce": 1.0})
    assert refused[0.5] == (0.5, 1.0, {"voisin": 1.0, "annonce": 1.0})
    assert refused[0.98] == (1.0, 1.0, {"voisin": 1.0, "annonce": 1.0})


def test_confidence_is_set_beside_the_share_that_was_right() -> None:
    bins = tables.reliability([0.82, 0.88, 1.0, 0.05], [True, False, True, False])
    assert [(one["de"], one["n"], one["confiance"], one["juste"]) for one in bins] == [
        (0.0, 1, 0.05, 0.0),
        (0.8, 2, 0.85, 0.5),
        (0.9, 1, 1.0, 1.0),
    ]


@pytest.fixture
def besoins(tmp_path: Path) -> Path:
    file = tmp_path / "besoins.jsonl"
    lines = [
        ("reserver", "On galère avec les réservations de nos salles : comment vous faites ?", "dokos"),
        ("compta", "On cherche un logiciel libre pour la compta de l'asso", "paheko"),
    ]
    file.write_text(
        "".join(
            json.dumps({"id": i, "texte": t, "communs": [c], "ideal": [c], "action": "gerer", "style": "court"}) + "\n"
            for i, t, c in lines
        ),
        encoding="utf-8",
    )
    return file


@pytest.fixture
def hors(tmp_path: Path) -> Path:
    file = tmp_path / "hors.jsonl"
    file.write_text('{"id":"h1","texte":"bonne nuit tout le monde !","genre":"bavardage"}\n', encoding="utf-8")
    return file


def test_every_engine_is_measured_on_the_same_needs(matcher: Matcher, besoins: Path, hors: Path) -> None:
    figures = measures.evaluate_besoins(matcher, besoins, hors, None, compare=True, mutations=("majuscules",))
    table = figures["comparaison"]
    assert isinstance(table, dict)
    assert list(table) == ["aiguilleur", "aiguilleur (ordre seul)", *ENGINES[1:]]
    for name, row in table.items():
        assert 0 <= row["top1"] <= row["rappel3"] <= 1, name
        assert row["intervalles"].keys() == {"top1", "rappel3"}
    assert table["aiguilleur"]["top1"] == figures["top1"]
    assert table["rapidfuzz"]["refus_a_5"] in (0.0, 1.0)
    assert figures["alterations"].keys() == {"majuscules"}  # type: ignore[attr-defined]
    assert figures["actions"]["gerer"]["n"] == 2  # type: ignore[index]
    text = measures.as_text(figures)
    assert "tantivy (français)" in text
    assert "majuscules" in text


def test_the_chance_of_being_a_need_is_what_the_threshold_is_set_on(matcher: Matcher) -> None:
    threshold = matcher.need_threshold(Ecoute.DIRECT)
    assert 0 < threshold < matcher.need_threshold(Ecoute.INVITE) < 1
    assert matcher.need_probability(matcher.read("bonne nuit tout le monde !")) < threshold
    assert (
        matcher.need_probability(matcher.read("on cherche un outil pour gérer nos réservations de salles")) > threshold
    )


CORPUS = {
    "c.jsonl": '{"id":"a","title":"Vélo","text":"réparer une roue de bicyclette\\nlouer un tandem"}\n'
    '{"id":"b","title":"Pain","text":"pétrir et cuire une miche au levain"}\n'
    '{"id":"c","text":"semer des carottes au printemps"}\n',
    "r.jsonl": '{"id":"1","text":"cuire du pain"}\n{"id":"2","text":"réparer sa bicyclette"}\n{"id":"3","text":"?"}\n',
    "q.tsv": "query-id\tdoc-id\tgrade\n1\tb\t1\n2\ta\t2\n3\tc\t1\n",
}


@pytest.fixture
def corpus(tmp_path: Path) -> tuple[Path, Path, Path]:
    for name, content in CORPUS.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path / "c.jsonl", tmp_path / "r.jsonl", tmp_path / "q.tsv"


def test_every_engine_searches_the_same_corpus(corpus: tuple[Path, Path, Path], encoder: UniversalEncoder) -> None:
    figures = measures.evaluate_corpus(*corpus, encoder=encoder, compare=True)
    table = figures["comparaison"]
    assert isinstance(table, dict)
    assert list(table) == ENGINES
    for name, row in table.items():
        assert row["hit@1"] >= 2 / 3 - 0.001, name
        assert row["intervalles"].keys() >= {"hit@1", "recall@10"}
    assert table["aiguilleur"]["recall@10"] == figures["recall@10"] == 1.0


def test_a_missing_library_is_named_with_what_installs_it(
    corpus: tuple[Path, Path, Path], encoder: UniversalEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with pytest.raises(measures.EvaluationError, match=r"il manque tantivy.*pip install bm25s tantivy"):
        measures.evaluate_corpus(*corpus, encoder=encoder, compare=True)


MUTATED = "Est-ce que quelqu'un a un modèle de règlement pour l'atelier, « ouvert » à tous ?"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("accents", "Est-ce que quelqu'un a un modele de reglement pour l'atelier, « ouvert » a tous ?"),
        ("majuscules", "EST-CE QUE QUELQU'UN A UN MODÈLE DE RÈGLEMENT POUR L'ATELIER, « OUVERT » À TOUS ?"),
        ("colle", "Est-ce que quelqu'un a un modèle de règlement pour l'atelier,«ouvert»à tous?"),
        ("sms", "eske qqn a un modele de reglement pr latelier ouvert a ts"),
    ],
)
def test_a_need_is_written_otherwise(name: str, written: str) -> None:
    assert MUTATIONS[name](MUTATED) == written


def test_each_word_slips_once_the_same_way_each_time() -> None:
    mutate = MUTATIONS["fautes"]
    words = ["comment", "organiser", "nos", "réunions"]
    slipped = mutate(" ".join(words))
    assert slipped == mutate(" ".join(words))
    assert slipped.split()[2] == "nos"
    assert sum(before != after for before, after in zip(words, slipped.split(), strict=True)) >= 2


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=60)
def test_any_text_can_be_written_otherwise(text: str) -> None:
    for mutate in MUTATIONS.values():
        assert mutate(text) == mutate(text)


def test_mutations_are_named() -> None:
    assert measures.mutations_named(("sms", "toutes")) == ("sms", "accents", "fautes", "majuscules", "colle")
    with pytest.raises(measures.EvaluationError, match="--alterer braille"):
        measures.mutations_named(("braille",))
