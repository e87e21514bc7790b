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
Changer = Callable[..., None]


def erreurs(dossier: Path) -> list[str]:
    charge = load([dossier])
    assert charge.base is None
    assert charge.errors
    return [str(c).replace("\u00a0", " ") for c in charge.errors]


def avertissements(dossier: Path, day: date | None = None) -> list[str]:
    charge = load([dossier], day=day)
    assert charge.errors == ()
    assert charge.base is not None
    return [str(c).replace("\u00a0", " ") for c in charge.warnings]


def test_the_small_base_has_nothing_to_say(dossier: Path) -> None:
    charge = load([dossier])
    assert charge.problems == ()
    assert charge.base is not None
    assert list(charge.base.communs) == ["agenda", "wiki"]
    assert charge.base.fiche("agenda").temps_premier_essai == "<1h"
    assert charge.base.hors[0].lignes == ("bonjour !", "12:30", "08")
    assert charge.base.fiche("agenda").est_un_commun.gouvernance_connue == "non"


@pytest.mark.parametrize(
    ("changements", "expected"),
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
    dossier: Path, changer: Changer, changements: list[tuple[str, str]], expected: str
) -> None:
    changer(AGENDA, *changements)
    trouves = erreurs(dossier)
    assert any(e.startswith(f"{AGENDA}:") and expected in e for e in trouves), trouves


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "expected"),
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
    dossier: Path, changer: Changer, fichier: str, avant: str, apres: str, expected: str
) -> None:
    changer(fichier, (avant, apres))
    trouves = erreurs(dossier)
    assert any(e.startswith(f"{fichier}:") and expected in e for e in trouves), trouves


def test_no_error_hides_another_and_none_makes_a_second(dossier: Path, changer: Changer) -> None:
    changer(AGENDA, ("complexite: 2", "complexite: 4"), ("statut: actif", "statut: vivant"))
    changer("communs/wiki.yaml", ("nature: logiciel", "nature: *x"))
    changer("faq/planning.yaml", ("action: gerer", "action: ranger"))
    trouves = erreurs(dossier)
    # The question and the person still point at « agenda »: its own errors do not make theirs.
    assert [e.split(" ")[0] for e in trouves] == [
        f"{AGENDA}:9",
        f"{AGENDA}:16",
        "communs/wiki.yaml:5",
        "faq/planning.yaml:3",
    ]


def test_an_archived_fiche_is_never_an_alternative(dossier: Path, changer: Changer) -> None:
    changer("communs/wiki.yaml", ("statut: actif", "statut: archive"))
    changer(AGENDA, ("cadence_mois: 3", "cadence_mois: 3\nalternatives: [wiki]"))
    assert any("30 : alternatives[1] : « wiki », qui est archive" in e for e in erreurs(dossier))


@pytest.mark.parametrize(
    ("fichier", "changements", "day", "expected"),
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
    dossier: Path, changer: Changer, fichier: str, changements: list[tuple[str, str]], day: date | None, expected: str
) -> None:
    changer(fichier, *changements)
    trouves = avertissements(dossier, day)
    assert any(expected in a for a in trouves), trouves


def test_a_fiche_with_nobody_to_call_is_a_warning(dossier: Path) -> None:
    texte = (dossier / "communs/wiki.yaml").read_text("utf-8")
    debut, fin = texte.index("contacts:"), texte.index("territoires:")
    (dossier / "communs/wiki.yaml").write_text(texte[:debut] + "contacts: []\n" + texte[fin:], encoding="utf-8")
    assert any("wiki.yaml:20 : contacts : personne n'est indiqué" in a for a in avertissements(dossier))


def test_what_nobody_reads_is_a_warning_and_what_tools_leave_is_not(dossier: Path) -> None:
    for nom in ("communs/notes.txt", "communs/vieux.yml", "communs/sous/x.yaml", "comuns/a.yaml", "brouillon.yaml"):
        (dossier / nom).parent.mkdir(exist_ok=True)
        (dossier / nom).write_text("a: b")
    for nom in ("communs/.agenda.yaml.swp", "communs/agenda.yaml~", "communs/#agenda.yaml#", ".git"):
        (dossier / nom).write_text("a: b")
    noms = [a.split(":")[0] for a in avertissements(dossier)]
    assert noms == ["brouillon.yaml", "communs/notes.txt", "communs/sous", "communs/vieux.yml", "comuns"]


@pytest.mark.parametrize("cas", ["absent", "vide", "fichier", "aucun"])
def test_a_folder_without_communs_is_a_clear_error(tmp_path: Path, cas: str) -> None:
    dossier = tmp_path / "savoir"
    if cas == "vide":
        dossier.mkdir()
    if cas == "fichier":
        dossier.write_text("a: b")
    charge = load([] if cas == "aucun" else [dossier])
    assert charge.base is None
    assert len(charge.problems) == 1
    found = "aucune fiche de commun" if cas in ("vide", "aucun") else "dossier introuvable"
    assert charge.problems[0].found == found


# ---------------------------------------------------------------- several folders


