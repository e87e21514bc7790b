"""The register, fourth part: the pages."""

from __future__ import annotations

from aiguilleur_bot.store.registre.types import Tenue, mine, tenue
from aiguilleur_bot.store.tables import lien_connexion, rappel, session_web

PAGES: tuple[Tenue, ...] = (
    tenue(
        lien_connexion,
        "10 minutes",
        mine(lien_connexion),
        personne="personne",
        fait="role par_salon cree_le expire_le",
        technique="empreinte",
    ),
    tenue(
        session_web,
        "12 heures",
        mine(session_web),
        personne="personne",
        fait="role par_salon cree_le expire_le",
        technique="empreinte",
    ),
    tenue(
        rappel,
        "mots et adresse : jusqu'à la relecture, 30 jours au plus ; le reste : 30 jours",
        mine(rappel),
        personne="personne",
        compte="contact",
        mots="texte",
        fait="region texte_version etat numero cree_le decide_le defi genre",
        technique="id cle lieu_cle",
    ),
)
