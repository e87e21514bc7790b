"""Who to call, and what depends on the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from aiguilleur_bot.knowledge.base import Base, months_later
from aiguilleur_bot.knowledge.loader import folders, load
from aiguilleur_bot.vocabulary import Territoire

from .petite_base import AGENDA, Edit

NORD = Territoire("32", "Hauts-de-France", "59")
ELSEWHERE = Territoire("53", "Bretagne", "Brest")
OVERSEAS = Territoire(None, "Nouvelle-Calédonie", "988")


def loaded_base(folder: Path) -> Base:
    base = load([folder]).base
    assert base is not None
    return base


def contact_values(base: Base, commun: str, territoire: Territoire | None = None) -> list[str]:
    return [contact.valeur for contact in base.contacts(commun, territoire)]


def test_people_who_agreed_come_first_then_organisations_then_the_network_of_the_place(folder: Path) -> None:
    base = loaded_base(folder)
    assert contact_values(base, "agenda") == ["#agenda:exemple.test", "https://forum.exemple.test/agenda"]
    assert contact_values(base, "agenda", NORD)[2:] == ["accueil@nord.test"]
    assert contact_values(base, "wiki", NORD) == ["https://forum.exemple.test/wiki", "accueil@nord.test"]
    assert base.contacts("wiki", NORD)[-1].libelle == "Le Nord : l'accueil"


def test_where_a_region_has_no_network_the_national_one_answers(folder: Path) -> None:
    base = loaded_base(folder)
    assert contact_values(base, "wiki", ELSEWHERE)[1:] == ["accueil@national.test"]
    assert contact_values(base, "wiki", OVERSEAS)[1:] == ["accueil@national.test"]
    reseau = base.reseau(ELSEWHERE)
    assert reseau is not None
    assert reseau.echelle == "national"
    assert base.reseau(None) is None


def test_a_network_known_by_its_site_alone_is_called_by_its_site(folder: Path) -> None:
    file = folder / "reseaux/nord.yaml"
    text = file.read_text("utf-8")
    without = (
        text[: text.index("contacts:")] + "contacts: []\nsite: https://nord.test\n" + text[text.index("statut:") :]
    )
    file.write_text(without, encoding="utf-8")
    assert [(c.type, c.valeur) for c in loaded_base(folder).contacts("wiki", NORD)][1:] == [
        ("site", "https://nord.test")
    ]
    file.write_text(without.replace("site: https://nord.test\n", ""), encoding="utf-8")
    assert contact_values(loaded_base(folder), "wiki", NORD)[1:] == ["accueil@national.test"]


def test_the_same_address_is_given_once(folder: Path, edit: Edit) -> None:
    edit(
        "reseaux/nord.yaml", ("type: courriel", "type: forum"), ("accueil@nord.test", "https://forum.exemple.test/wiki")
    )
    assert contact_values(loaded_base(folder), "wiki", NORD) == ["https://forum.exemple.test/wiki"]


@pytest.mark.parametrize(
    "change",
    [
        ("expire_le: 2026-12-01", "expire_le: 2026-01-31"),
        ("date: 2025-12-01", "date: 2026-02-01"),
        ("portee: [public]", "portee: [membres]"),
        ("statut: actif", "statut: retire"),
        ("visibilite: public", "visibilite: membres"),
    ],
)
def test_nothing_of_a_person_is_shown_without_a_running_public_consent(
    folder: Path, edit: Edit, change: tuple[str, str]
) -> None:
    edit("referents/une-personne.yaml", change)
    assert contact_values(loaded_base(folder), "agenda") == ["https://forum.exemple.test/agenda"]


def test_a_consent_ends_by_itself(folder: Path) -> None:
    base = loaded_base(folder)
    assert len(contact_values(replace(base, day=date(2026, 11, 30)), "agenda")) == 2
    assert len(contact_values(replace(base, day=date(2026, 12, 1)), "agenda")) == 1


@pytest.mark.parametrize(
    ("day", "needs_review", "outdated"),
    [
        (date(2026, 1, 31), False, False),
        (date(2026, 4, 30), False, False),  # 31 January plus three months
        (date(2026, 5, 1), True, False),
        (date(2026, 7, 31), True, False),
        (date(2026, 8, 1), True, True),
        (date(2030, 1, 1), True, True),
    ],
)
def test_a_fiche_is_due_after_its_cadence_and_withdrawn_after_twice(
    folder: Path, day: date, needs_review: bool, outdated: bool
) -> None:
    base = replace(loaded_base(folder), day=day)
    assert (base.needs_review("agenda"), base.outdated("agenda")) == (needs_review, outdated)
    assert ("agenda" in {c.id for c in base.proposable()}) is not outdated


def test_a_person_s_confirmation_counts_before_the_reading_of_documents(folder: Path, edit: Edit) -> None:
    edit(AGENDA, ("cadence_mois: 3", "cadence_mois: 3\nverifie_le: 2026-06-01"))
    base = loaded_base(folder)
    assert base.day == date(2026, 6, 1)
    assert not base.needs_review("agenda")
    assert base.needs_review("wiki")


@pytest.mark.parametrize("statut", ["archive", "ferme"])
def test_a_dead_commun_is_never_proposed(folder: Path, edit: Edit, statut: str) -> None:
    edit(AGENDA, ("statut: actif", f"statut: {statut}"))
    assert [c.id for c in loaded_base(folder).proposable()] == ["wiki"]


@pytest.mark.parametrize("statut", ["en-veille", "temporairement-indisponible"])
def test_a_sleeping_commun_still_is(folder: Path, edit: Edit, statut: str) -> None:
    edit(AGENDA, ("statut: actif", f"statut: {statut}"))
    assert [c.id for c in loaded_base(folder).proposable()] == ["agenda", "wiki"]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 11, 21), 12, date(2027, 11, 21)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_added_as_people_do(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_what_is_not_in_the_base_is_a_key_error(folder: Path) -> None:
    with pytest.raises(KeyError):
        loaded_base(folder).fiche("absent")


def test_in_the_shipped_base_everybody_has_somebody_to_call_once_a_region_is_known() -> None:
    base = load(folders(None)).base
    assert base is not None
    places = [Territoire(region.code, region.nom) for region in base.gazetteer.places.regions] + [OVERSEAS]
    for territoire in places:
        for commun in base.proposable():
            assert base.contacts(commun.id, territoire), (commun.id, territoire.nom)


def test_in_the_shipped_base_no_contact_is_a_person() -> None:
    base = load(folders(None)).base
    assert base is not None
    assert base.referents == {}
    assert all(a.exemple == "oui" for a in base.aiguilleurs.values())
