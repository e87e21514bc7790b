"""Folders become one base: the shipped one, the operator's, several; what nobody reads is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from aiguilleur_bot.knowledge.loader import EXTENSION, folders, load
from aiguilleur_bot.settings import shipped

from .petite_base import AGENDA, Edit, errors_in, warnings_in


def test_the_small_base_has_nothing_to_say(folder: Path) -> None:
    loaded = load([folder])
    assert loaded.problems == ()
    assert loaded.base is not None
    assert list(loaded.base.communs) == ["agenda", "wiki"]
    assert loaded.base.fiche("agenda").temps_premier_essai == "<1h"
    assert loaded.base.hors[0].lignes == ("bonjour !", "12:30", "08")
    assert loaded.base.fiche("agenda").est_un_commun.gouvernance_connue == "non"


def test_what_nobody_reads_is_a_warning_and_what_tools_leave_is_not(folder: Path) -> None:
    for name in ("communs/notes.txt", "communs/vieux.yml", "communs/sous/x.yaml", "comuns/a.yaml", "brouillon.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("a: b")
    for name in ("communs/.agenda.yaml.swp", "communs/agenda.yaml~", "communs/#agenda.yaml#", ".git"):
        (folder / name).write_text("a: b")
    names = [a.split(":")[0] for a in warnings_in(folder)]
    assert names == ["brouillon.yaml", "communs/notes.txt", "communs/sous", "communs/vieux.yml", "comuns"]


@pytest.mark.parametrize("case", ["absent", "vide", "fichier", "aucun"])
def test_a_folder_without_communs_is_a_clear_error(tmp_path: Path, case: str) -> None:
    folder = tmp_path / "savoir"
    if case == "vide":
        folder.mkdir()
    if case == "fichier":
        folder.write_text("a: b")
    loaded = load([] if case == "aucun" else [folder])
    assert loaded.base is None
    assert len(loaded.problems) == 1
    found = "aucune fiche de commun" if case in ("vide", "aucun") else "dossier introuvable"
    assert loaded.problems[0].found == found


def test_a_later_folder_replaces_by_id_and_adds_the_rest(
    folder: Path, tmp_path: Path, fiche: Callable[..., str]
) -> None:
    added = tmp_path / "ajout"
    (added / "communs").mkdir(parents=True)
    (added / "communs" / "wiki.yaml").write_text(fiche("wiki", "Notre Wiki"))
    (added / "communs" / "chez-nous.yaml").write_text(fiche("chez-nous", "Chez Nous"))
    loaded = load([folder, added])
    assert loaded.problems == ()
    assert loaded.base is not None
    assert {c.id: c.nom for c in loaded.base.communs.values()} == {
        "agenda": "Agenda Libre",
        "chez-nous": "Chez Nous",
        "wiki": "Notre Wiki",
    }
    (added / "communs" / "wiki.yaml").write_text("id: wiki\n")
    assert all(c.file == "ajout/communs/wiki.yaml" for c in load([folder, added]).errors)


def test_the_operator_s_folder_stands_alone_unless_it_says_that_it_extends(tmp_path: Path) -> None:
    shipped_folder = shipped("knowledge")
    assert folders(None) == (shipped_folder,)
    assert folders(shipped_folder) == (shipped_folder,)
    assert folders(tmp_path) == (tmp_path,)
    (tmp_path / EXTENSION).touch()
    assert folders(tmp_path) == (shipped_folder, tmp_path)
    loaded = load(folders(tmp_path))
    assert loaded.base is not None
    assert not any(EXTENSION in c.file for c in loaded.problems)


def test_a_folder_may_bring_its_own_map(folder: Path, edit: Edit) -> None:
    shutil.copytree(shipped("knowledge") / "territoires", folder / "territoires")
    edit("territoires/territoires.yaml", ('surnoms: ["Gwada"]', 'surnoms: ["Pays du Papillon"]'))
    base = load([folder]).base
    assert base is not None
    assert [t.region for t in base.read_territoire("Pays du Papillon")] == ["01"]
    edit("territoires/territoires.yaml", ('region: "84"', 'region: "85"'))
    assert "territoires/territoires.yaml:" in errors_in(folder)[0]


def test_the_fingerprint_changes_with_the_words_and_only_with_them(folder: Path, edit: Edit) -> None:
    before = load([folder]).base
    edit(AGENDA, ("id: agenda", "# un commentaire\nid:   agenda"))
    same = load([folder]).base
    edit(AGENDA, ("nom: Agenda Libre", "nom: Agenda Libéré"))
    after = load([folder]).base
    assert before is not None
    assert same is not None
    assert after is not None
    assert before.fingerprint == same.fingerprint != after.fingerprint
