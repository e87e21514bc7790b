"""One grid of questions for each nature of commun (domain notes §3.3). What nobody knows yet is "inconnu"."""

from __future__ import annotations

from typing import Literal

from aiguilleur_bot.knowledge.fields import Day, FileModel, Line, YesNoUnknown


class GrilleLogiciel(FileModel):
    """Grid of a piece of software."""

    stade: Literal["concept", "developpement", "beta", "stable", "obsolete", "inconnu"] = "inconnu"
    maintenance: Literal["interne", "contrat", "communaute", "aucune", "inconnu"] = "inconnu"
    derniere_version: Line | None = None
    mode_acces: tuple[Literal["heberge", "auto-heberge", "poste"], ...] = ()
    hebergeurs_connus: tuple[Line, ...] = ()
    exigences: Line | None = None
    export_des_donnees: YesNoUnknown = "inconnu"
    langues: tuple[Line, ...] = ()
    accessibilite_rgaa: Literal["oui", "partiel", "non", "inconnu"] = "inconnu"
    donnees_personnelles: YesNoUnknown = "inconnu"
    mobile: YesNoUnknown = "inconnu"
    remplace_quoi: tuple[Line, ...] = ()


class GrilleServiceHeberge(FileModel):
    """Grid of a hosted service."""

    operateur: Line = "inconnu"
    conditions_admission: Line = "inconnu"
    limites: Line = "inconnu"
    lieu_des_donnees: Line = "inconnu"
    prevenance_avant_fermeture: Line = "inconnu"
    reversibilite: Line = "inconnu"
    qui_paie_l_hebergement: Line = "inconnu"


class GrilleCommunauteEntraide(FileModel):
    """Grid of a mutual-help community."""

    canaux: tuple[Line, ...] = ()
    rythme: Line = "inconnu"
    animation: Line = "inconnu"
    comment_se_presenter: Line = "inconnu"
    delai_de_reponse_habituel: Line = "inconnu"
    ouverte_a: Line = "inconnu"
    ce_qu_on_attend_de_moi: Line = "inconnu"


class GrilleRessourceDocumentaire(FileModel):
    """Grid of a document or a wiki."""

    format: Line = "inconnu"
    longueur: Line = "inconnu"
    date: Line = "inconnu"
    public: Line = "inconnu"
    modifiable: YesNoUnknown = "inconnu"


class GrilleMethode(FileModel):
    """Grid of a method for groups."""

    duree: Line = "inconnu"
    taille_de_groupe: Line = "inconnu"
    materiel: Line = "inconnu"
    niveau_d_animation: Line = "inconnu"
    ou_l_obtenir: Line = "inconnu"


class GrilleFormation(FileModel):
    """Grid of a training course."""

    duree: Line = "inconnu"
    prochaines_dates: Line = "inconnu"
    financements_possibles: Line = "inconnu"
    prerequis: Line = "inconnu"
    certification: Line = "inconnu"
    taille_de_groupe: Line = "inconnu"


class GrilleFinancement(FileModel):
    """Grid of a funding scheme."""

    montant: Line = "inconnu"
    calendrier: Line = "inconnu"
    eligibilite: Line = "inconnu"
    temps_de_dossier: Line = "inconnu"


class GrilleHebergeur(FileModel):
    """Grid of a hosting organisation."""

    offres: tuple[Line, ...] = ()
    engagement: Line = "inconnu"
    delai_ouverture: Line = "inconnu"
    support: Line = "inconnu"
    reversibilite: Line = "inconnu"


class GrilleEvenement(FileModel):
    """Grid of a recurring event. A date is shown only if somebody confirmed it in the last 60 days."""

    prochaine_date: Day | None = None
    rythme: Line = "inconnu"
    lieu_visio: Line = "inconnu"
    inscription: Line = "inconnu"
