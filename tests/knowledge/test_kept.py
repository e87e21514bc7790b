"""What knowledge files held the last time: the same base as when they are parsed, and nothing when in doubt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aiguilleur_bot.knowledge import kept, loader
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.settings import shipped

from .petite_base import AGENDA, Edit

REFERENT = "referents/une-personne.yaml"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were parsed, in order; the map, always the same, left out."""
    names: list[str] = []
    parse = loader.parse_yaml

    def counting(content: bytes, name: str) -> object:
        if not name.startswith("territoires"):
            names.append(name)
        return parse(content, name)

    monkeypatch.setattr(loader, "parse_yaml", counting)
    return names


def base_of(folder: Path, cache: Path | None) -> Base:
    loaded = load([folder], cache=cache)
    assert loaded.base is not None, loaded.errors
    return loaded.base


def the_file(cache: Path) -> Path:
    (file,) = cache.glob("*.kept")
    assert list(cache.iterdir()) == [file], "nothing is left beside it"
    return file


def rewritten(content: bytes, old: bytes, new: bytes) -> bytes:
    """A file that is whole, and says something else."""
    body = content.partition(b"\n")[2]
    assert old in body
    body = body.replace(old, new)
    return kept._header(body) + body


def test_the_shipped_base_comes_back_the_same(tmp_path: Path, parsed: list[str]) -> None:
    fresh = base_of(shipped("knowledge"), None)
    assert base_of(shipped("knowledge"), tmp_path).fingerprint == fresh.fingerprint
    assert parsed
    parsed.clear()
    again = base_of(shipped("knowledge"), tmp_path)
    assert {name.partition("/")[0] for name in parsed} <= {"referents", "aiguilleurs"}
    for name in ("communs", "reseaux", "faqs", "referents", "aiguilleurs"):
        assert dict(getattr(again, name)) == dict(getattr(fresh, name))
    for name in ("exemples", "hors", "produits", "synonymes", "fingerprint", "day"):
        assert getattr(again, name) == getattr(fresh, name)
    assert again.read_territoire("un lieu en Ardèche") == fresh.read_territoire("un lieu en Ardèche") != ()


def test_only_an_edited_file_is_parsed_again(folder: Path, edit: Edit, tmp_path: Path, parsed: list[str]) -> None:
    cache = tmp_path / "cache"
    base_of(folder, cache)
    parsed.clear()
    edit(AGENDA, ("nom: Agenda Libre", "nom: Agenda Neuf"))
    assert base_of(folder, cache).fiche("agenda").nom == "Agenda Neuf"
    assert set(parsed) == {AGENDA, REFERENT}
    edit(AGENDA, ("nom: Agenda Neuf", "nom: Agenda Libre"))
    assert base_of(folder, cache).fiche("agenda").nom == "Agenda Libre"
    assert parsed.count(AGENDA) == 2, "what no file holds any more is forgotten"


def test_nothing_about_people_is_kept(folder: Path, tmp_path: Path, parsed: list[str]) -> None:
    base_of(folder, tmp_path / "cache")
    parsed.clear()
    assert base_of(folder, tmp_path / "cache").referents["une-personne"].nom_affiche == "Une Personne"
    assert parsed == [REFERENT]
    assert b"Une Personne" not in the_file(tmp_path / "cache").read_bytes()


def test_a_file_taken_away_leaves_the_base(folder: Path, tmp_path: Path) -> None:
    (folder / "communs" / "autre.yaml").write_text(
        (folder / AGENDA).read_text("utf-8").replace("id: agenda", "id: autre"), encoding="utf-8"
    )
    assert "autre" in base_of(folder, tmp_path / "cache").communs
    (folder / "communs" / "autre.yaml").unlink()
    assert "autre" not in base_of(folder, tmp_path / "cache").communs


def test_a_file_under_another_name_is_not_the_one_that_was_kept(folder: Path, tmp_path: Path) -> None:
    base_of(folder, tmp_path / "cache")
    (folder / AGENDA).rename(folder / "communs" / "autre.yaml")
    loaded = load([folder], cache=tmp_path / "cache")
    assert "communs/autre.yaml:1" in str(loaded.errors[0])


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content[:-20], id="cut"),
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: content.replace(b"Agenda Libre", b"Agenda Faux "), id="changed"),
        pytest.param(lambda content: b"autre chose\n" + content, id="foreign"),
        pytest.param(lambda content: rewritten(content, b'"stable"', b'"robuste"'), id="against the schema"),
        pytest.param(lambda content: rewritten(content, b'{"id"', b'\xff\xfe{"id"'), id="not JSON"),
        pytest.param(lambda content: rewritten(content, b" {", b"{"), id="without keys"),
    ],
)
def test_a_damaged_file_is_done_without_and_written_anew(
    folder: Path, tmp_path: Path, parsed: list[str], damage: Callable[[bytes], bytes]
) -> None:
    cache = tmp_path / "cache"
    base_of(folder, cache)
    file = the_file(cache)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    parsed.clear()
    assert base_of(folder, cache).fiche("agenda").nom == "Agenda Libre"
    assert AGENDA in parsed
    assert file.read_bytes() == whole
    assert the_file(cache) == file


def test_another_way_of_reading_trusts_nothing_of_the_former(
    folder: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base_of(folder, tmp_path / "cache")
    parsed.clear()
    monkeypatch.setattr(kept, "_code", lambda: "0" * 64)
    base_of(folder, tmp_path / "cache")
    assert AGENDA in parsed


def test_the_code_that_reads_is_named() -> None:
    folder = Path(kept.__file__).parent
    assert {f"{module}.py" for module in kept._CODE} <= {file.name for file in folder.iterdir()}


def test_a_base_with_errors_is_not_kept(folder: Path, edit: Edit, tmp_path: Path) -> None:
    edit(AGENDA, ("complexite: 2", "complexite: 4"))
    assert load([folder], cache=tmp_path / "cache").errors
    assert not (tmp_path / "cache").exists()


def test_an_error_between_files_says_the_line_of_one_that_was_kept(folder: Path, edit: Edit, tmp_path: Path) -> None:
    edit(AGENDA, ("territoires: [FR]", "territoires: [FR]\nalternatives: [autre]"))
    (folder / "communs" / "autre.yaml").write_text(
        (folder / "communs" / "agenda.yaml")
        .read_text("utf-8")
        .replace("id: agenda", "id: autre")
        .replace("alternatives: [autre]", "alternatives: [agenda]"),
        encoding="utf-8",
    )
    base_of(folder, tmp_path / "cache")
    (folder / "communs" / "autre.yaml").unlink()
    plain, told = load([folder]).errors, load([folder], cache=tmp_path / "cache").errors
    assert told == plain
    assert told[0].line > 20


def test_a_folder_that_cannot_be_written_is_done_without(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "occupe").write_text("un fichier, là où un dossier est attendu")
    assert base_of(folder, tmp_path / "occupe").fiche("agenda").nom == "Agenda Libre"
    assert (tmp_path / "occupe").is_file()


def test_a_file_that_leads_out_of_the_folder_is_refused_even_if_it_was_kept(folder: Path, tmp_path: Path) -> None:
    base_of(folder, tmp_path / "cache")
    (folder / AGENDA).rename(tmp_path / "agenda.yaml")
    (folder / AGENDA).symlink_to(tmp_path / "agenda.yaml")
    assert "un lien qui sort du dossier" in str(load([folder], cache=tmp_path / "cache").errors[0])
