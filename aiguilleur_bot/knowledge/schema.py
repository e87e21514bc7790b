"""What a knowledge file may hold: one model per kind of file. Grids by nature of commun are in `grilles`.

Files are read as plain strings (`knowledge.yaml_files`) and typed here, so that `no`, `08` or
`12:30` are never surprises. Unknown is a value ("inconnu"): it is shown, never guessed.
Source of the fields: domain notes §3 (Open Referral HSDS, publiccode.yml, data.inclusion, source S3).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from aiguilleur_bot.knowledge.champs import (
    Cadence,
    Duree,
    Famille,
    Fichier,
    Jour,
    Ligne,
    Maturite,
    Montant,
    Resume,
    Slug,
    Texte,
    TroisEtats,
    TypeContact,
    Url,
)
from aiguilleur_bot.knowledge.grilles import (
    GrilleCommunauteEntraide,
    GrilleEvenement,
    GrilleFinancement,
    GrilleFormation,
    GrilleHebergeur,
    GrilleLogiciel,
    GrilleMethode,
    GrilleRessourceDocumentaire,
    GrilleServiceHeberge,
)
from aiguilleur_bot.vocabulary import Action


class Source(Fichier):
    """Where a fact was read. `champ` is the field it supports ("couts", "sante.note" or "*" for the whole fiche)."""

    champ: Ligne
    url: Ligne = Field(description="Adresse, ou référence d'un document du projet (« graine:003 »).")
    lu_le: Jour


class ContactOrganisation(Fichier):
    """A generic address: never a person's name or personal address without recorded consent."""

    libelle: Ligne = Field(description="Qui répond, en quelques mots : « le forum d'entraide de Dokos ».")
    type: TypeContact
    valeur: Ligne
    source: Ligne
    note: Ligne | None = None


class Cout(Fichier):
    """One dated cost option. `type: inconnu` says that nobody has found out yet."""

    libelle: Ligne
    type: Literal["gratuit", "prix-libre", "adhesion", "abonnement", "devis", "achat", "temps", "inconnu"]
    montant_min: Montant | None = None
    montant_max: Montant | None = None
    devise: Literal["EUR", "USD"] = "EUR"
    periode: Ligne | None = None
    valide_au: Jour | None = None
    source: Ligne | None = None


class Sante(Fichier):
    """Health and dynamics of the resource: what tells whether it can be recommended today."""

    niveau: Literal["dynamique", "stable", "fragile", "en-sommeil", "inconnu"]
    dernier_signe_de_vie: Ligne | None = None
    personnes_qui_portent: Ligne | None = None
    delai_reponse: Ligne | None = None
    financement_jusqu_au: Jour | None = None
    note: Texte | None = None


class EstUnCommun(Fichier):
    """ADEME's four criteria. A licence alone does not make a commun."""

    licence_ouverte: TroisEtats
    communaute: TroisEtats
    gouvernance_connue: TroisEtats
    documentation_publique: TroisEtats


class Alerte(Fichier):
    """A short warning shown before anything else."""

    texte: Ligne
    jusqu_au: Jour | None = None


