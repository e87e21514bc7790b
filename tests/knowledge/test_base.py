"""Who to call, and what depends on the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from aiguilleur_bot.knowledge.base import Base, months_later
from aiguilleur_bot.knowledge.loader import folders, load
from aiguilleur_bot.vocabulary import Territoire

AGENDA = "communs/agenda.yaml"
NORD = Territoire("32", "Hauts-de-France", "59")
AILLEURS = Territoire("53", "Bretagne", "Brest")
OUTRE_MER = Territoire(None, "Nouvelle-Calédonie", "988")
Changer = Callable[..., None]


def charger(dossier: Path) -> Base:
    base = load([dossier]).base
    assert base is not None
    return base


def valeurs(base: Base, commun: str, territoire: Territoire | None = None) -> list[str]:
    return [contact.valeur for contact in base.contacts(commun, territoire)]


def test_people_who_agreed_come_first_then_organisations_then_the_network_of_the_place(dossier: Path) -> None:
    base = charger(dossier)
    assert valeurs(base, "agenda") == ["#agenda:exemple.test", "https://forum.exemple.test/agenda"]
    assert valeurs(base, "agenda", NORD)[2:] == ["accueil@nord.test"]
    assert valeurs(base, "wiki", NORD) == ["https://forum.exemple.test/wiki", "accueil@nord.test"]
    assert base.contacts("wiki", NORD)[-1].libelle == "Le Nord : l'accueil"


def test_where_a_region_has_no_network_the_national_one_answers(dossier: Path) -> None:
    base = charger(dossier)
    assert valeurs(base, "wiki", AILLEURS)[1:] == ["accueil@national.test"]
    assert valeurs(base, "wiki", OUTRE_MER)[1:] == ["accueil@national.test"]
    reseau = base.reseau(AILLEURS)
    assert reseau is not None
    assert reseau.echelle == "national"
    assert base.reseau(None) is None


def test_a_network_known_by_its_site_alone_is_called_by_its_site(dossier: Path) -> None:
    fichier = dossier / "reseaux/nord.yaml"
    texte = fichier.read_text("utf-8")
    sans = (
        texte[: texte.index("contacts:")] + "contacts: []\nsite: https://nord.test\n" + texte[texte.index("statut:") :]
    )
    fichier.write_text(sans, encoding="utf-8")
    assert [(c.type, c.valeur) for c in charger(dossier).contacts("wiki", NORD)][1:] == [("site", "https://nord.test")]
    fichier.write_text(sans.replace("site: https://nord.test\n", ""), encoding="utf-8")
    assert valeurs(charger(dossier), "wiki", NORD)[1:] == ["accueil@national.test"]


def test_the_same_address_is_given_once(dossier: Path, changer: Changer) -> None:
    changer(
        "reseaux/nord.yaml", ("type: courriel", "type: forum"), ("accueil@nord.test", "https://forum.exemple.test/wiki")
    )
    assert valeurs(charger(dossier), "wiki", NORD) == ["https://forum.exemple.test/wiki"]


@pytest.mark.parametrize(
    "changement",
    [
        ("expire_le: 2026-12-01", "expire_le: 2026-01-31"),
        ("date: 2025-12-01", "date: 2026-02-01"),
        ("portee: [public]", "portee: [membres]"),
        ("statut: actif", "statut: retire"),
        ("visibilite: public", "visibilite: membres"),
    ],
)
def test_nothing_of_a_person_is_shown_without_a_running_public_consent(
    dossier: Path, changer: Changer, changement: tuple[str, str]
) -> None:
    changer("referents/une-personne.yaml", changement)
    assert valeurs(charger(dossier), "agenda") == ["https://forum.exemple.test/agenda"]


def test_a_consent_ends_by_itself(dossier: Path) -> None:
    base = charger(dossier)
    assert len(valeurs(base.on_day(date(2026, 11, 30)), "agenda")) == 2
    assert len(valeurs(base.on_day(date(2026, 12, 1)), "agenda")) == 1


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
    dossier: Path, day: date, needs_review: bool, outdated: bool
) -> None:
    base = charger(dossier).on_day(day)
    assert (base.needs_review("agenda"), base.outdated("agenda")) == (needs_review, outdated)
    assert ("agenda" in {c.id for c in base.proposable()}) is not outdated


def test_a_person_s_confirmation_counts_before_the_reading_of_documents(dossier: Path, changer: Changer) -> None:
    changer(AGENDA, ("cadence_mois: 3", "cadence_mois: 3\nverifie_le: 2026-06-01"))
    base = charger(dossier)
    assert base.day == date(2026, 6, 1)
    assert not base.needs_review("agenda")
    assert base.needs_review("wiki")


@pytest.mark.parametrize("statut", ["archive", "ferme"])
def test_a_dead_commun_is_never_proposed(dossier: Path, changer: Changer, statut: str) -> None:
    changer(AGENDA, ("statut: actif", f"statut: {statut}"))
    assert [c.id for c in charger(dossier).proposable()] == ["wiki"]


@pytest.mark.parametrize("statut", ["en-veille", "temporairement-indisponible"])
def test_a_sleeping_commun_still_is(dossier: Path, changer: Changer, statut: str) -> None:
    changer(AGENDA, ("statut: actif", f"statut: {statut}"))
    assert [c.id for c in charger(dossier).proposable()] == ["agenda", "wiki"]


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


def test_what_is_not_in_the_base_is_a_key_error(dossier: Path) -> None:
    with pytest.raises(KeyError):
        charger(dossier).fiche("absent")


def test_in_the_shipped_base_everybody_has_somebody_to_call_once_a_region_is_known() -> None:
    base = load(folders(None)).base
    assert base is not None
    lieux = [Territoire(region.code, region.nom) for region in base.gazetteer.places.regions] + [OUTRE_MER]
    for territoire in lieux:
        for commun in base.proposable():
            assert base.contacts(commun.id, territoire), (commun.id, territoire.nom)


def test_in_the_shipped_base_no_contact_is_a_person() -> None:
    base = load(folders(None)).base
    assert base is not None
    assert base.referents == {}
    assert all(a.exemple == "oui" for a in base.aiguilleurs.values())
