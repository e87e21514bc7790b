"""The life of a besoin in human hands, as a table to hold against the domain notes (§2.3).

Every transition is written down with who, when and why by whoever applies it.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from aiguilleur_bot.vocabulary import Etat


class BesoinEvent(StrEnum):
    """What happens to a besoin."""

    PRENDRE = "prendre"
    RELACHER = "relacher"
    BAIL_ECHU = "bail-echu"
    PREMIER_CONTACT = "premier-contact"
    ATTENDRE = "attendre"
    TRANSMETTRE = "transmettre"
    ACCEPTER = "accepter"
    REFUSER = "refuser"
    RELANCER = "relancer"
    REPRENDRE = "reprendre"
    CLORE = "clore"
    EXPIRER = "expirer"
    ANNULER = "annuler"
    FUSIONNER = "fusionner"
    ROUVRIR = "rouvrir"


class Impossible(Exception):
    """This cannot happen to a besoin in that state."""

    def __init__(self, etat: Etat, evenement: BesoinEvent) -> None:
        super().__init__(f"un besoin « {etat} » ne peut pas « {evenement} »")
        self.etat, self.evenement = etat, evenement


_DOCUMENT = {
    # etat                  evenement                    devient
    (Etat.NOUVELLE, BesoinEvent.PRENDRE): Etat.PRISE_EN_CHARGE,
    (Etat.NOUVELLE, BesoinEvent.ANNULER): Etat.ANNULEE,
    (Etat.NOUVELLE, BesoinEvent.FUSIONNER): Etat.FUSIONNEE,
    (Etat.PRISE_EN_CHARGE, BesoinEvent.PREMIER_CONTACT): Etat.EN_COURS,
    (Etat.PRISE_EN_CHARGE, BesoinEvent.RELACHER): Etat.NOUVELLE,
    (Etat.PRISE_EN_CHARGE, BesoinEvent.BAIL_ECHU): Etat.NOUVELLE,
    (Etat.EN_COURS, BesoinEvent.CLORE): Etat.CLOSE,
    (Etat.EN_COURS, BesoinEvent.ATTENDRE): Etat.EN_ATTENTE,
    (Etat.EN_COURS, BesoinEvent.TRANSMETTRE): Etat.TRANSMISE,
    (Etat.EN_COURS, BesoinEvent.RELANCER): Etat.RELANCEE,
    (Etat.TRANSMISE, BesoinEvent.ACCEPTER): Etat.PRISE_EN_CHARGE,
    (Etat.RELANCEE, BesoinEvent.EXPIRER): Etat.EXPIREE,
    (Etat.CLOSE, BesoinEvent.ROUVRIR): Etat.NOUVELLE,
    (Etat.EXPIREE, BesoinEvent.ROUVRIR): Etat.NOUVELLE,
}
"""The diagram of the domain notes, arrow by arrow."""

_MORE = {
    # The person keeps the upper hand at every moment.
    (Etat.PRISE_EN_CHARGE, BesoinEvent.ANNULER): Etat.ANNULEE,
    (Etat.PRISE_EN_CHARGE, BesoinEvent.FUSIONNER): Etat.FUSIONNEE,
    (Etat.EN_COURS, BesoinEvent.ANNULER): Etat.ANNULEE,
    (Etat.EN_COURS, BesoinEvent.FUSIONNER): Etat.FUSIONNEE,
    (Etat.EN_ATTENTE, BesoinEvent.ANNULER): Etat.ANNULEE,
    (Etat.TRANSMISE, BesoinEvent.ANNULER): Etat.ANNULEE,
    (Etat.RELANCEE, BesoinEvent.ANNULER): Etat.ANNULEE,
    # Whoever holds a besoin may give it back at any moment, and so does somebody who leaves.
    (Etat.EN_COURS, BesoinEvent.RELACHER): Etat.NOUVELLE,
    (Etat.EN_ATTENTE, BesoinEvent.RELACHER): Etat.NOUVELLE,
    (Etat.TRANSMISE, BesoinEvent.RELACHER): Etat.NOUVELLE,
    (Etat.RELANCEE, BesoinEvent.RELACHER): Etat.NOUVELLE,
    # Nobody ever took it: said to both sides after a month, rather than never.
    (Etat.NOUVELLE, BesoinEvent.EXPIRER): Etat.EXPIREE,
    # What waits or was asked about goes on, or ends.
    (Etat.EN_ATTENTE, BesoinEvent.REPRENDRE): Etat.EN_COURS,
    (Etat.EN_ATTENTE, BesoinEvent.RELANCER): Etat.RELANCEE,
    (Etat.EN_ATTENTE, BesoinEvent.CLORE): Etat.CLOSE,
    (Etat.RELANCEE, BesoinEvent.REPRENDRE): Etat.EN_COURS,
    (Etat.RELANCEE, BesoinEvent.CLORE): Etat.CLOSE,
    # Passed on before any contact; refused or left unanswered, it is its holder's again, as it was.
    (Etat.PRISE_EN_CHARGE, BesoinEvent.TRANSMETTRE): Etat.TRANSMISE,
    (Etat.TRANSMISE, BesoinEvent.REFUSER): Etat.PRISE_EN_CHARGE,
    (Etat.TRANSMISE, BesoinEvent.REPRENDRE): Etat.EN_COURS,
}
"""What the diagram does not draw and people need; each line says why."""

TRANSITIONS = MappingProxyType(_DOCUMENT | _MORE)
"""Every move there is. `store.besoins.advance` is the only door, and goes through it."""


def transition(etat: Etat, evenement: BesoinEvent) -> Etat:
    """The state after `evenement`. Raises Impossible."""
    try:
        return TRANSITIONS[etat, evenement]
    except KeyError:
        raise Impossible(etat, evenement) from None
