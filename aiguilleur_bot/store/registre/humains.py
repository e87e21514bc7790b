"""The register, second part: the humans who help, who knows what, who was put in touch with whom."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, or_, select

from aiguilleur_bot.store.registre.types import Lien, Tenue, mine, tenue
from aiguilleur_bot.store.tables import (
    absence,
    aiguilleur,
    besoin,
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


def _about(table: Table, whose: tuple[str, ...], *colonnes: str) -> Lien:
    """Rows about besoins that are somebody's (`whose`: asked, held): they go with whoever asks to be forgotten."""

    def theirs(personne: str) -> ColumnElement[bool]:
        numbers = select(besoin.c.numero).where(or_(*(besoin.c[column] == personne for column in whose)))
        return or_(*(table.c[colonne].in_(numbers) for colonne in colonnes))

    return Lien(colonnes[0], theirs)


HUMAINS: tuple[Tenue, ...] = (
    tenue(
        aiguilleur,
        "tant que vous êtes aiguilleuse ou aiguilleur, et 7 jours",
        mine(aiguilleur),
        mine(aiguilleur, "invite_par", oubli={"invite_par": None}, montre=("role", "depuis")),
        personne="personne invite_par",
        fait="role etat regions actions communs creneaux plafond heure_resume messages_par_jour charte_le depuis"
        " maj_le",
    ),
    tenue(
        absence,
        "30 jours après le retour",
        mine(absence),
        mine(absence, "relais", oubli={"relais": None, "relais_etat": None}, montre=("du", "au", "relais_etat")),
        personne="personne relais",
        fait="du au relais_etat cree_le",
        technique="id",
    ),
    tenue(
        sonnerie,
        "30 jours",
        mine(sonnerie),
        personne="personne",
        fait="numero genre mode cree_le quand",
        technique="id cle",
    ),
    tenue(
        transmission,
        "jusqu'à la réponse, 30 jours au plus",
        mine(transmission),
        personne="personne",
        fait="numero cree_le",
    ),
    tenue(
        temps,
        "12 mois avec votre code, puis sans",
        mine(temps, oubli={"personne": None, "numero": None}),
        personne="personne",
        fait="numero region minutes jour",
        technique="id",
    ),
    tenue(poste, "7 jours", mine(poste), personne="personne", mots="etat", fait="maj_le", technique="version"),
    tenue(
        referent,
        "un an, renouvelable ; un refus reste, pour que personne ne vous le redemande",
        mine(referent),
        mine(referent, "invite_par", oubli={"invite_par": None}, montre=("commun", "cree_le")),
        personne="personne invite_par",
        compte="nom_affiche contact",
        fait="commun etat portee texte_version canal cree_le consenti_le expire_le reconfirmation_le",
        technique="id",
    ),
    tenue(
        lieu,
        "12 mois après la dernière fois que vous l'avez dit",
        mine(lieu),
        personne="personne",
        fait="commune region stade aisance maj_le",
    ),
    tenue(
        signalement,
        "90 jours",
        mine(signalement),
        personne="personne",
        compte="message",
        mots="mots",
        fait="commun etat cree_le vu_le",
        technique="id",
    ),
    tenue(
        brouillon,
        "90 jours",
        mine(brouillon),
        personne="personne",
        compte="contact message",
        mots="nom lien usage",
        fait="numero origine accord commun etat cree_le vu_le",
        technique="id",
    ),
    tenue(
        convive,
        "90 jours",
        mine(convive),
        personne="personne",
        fait="role etat",
        technique="rencontre",
    ),
    tenue(
        rencontre,
        "90 jours",
        _about(rencontre, ("demandeur", "prise_par"), "numero"),
        compte="salon",
        fait="numero genre plateforme cree_le close_le",
        technique="id envoi",
    ),
    tenue(
        voisinage,
        "90 jours",
        _about(voisinage, ("demandeur",), "numero", "autre"),
        fait="numero autre reponse cree_le",
    ),
)