class Commun(Fichier):
    """The sheet of a shared resource: what the field asks before acting (source S3).

    How to start (`premiere_etape`), how long (`temps_*`), how complex (`complexite`), who to call
    (`contacts`, `referents`), how much (`couts`), how healthy (`sante`): all mandatory, "inconnu" allowed.
    """

    id: Slug
    nom: Ligne
    autres_noms: tuple[Ligne, ...] = Field(default=(), description="Sigles, anciens noms, surnoms.")
    usage: Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=80)] = Field(
        description="À l'infinitif, sans majuscule ni point : « réserver des salles et encaisser »."
    )
    en_bref: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=3, max_length=60, pattern=r"[^.…]$")
    ] = Field(
        description="Ce qu'il y a dedans ou ce qui le distingue, sans le nom, sans majuscule ni point : "
        "« salles, adhésions, factures, en un seul outil »."
    )
    resume: Resume = Field(description="150 signes au plus, sans jargon, ton propre français.")
    description: Texte | None = None
    nature: Literal[
        "logiciel",
        "service-heberge",
        "communaute-entraide",
        "ressource-documentaire",
        "methode",
        "formation",
        "financement",
        "hebergeur",
        "evenement",
    ]
    actions: Annotated[tuple[Action, ...], Field(min_length=1, description="La première est la principale.")]
    besoins: Annotated[tuple[Famille, ...], Field(min_length=1)]
    besoins_types: tuple[Ligne, ...] = Field(default=(), description="Besoins tels que les gens les disent.")
    statut: Literal["actif", "en-veille", "ferme", "archive", "temporairement-indisponible"]
    alerte: Alerte | None = None
    est_un_commun: EstUnCommun
    licence: Ligne = Field(description="Identifiant SPDX ou texte, ou « inconnue ».")
    site: Url | None = None
    doc: Url | None = None
    demo: Url | None = None
    code: Url | None = None
    communaute: tuple[Url, ...] = ()
    premiere_etape: Ligne = Field(description="Une phrase à l'impératif, avec un lien si possible, ou « inconnu ».")
    modes_mobilisation: Annotated[
        tuple[
            Literal[
                "envoyer-un-courriel",
                "se-presenter",
                "telephoner",
                "utiliser-lien-mobilisation",
                "ecrire-sur-le-forum",
                "venir-a-un-rendez-vous",
                "inconnu",
            ],
            ...,
        ],
        Field(min_length=1),
    ]
    temps_premier_essai: Duree
    temps_mise_en_route: Duree
    temps_note: Ligne | None = None
    complexite: Literal["1", "2", "3", "inconnu"] = Field(
        description="1 seul·e ; 2 une personne à l'aise ; 3 accompagnement conseillé."
    )
    complexite_note: Ligne | None = None
    competences_requises: tuple[Ligne, ...] = ()
    maturite_visee: tuple[Maturite, ...] = ()
    couts: Annotated[tuple[Cout, ...], Field(min_length=1)]
    contacts: tuple[ContactOrganisation, ...] = Field(
        description="Qui appeler. Vide : le réseau régional de la personne."
    )
    referents: tuple[Slug, ...] = Field(default=(), description="Personnes qui ont donné leur accord (referents/).")
    accompagnement: Ligne | None = None
    territoires: Annotated[tuple[Ligne, ...], Field(min_length=1, description="« FR » ou codes INSEE de régions.")]
    sante: Sante
    utilise_par: tuple[Ligne, ...] = ()
    contribuer: Ligne | None = None
    cofinancer: Ligne | None = None
    alternatives: tuple[Slug, ...] = ()
    remplace_par: Ligne | None = None
    faq: tuple[Slug, ...] = ()
    porteur: Ligne | None = None
    logiciel: GrilleLogiciel | None = None
    service_heberge: GrilleServiceHeberge | None = None
    communaute_entraide: GrilleCommunauteEntraide | None = None
    ressource_documentaire: GrilleRessourceDocumentaire | None = None
    methode: GrilleMethode | None = None
    formation: GrilleFormation | None = None
    financement: GrilleFinancement | None = None
    hebergeur: GrilleHebergeur | None = None
    evenement: GrilleEvenement | None = None
    releve_le: Jour = Field(description="Jour du relevé documentaire.")
    verifie_le: Jour | None = Field(default=None, description="Jour où une personne a confirmé la fiche.")
    verifie_par: Ligne | None = Field(default=None, description="Un rôle, jamais un nom.")
    cadence_mois: Cadence
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]


class Consentement(Fichier):
    """The recorded agreement of a person to be shown. Without it, nothing of the person is."""

    texte_version: Ligne
    date: Jour
    canal: Ligne
    portee: Annotated[tuple[Literal["public", "membres", "aiguilleurs"], ...], Field(min_length=1)]
    preuve: Ligne
    expire_le: Jour


class ContactReferent(Fichier):
    """One way to reach a referent, and who may see it."""

    type: TypeContact
    valeur: Ligne
    visibilite: Literal["public", "membres", "aiguilleurs"]


