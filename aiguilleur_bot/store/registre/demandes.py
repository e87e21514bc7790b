"""The register, first part: who asks, what was heard and is said, and the besoins."""

from __future__ import annotations

from sqlalchemy import case, select

from aiguilleur_bot.store.registre.types import Lien, Tenue, mine, tenue
from aiguilleur_bot.store.tables import (
    accord,
    apprentissage,
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
    usage,
)

FORGOTTEN = "oubli"
"""The queue of what was heard from, or said to, somebody who asked to be forgotten."""


def private_queue(personne: str) -> str:
    """The queue of what is said to a person in private."""
    return f"direct:{personne}"


_DROPPED = {
    "charge": None,
    "etat": case((journal.c.etat == "admis", "regle"), else_=journal.c.etat),
}
_NEVER_SAID = {
    "personne": None,
    "conversation": None,
    "charge": None,
    "etat": case((envoi.c.etat == "a-envoyer", "abandonne"), else_=envoi.c.etat),
}

DEMANDES: tuple[Tenue, ...] = (
    tenue(
        personne,
        "compte : 7 jours, ou tant qu'on vous doit une réponse ; code : tant qu'une demande y est liée",
        mine(personne, "id", identite={"compte": None, "fenetre_debut": None, "fenetre_nombre": 0}),
        personne="id",
        compte="compte",
        fait="plateforme premier_contact_le vu_le salue_le servi_le",
        technique="fenetre_debut fenetre_nombre",
    ),
    tenue(
        journal,
        "texte : jusqu'à la réponse ; lien avec vous : 7 jours ; identifiant du message : sans limite",
        mine(journal, "file", oubli={**_DROPPED, "file": FORGOTTEN}),
        personne="file",
        compte="evenement",
        mots="charge",
        fait="plateforme genre etat recu_le regle_le",
        technique="rang essais erreur pas_avant",
    ),
    tenue(
        conversation,
        "mots : 24 heures ; le reste : 90 jours",
        mine(conversation, identite={"salon": case((conversation.c.directe, ""), else_=conversation.c.salon)}),
        personne="personne",
        conversation="id",
        compte="salon fil question message",
        mots="etat",
        fait="plateforme directe maj_le",
        technique="reponse version",
    ),
    tenue(
        besoin,
        "mots, région, dates : sans limite, sans votre compte",
        mine(
            besoin,
            "demandeur",
            oubli=dict.fromkeys(("demandeur", "note", "conversation", "message", "maturite", "lieu_cle"))
            | {"texte": "", "mots": ""},
        ),
        mine(
            besoin,
            "prise_par",
            oubli={"prise_par": None, "note": None},
            montre=("numero", "etat", "prise_le", "premier_contact_le", "clos_le", "issue", "commun", "note"),
        ),
        personne="demandeur prise_par",
        conversation="conversation",
        compte="message",
        mots="texte note mots",
        fait="numero action famille region region_nom appui etat escalade prise_le bail_jusqu_au premier_contact_le"
        " issue motif proposes proches scores source maturite cree_le maj_le clos_le commun attend_qui"
        " attend_jusqu_au rappele_le relance_le activite_le prevenu_le mois",
        technique="tour voisins lieu_cle",
    ),
    tenue(
        besoin_journal,
        "sans limite, sans votre compte",
        mine(besoin_journal, "qui", oubli={"qui": None}),
        personne="qui",
        fait="numero quand de vers pourquoi",
        technique="rang",
    ),
    tenue(
        carte,
        "90 jours après la fin de la demande",
        mine(carte, oubli={"personne": None, "salon": None}),
        personne="personne",
        compte="salon",
        fait="numero plateforme",
        technique="envoi",
    ),
    tenue(
        envoi,
        "texte : jusqu'à l'envoi ; identifiant du message : 90 jours",
        mine(envoi, oubli=_NEVER_SAID),
        Lien(
            "file",
            lambda personne: envoi.c.file == private_queue(personne),
            oubli={**_NEVER_SAID, "file": FORGOTTEN, "recu_salon": None, "recu_evenement": None},
            identite={"recu_salon": None},
        ),
        Lien(
            "conversation",
            lambda personne: envoi.c.conversation.in_(
                select(conversation.c.id).where(conversation.c.personne == personne)
            ),
            oubli=_NEVER_SAID,
        ),
        personne="personne",
        queue="file",
        conversation="conversation",
        compte="recu_salon recu_evenement",
        mots="charge",
        fait="plateforme genre etat cree_le envoye_le",
        technique="rang id priorite cible essais pas_avant verifier raison",
    ),
    tenue(
        suivi,
        "jusqu'à la réponse, 74 jours au plus",
        mine(suivi),
        personne="personne",
        conversation="conversation",
        fait="sujet tour echeance etat avance parle commun",
        technique="id",
    ),
    tenue(
        accord,
        "jusqu'à sa date de fin : 67 jours pour le suivi, un an pour « prévenez-moi »",
        mine(accord),
        personne="personne",
        fait="objet donne_le jusqu_au",
        technique="id",
    ),
    tenue(
        offre,
        "7 jours",
        mine(offre),
        personne="personne",
        compte="evenement",
        fait="plateforme cree_le",
    ),
    tenue(
        apprentissage,
        "90 jours au plus ; relue : ni mots ni code",
        mine(apprentissage),
        personne="personne",
        mots="texte",
        fait="commun premier comment etat cree_le decide_le",
        technique="id empreinte",
    ),
    tenue(usage, "sans limite, rien sur personne", technique="mois commun genre au_lieu_de nombre"),
    tenue(compteur, "sans limite, rien sur personne", technique="jour genre nombre"),
    tenue(numerotation, "sans limite, rien sur personne", technique="nom dernier"),
    tenue(curseur, "sans limite, rien sur personne", technique="plateforme valeur maj_le"),
    tenue(
        salon,
        "tant que le robot est dans le salon",
        technique="plateforme salon nom depuis quitte_le chiffre_dit_le muet_le",
    ),
)
