"""Every table, in French domain nouns. The migrations make them; a test holds both to be the same.

`personne.id` is a keyed hash: the account itself is kept only while somebody must still be answered.
"""

from __future__ import annotations

from aiguilleur_bot.store.tables.apprentissage import apprentissage, usage
from aiguilleur_bot.store.tables.common import metadata
from aiguilleur_bot.store.tables.demandes import (
    accord,
    besoin,
    besoin_journal,
    carte,
    compteur,
    conversation,
    curseur,
    envoi,
    journal,
    numerotation,
    offre,
    personne,
    salon,
    suivi,
)
from aiguilleur_bot.store.tables.humains import (
    absence,
    aiguilleur,
    brouillon,
    convive,
    lieu,
    poste,
    referent,
    rencontre,
    signalement,
    sonnerie,
    temps,
    transmission,
    voisinage,
)
from aiguilleur_bot.store.tables.manques import defi, defi_besoin, defi_journal, soutien
from aiguilleur_bot.store.tables.pages import lien_connexion, rappel, session_web

__all__ = [
    "absence",
    "accord",
    "aiguilleur",
    "apprentissage",
    "besoin",
    "besoin_journal",
    "brouillon",
    "carte",
    "compteur",
    "conversation",
    "convive",
    "curseur",
    "defi",
    "defi_besoin",
    "defi_journal",
    "envoi",
    "journal",
    "lien_connexion",
    "lieu",
    "metadata",
    "numerotation",
    "offre",
    "personne",
    "poste",
    "rappel",
    "referent",
    "rencontre",
    "salon",
    "session_web",
    "signalement",
    "sonnerie",
    "soutien",
    "suivi",
    "temps",
    "transmission",
    "usage",
    "voisinage",
]
