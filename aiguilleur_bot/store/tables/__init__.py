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
    "lieu",
    "metadata",
    "numerotation",
    "offre",
    "personne",
    "poste",
    "referent",
    "rencontre",
    "salon",
    "signalement",
    "sonnerie",
    "soutien",
    "suivi",
    "temps",
    "transmission",
    "usage",
    "voisinage",
]
