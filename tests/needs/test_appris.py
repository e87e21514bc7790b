"""The file of what was learned: readable, one line more at a time, never half written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.knowledge.schema import Exemples
from aiguilleur_bot.knowledge.yaml_files import parse_yaml
from aiguilleur_bot.needs.appris import Unwritable, with_lines, write


def lines(text: str) -> tuple[str, ...]:
    document, problems = parse_yaml(text.encode(), "x.yaml")
    assert problems == ()
    assert document is not None
    return Exemples.model_validate(document.data).lignes


def test_a_new_file_says_what_it_is() -> None:
    text = with_lines(None, "dokos", ["on note tout sur un cahier", "on note tout sur un cahier"])
    assert text.startswith("# Phrases dites par des gens")
    assert text.endswith("lignes:\n  - on note tout sur un cahier\n")
    document, _ = parse_yaml(text.encode(), "x.yaml")
    assert document is not None
    assert Exemples.model_validate(document.data).id == "appris-dokos"


@pytest.mark.parametrize(
    "phrase",
    [
        "oui",
        "08",
        "- ça",
        "un prix : 3 €",
        "la clé #2",
        "« on » fait quoi",
        "'x'",
        'dit "non"',
        "null",
        "@ici",
        "a: b",
        "é",
    ],
)
def test_no_phrase_is_read_otherwise_than_it_is_written(phrase: str) -> None:
    assert lines(with_lines(None, "dokos", ["avant", phrase])) == ("avant", phrase)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1))
def test_any_line_reads_back_or_is_refused(phrase: str) -> None:
    words = " ".join(phrase.split())
    if not words:
        return
    try:
        text = with_lines(None, "dokos", [words])
    except Unwritable:
        return
    assert lines(text) == (words,)


def test_the_same_phrase_is_not_written_twice_and_comments_stay() -> None:
    text = with_lines(None, "dokos", ["Un cahier !"]) + "  # à relire\n"
    again = with_lines(text, "dokos", ["un cahier", "un agenda"])
    assert again == text + "  - un agenda\n"


@pytest.mark.parametrize(
    "text", ["id: appris-dokos\ncommun: dokos\nlignes: [a]\norigine: appris\n", "lignes:\n  - a\n", "{", ""]
)
def test_a_file_of_another_shape_is_left_to_its_gardener(text: str) -> None:
    with pytest.raises(Unwritable):
        with_lines(text, "dokos", ["b"])


def test_a_write_replaces_at_once_and_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "exemples" / "appris-dokos.yaml"
    write(file, "a\n")
    file.chmod(0o640)
    write(file, "b\n")
    assert file.read_text("utf-8") == "b\n"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in file.parent.iterdir()] == ["appris-dokos.yaml"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "appris-dokos.yaml"
    write(file, "a\n")
    with pytest.raises(UnicodeEncodeError):
        write(file, "\ud800")
    assert file.read_text("utf-8") == "a\n"
    assert [one.name for one in tmp_path.iterdir()] == ["appris-dokos.yaml"]
