"""The log, as a spreadsheet, a table and JSON: readable, harmless, and honest about what it does not count."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.needs.export import CAVEAT, COLUMNS, LoggedBesoin, to_csv, to_json, to_table
from aiguilleur_bot.vocabulary import Action, Etat, Issue, Motif

WHEN = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def besoin(texte: str = "un modèle de bail ; pour une ferme", **more: object) -> LoggedBesoin:
    values: dict[str, object] = {
        "numero": 42,
        "cree_le": WHEN,
        "texte": texte,
        "etat": Etat.NOUVELLE,
        "issue": Issue.NON_COUVERT,
        "motif": Motif.AUCUN_COMMUN_CONNU,
        "action": Action.GERER,
        "region": "32",
        "region_nom": "Hauts-de-France",
        "proposes": ("dokos",),
    }
    return LoggedBesoin(**(values | more))  # type: ignore[arg-type]


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_the_spreadsheet_reads_back_with_its_accents_and_the_hour_of_paris() -> None:
    header, row, last = rows(to_csv([besoin()]))
    assert tuple(header) == COLUMNS
    assert row[:5] == ["42", "2026-11-21 00:30", "Hauts-de-France", "gerer", "un modèle de bail ; pour une ferme"]
    assert last == [CAVEAT]
    assert to_csv([besoin()]).startswith("\ufeff"), "a French Excel reads UTF-8 only with its mark"


@given(st.text(max_size=80))
def test_no_cell_runs_as_a_formula_and_no_word_is_lost(texte: str) -> None:
    cells = [cell for row in rows(to_csv([besoin(texte)])) for cell in row]
    assert not any(cell.lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@")) for cell in cells)
    json_text = json.loads(to_json([besoin(texte)]))["besoins"][0]["texte"]
    assert json_text == texte


def test_formulas_become_plain_text() -> None:
    for attack in ("=1+1", "+33", "-2", "@SUM(A1)", "\t=1", " =1"):
        assert rows(to_csv([besoin(attack)]))[1][4] == "'" + attack


def test_the_table_fits_a_line_and_says_what_it_does_not_count() -> None:
    table = to_table([besoin("mot " * 60), besoin("", region_nom=None, region=None)])
    assert CAVEAT in table
    assert "(effacé)" in table
    assert max(len(line) for line in table.splitlines()) < 160
    assert CAVEAT in to_table([])


def test_json_says_what_it_does_not_count() -> None:
    assert json.loads(to_json([]))["reserve"] == CAVEAT
