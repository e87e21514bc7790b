"""Changed files are loaded once they are whole; untouched ones never are."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from aiguilleur_bot.knowledge.loader import Loaded, load
from aiguilleur_bot.knowledge.reload import FolderWatcher

from .petite_base import AGENDA, Edit


def test_nothing_changed_nothing_loaded(folder: Path) -> None:
    watcher = FolderWatcher([folder])
    assert [watcher.look() for _ in range(3)] == [None, None, None]


def test_a_change_is_loaded_at_the_second_look_and_once(folder: Path, edit: Edit) -> None:
    watcher = FolderWatcher([folder])
    edit(AGENDA, ("nom: Agenda Libre", "nom: Agenda Neuf"))
    assert watcher.look() is None
    loaded = watcher.look()
    assert loaded is not None
    assert loaded.base is not None
    assert loaded.base.fiche("agenda").nom == "Agenda Neuf"
    assert watcher.look() is None


def test_a_file_being_saved_is_waited_for(folder: Path) -> None:
    watcher = FolderWatcher([folder])
    whole = (folder / AGENDA).read_text("utf-8")
    for size in (10, 100, 300):
        (folder / AGENDA).write_text(whole[:size], encoding="utf-8")
        assert watcher.look() is None
    (folder / AGENDA).write_text(whole.replace("Agenda Libre", "Agenda Neuf"), encoding="utf-8")
    assert watcher.look() is None
    loaded = watcher.look()
    assert loaded is not None
    assert loaded.errors == ()


def test_a_broken_edit_is_told_once_and_its_repair_too(folder: Path, edit: Edit) -> None:
    watcher = FolderWatcher([folder])
    edit(AGENDA, ("complexite: 2", "complexite: 4"))
    watcher.look()
    broken = watcher.look()
    assert broken is not None
    assert broken.base is None
    assert [(c.file, c.line) for c in broken.errors] == [(AGENDA, 16)]
    assert watcher.look() is None
    edit(AGENDA, ("complexite: 4", "complexite: 2"))
    watcher.look()
    repaired = watcher.look()
    assert repaired is not None
    assert repaired.base is not None


def test_a_file_only_touched_or_rewritten_the_same_is_no_change(folder: Path) -> None:
    watcher = FolderWatcher([folder])
    os.utime(folder / AGENDA, ns=(1, 1))
    assert [watcher.look() for _ in range(3)] == [None, None, None]


def test_same_size_and_same_time_but_another_file_is_a_change(folder: Path) -> None:
    watcher = FolderWatcher([folder])
    file, other = folder / AGENDA, folder / "autre"
    time = file.stat().st_mtime_ns
    other.write_text(file.read_text("utf-8").replace("Agenda Libre", "Agenda Ouvre"), encoding="utf-8")
    os.utime(other, ns=(time, time))
    other.replace(file)
    watcher.look()
    loaded = watcher.look()
    assert loaded is not None
    assert loaded.base is not None
    assert loaded.base.fiche("agenda").nom == "Agenda Ouvre"


def test_files_added_and_taken_away_are_changes(folder: Path, fiche: Callable[..., str]) -> None:
    watcher = FolderWatcher([folder])
    (folder / "communs/neuf.yaml").write_text(fiche("neuf", "Neuf"), encoding="utf-8")
    watcher.look()
    loaded = watcher.look()
    assert loaded is not None
    assert loaded.base is not None
    assert "neuf" in loaded.base.communs
    (folder / "communs/neuf.yaml").unlink()
    watcher.look()
    loaded = watcher.look()
    assert loaded is not None
    assert loaded.base is not None
    assert "neuf" not in loaded.base.communs


def test_a_folder_that_disappears_is_an_error_not_a_crash(folder: Path) -> None:
    watcher = FolderWatcher([folder])
    folder.rename(folder.with_name("ailleurs"))
    watcher.look()
    loaded = watcher.look()
    assert loaded is not None
    assert loaded.base is None


def test_what_changes_while_it_is_read_is_read_again(folder: Path, edit: Edit) -> None:
    readings: list[Loaded] = []

    def loading(folders: Sequence[Path]) -> Loaded:
        readings.append(load(folders))
        if len(readings) == 1:
            edit(AGENDA, ("nom: Agenda Neuf", "nom: Agenda Dernier"))
        return readings[-1]

    watcher = FolderWatcher([folder], loading=loading)
    edit(AGENDA, ("nom: Agenda Libre", "nom: Agenda Neuf"))
    looks = [watcher.look() for _ in range(4)]
    loadings = [loaded for loaded in looks if loaded is not None]
    assert len(loadings) == 1
    assert loadings[0].base is not None
    assert loadings[0].base.fiche("agenda").nom == "Agenda Dernier"
