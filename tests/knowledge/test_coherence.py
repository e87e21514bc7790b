"""What files say of each other: links lead somewhere, and what should be looked at is a warning."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from .petite_base import AGENDA, Edit, errors_in, warnings_in


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
