"""Every error of a base is told in one run, with its file, its line, its field, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from aiguilleur_bot.knowledge.loader import MODELS, load
from aiguilleur_bot.knowledge.problems import _ALLOWED, Problem, explain

from .petite_base import AGENDA, Edit, errors_in


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
