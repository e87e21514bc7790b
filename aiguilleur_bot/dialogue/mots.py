"""The words that steer, and how anything typed is compared with them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mot(StrEnum):
    """The words that steer. The value is how the bot writes them.

    QUI_ES_TU and VIE_PRIVEE are questions about the bot itself; DETAILS one about what was just shown
    (« c'est gratuit ? »); BONJOUR and MERCI are manners.
    """

    AIDE = "aide"
    HUMAIN = "humain"
    AUTRE = "autre"
    CORRIGER = "corriger"
    RETIRER = "retirer"
    MES_DONNEES = "mes données"
    MES_DONNEES_JSON = "mes données json"
    OUBLIE_MOI = "oublie-moi"
    ROBOT = "robot"
    OUI = "oui"
    NON = "non"
    CHOIX = "choix"
    DETAILS = "détails"
    MERCI = "merci"
    BONJOUR = "bonjour"
    QUI_ES_TU = "qui es-tu"
    VIE_PRIVEE = "vie privée"
    JE_CONNAIS = "je connais"
    MES_CONTACTS = "mes contacts"
    RETIRER_CONTACT = "retirer mon contact"
    GARDER_CONTACT = "garder mon contact"
    PROPOSER = "proposer"
    FICHE_FAUSSE = "fiche fausse"
    MON_LIEU = "mon lieu"
    OUBLIE_LIEU = "oublie mon lieu"
    MOI_AUSSI = "moi aussi"
    CONTRIBUER = "prêt à contribuer"
    COFINANCER = "prêt à cofinancer"
    PREVENIR = "prévenez-moi"
    PAS_MOI = "retirer moi aussi"


@dataclass(frozen=True, slots=True)
class Command:
    """A word read. `numero` is the choice (1 to 4, or `ALL`) or the besoin to withdraw; `reste` what follows."""

    mot: Mot
    numero: int = 0
    reste: str = ""


ALL = 9
"""The choice of somebody who says « les deux »: more than what can be opened at once."""
