"""A file is read as plain strings with its lines; what surprises is refused with a clear word, never an exception."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.knowledge.problems import Problem
from aiguilleur_bot.knowledge.yaml_files import MAX_DEPTH, MAX_SIZE, Document, parse_yaml, read_yaml


def parsed(text: str | bytes) -> Document:
    document, problems = parse_yaml(text.encode() if isinstance(text, str) else text, "f.yaml")
    assert problems == ()
    assert document is not None
    return document


def refused(text: str | bytes) -> Problem:
    document, problems = parse_yaml(text.encode() if isinstance(text, str) else text, "f.yaml")
    assert document is None
    assert problems
    assert all(c.file == "f.yaml" and c.severity == "error" and c.allowed for c in problems)
    return problems[0]


@pytest.mark.parametrize(
    "value", ["no", "yes", "08", "12:30", "1e3", "2026-11-21", "1_000", "0x1F", "true", "3.10", "inconnu", "<<", "="]
)
def test_values_stay_the_words_that_were_written(value: str) -> None:
    assert parsed(f"champ: {value}\nliste: [{value}]\n").data == {"champ": value, "liste": [value]}


def test_blocks_lists_and_accents_are_read() -> None:
    document = parsed("a: >-\n  un\n  deux\nb:\n  - x\n  - {c: d}\n\nvide:\ne\u0301te\u0301: cafe\u0301\n".encode())
    assert document.data == {"a": "un deux", "b": ["x", {"c": "d"}], "vide": "", "été": "café"}


def test_a_mark_at_the_start_of_a_utf8_file_is_ignored() -> None:
    assert parsed("\ufeffa: b".encode()).data == {"a": "b"}


def test_every_field_knows_its_line() -> None:
    document = parsed("id: x\n\n# un commentaire\ncouts:\n  - libelle: a\n    type: b\n")
    assert document.line(("id",)) == 1
    assert document.line(("couts", 0, "type")) == 6
    assert document.line(("couts", 0, "absent")) == 5
    assert document.line(("absent",)) == 1


BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        (BOMB, 1, "une ancre « &a »"),
        ("a: b\nc: *a\n", 2, "un renvoi « *a »"),
        ("a: b\nc: &x d\n", 2, "une ancre « &x »"),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            1,
            "une étiquette « tag:yaml.org,2002:python/object/apply:os.system »",
        ),
        ("a: !!int 3\n", 1, "une étiquette « tag:yaml.org,2002:int »"),
        ("&x a: b\n", 1, "une ancre « &x »"),
        ("a: b\nc: d\na: e\n", 3, "ce champ écrit une seconde fois (déjà ligne 1)"),
        ("a: b\n---\nc: d\n", 2, "un second document (« --- »)"),
        ("", 1, "un fichier vide"),
        ("# rien\n", 1, "un fichier vide"),
        ("- a\n- b\n", 1, "une liste ou un texte seul"),
        ("bonjour\n", 1, "une liste ou un texte seul"),
        ("? [a]\n: b\n", 1, "une liste ou une table à la place d'un nom de champ"),
        ("a: " + "[" * 30 + "]" * 30, 1, f"plus de {MAX_DEPTH} niveaux imbriqués"),
        ("a: " + "[" * 100_000, 1, f"plus de {MAX_DEPTH} niveaux imbriqués"),
        ("a: b\nc: ~\n", 2, "« ~ » trouvé"),
        ("a: null\n", 1, "« null » trouvé"),
        ("a: b\n\tc: d\n", 2, "une tabulation en début de ligne"),
        ("a: b\nc: @d\n", 2, "un caractère qui ne peut pas commencer une valeur (tabulation, @, %, `…)"),
        ("a: on dit : bonjour\n", 1, "un deux-points dans un texte sans guillemets, ou une ligne mal alignée"),
        ("a: b\n  c: d\n", 2, "un deux-points dans un texte sans guillemets, ou une ligne mal alignée"),
        ('a: b\nc: "jamais fermé\n', 2, "un guillemet ouvert et jamais fermé"),
        ("a: b\nresume", 2, "une ligne sans « : »"),
        ("a: [b, c\nd: e\n", 1, "une liste [ … ] mal fermée"),
        ('a: "c:\\dossier"\n', 1, "une barre « \\ » entre guillemets doubles"),
        ("id: caf\xe9\n".encode("latin-1"), 1, "un octet qui n'est pas de l'UTF-8 (0xE9)"),
        ("id: a\nnom: caf\xe9\n".encode("latin-1"), 2, "un octet qui n'est pas de l'UTF-8 (0xE9)"),
        ("id: café\n".encode("utf-16"), 1, "un fichier enregistré en UTF-16"),
        ("id: café\n".encode("utf-32"), 1, "un fichier enregistré en UTF-32"),
        ('id: a\nb: "x\\0"\n', 2, "un caractère invisible (U+0000)"),
        (b"id: a\nb: \0\n", 2, "un caractère invisible (U+0000)"),
        ("id: a\nb: \u202egnirts\n", 2, "un caractère invisible (U+202E)"),
    ],
)
def test_what_surprises_is_refused_on_its_line(text: str | bytes, line: int, found: str) -> None:
    problem = refused(text)
    assert (problem.line, problem.found) == (line, found)


def test_quoted_words_may_be_null() -> None:
    assert parsed('a: "null"\nb: "~"\n').data == {"a": "null", "b": "~"}


def test_two_keys_written_twice_are_two_errors() -> None:
    _, problems = parse_yaml(b"a: 1\na: 2\nb: {c: 1, c: 2}\n", "f.yaml")
    assert [(c.line, c.field) for c in problems] == [(2, "a"), (3, "b.c")]


@given(st.binary() | st.text().map(str.encode) | st.text("ab:- [],{}&*!|>'\"%@#\n\t?~").map(str.encode))
def test_no_bytes_ever_raise(content: bytes) -> None:
    document, problems = parse_yaml(content, "f.yaml")
    assert (document is None) == bool(problems)
    for problem in problems:
        assert (
            1
            <= problem.line
            <= content.count(b"\n") + content.count(b"\r") + content.count(b"\xe2\x80") + content.count(b"\xc2\x85") + 2
        )
        assert str(problem)


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "gros.yaml"
    with file.open("wb") as opened:
        opened.truncate(50 * MAX_SIZE)
    _, problems = read_yaml(file, tmp_path, "gros.yaml")
    assert [c.found for c in problems] == ["un fichier de plus de 1 Mo"]


def test_links_that_leave_the_folder_pipes_and_absent_files_are_refused(tmp_path: Path) -> None:
    root = tmp_path / "savoir"
    root.mkdir()
    (tmp_path / "secret.yaml").write_text("a: b")
    (root / "lien.yaml").symlink_to(tmp_path / "secret.yaml")
    (root / "boucle.yaml").symlink_to(root / "boucle.yaml")
    os.mkfifo(root / "tuyau.yaml")
    found = {
        name: read_yaml(root / name, root, name) for name in ("lien.yaml", "boucle.yaml", "tuyau.yaml", "absent.yaml")
    }
    assert all(document is None and len(problems) == 1 for document, problems in found.values())
    assert found["lien.yaml"][1][0].found == "un lien qui sort du dossier"
    assert found["boucle.yaml"][1][0].found == "un lien qui tourne en rond"
    assert found["tuyau.yaml"][1][0].found == "autre chose qu'un fichier"


def test_links_inside_the_folder_are_read(tmp_path: Path) -> None:
    """That is how deployments swap a whole folder at once."""
    (tmp_path / "..donnees").mkdir()
    (tmp_path / "..donnees" / "a.yaml").write_text("a: b")
    (tmp_path / "a.yaml").symlink_to(tmp_path / "..donnees" / "a.yaml")
    document, problems = read_yaml(tmp_path / "a.yaml", tmp_path, "a.yaml")
    assert document is not None
    assert problems == ()
