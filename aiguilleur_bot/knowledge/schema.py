"""What a knowledge file may hold: one model per kind of file. Grids by nature of commun are in `grilles`.

Files are read as plain strings (`knowledge.yaml_files`) and typed here, so that `no`, `08` or
`12:30` are never surprises. Unknown is a value ("inconnu"): it is shown, never guessed.
Source of the fields: domain notes §3 (Open Referral HSDS, publiccode.yml, data.inclusion, source S3).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from aiguilleur_bot.knowledge.fields import (
    Amount,
    Cadence,
    ContactType,
    Day,
    Duration,
    Famille,
    FileModel,
    Line,
    Maturite,
    Resume,
    Slug,
    Text,
    Url,
    YesNoUnknown,
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


class Source(FileModel):
    """Where a fact was read. `champ` is the field it supports ("couts", "sante.note" or "*" for the whole fiche)."""

    champ: Line
    url: Line = Field(description="Adresse, ou référence d'un document du projet (« graine:003 »).")
    lu_le: Day


class ContactOrganisation(FileModel):
    """A generic address: never a person's name or personal address without recorded consent."""

    libelle: Line = Field(description="Qui répond, en quelques mots : « le forum d'entraide de Dokos ».")
    type: ContactType
    valeur: Line
    source: Line
    note: Line | None = None


class Cout(FileModel):
    """One dated cost option. `type: inconnu` says that nobody has found out yet."""

    libelle: Line
    type: Literal["gratuit", "prix-libre", "adhesion", "abonnement", "devis", "achat", "temps", "inconnu"]
    montant_min: Amount | None = None
    montant_max: Amount | None = None
    devise: Literal["EUR", "USD"] = "EUR"
    periode: Line | None = None
    valide_au: Day | None = None
    source: Line | None = None


class Sante(FileModel):
    """Health and dynamics of the resource: what tells whether it can be recommended today."""

    niveau: Literal["dynamique", "stable", "fragile", "en-sommeil", "inconnu"]
    dernier_signe_de_vie: Line | None = None
    personnes_qui_portent: Line | None = None
    delai_reponse: Line | None = None
    financement_jusqu_au: Day | None = None
    note: Text | None = None


class EstUnCommun(FileModel):
    """ADEME's four criteria. A licence alone does not make a commun."""

    licence_ouverte: YesNoUnknown
    communaute: YesNoUnknown
    gouvernance_connue: YesNoUnknown
    documentation_publique: YesNoUnknown


class Alerte(FileModel):
    """A short warning shown before anything else."""

    texte: Line
    jusqu_au: Day | None = None


class Commun(FileModel):
    """The sheet of a shared resource: what the field asks before acting (source S3).

    How to start (`premiere_etape`), how long (`temps_*`), how complex (`complexite`), who to call
    (`contacts`, `referents`), how much (`couts`), how healthy (`sante`): all mandatory, "inconnu" allowed.
    """

    id: Slug
    nom: Line
    autres_noms: tuple[Line, ...] = Field(default=(), description="Sigles, anciens noms, surnoms.")
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
    description: Text | None = None
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
    besoins_types: tuple[Line, ...] = Field(default=(), description="Besoins tels que les gens les disent.")
    statut: Literal["actif", "en-veille", "ferme", "archive", "temporairement-indisponible"]
    alerte: Alerte | None = None
    est_un_commun: EstUnCommun
    licence: Line = Field(description="Identifiant SPDX ou texte, ou « inconnue ».")
    sans_compte: YesNoUnknown = Field(default="inconnu", description="S'utilise sans créer de compte.")
    chiffrement: YesNoUnknown = Field(default="inconnu", description="Chiffré de bout en bout.")
    site: Url | None = None
    doc: Url | None = None
    demo: Url | None = None
    code: Url | None = None
    communaute: tuple[Url, ...] = ()
    premiere_etape: Line = Field(description="Une phrase à l'impératif, avec un lien si possible, ou « inconnu ».")
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
    temps_premier_essai: Duration
    temps_mise_en_route: Duration
    temps_note: Line | None = None
    complexite: Literal["1", "2", "3", "inconnu"] = Field(
        description="1 seul·e ; 2 une personne à l'aise ; 3 accompagnement conseillé."
    )
    complexite_note: Line | None = None
    competences_requises: tuple[Line, ...] = ()
    maturite_visee: tuple[Maturite, ...] = ()
    couts: Annotated[tuple[Cout, ...], Field(min_length=1)]
    contacts: tuple[ContactOrganisation, ...] = Field(
        description="Qui appeler. Vide : le réseau régional de la personne."
    )
    referents: tuple[Slug, ...] = Field(default=(), description="Personnes qui ont donné leur accord (referents/).")
    accompagnement: Line | None = None
    territoires: Annotated[tuple[Line, ...], Field(min_length=1, description="« FR » ou codes INSEE de régions.")]
    sante: Sante
    utilise_par: tuple[Line, ...] = ()
    contribuer: Line | None = None
    cofinancer: Line | None = None
    alternatives: tuple[Slug, ...] = ()
    remplace_par: Line | None = None
    faq: tuple[Slug, ...] = ()
    porteur: Line | None = None
    logiciel: GrilleLogiciel | None = None
    service_heberge: GrilleServiceHeberge | None = None
    communaute_entraide: GrilleCommunauteEntraide | None = None
    ressource_documentaire: GrilleRessourceDocumentaire | None = None
    methode: GrilleMethode | None = None
    formation: GrilleFormation | None = None
    financement: GrilleFinancement | None = None
    hebergeur: GrilleHebergeur | None = None
    evenement: GrilleEvenement | None = None
    releve_le: Day = Field(description="Jour du relevé documentaire.")
    verifie_le: Day | None = Field(default=None, description="Jour où une personne a confirmé la fiche.")
    verifie_par: Line | None = Field(default=None, description="Un rôle, jamais un nom.")
    cadence_mois: Cadence
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]


