"""`aiguilleur besoins`, `aiguilleur bilan`: filters, spreadsheets, JSON, and usage errors in French."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest
from store.demandes import CAMILLE, SASHA, besoin, meet

from aiguilleur_bot.needs.export import CAVEAT, COLUMNS
from aiguilleur_bot.store import besoins
from aiguilleur_bot.store import database as store
from aiguilleur_bot.vocabulary import Issue, Motif

from .conftest import Here


@pytest.fixture
def journal(here: Here, tmp_path: Path) -> Here:
    """Four besoins, of three kinds, and the settings that lead to them."""

    async def fill() -> None:
        opened = await store.open(f"sqlite:///{tmp_path / 'aiguilleur.db'}")
        async with opened.write("essai") as tx:
            await meet(tx, CAMILLE, SASHA)
            await besoins.record(tx, besoin(1, texte="=un bail pour une ferme", lieu_cle="l"))
            await besoins.record(
                tx, besoin(2, texte="un véhicule", demandeur=SASHA, region="53", region_nom="Bretagne")
            )
            await besoins.record(tx, besoin(3, motif=Motif.MAUVAISE_CORRESPONDANCE))
            await besoins.record(tx, besoin(4, issue=Issue.COUVERT, motif=None))
        await opened.close()

    asyncio.run(fill())
    for name in ("cle", "jeton"):
        (tmp_path / name).write_text("une cle de test, assez longue\n")
    (tmp_path / "aiguilleur.yaml").write_text(
        'cle: {fichier: cle}\nplateformes:\n  matrix:\n    serveur: "https://matrix.tl.invalid"\n'
        '    compte: "@aiguilleur:tl.invalid"\n    mot_de_passe: {fichier: jeton}\n'
    )
    return here


def numbers(done: object) -> list[int]:
    return [one["numero"] for one in json.loads(done.stdout)["besoins"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), [1, 2, 3]),
        (("--tous",), [1, 2, 3, 4]),
        (("--compte", "manque"), [1, 2]),
        (("--compte", "robot"), [3]),
        (("--compte", "servi"), [4]),
        (("--region", "bretagne"), [2]),
        (("--region", "32", "--compte", "manque"), [1]),
        (("--mots", "VÉHIC"), [2]),
        (("--mois", "2026-10"), []),
        (("--action", "Gérer"), [1, 2, 3]),
        (("--action", "animer"), []),
        (("--motif", "mauvaise correspondance"), [3]),
        (("--source", "robot", "--etat", "nouvelle"), [1, 2, 3]),
        (("--source", "web"), []),
    ],
)
def test_what_is_asked_for_and_nothing_else(journal: Here, options: tuple[str, ...], expected: list[int]) -> None:
    assert numbers(journal("besoins", "lister", "--json", *options)) == expected


def test_the_spreadsheet_has_every_column_and_runs_no_formula(journal: Here, tmp_path: Path) -> None:
    done = journal("besoins", "exporter", "--compte", "manque", "--sortie", "besoins.csv")
    assert done.stdout.replace("\u00a0", " ").strip() == "2 besoins écrits dans besoins.csv"
    text = (tmp_path / "besoins.csv").read_text(encoding="utf-8-sig")
    header, first, second, last = csv.reader(io.StringIO(text), delimiter=";")
    assert tuple(header) == COLUMNS
    assert first[4] == "'=un bail pour une ferme"
    assert (first[header.index("lieu")], second[header.index("lieu")]) == ("l1", "lieu inconnu")
    assert last == [CAVEAT]


def test_the_balance_counts_our_failures_apart(journal: Here) -> None:
    found = json.loads(journal("bilan", "--json", "--mois", "2026-11").stdout)
    assert (found["manques"]["besoins"], found["fautes_du_robot"]) == (2, 1)
    assert {one["cle"] for one in found["indicateurs"]} >= {"couverts", "fiches-a-jour"}
    text = journal("bilan").stdout.replace("\u00a0", " ")
    assert "Par région :" in text
    assert "  Bretagne : 1 (1 personne)" in text
    assert "Par raison :" in text
    assert "  aucun commun connu : 2 (2 personnes)" in text
    assert "(lieu inconnu : 1 besoin)" in text
    assert "Ce qui manque : 2 besoins" in text
    assert CAVEAT in text


@pytest.mark.parametrize(
    "option",
    [("--action", "gere"), ("--motif", "cher"), ("--etat", "fini"), ("--famille", "droit"), ("--source", "page")],
)
def test_a_word_that_no_list_knows_is_refused_with_the_list(journal: Here, option: tuple[str, str]) -> None:
    done = journal("besoins", "lister", *option)
    assert done.returncode == 2
    assert "n'est pas parmi" in done.stderr


def test_a_region_that_does_not_exist_is_refused_by_its_code_too(journal: Here) -> None:
    assert journal("besoins", "lister", "--region", "99").returncode == 3


@pytest.mark.parametrize("month", ["novembre", "2026-13", "26-11"])
def test_a_month_that_is_none_is_said_in_french(journal: Here, month: str) -> None:
    done = journal("bilan", "--mois", month)
    assert done.returncode == 2
    assert "écrivez le mois comme 2026-11" in done.stderr
