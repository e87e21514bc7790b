"""The pages there are, in the order of the menus: address, name, what it is for."""

from __future__ import annotations

COORDINATION = (
    ("/coordination", "Accueil", ""),
    ("/coordination/besoins", "Besoins", "Les besoins non couverts : filtrer, chercher, ouvrir un besoin."),
)
EQUIPE = (("/equipe", "L’équipe", ""),)
