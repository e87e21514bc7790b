"""The pages there are, in the order of the menus: address, name, what it is for."""

from __future__ import annotations

ABOUT_BESOINS = ("/coordination", "/equipe", "/manques")
"""How the addresses of what is shown of besoins begin; the catalogue is the real one everywhere, the demo included."""

COORDINATION = (
    ("/coordination", "Accueil", ""),
    ("/coordination/besoins", "Besoins", "Les besoins non couverts : filtrer, chercher, ouvrir un besoin."),
    ("/coordination/grouper", "Grouper", "Cocher des besoins qui posent la même question, en faire un défi."),
    ("/coordination/defis", "Défis", "Les questions ouvertes, leur prochaine étape, où elles en sont."),
    ("/coordination/tendances", "Tendances", "Par mois, action, région, raison : un graphique et son tableau."),
    ("/coordination/prevalence", "Demandé et servi", "Ce qui est souvent demandé, et peu servi."),
    ("/coordination/indicateurs", "Indicateurs", "Le réseau aide-t-il ? Chaque chiffre avec son dénominateur."),
    ("/coordination/fiches", "Fiches", "Sans personne à appeler, à relire, jamais montrées, écartées, rivales."),
    ("/coordination/relire", "À relire", "Brouillons de fiches, et fiches signalées."),
    ("/coordination/heures", "Heures", "Le temps donné, par mois et par région."),
)
EQUIPE = (
    ("/equipe", "L’équipe", ""),
    ("/equipe/attente", "Qui attend", "Les personnes que personne n’a prises, la plus ancienne d’abord."),
    ("/equipe/miens", "Ce que je suis", "Vos besoins, et où joindre chaque personne. Pour vous seul·e."),
    ("/equipe/rappels", "Rappels à relire", "Ce qui vient des pages, avant que ça entre dans la file."),
)
