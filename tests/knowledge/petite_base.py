"""The texts of a tiny knowledge base, and what is found when it is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Protocol

from aiguilleur_bot.knowledge.loader import load

AGENDA = "communs/agenda.yaml"
COMMUN = """\
id: {id}
nom: {nom}
usage: réserver des salles
resume: Un agenda pour réserver des salles et encaisser.
nature: logiciel
actions: [gerer]
besoins: [outils-de-gestion]
# Une ligne de commentaire, que les numéros de ligne comptent.
statut: actif
est_un_commun: {{licence_ouverte: oui, communaute: oui, gouvernance_connue: non, documentation_publique: inconnu}}
licence: AGPL-3.0-only
premiere_etape: Ouvrez la démonstration et réservez une salle.
modes_mobilisation: [ecrire-sur-le-forum]
temps_premier_essai: <1h
temps_mise_en_route: inconnu
complexite: 2
couts:
  - libelle: Gratuit à essayer
    type: gratuit
contacts:
  - libelle: le forum d'entraide de {nom}
    type: forum
    valeur: https://forum.exemple.test/{id}
    source: https://exemple.test/{id}
territoires: [FR]
sante: {{niveau: stable}}
logiciel: {{stade: stable}}
releve_le: 2026-01-31
cadence_mois: 3
sources:
  - {{champ: "*", url: "https://exemple.test/{id}", lu_le: 2026-01-31}}
en_bref: planning et paiement ensemble
"""
RESEAU = """\
id: {id}
nom: {nom}
echelle: {echelle}
{region}resume: Un réseau qui répond aux tiers-lieux.
contacts:
  - libelle: l'accueil
    type: courriel
    valeur: accueil@{id}.test
    source: https://{id}.test
statut: actif
releve_le: 2026-01-31
cadence_mois: 3
sources:
  - {{champ: "*", url: "https://{id}.test", lu_le: 2026-01-31}}
"""
REFERENT = """\
id: une-personne
nom_affiche: Une Personne
roles: [usage]
niveau: usager
communs: [agenda]
territoires: [FR]
contacts:
  - {type: salon, valeur: "#agenda:exemple.test", visibilite: public}
  - {type: telephone, valeur: "0000", visibilite: aiguilleurs}
capacite: disponible
remuneration: benevole
consentement:
  texte_version: "1"
  date: 2025-12-01
  canal: courriel
  portee: [public]
  preuve: dossier 3
  expire_le: 2026-12-01
confirme_le: 2026-01-01
statut: actif
"""
FAQ = """\
id: planning
question: Qui tiendra le planning à jour ?
action: gerer
besoins: [outils-de-gestion]
avant_de_choisir: qui tiendra le planning à jour ?
reponse_courte: Un planning que personne ne tient à jour ne sert à rien, quel que soit l'outil choisi.
questions_a_se_poser: [Qui ouvre la salle ?, Qui encaisse ?]
communs: [agenda]
source: https://exemple.test/faq
releve_le: 2026-01-31
"""
LEXIQUE = """\
id: produits
produits:
  - {produit: Agendix, communs: [agenda], source: "https://exemple.test"}
synonymes:
  - [adhérent, adhésion]
"""
HORS = """\
id: bavardage
genre: bavardage
lignes: ["bonjour !", "12:30", "08"]
"""


class Edit(Protocol):
    """Replace words of a file of the small base, once each; every one must be found."""

    def __call__(self, name: str, *replacements: tuple[str, str]) -> None: ...


def write(root: Path, name: str, text: str) -> None:
    """Write a file of a knowledge folder."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


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
