"""One grid of questions for each nature of commun (domain notes §3.3). What nobody knows yet is "inconnu"."""

from __future__ import annotations

from typing import Literal

from aiguilleur_bot.knowledge.champs import Fichier, Jour, Ligne, TroisEtats


class GrilleLogiciel(Fichier):
    """Grid of a piece of software."""

    stade: Literal["concept", "developpement", "beta", "stable", "obsolete", "inconnu"] = "inconnu"
    maintenance: Literal["interne", "contrat", "communaute", "aucune", "inconnu"] = "inconnu"
    derniere_version: Ligne | None = None
    mode_acces: tuple[Literal["heberge", "auto-heberge", "poste"], ...] = ()
    hebergeurs_connus: tuple[Ligne, ...] = ()
    exigences: Ligne | None = None
    export_des_donnees: TroisEtats = "inconnu"
    langues: tuple[Ligne, ...] = ()
    accessibilite_rgaa: Literal["oui", "partiel", "non", "inconnu"] = "inconnu"
    donnees_personnelles: TroisEtats = "inconnu"
    mobile: TroisEtats = "inconnu"
    remplace_quoi: tuple[Ligne, ...] = ()


class GrilleServiceHeberge(Fichier):
    """Grid of a hosted service."""

    operateur: Ligne = "inconnu"
    conditions_admission: Ligne = "inconnu"
    limites: Ligne = "inconnu"
    lieu_des_donnees: Ligne = "inconnu"
    prevenance_avant_fermeture: Ligne = "inconnu"
    reversibilite: Ligne = "inconnu"
    qui_paie_l_hebergement: Ligne = "inconnu"


class GrilleCommunauteEntraide(Fichier):
    """Grid of a mutual-help community."""

    canaux: tuple[Ligne, ...] = ()
    rythme: Ligne = "inconnu"
    animation: Ligne = "inconnu"
    comment_se_presenter: Ligne = "inconnu"
    delai_de_reponse_habituel: Ligne = "inconnu"
    ouverte_a: Ligne = "inconnu"
    ce_qu_on_attend_de_moi: Ligne = "inconnu"


class GrilleRessourceDocumentaire(Fichier):
    """Grid of a document or a wiki."""

    format: Ligne = "inconnu"
    longueur: Ligne = "inconnu"
    date: Ligne = "inconnu"
    public: Ligne = "inconnu"
    modifiable: TroisEtats = "inconnu"


class GrilleMethode(Fichier):
    """Grid of a method for groups."""

    duree: Ligne = "inconnu"
    taille_de_groupe: Ligne = "inconnu"
    materiel: Ligne = "inconnu"
    niveau_d_animation: Ligne = "inconnu"
    ou_l_obtenir: Ligne = "inconnu"


class GrilleFormation(Fichier):
    """Grid of a training course."""

    duree: Ligne = "inconnu"
    prochaines_dates: Ligne = "inconnu"
    financements_possibles: Ligne = "inconnu"
    prerequis: Ligne = "inconnu"
    certification: Ligne = "inconnu"
    taille_de_groupe: Ligne = "inconnu"


class GrilleFinancement(Fichier):
    """Grid of a funding scheme."""

    montant: Ligne = "inconnu"
    calendrier: Ligne = "inconnu"
    eligibilite: Ligne = "inconnu"
    temps_de_dossier: Ligne = "inconnu"


class GrilleHebergeur(Fichier):
    """Grid of a hosting organisation."""

    offres: tuple[Ligne, ...] = ()
    engagement: Ligne = "inconnu"
    delai_ouverture: Ligne = "inconnu"
    support: Ligne = "inconnu"
    reversibilite: Ligne = "inconnu"


class GrilleEvenement(Fichier):
    """Grid of a recurring event. A date is shown only if somebody confirmed it in the last 60 days."""

    prochaine_date: Jour | None = None
    rythme: Ligne = "inconnu"
    lieu_visio: Ligne = "inconnu"
    inscription: Ligne = "inconnu"