def test_a_later_folder_replaces_by_id_and_adds_the_rest(
    dossier: Path, tmp_path: Path, fiche: Callable[..., str]
) -> None:
    ajout = tmp_path / "ajout"
    (ajout / "communs").mkdir(parents=True)
    (ajout / "communs" / "wiki.yaml").write_text(fiche("wiki", "Notre Wiki"))
    (ajout / "communs" / "chez-nous.yaml").write_text(fiche("chez-nous", "Chez Nous"))
    charge = load([dossier, ajout])
    assert charge.problems == ()
    assert charge.base is not None
    assert {c.id: c.nom for c in charge.base.communs.values()} == {
        "agenda": "Agenda Libre",
        "chez-nous": "Chez Nous",
        "wiki": "Notre Wiki",
    }
    (ajout / "communs" / "wiki.yaml").write_text("id: wiki\n")
    assert all(c.file == "ajout/communs/wiki.yaml" for c in load([dossier, ajout]).errors)


def test_the_operator_s_folder_stands_alone_unless_it_says_that_it_extends(tmp_path: Path) -> None:
    livre = shipped("knowledge")
    assert folders(None) == (livre,)
    assert folders(livre) == (livre,)
    assert folders(tmp_path) == (tmp_path,)
    (tmp_path / EXTENSION).touch()
    assert folders(tmp_path) == (livre, tmp_path)
    charge = load(folders(tmp_path))
    assert charge.base is not None
    assert not any(EXTENSION in c.file for c in charge.problems)


def test_a_folder_may_bring_its_own_map(dossier: Path, changer: Changer) -> None:
    shutil.copytree(shipped("knowledge") / "territoires", dossier / "territoires")
    changer("territoires/territoires.yaml", ('surnoms: ["Gwada"]', 'surnoms: ["Pays du Papillon"]'))
    base = load([dossier]).base
    assert base is not None
    assert [t.region for t in base.read_territoire("Pays du Papillon")] == ["01"]
    changer("territoires/territoires.yaml", ('region: "84"', 'region: "85"'))
    assert "territoires/territoires.yaml:" in erreurs(dossier)[0]


def test_the_fingerprint_changes_with_the_words_and_only_with_them(dossier: Path, changer: Changer) -> None:
    avant = load([dossier]).base
    changer(AGENDA, ("id: agenda", "# un commentaire\nid:   agenda"))
    pareil = load([dossier]).base
    changer(AGENDA, ("nom: Agenda Libre", "nom: Agenda Libéré"))
    apres = load([dossier]).base
    assert avant is not None
    assert pareil is not None
    assert apres is not None
    assert avant.fingerprint == pareil.fingerprint != apres.fingerprint


# ---------------------------------------------------------------- anything


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(octets=st.binary(max_size=300), nom=st.sampled_from(["communs/agenda.yaml", "hors/x.yaml", "faq/planning.yaml"]))
def test_any_bytes_in_a_file_give_constats_and_never_an_exception(dossier: Path, octets: bytes, nom: str) -> None:
    (dossier / nom).write_bytes(octets)
    charge = load([dossier])
    assert charge.base is None
    assert any(c.file == nom for c in charge.errors)


PLAIN = st.recursive(
    st.text(max_size=8) | st.sampled_from(["oui", "inconnu", "2026-01-31", "3", "gerer"]),
    lambda fils: st.lists(fils, max_size=3) | st.dictionaries(st.text(max_size=6), fils, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(MODELS)), st.data())
def test_every_error_of_the_schema_is_told_in_french(genre: str, data: Any) -> None:
    """Whatever stands where a field is expected, what is said is one of our own sentences."""
    modele: type[BaseModel] = MODELS[genre]
    champs = data.draw(st.dictionaries(st.sampled_from([*modele.model_fields, "inconnu"]), PLAIN, max_size=12))
    try:
        modele.model_validate(champs)
    except ValidationError as echec:
        for erreur in echec.errors():
            assert erreur["type"] in (*_ALLOWED, "missing", "extra_forbidden"), erreur
            found, allowed = explain(erreur, modele)
            assert found
            assert allowed


def test_a_constat_reads_as_one_french_line() -> None:
    problem = Problem("communs/dokos.yaml", 12, "complexite", "« 4 » trouvé", "1, 2, 3 ou inconnu")
    assert str(problem) == (
        "communs/dokos.yaml:12\u00a0: complexite\u00a0: «\u00a04\u00a0» trouvé\u00a0; attendu\u00a0: 1, 2, 3 ou inconnu"
    )


# ---------------------------------------------------------------- the shipped base


def test_the_shipped_base_has_no_error_and_loads_fast() -> None:
    debut = time.perf_counter()
    charge = load(folders(None))
    duree = time.perf_counter() - debut
    assert [str(c) for c in charge.errors] == []
    assert charge.base is not None
    assert len(charge.base.communs) >= 70
    assert duree < 3, "about 0.2 s on a laptop"


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
    archives = {c.id for c in base.communs.values() if c.statut in ("archive", "ferme")}
    assert archives
    assert archives.isdisjoint(c.id for c in base.proposable())
