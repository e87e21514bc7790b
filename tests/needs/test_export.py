"""The log, as a spreadsheet, a table and JSON: readable, harmless, and honest about what it does not count."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.needs.export import CAVEAT, COLUMNS, UNKNOWN_PLACE, to_csv, to_json, to_table
from aiguilleur_bot.needs.manques import Manque
from aiguilleur_bot.vocabulary import Action, Etat, Issue, Motif

WHEN = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def besoin(texte: str = "un modèle de bail ; pour une ferme", **more: object) -> Manque:
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
    return Manque(**(values | more))  # type: ignore[arg-type]


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
    for attack in ("=1+1", "+33", "-2", "@SUM(A1)", " =1", "\uff1d1+1", "\uff0b1"):
        assert rows(to_csv([besoin(attack)]))[1][4] == "'" + attack


def test_a_cell_is_one_line_without_control_signs() -> None:
    text = to_csv([besoin("\t=1\r\nun\x0bbail\x00\x1b")])
    assert rows(text)[1][4] == "' =1  un bail"


def test_the_table_fits_a_line_and_says_what_it_does_not_count() -> None:
    table = to_table([besoin("mot " * 60), besoin("", region_nom=None, region=None)])
    assert CAVEAT in table
    assert "(effacé)" in table
    assert max(len(line) for line in table.splitlines()) < 160
    assert CAVEAT in to_table([])


def test_json_says_what_it_does_not_count() -> None:
    assert json.loads(to_json([]))["reserve"] == CAVEAT


def test_who_and_where_are_numbers_and_an_unknown_place_is_said() -> None:
    known, unknown = besoin(qui=3, ou=1, famille="juridique", soutiens=4, defi=2), besoin()
    first, second = rows(to_csv([known, unknown]))[1:3]
    at = dict(zip(COLUMNS, first, strict=True))
    assert (at["personne"], at["lieu"], at["famille"], at["soutiens"], at["defi"]) == (
        "p3",
        "l1",
        "juridique",
        "4",
        "2",
    )
    assert dict(zip(COLUMNS, second, strict=True))["lieu"] == UNKNOWN_PLACE


def test_near_communs_and_near_besoins_come_with_how_near() -> None:
    one = besoin(proches=("loot",), scores={"dokos": 0.8125, "loot": 0.4}, voisins=((7, 0.713),))
    at = dict(zip(COLUMNS, rows(to_csv([one]))[1], strict=True))
    assert (at["proches"], at["voisins"]) == ("dokos (0,81), loot (0,40)", "n° 7 (0,71)")
    assert json.loads(to_json([one]))["besoins"][0]["proches"][1] == {"commun": "loot", "score": 0.4}
