"""The scripts that write the measures down: pictures that are SVG, tables that go where the pages want them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest
from depot import ROOT

FIGURES = {
    "n": 4,
    "n_hors": 2,
    "ece": 0.05,
    "refus": 0.5,
    "faux_refus": 0.0,
    "calibrage": [{"de": 0.8, "a": 0.9, "n": 4, "confiance": 0.82, "juste": 0.75}],
    "courbe": [
        {"seuil": 0.5, "faux_refus": 0.0, "refus": 0.5, "genres": {"voisin": 0.5}},
        {"seuil": 0.9, "faux_refus": 0.1, "refus": 1.0, "genres": {"voisin": 1.0}},
    ],
    "genres": {"voisin": {"n": 2, "refus": 0.5}},
}


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def mesures(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    loaded = script("mesures")
    monkeypatch.delitem(sys.modules, "diagrammes", raising=False)
    return loaded


def test_pictures_are_svg_that_say_what_they_show() -> None:
    drawn = script("diagrammes")
    pictures = [drawn.reliability({"un jeu": FIGURES}), drawn.refusals({"un jeu": FIGURES})]
    pictures.append(drawn.refusals_by_kind(FIGURES))
    for svg in pictures:
        root = ElementTree.fromstring(svg)
        assert root.tag.endswith("svg")
        assert root.get("aria-label")
    assert "0,82 annoncé, 0,75 juste, 4 réponses" in pictures[0]
    assert "un jeu (grande marque\u00a0: seuil livré)" in pictures[1]
    assert "voisin (2 messages)" in pictures[2]


def test_a_table_replaces_the_last_one_and_nothing_else(mesures: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("avant\n<!-- mesures:courbe -->\nvieux\n<!-- /mesures -->\naprès\n", encoding="utf-8")
    made = {"courbe": mesures._curve({"un jeu": FIGURES}), "corpus": "| x |"}
    assert mesures.write(made, [page]) == ["corpus"]
    once = page.read_text(encoding="utf-8")
    assert once.startswith("avant\n<!-- mesures:courbe -->\n\n| seuil | un jeu\u00a0: faux refus |")
    assert "| 0,90 | 0,100 | 1,000 |" in once
    assert "vieux" not in once
    assert once.endswith("<!-- /mesures -->\naprès\n")
    mesures.write(made, [page])
    assert page.read_text(encoding="utf-8") == once


def test_every_table_of_the_pages_is_one_that_is_made() -> None:
    source = (ROOT / "scripts" / "mesures.py").read_text(encoding="utf-8")
    wanted = [
        part.split(" -->")[0]
        for page in ("benchmarks.md", "benchmarks-matching.md")
        for part in (ROOT / "docs" / page).read_text(encoding="utf-8").split("<!-- mesures:")[1:]
    ]
    assert wanted
    assert [name for name in wanted if f'"{name}"' not in source] == []
