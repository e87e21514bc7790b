"""Why a besoin is not covered, in families that steer what happens next (domain notes §1.2).

Only the first three say that something is missing for people. CONNAISSANCE is a failure of the bot: the base is to be
corrected, and it never counts as a missing commun. HORS is on the side of whoever asked: counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from aiguilleur_bot.vocabulary import Motif


class Nature(StrEnum):
    """The families of motifs."""

    OFFRE = "offre"
    CAPACITE = "capacite"
    ADEQUATION = "adequation"
    CONNAISSANCE = "connaissance"
    HORS = "hors"


NATURES: Mapping[Motif, Nature] = MappingProxyType(
    {
        Motif.AUCUN_COMMUN_CONNU: Nature.OFFRE,
        Motif.COMMUN_INCOMPLET: Nature.OFFRE,
        Motif.TERRITOIRE_NON_COUVERT: Nature.OFFRE,
        Motif.COMMUN_EN_SOMMEIL: Nature.OFFRE,
        Motif.REFERENT_INDISPONIBLE: Nature.CAPACITE,
        Motif.REFERENT_SANS_REPONSE: Nature.CAPACITE,
        Motif.LISTE_D_ATTENTE: Nature.CAPACITE,
        Motif.TROP_COMPLEXE: Nature.ADEQUATION,
        Motif.TROP_CHER: Nature.ADEQUATION,
        Motif.TROP_LONG: Nature.ADEQUATION,
        Motif.MATURITE_INADAPTEE: Nature.ADEQUATION,
        Motif.CRITERES_NON_REMPLIS: Nature.ADEQUATION,
        Motif.FICHE_MANQUANTE: Nature.CONNAISSANCE,
        Motif.FICHE_PERIMEE: Nature.CONNAISSANCE,
        Motif.MAUVAISE_CORRESPONDANCE: Nature.CONNAISSANCE,
        Motif.HORS_PERIMETRE: Nature.HORS,
        Motif.DEJA_RESOLU: Nature.HORS,
        Motif.DEMANDE_RETIREE: Nature.HORS,
        Motif.SANS_NOUVELLES: Nature.HORS,
        Motif.NE_SOUHAITE_PAS_UN_COMMUN: Nature.HORS,
        Motif.DOUBLON: Nature.HORS,
    }
)
"""Every motif; a test holds it to be complete."""


def motifs_of(*natures: Nature) -> tuple[Motif, ...]:
    """The motifs of these families, in the order of the closed list."""
    return tuple(motif for motif, found in NATURES.items() if found in natures)


FAILURES = motifs_of(Nature.CONNAISSANCE)
"""The bot's own: corrected in the base, never counted as missing."""

ASIDE = motifs_of(Nature.HORS)
"""Of whoever asked: counted apart."""
