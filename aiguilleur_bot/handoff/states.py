"""The life of a besoin in human hands, as a table to hold against the domain notes (§2.3).

Every transition is written down with who, when and why by whoever applies it.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from aiguilleur_bot.vocabulary import Etat


class Evenement(StrEnum):
    """What happens to a besoin."""

    PRENDRE = "prendre"
    RELACHER = "relacher"
    BAIL_ECHU = "bail-echu"
    PREMIER_CONTACT = "premier-contact"
    ATTENDRE = "attendre"
    TRANSMETTRE = "transmettre"
    ACCEPTER = "accepter"
    RELANCER = "relancer"
    REPRENDRE = "reprendre"
    CLORE = "clore"
    EXPIRER = "expirer"
    ANNULER = "annuler"
    FUSIONNER = "fusionner"
    ROUVRIR = "rouvrir"


class Impossible(Exception):
    """This cannot happen to a besoin in that state."""

    def __init__(self, etat: Etat, evenement: Evenement) -> None:
        super().__init__(f"un besoin « {etat} » ne peut pas « {evenement} »")
        self.etat, self.evenement = etat, evenement


TRANSITIONS = MappingProxyType(
    {
        # etat                  evenement                   devient
        (Etat.NOUVELLE, Evenement.PRENDRE): Etat.PRISE_EN_CHARGE,
        (Etat.NOUVELLE, Evenement.ANNULER): Etat.ANNULEE,
        (Etat.NOUVELLE, Evenement.FUSIONNER): Etat.FUSIONNEE,
        (Etat.PRISE_EN_CHARGE, Evenement.PREMIER_CONTACT): Etat.EN_COURS,
        (Etat.PRISE_EN_CHARGE, Evenement.RELACHER): Etat.NOUVELLE,
        (Etat.PRISE_EN_CHARGE, Evenement.BAIL_ECHU): Etat.NOUVELLE,
        (Etat.PRISE_EN_CHARGE, Evenement.ANNULER): Etat.ANNULEE,
        (Etat.PRISE_EN_CHARGE, Evenement.FUSIONNER): Etat.FUSIONNEE,
        (Etat.EN_COURS, Evenement.CLORE): Etat.CLOSE,
        (Etat.EN_COURS, Evenement.ATTENDRE): Etat.EN_ATTENTE,
        (Etat.EN_COURS, Evenement.TRANSMETTRE): Etat.TRANSMISE,
        (Etat.EN_COURS, Evenement.RELANCER): Etat.RELANCEE,
        (Etat.EN_COURS, Evenement.ANNULER): Etat.ANNULEE,
        (Etat.EN_COURS, Evenement.FUSIONNER): Etat.FUSIONNEE,
        (Etat.EN_ATTENTE, Evenement.REPRENDRE): Etat.EN_COURS,
        (Etat.EN_ATTENTE, Evenement.RELANCER): Etat.RELANCEE,
        (Etat.EN_ATTENTE, Evenement.CLORE): Etat.CLOSE,
        (Etat.EN_ATTENTE, Evenement.ANNULER): Etat.ANNULEE,
        (Etat.TRANSMISE, Evenement.ACCEPTER): Etat.PRISE_EN_CHARGE,
        (Etat.TRANSMISE, Evenement.RELACHER): Etat.NOUVELLE,
        (Etat.TRANSMISE, Evenement.ANNULER): Etat.ANNULEE,
        (Etat.RELANCEE, Evenement.REPRENDRE): Etat.EN_COURS,
        (Etat.RELANCEE, Evenement.EXPIRER): Etat.EXPIREE,
        (Etat.RELANCEE, Evenement.CLORE): Etat.CLOSE,
        (Etat.RELANCEE, Evenement.ANNULER): Etat.ANNULEE,
        (Etat.CLOSE, Evenement.ROUVRIR): Etat.NOUVELLE,
        (Etat.EXPIREE, Evenement.ROUVRIR): Etat.NOUVELLE,
    }
)

OUVERTS = frozenset(etat for etat, evenement in TRANSITIONS if evenement is Evenement.ANNULER)
"""The states in which somebody still owes something to the person: those the person can withdraw from."""


def transition(etat: Etat, evenement: Evenement) -> Etat:
    """The state after `evenement`. Raises Impossible."""
    try:
        return TRANSITIONS[etat, evenement]
    except KeyError:
        raise Impossible(etat, evenement) from None