class Consentement(FileModel):
    """The recorded agreement of a person to be shown. Without it, nothing of the person is."""

    texte_version: Line
    date: Day
    canal: Line
    portee: Annotated[tuple[Literal["public", "membres", "aiguilleurs"], ...], Field(min_length=1)]
    preuve: Line
    expire_le: Day


class ContactReferent(FileModel):
    """One way to reach a referent, and who may see it."""

    type: ContactType
    valeur: Line
    visibilite: Literal["public", "membres", "aiguilleurs"]


class Referent(FileModel):
    """A human who knows a commun and agreed to be contacted about it (domain notes §3.4)."""

    id: Slug
    nom_affiche: Line
    structure: Line | None = None
    roles: Annotated[tuple[Literal["usage", "technique", "accompagnement", "gouvernance"], ...], Field(min_length=1)]
    niveau: Literal["usager", "expert"]
    cas_d_usage: Line | None = None
    communs: Annotated[tuple[Slug, ...], Field(min_length=1)]
    territoires: Annotated[tuple[Line, ...], Field(min_length=1)]
    contacts: Annotated[tuple[ContactReferent, ...], Field(min_length=1)]
    delai_habituel: Line | None = None
    capacite: Literal["disponible", "complet", "liste-d-attente", "sur-evaluation"]
    remuneration: Literal["benevole", "budget-contributif", "devis", "temps-salarie"]
    consentement: Consentement
    confirme_le: Day
    statut: Literal["invite", "actif", "en-pause", "retire"]


class Aiguilleur(FileModel):
    """A human who takes handoffs. The shipped file is an example; real people stay in the operator's own folder."""

    id: Slug
    exemple: Literal["oui", "non"] = "non"
    comptes: Annotated[dict[Literal["matrix", "rocketchat", "local"], Line], Field(min_length=1)]
    role: Literal["aiguilleur", "coordinateur"]
    regions: tuple[Line, ...]
    actions: tuple[Action, ...]
    communs_connus: tuple[Slug, ...] = ()
    plafond: int = Field(default=3, ge=1, le=20)


class Reseau(FileModel):
    """A regional or national network: who to call when a fiche has nobody."""

    id: Slug
    nom: Line
    echelle: Literal["regional", "national"]
    region: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = Field(
        default=None, description="Code INSEE de la région."
    )
    resume: Resume
    site: Url | None = None
    contacts: tuple[ContactOrganisation, ...]
    offre: tuple[Line, ...] = ()
    porteur: Line | None = None
    statut: Literal["actif", "emergent", "inconnu"]
    alerte: Alerte | None = None
    releve_le: Day
    verifie_le: Day | None = None
    cadence_mois: Cadence
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]


class Faq(FileModel):
    """Questions that help think before choosing a tool (source S3: "avant de penser aux outils")."""

    id: Slug
    question: Line
    formulations: tuple[Line, ...] = Field(default=(), description="D'autres façons de la poser.")
    action: Action
    besoins: Annotated[tuple[Famille, ...], Field(min_length=1)]
    avant_de_choisir: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=110)] = Field(
        description="La question courte montrée sous une réponse : « qui tiendra le planning à jour ? »."
    )
    reponse_courte: Annotated[str, StringConstraints(strip_whitespace=True, min_length=40, max_length=600)]
    questions_a_se_poser: Annotated[tuple[Line, ...], Field(min_length=2, max_length=6)]
    communs: tuple[Slug, ...] = ()
    maturite_visee: tuple[Maturite, ...] = ()
    source: Line
    releve_le: Day
    verifie_le: Day | None = None
    cadence_mois: Cadence = 12


class Produit(FileModel):
    """A product people name, often to leave it, and the communs that may replace it."""

    produit: Line
    variantes: tuple[Line, ...] = ()
    libre: Literal["oui", "non", "inconnu"] = "inconnu"
    communs: tuple[Slug, ...]
    source: Line


class Lexique(FileModel):
    """A file of `lexique/`: products, and words of the same family that stems do not bridge."""

    id: Slug
    produits: tuple[Produit, ...] = ()
    synonymes: tuple[tuple[Line, ...], ...] = Field(
        default=(), description="Groupes de mots que la racine ne rapproche pas : [adhérent, adhésion]."
    )


class Exemples(FileModel):
    """More everyday phrases for one commun, kept out of its fiche so that fiches stay readable.

    `id` is the commun's for phrases that were written (`redaction`), `appris-<commun>` for what people really said and
    a gardener accepted (`appris`, see `aiguilleur apprendre`).
    """

    id: Slug
    commun: Slug = Field(description="Le nom d'un fichier de communs/.")
    origine: Literal["redaction", "appris"] = Field(description="Écrites exprès, ou dites par des gens et relues.")
    lignes: Annotated[tuple[Line, ...], Field(min_length=1, description="Besoins tels que les gens les disent.")]


class Hors(FileModel):
    """What must not be answered with a commun, as people say it.

    bavardage: talk. salutation: greetings and thanks. reponse: the next line of a conversation ("ok pour mardi").
    nouvelle: what somebody did, or thinks of a tool. hors-sujet: a question of another world. annonce: loans, local
    suppliers, events ("qui a un barnum ?"). voisin: a need of the field that no commun of the base serves.
    sensible: distress, conflict, health (a human, never a commun).
    """

    id: Slug
    genre: Literal["bavardage", "salutation", "reponse", "nouvelle", "hors-sujet", "annonce", "voisin", "sensible"]
    lignes: Annotated[tuple[Line, ...], Field(min_length=1)]
    note: Text | None = None
