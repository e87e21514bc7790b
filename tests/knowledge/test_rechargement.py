"""Changed files are loaded once they are whole; untouched ones never are."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from aiguilleur_bot.knowledge.loader import Loaded, load
from aiguilleur_bot.knowledge.rechargement import Veilleur

AGENDA = "communs/agenda.yaml"
Changer = Callable[..., None]


def test_nothing_changed_nothing_loaded(dossier: Path) -> None:
    veilleur = Veilleur([dossier])
    assert [veilleur.regarder() for _ in range(3)] == [None, None, None]


def test_a_change_is_loaded_at_the_second_look_and_once(dossier: Path, changer: Changer) -> None:
    veilleur = Veilleur([dossier])
    changer(AGENDA, ("nom: Agenda Libre", "nom: Agenda Neuf"))
    assert veilleur.regarder() is None
    charge = veilleur.regarder()
    assert charge is not None
    assert charge.base is not None
    assert charge.base.fiche("agenda").nom == "Agenda Neuf"
    assert veilleur.regarder() is None


def test_a_file_being_saved_is_waited_for(dossier: Path) -> None:
    veilleur = Veilleur([dossier])
    entier = (dossier / AGENDA).read_text("utf-8")
    for taille in (10, 100, 300):
        (dossier / AGENDA).write_text(entier[:taille], encoding="utf-8")
        assert veilleur.regarder() is None
    (dossier / AGENDA).write_text(entier.replace("Agenda Libre", "Agenda Neuf"), encoding="utf-8")
    assert veilleur.regarder() is None
    charge = veilleur.regarder()
    assert charge is not None
    assert charge.errors == ()


def test_a_broken_edit_is_told_once_and_its_repair_too(dossier: Path, changer: Changer) -> None:
    veilleur = Veilleur([dossier])
    changer(AGENDA, ("complexite: 2", "complexite: 4"))
    veilleur.regarder()
    casse = veilleur.regarder()
    assert casse is not None
    assert casse.base is None
    assert [(c.file, c.line) for c in casse.errors] == [(AGENDA, 16)]
    assert veilleur.regarder() is None
    changer(AGENDA, ("complexite: 4", "complexite: 2"))
    veilleur.regarder()
    repare = veilleur.regarder()
    assert repare is not None
    assert repare.base is not None


def test_a_file_only_touched_or_rewritten_the_same_is_no_change(dossier: Path) -> None:
    veilleur = Veilleur([dossier])
    os.utime(dossier / AGENDA, ns=(1, 1))
    assert [veilleur.regarder() for _ in range(3)] == [None, None, None]


def test_same_size_and_same_time_but_another_file_is_a_change(dossier: Path) -> None:
    veilleur = Veilleur([dossier])
    fichier, autre = dossier / AGENDA, dossier / "autre"
    temps = fichier.stat().st_mtime_ns
    autre.write_text(fichier.read_text("utf-8").replace("Agenda Libre", "Agenda Ouvre"), encoding="utf-8")
    os.utime(autre, ns=(temps, temps))
    autre.replace(fichier)
    veilleur.regarder()
    charge = veilleur.regarder()
    assert charge is not None
    assert charge.base is not None
    assert charge.base.fiche("agenda").nom == "Agenda Ouvre"


def test_files_added_and_taken_away_are_changes(dossier: Path, fiche: Callable[..., str]) -> None:
    veilleur = Veilleur([dossier])
    (dossier / "communs/neuf.yaml").write_text(fiche("neuf", "Neuf"), encoding="utf-8")
    veilleur.regarder()
    charge = veilleur.regarder()
    assert charge is not None
    assert charge.base is not None
    assert "neuf" in charge.base.communs
    (dossier / "communs/neuf.yaml").unlink()
    veilleur.regarder()
    charge = veilleur.regarder()
    assert charge is not None
    assert charge.base is not None
    assert "neuf" not in charge.base.communs


def test_a_folder_that_disappears_is_an_error_not_a_crash(dossier: Path) -> None:
    veilleur = Veilleur([dossier])
    dossier.rename(dossier.with_name("ailleurs"))
    veilleur.regarder()
    charge = veilleur.regarder()
    assert charge is not None
    assert charge.base is None


def test_what_changes_while_it_is_read_is_read_again(dossier: Path, changer: Changer) -> None:
    lectures: list[Loaded] = []

    def charger(dossiers: Sequence[Path]) -> Loaded:
        lectures.append(load(dossiers))
        if len(lectures) == 1:
            changer(AGENDA, ("nom: Agenda Neuf", "nom: Agenda Dernier"))
        return lectures[-1]

    veilleur = Veilleur([dossier], charger=charger)
    changer(AGENDA, ("nom: Agenda Libre", "nom: Agenda Neuf"))
    regards = [veilleur.regarder() for _ in range(4)]
    charges = [charge for charge in regards if charge is not None]
    assert len(charges) == 1
    assert charges[0].base is not None
    assert charges[0].base.fiche("agenda").nom == "Agenda Dernier"


def test_loading_on_request_forgets_what_was_pending(dossier: Path, changer: Changer) -> None:
    veilleur = Veilleur([dossier])
    changer(AGENDA, ("nom: Agenda Libre", "nom: Agenda Neuf"))
    assert veilleur.charger().base is not None
    assert [veilleur.regarder() for _ in range(3)] == [None, None, None]
