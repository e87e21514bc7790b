"""Every error of a base is told in one run, with its file, its line, its field, what was found and what is allowed."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from aiguilleur_bot.knowledge.loader import EXTENSION, MODELS, folders, load
from aiguilleur_bot.knowledge.problems import _ALLOWED, Problem, explain
from aiguilleur_bot.settings import shipped

AGENDA = "communs/agenda.yaml"
Edit = Callable[..., None]


def errors_in(folder: Path) -> list[str]:
    loaded = load([folder])
    assert loaded.base is None
    assert loaded.errors
    return [str(c).replace("\u00a0", " ") for c in loaded.errors]


def warnings_in(folder: Path, day: date | None = None) -> list[str]:
    loaded = load([folder], day=day)
    assert loaded.errors == ()
    assert loaded.base is not None
    return [str(c).replace("\u00a0", " ") for c in loaded.warnings]


def test_the_small_base_has_nothing_to_say(folder: Path) -> None:
    loaded = load([folder])
    assert loaded.problems == ()
    assert loaded.base is not None
    assert list(loaded.base.communs) == ["agenda", "wiki"]
    assert loaded.base.fiche("agenda").temps_premier_essai == "<1h"
    assert loaded.base.hors[0].lignes == ("bonjour !", "12:30", "08")
    assert loaded.base.fiche("agenda").est_un_commun.gouvernance_connue == "non"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("complexite: 2", "complexite: 4")], "16 : complexite : « 4 » trouvé ; attendu : 1, 2, 3 ou inconnu"),
        (
            [("statut: actif", "statuts: actif")],
            "9 : statuts : champ inconnu ; attendu : vouliez-vous dire « statut » ?",
        ),
        (
            [("statut: actif\n", "")],
            "1 : statut : rien ; attendu : ce champ est obligatoire (« inconnu » se dit, quand c'est le cas)",
        ),
        ([("    type: gratuit", "    type: cadeau")], "19 : couts[1].type : « cadeau » trouvé"),
        ([("    type: gratuit\n", "")], "18 : couts[1].type : rien"),
        ([("actions: [gerer]", "actions: [gérer]")], "6 : actions[1] : « gérer » trouvé ; attendu : gerer,"),
        ([("actions: [gerer]", "actions: []")], "6 : actions : une liste vide ; attendu : au moins 1 élément"),
        ([("actions: [gerer]", "actions: gerer")], "6 : actions : « gerer » trouvé ; attendu : une liste"),
        (
            [("2026-01-31\ncadence", "31/01/2026\ncadence")],
            "28 : releve_le : « 31/01/2026 » trouvé ; attendu : un jour qui",
        ),
        (
            [("2026-01-31\ncadence", "2026-02-31\ncadence")],
            "28 : releve_le : « 2026-02-31 » trouvé ; attendu : un jour qui",
        ),
        (
            [("2026-01-31\ncadence", "20260131\ncadence")],
            "28 : releve_le : « 20260131 » trouvé ; attendu : un jour qui",
        ),
        ([("cadence_mois: 3", "cadence_mois: 4")], "29 : cadence_mois : « 4 » trouvé ; attendu : 1, 3, 6 ou 12"),
        (
            [("cadence_mois: 3", "cadence_mois: souvent")],
            "29 : cadence_mois : « souvent » trouvé ; attendu : 1, 3, 6 ou 12",
        ),
        ([("Un agenda", "Un agenda " + "très " * 40)], "(249 signes) trouvé ; attendu : 150 signes au plus"),
        ([("nom: Agenda Libre", "nom:")], "2 : nom : une valeur vide ; attendu : un texte"),
        ([("nom: Agenda Libre", "nom: [a]")], "2 : nom : une liste ; attendu : un texte"),
        (
            [("sante: {niveau: stable}", "sante: bonne")],
            "26 : sante : « bonne » trouvé ; attendu : des champs en retrait",
        ),
        (
            [("    type: gratuit", "    type: devis\n    montant_min: 12,50")],
            "20 : couts[1].montant_min : « 12,50 » trouvé",
        ),
        (
            [("    type: gratuit", "    type: devis\n    montant_min: -3")],
            "« -3 » trouvé ; attendu : un nombre à partir de 0",
        ),
        (
            [("    type: gratuit", "    type: devis\n    montant_min: nan")],
            "« nan » trouvé ; attendu : un nombre ordinaire",
        ),
        (
            [("nature: logiciel", "nature: logiciel\nsite: exemple.test")],
            "6 : site : « exemple.test » trouvé ; attendu : une adresse",
        ),
        ([("id: agenda", "id: Agenda")], "1 : id : « Agenda » trouvé ; attendu : des minuscules sans accent"),
        (
            [("id: agenda", "id: agendas")],
            "1 : id : « agendas » trouvé ; attendu : « agenda », comme le nom du fichier",
        ),
        (
            [("territoires: [FR]", "territoires: [Nord]")],
            "25 : territoires[1] : « Nord » trouvé ; attendu : « FR » ou un code",
        ),
        ([("logiciel: {", "methode: {"), ("stade: stable", "duree: 1 h")], "5 : nature : « logiciel » sans sa grille"),
        (
            [("logiciel: {", "methode: {"), ("stade: stable", "duree: 1 h")],
            "27 : methode : une grille d'une autre nature",
        ),
        ([("cadence_mois: 3", "cadence_mois: 3\nalternatives: [absent]")], "30 : alternatives[1] : « absent » trouvé"),
        ([("cadence_mois: 3", "cadence_mois: 3\nalternatives: [agenda]")], "« agenda », la fiche elle-même"),
        ([("cadence_mois: 3", "cadence_mois: 3\nfaq: [absente]")], "30 : faq[1] : « absente » trouvé"),
        ([("cadence_mois: 3", "cadence_mois: 3\nreferents: [absent]")], "30 : referents[1] : « absent » trouvé"),
        (
            [("paiement ensemble", "paiement.")],
            "32 : en_bref : « planning et paiement. » trouvé ; attendu : un texte sans",
        ),
        ([("paiement ensemble", "p" * 60)], "(72 signes) trouvé ; attendu : 60 signes au plus"),
    ],
)
def test_an_error_says_where_what_and_what_is_allowed(
    folder: Path, edit: Edit, changes: list[tuple[str, str]], expected: str
) -> None:
    edit(AGENDA, *changes)
    found = errors_in(folder)
    assert any(e.startswith(f"{AGENDA}:") and expected in e for e in found), found


@pytest.mark.parametrize(
    ("file", "before", "after", "expected"),
    [
        ("faq/planning.yaml", "communs: [agenda]", "communs: [agenda, absent]", "8 : communs[2] : « absent » trouvé"),
        ("referents/une-personne.yaml", "communs: [agenda]", "communs: [absent]", "5 : communs[1] : « absent » trouvé"),
        ("referents/une-personne.yaml", "  preuve: dossier 3\n", "", "12 : consentement.preuve : rien"),
        ("lexique/produits.yaml", "communs: [agenda]", "communs: [absent]", "3 : produits[1].communs[1] : « absent »"),
        ("reseaux/nord.yaml", "region: 32\n", "", "3 : echelle : « regional » ; attendu : « region » pour un réseau"),
        ("reseaux/nord.yaml", "region: 32", "region: 99", "4 : region : « 99 » trouvé ; attendu : un code INSEE"),
        (
            "hors/bavardage.yaml",
            "genre: bavardage",
            "genre: blabla",
            "2 : genre : « blabla » trouvé ; attendu : bavardage,",
        ),
    ],
)
def test_links_that_lead_nowhere_are_errors_in_every_kind_of_file(
    folder: Path, edit: Edit, file: str, before: str, after: str, expected: str
) -> None:
    edit(file, (before, after))
    found = errors_in(folder)
    assert any(e.startswith(f"{file}:") and expected in e for e in found), found


def test_no_error_hides_another_and_none_makes_a_second(folder: Path, edit: Edit) -> None:
    edit(AGENDA, ("complexite: 2", "complexite: 4"), ("statut: actif", "statut: vivant"))
    edit("communs/wiki.yaml", ("nature: logiciel", "nature: *x"))
    edit("faq/planning.yaml", ("action: gerer", "action: ranger"))
    found = errors_in(folder)
    # The question and the person still point at « agenda »: its own errors do not make theirs.
    assert [e.split(" ")[0] for e in found] == [
        f"{AGENDA}:9",
        f"{AGENDA}:16",
        "communs/wiki.yaml:5",
        "faq/planning.yaml:3",
    ]


def test_an_archived_fiche_is_never_an_alternative(folder: Path, edit: Edit) -> None:
    edit("communs/wiki.yaml", ("statut: actif", "statut: archive"))
    edit(AGENDA, ("cadence_mois: 3", "cadence_mois: 3\nalternatives: [wiki]"))
    assert any("30 : alternatives[1] : « wiki », qui est archive" in e for e in errors_in(folder))


@pytest.mark.parametrize(
    ("file", "changes", "day", "expected"),
    [
        (
            AGENDA,
            [("nom: Agenda Libre", "nom: Agenda Libre\nautres_noms: [wiki-libre]")],
            None,
            "déjà un nom de communs/agenda",
        ),
        (AGENDA, [], date(2026, 5, 1), "agenda.yaml:28 : releve_le : à vérifier depuis le 30/04/2026"),
        ("referents/une-personne.yaml", [("2026-12-01", "2026-01-15")], None, "elle n'est pas montrée"),
        (
            "referents/une-personne.yaml",
            [("portee: [public]", "portee: [aiguilleurs]")],
            None,
            "elle n'est pas montrée",
        ),
        ("referents/une-personne.yaml", [("statut: actif", "statut: en-pause")], None, "elle n'est pas montrée"),
        (
            "reseaux/national.yaml",
            [("echelle: national", "echelle: regional\nregion: 53")],
            None,
            "aucun réseau national",
        ),
    ],
)
def test_what_should_be_looked_at_is_a_warning(
    folder: Path, edit: Edit, file: str, changes: list[tuple[str, str]], day: date | None, expected: str
) -> None:
    edit(file, *changes)
    found = warnings_in(folder, day)
    assert any(expected in a for a in found), found


def test_a_fiche_with_nobody_to_call_is_a_warning(folder: Path) -> None:
    text = (folder / "communs/wiki.yaml").read_text("utf-8")
    start, end = text.index("contacts:"), text.index("territoires:")
    (folder / "communs/wiki.yaml").write_text(text[:start] + "contacts: []\n" + text[end:], encoding="utf-8")
    assert any("wiki.yaml:20 : contacts : personne n'est indiqué" in a for a in warnings_in(folder))


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


# ---------------------------------------------------------------- several folders


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


# ---------------------------------------------------------------- anything


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.binary(max_size=300), name=st.sampled_from(["communs/agenda.yaml", "hors/x.yaml", "faq/planning.yaml"])
)
def test_any_bytes_in_a_file_give_problems_and_never_an_exception(folder: Path, content: bytes, name: str) -> None:
    (folder / name).write_bytes(content)
    loaded = load([folder])
    assert loaded.base is None
    assert any(c.file == name for c in loaded.errors)


PLAIN = st.recursive(
    st.text(max_size=8) | st.sampled_from(["oui", "inconnu", "2026-01-31", "3", "gerer"]),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=6), children, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(MODELS)), st.data())
def test_every_error_of_the_schema_is_told_in_french(kind: str, data: Any) -> None:
    """Whatever stands where a field is expected, what is said is one of our own sentences."""
    model: type[BaseModel] = MODELS[kind]
    fields = data.draw(st.dictionaries(st.sampled_from([*model.model_fields, "inconnu"]), PLAIN, max_size=12))
    try:
        model.model_validate(fields)
    except ValidationError as failure:
        for error in failure.errors():
            assert error["type"] in (*_ALLOWED, "missing", "extra_forbidden"), error
            found, allowed = explain(error, model)
            assert found
            assert allowed


def test_a_problem_reads_as_one_french_line() -> None:
    problem = Problem("communs/dokos.yaml", 12, "complexite", "« 4 » trouvé", "1, 2, 3 ou inconnu")
    assert str(problem) == (
        "communs/dokos.yaml:12\u00a0: complexite\u00a0: «\u00a04\u00a0» trouvé\u00a0; attendu\u00a0: 1, 2, 3 ou inconnu"
    )


# ---------------------------------------------------------------- the shipped base


def test_the_shipped_base_has_no_error_and_loads_fast() -> None:
    start = time.perf_counter()
    loaded = load(folders(None))
    duration = time.perf_counter() - start
    assert [str(c) for c in loaded.errors] == []
    assert loaded.base is not None
    assert len(loaded.base.communs) >= 70
    assert duration < 3, "about 0.2 s on a laptop"


def test_each_fiche_of_the_shipped_base_says_in_its_own_words_what_is_in_it() -> None:
    base = load(folders(None)).base
    assert base is not None
    lines = {commun.en_bref.casefold(): commun for commun in base.communs.values()}
    assert len(lines) == len(base.communs), "two fiches say the same"
    for line, commun in lines.items():
        names = " | ".join((commun.nom, *commun.autres_noms))
        assert not any(name.casefold() in line for name in (commun.nom, *commun.autres_noms)), (names, line)
        # It comes after « Dokos : »: only a proper noun may begin with a capital.
        assert not re.match(r"(Un|Une|Le|La|Les|L'|Des|De|On|Pour|Chaque)\b", commun.en_bref), line
        assert line != commun.usage.casefold()


def test_the_archived_wiki_is_never_proposed() -> None:
    base = load(folders(None)).base
    assert base is not None
    archived = {c.id for c in base.communs.values() if c.statut in ("archive", "ferme")}
    assert archived
    assert archived.isdisjoint(c.id for c in base.proposable())