class Referent(Fichier):
    """A human who knows a commun and agreed to be contacted about it (domain notes §3.4)."""

    id: Slug
    nom_affiche: Ligne
    structure: Ligne | None = None
    roles: Annotated[tuple[Literal["usage", "technique", "accompagnement", "gouvernance"], ...], Field(min_length=1)]
    niveau: Literal["usager", "expert"]
    cas_d_usage: Ligne | None = None
    communs: Annotated[tuple[Slug, ...], Field(min_length=1)]
    territoires: Annotated[tuple[Ligne, ...], Field(min_length=1)]
    contacts: Annotated[tuple[ContactReferent, ...], Field(min_length=1)]
    delai_habituel: Ligne | None = None
    capacite: Literal["disponible", "complet", "liste-d-attente", "sur-evaluation"]
    remuneration: Literal["benevole", "budget-contributif", "devis", "temps-salarie"]
    consentement: Consentement
    confirme_le: Jour
    statut: Literal["invite", "actif", "en-pause", "retire"]


class Aiguilleur(Fichier):
    """A human who takes handoffs. The shipped file is an example; real people stay in the operator's own folder."""

    id: Slug
    exemple: Literal["oui", "non"] = "non"
    comptes: Annotated[dict[Literal["matrix", "rocketchat", "local"], Ligne], Field(min_length=1)]
    role: Literal["aiguilleur", "coordinateur"]
    regions: tuple[Ligne, ...]
    actions: tuple[Action, ...]
    communs_connus: tuple[Slug, ...] = ()
    plafond: int = Field(default=3, ge=1, le=20)


class Reseau(Fichier):
    """A regional or national network: who to call when a fiche has nobody."""

    id: Slug
    nom: Ligne
    echelle: Literal["regional", "national"]
    region: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = Field(
        default=None, description="Code INSEE de la région."
    )
    resume: Resume
    site: Url | None = None
    contacts: tuple[ContactOrganisation, ...]
    offre: tuple[Ligne, ...] = ()
    porteur: Ligne | None = None
    statut: Literal["actif", "emergent", "inconnu"]
    alerte: Alerte | None = None
    releve_le: Jour
    verifie_le: Jour | None = None
    cadence_mois: Cadence
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]


class Faq(Fichier):
    """Questions that help think before choosing a tool (source S3: "avant de penser aux outils")."""

    id: Slug
    question: Ligne
    formulations: tuple[Ligne, ...] = Field(default=(), description="D'autres façons de la poser.")
    action: Action
    besoins: Annotated[tuple[Famille, ...], Field(min_length=1)]
    avant_de_choisir: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=110)] = Field(
        description="La question courte montrée sous une réponse : « qui tiendra le planning à jour ? »."
    )
    reponse_courte: Annotated[str, StringConstraints(strip_whitespace=True, min_length=40, max_length=600)]
    questions_a_se_poser: Annotated[tuple[Ligne, ...], Field(min_length=2, max_length=6)]
    communs: tuple[Slug, ...] = ()
    maturite_visee: tuple[Maturite, ...] = ()
    source: Ligne
    releve_le: Jour
    verifie_le: Jour | None = None
    cadence_mois: Cadence = 12


class Produit(Fichier):
    """A product people name, often to leave it, and the communs that may replace it."""

    produit: Ligne
    variantes: tuple[Ligne, ...] = ()
    libre: Literal["oui", "non", "inconnu"] = "inconnu"
    communs: tuple[Slug, ...]
    source: Ligne


class Lexique(Fichier):
    """A file of `lexique/`: products, and words of the same family that stems do not bridge."""

    id: Slug
    produits: tuple[Produit, ...] = ()
    synonymes: tuple[tuple[Ligne, ...], ...] = Field(
        default=(), description="Groupes de mots que la racine ne rapproche pas : [adhérent, adhésion]."
    )


class Hors(Fichier):
    """What must not be answered with a commun, as people say it.

    bavardage: talk. hors-sujet: a question of another world. annonce: loans, local suppliers, events
    ("qui a un barnum ?"). voisin: a need of the field that no commun of the base serves.
    sensible: distress, conflict, health (a human, never a commun).
    """

    id: Slug
    genre: Literal["bavardage", "hors-sujet", "annonce", "voisin", "sensible"]
    lignes: Annotated[tuple[Ligne, ...], Field(min_length=1)]
    note: Texte | None = None
