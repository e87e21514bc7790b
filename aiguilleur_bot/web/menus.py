"""The pages there are, in the order of the menus: address, name, what it is for."""

from __future__ import annotations

COORDINATION = (
    ("/coordination", "Accueil", ""),
    ("/coordination/besoins", "Besoins", "Les besoins non couverts : filtrer, chercher, ouvrir un besoin."),
    ("/coordination/grouper", "Grouper", "Cocher des besoins qui posent la même question, en faire un défi."),
    ("/coordination/defis", "Défis", "Les questions ouvertes, leur prochaine étape, où elles en sont."),
)
EQUIPE = (("/equipe", "L’équipe", ""),)
