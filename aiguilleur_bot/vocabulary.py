"""The words every room of the house shares, as small frozen types.

Domain nouns are French, exactly as users say them (docs/architecture.md, "Les mots").
This module imports nothing of the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """The five categories of the catalogue (source S3: "catégorisation par actions")."""

    GERER = "gerer"
    DEVELOPPER = "developper"
    TRAVAILLER = "travailler"
    ANIMER = "animer"
    DOCUMENTER = "documenter"


class Issue(StrEnum):
    """Outcome of a besoin (reference: domain notes §1.2)."""

    COUVERT = "couvert"
    PARTIELLEMENT_COUVERT = "partiellement-couvert"
    NON_COUVERT = "non-couvert"
    EN_COURS = "en-cours"
    INCONNU = "inconnu"


class Motif(StrEnum):
    """Why a besoin is not covered: a closed list, in families that steer what happens next."""

    AUCUN_COMMUN_CONNU = "aucun-commun-connu"
    COMMUN_INCOMPLET = "commun-incomplet"
    TERRITOIRE_NON_COUVERT = "territoire-non-couvert"
    COMMUN_EN_SOMMEIL = "commun-en-sommeil"
    REFERENT_INDISPONIBLE = "referent-indisponible"
    REFERENT_SANS_REPONSE = "referent-sans-reponse"
    LISTE_D_ATTENTE = "liste-d-attente"
    TROP_COMPLEXE = "trop-complexe"
    TROP_CHER = "trop-cher"
    TROP_LONG = "trop-long"
    MATURITE_INADAPTEE = "maturite-inadaptee"
    CRITERES_NON_REMPLIS = "criteres-non-remplis"
    FICHE_MANQUANTE = "fiche-manquante"
    FICHE_PERIMEE = "fiche-perimee"
    MAUVAISE_CORRESPONDANCE = "mauvaise-correspondance"
    HORS_PERIMETRE = "hors-perimetre"
    DEJA_RESOLU = "deja-resolu"
    DEMANDE_RETIREE = "demande-retiree"
    SANS_NOUVELLES = "sans-nouvelles"
    NE_SOUHAITE_PAS_UN_COMMUN = "ne-souhaite-pas-un-commun"
    DOUBLON = "doublon"


class Confirmation(StrEnum):
    """How a phrase of a person was confirmed to ask for a commun, weakest first.

    CHOIX: they opened its fiche, and let us keep the phrase. SUIVI: later, they said that it moved forward.
    AIGUILLEUR: a human who followed the besoin says which commun served.
    """

    CHOIX = "choix"
    SUIVI = "suivi"
    AIGUILLEUR = "aiguilleur"


class Usage(StrEnum):
    """What becomes of a commun in answers, counted by month without any word.

    MONTREE: it came first. OUVERTE: its fiche was asked for. REFUSEE: it came first, and something else was asked
    for. PREFEREE: its fiche was asked for while another came first.
    """

    MONTREE = "montree"
    OUVERTE = "ouverte"
    REFUSEE = "refusee"
    PREFEREE = "preferee"


class Portee(StrEnum):
    """Who may see how to reach a referent, as they chose; and, of a reader, how much they may see.

    PUBLIC: everybody, in public rooms too. MEMBRES: in private only, people known from a room of the network.
    AIGUILLEURS: those who take handoffs.
    """

    PUBLIC = "public"
    MEMBRES = "membres"
    AIGUILLEURS = "aiguilleurs"

    def sees(self, other: Portee) -> bool:
        """Whether a reader of this reach may see what was agreed for `other`."""
        order = tuple(Portee)
        return order.index(other) <= order.index(self)


class Etat(StrEnum):
    """State of a besoin in the hands of humans (domain notes §2.3)."""

    NOUVELLE = "nouvelle"
    PRISE_EN_CHARGE = "prise_en_charge"
    EN_COURS = "en_cours"
    EN_ATTENTE = "en_attente"
    TRANSMISE = "transmise"
    RELANCEE = "relancee"
    CLOSE = "close"
    EXPIREE = "expiree"
    ANNULEE = "annulee"
    FUSIONNEE = "fusionnee"


HELD_STATES = frozenset({Etat.PRISE_EN_CHARGE, Etat.EN_COURS, Etat.EN_ATTENTE, Etat.TRANSMISE, Etat.RELANCEE})
"""The states in which one person holds the besoin."""

OPEN_STATES = HELD_STATES | {Etat.NOUVELLE}
"""The states in which somebody still owes something to the person: those the person can withdraw from."""


class Ecoute(StrEnum):
    """How much the bot may take a message for a need: in a direct message, on a mention, or unasked in a room."""

    DIRECT = "direct"
    MENTION = "mention"
    INVITE = "invite"


class Intention(StrEnum):
    """What a message is for, read before anything is matched."""

    BESOIN = "besoin"
    QUESTION_COMMUN = "question-commun"
    SALUTATION = "salutation"
    REPONSE = "reponse"
    BAVARDAGE = "bavardage"
    NOUVELLE = "nouvelle"
    ANNONCE = "annonce"


class Suite(StrEnum):
    """What the engine makes of a text: the `suite` of `aiguilleur demander --json`."""

    REPONSE = "reponse"
    QUESTION = "question"
    INCONNU = "inconnu"
    HORS_PERIMETRE = "hors-perimetre"
    SENSIBLE = "sensible"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Territoire:
    """A region or département of France, found from what a person wrote.

    `region` is the INSEE code of the region ("32"), or None when only the country is known.
    `nom` is the name to show ("Hauts-de-France"); `lu` what was recognised in the text ("59", "Lille").
    """

    region: str | None
    nom: str
    lu: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call: an organisation, a forum thread, a chat room, a network, or a person who agreed.

    `type` is one of courriel, forum, salon, formulaire, site, telephone, reseau, compte (of a chat); `valeur` is the
    address.
    """

    libelle: str
    type: str
    valeur: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Nommes:
    """The communs that words name, and, when they name none, the (at most two) whose names are nearest."""

    communs: tuple[str, ...] = ()
    proches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposition:
    """One commun proposed for one besoin. `score` is the calibrated chance (0..1) that it serves."""

    id: str
    nom: str
    score: float
    pourquoi: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class BesoinCompris:
    """What was understood of one need: its words, its action, at most three propositions, best first.

    `reformule` is the need said in other words by a language model, when the operator set one: to be shown for a yes.
    """

    texte: str
    action: Action | None
    confiance: float
    propositions: tuple[Proposition, ...] = ()
    reformule: str = ""


@dataclass(frozen=True, slots=True)
class Choix:
    """One choice of a closed question; `communs` are the ids it leads to (empty: "autre, ou je ne sais pas")."""

    libelle: str
    communs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The one question asked when it changes the answer. `choix` empty means an open question."""

    texte: str
    choix: tuple[Choix, ...] = ()


@dataclass(frozen=True, slots=True)
class Reponse:
    """What the engine makes of one message: what `demander --json` prints, and what it was for.

    `intention` of an answer: QUESTION_COMMUN when the first commun is the one asked about, by its name; else BESOIN.
    """

    suite: Suite
    besoins: tuple[BesoinCompris, ...] = ()
    question: Question | None = None
    faq: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    intention: Intention = Intention.BESOIN
