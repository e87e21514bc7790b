"""`exemples/`: more everyday phrases for a commun, checked like the rest and learned from like its fiche's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import EXTENSION, load
from aiguilleur_bot.matching.index.examples import Example, examples

AGENDA = """\
id: agenda
commun: agenda
origine: redaction
lignes:
  - on se dispute la grande salle
  - qui a la clé jeudi
"""


def write(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def loaded(*folders: Path) -> Base:
    base = load(folders).base
    assert base is not None
    return base


def said(base: Base) -> list[Example]:
    return [example for example in examples(base) if example.quotable]


@pytest.fixture
def extended(folder: Path) -> Path:
    write(folder, "exemples/agenda.yaml", AGENDA)
    return folder


def test_the_phrases_of_a_commun_are_examples_people_could_say(extended: Path) -> None:
    base = loaded(extended)
    assert load([extended]).problems == ()
    assert base.besoins_dits("agenda") == ("on se dispute la grande salle", "qui a la clé jeudi")
    assert said(base) == [Example(phrase, "agenda", quotable=True) for phrase in base.besoins_dits("agenda")]


def test_they_follow_those_of_the_fiche_and_none_counts_twice(extended: Path) -> None:
    fiche = extended / "communs/agenda.yaml"
    fiche.write_text(
        fiche.read_text("utf-8") + "besoins_types: [notre planning papier, Qui a la clé jeudi ?]\n", "utf-8"
    )
    assert loaded(extended).besoins_dits("agenda") == (
        "notre planning papier",
        "Qui a la clé jeudi ?",
        "on se dispute la grande salle",
    )


def test_an_archived_fiche_gives_none(extended: Path) -> None:
    fiche = extended / "communs/agenda.yaml"
    fiche.write_text(fiche.read_text("utf-8").replace("statut: actif", "statut: archive"), "utf-8")
    assert said(loaded(extended)) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("commun: agenda", "commun: absent", "exemples/agenda.yaml:2 : commun : « absent » trouvé ; attendu : le nom"),
        ("origine: redaction", "origine: rêve", "exemples/agenda.yaml:3 : origine : « rêve » trouvé ; attendu : redac"),
        (AGENDA[AGENDA.index("lignes") :], "lignes: []\n", "exemples/agenda.yaml:4 : lignes : une liste vide"),
        ("qui a la clé jeudi", '""', "exemples/agenda.yaml:6 : lignes[2] : une valeur vide"),
    ],
)
def test_what_leads_nowhere_or_says_nothing_is_an_error(extended: Path, before: str, after: str, expected: str) -> None:
    write(extended, "exemples/agenda.yaml", AGENDA.replace(before, after))
    found = [str(problem).replace("\u00a0", " ") for problem in load([extended]).errors]
    assert any(problem.startswith(expected) for problem in found), found


def test_a_phrase_written_twice_is_a_warning(extended: Path) -> None:
    fiche = extended / "communs/wiki.yaml"
    fiche.write_text(fiche.read_text("utf-8") + "besoins_types: [Qui a la clé jeudi ?]\n", "utf-8")
    write(extended, "exemples/wiki.yaml", AGENDA.replace("agenda", "wiki").replace("  - qui a la clé jeudi\n", ""))
    found = [str(problem).replace("\u00a0", " ") for problem in load([extended]).warnings]
    assert [problem.removesuffix(" ; attendu : une phrase écrite une seule fois") for problem in found] == [
        "exemples/agenda.yaml:6 : lignes[2] : « qui a la clé jeudi », déjà dans besoins_types de communs/wiki.yaml",
        "exemples/wiki.yaml:5 : lignes[1] : « on se dispute la grande salle », déjà dans exemples/agenda.yaml",
    ]


def test_an_operators_folder_adds_its_own_and_replaces_ours(extended: Path, tmp_path: Path) -> None:
    own = tmp_path / "mon-savoir"
    write(own, EXTENSION, "")
    write(own, "exemples/appris-wiki.yaml", "id: appris-wiki\ncommun: wiki\norigine: appris\nlignes: [où noter ça]\n")
    write(own, "exemples/agenda.yaml", AGENDA.replace("qui a la clé jeudi", "planning du lieu"))
    base = loaded(extended, own)
    assert base.besoins_dits("wiki") == ("où noter ça",)
    assert base.besoins_dits("agenda") == ("on se dispute la grande salle", "planning du lieu")
    assert base.fingerprint != loaded(extended).fingerprint
