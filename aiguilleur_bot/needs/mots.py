"""The closed lists as people read them: on pages, in chat and in the terminal, one table for all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "gerer": "Gérer",
        "developper": "Développer",
        "travailler": "Travailler ensemble",
        "animer": "Animer",
        "documenter": "Documenter",
    }
)
ACTIONS_EN_BREF: Mapping[str, str] = MappingProxyType(
    {
        "gerer": "les salles, les adhésions, les comptes, les bénévoles",
        "developper": "le projet, l’argent, le statut, les relations avec la commune",
        "travailler": "à plusieurs : fichiers, messages, visio, dates",
        "animer": "le lieu, les réunions, l’accueil, les décisions",
        "documenter": "ce qu’on fait, pour le retrouver et le transmettre",
    }
)
NATURES: Mapping[str, str] = MappingProxyType(
    {
        "logiciel": "un logiciel",
        "service-heberge": "un service en ligne",
        "communaute-entraide": "une communauté d’entraide",
        "ressource-documentaire": "un document",
        "methode": "une méthode",
        "formation": "une formation",
        "financement": "un financement",
        "hebergeur": "un hébergeur",
        "evenement": "un rendez-vous",
    }
)
FAMILLES: Mapping[str, str] = MappingProxyType(
    {
        "outils-de-gestion": "outils de gestion",
        "juridique": "juridique",
        "ressources-humaines": "ressources humaines",
        "formation": "formation",
        "animation-de-communautes": "animation de communautés",
        "documentation": "documentation",
        "financement": "financement",
        "gouvernance": "gouvernance",
        "communication": "communication",
        "relations-aux-collectivites": "relations aux collectivités",
        "services-aux-habitants": "services aux habitants",
    }
)
ETATS: Mapping[str, str] = MappingProxyType(
    {
        "nouvelle": "à prendre",
        "prise_en_charge": "prise",
        "en_cours": "en cours",
        "en_attente": "en attente",
        "transmise": "proposée à quelqu’un d’autre",
        "relancee": "sans nouvelles",
        "close": "close",
        "expiree": "close sans nouvelles",
        "annulee": "retirée",
        "fusionnee": "fusionnée",
    }
)
ISSUES: Mapping[str, str] = MappingProxyType(
    {
        "couvert": "couvert",
        "partiellement-couvert": "couvert en partie",
        "non-couvert": "non couvert",
        "en-cours": "en cours",
        "inconnu": "inconnu",
    }
)
MOTIFS: Mapping[str, str] = MappingProxyType(
    {
        "aucun-commun-connu": "aucun commun connu",
        "commun-incomplet": "il manque une fonction",
        "territoire-non-couvert": "pas sur ce territoire",
        "commun-en-sommeil": "plus maintenu",
        "referent-indisponible": "référent·e indisponible",
        "referent-sans-reponse": "référent·e sans réponse",
        "liste-d-attente": "liste d’attente",
        "trop-complexe": "trop complexe",
        "trop-cher": "trop cher",
        "trop-long": "trop long",
        "maturite-inadaptee": "pas pour ce stade du projet",
        "criteres-non-remplis": "critères non remplis",
        "fiche-manquante": "fiche manquante",
        "fiche-perimee": "fiche périmée",
        "mauvaise-correspondance": "mauvaise correspondance",
        "hors-perimetre": "hors périmètre",
        "deja-resolu": "déjà résolu",
        "demande-retiree": "demande retirée",
        "sans-nouvelles": "sans nouvelles",
        "ne-souhaite-pas-un-commun": "ne souhaite pas un commun",
        "doublon": "doublon",
    }
)
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "robot": "dit au robot",
        "aiguilleur": "noté par l’équipe",
        "web": "depuis une page",
        "import": "importé",
        "exemple": "donnée d’exemple",
    }
)
STATUTS: Mapping[str, str] = MappingProxyType(
    {
        "a-qualifier": "à qualifier",
        "ouvert": "ouvert",
        "retenu": "retenu",
        "en-cours": "en cours",
        "couvert": "couvert",
        "ecarte": "écarté",
        "doublon": "doublon",
    }
)
SOUTIENS: Mapping[str, str] = MappingProxyType(
    {"moi-aussi": "moi aussi", "contribuer": "prêt·e à contribuer", "cofinancer": "prêt·e à cofinancer"}
)
MATURITES: Mapping[str, str] = MappingProxyType(
    {"idee": "idée", "projet": "projet", "ouvert": "lieu ouvert", "installe": "lieu installé"}
)


def said(words: Mapping[str, str], value: str | None, unknown: str = "inconnu") -> str:
    """A value of a closed list as people read it; what the list does not know is shown as it is."""
    return words.get(value, value) if value else unknown
