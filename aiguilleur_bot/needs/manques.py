"""What is missing, as those who coordinate read it: unmet besoins, how they are counted, and how they are asked for.

No person is in it: who asked and from where are numbers that mean nothing from one reading to the next. Somebody in
trouble and what was withdrawn are never here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.vocabulary import Action, Etat, Issue, Motif

PARIS = ZoneInfo("Europe/Paris")
MOST_WORDS = 8
"""Words of a search that are read; the others would only slow it down."""


class Compte(StrEnum):
    """What a besoin counts as.

    MANQUE: nobody could serve it, or only in part, and not by a fault of ours. ROBOT: the bot's own failure (a fiche is
    missing, out of date, or the wrong one came). HORS: on the side of whoever asked. SERVI: covered, under way or
    unknown. NON_COUVERT: whatever is not covered, under way included. TOUS: no matter which.
    """

    MANQUE = "manque"
    ROBOT = "robot"
    HORS = "hors"
    SERVI = "servi"
    NON_COUVERT = "non-couvert"
    TOUS = "tous"


class Axe(StrEnum):
    """What besoins may be counted by: the value is the column."""

    MOIS = "mois"
    ACTION = "action"
    REGION = "region"
    MOTIF = "motif"
    FAMILLE = "famille"
    ETAT = "etat"
    ISSUE = "issue"
    SOURCE = "source"
    MATURITE = "maturite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtre:
    """Which besoins; None, or empty, is any. `mots` is searched in the words, each from the beginning of a word.

    `depuis` and `jusqu_a` are months (2026-11), both included. `region`, `action`, `motif`, `famille` and `etat` may be
    "" to ask for those that have none. `defi`: those of that défi; `libres`: those of none; `numero`: that one.
    """

    compte: Compte = Compte.MANQUE
    action: str | None = None
    famille: str | None = None
    region: str | None = None
    motif: str | None = None
    etat: str | None = None
    issue: str | None = None
    source: str | None = None
    maturite: str | None = None
    mois: str | None = None
    depuis: str | None = None
    jusqu_a: str | None = None
    mots: str = ""
    defi: int | None = None
    libres: bool = False
    numero: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manque:
    """One besoin. `qui` and `ou` tell askers and places apart within one reading; None: not known.

    `scores` is how near each commun was, from 0 to 1; `voisins` the near besoins, each with how near. `soutiens` counts
    the distinct people who said « moi aussi », or that they would help.
    """

    numero: int
    cree_le: datetime
    texte: str
    etat: Etat
    issue: Issue
    action: Action | None = None
    famille: str | None = None
    region: str | None = None
    region_nom: str | None = None
    motif: Motif | None = None
    maturite: str | None = None
    source: str = "robot"
    proposes: tuple[str, ...] = ()
    proches: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    voisins: tuple[tuple[int, float], ...] = ()
    qui: int | None = None
    ou: int | None = None
    defi: int | None = None
    soutiens: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the besoins found, in the order asked for. `total` counts them all; the first page is 1."""

    manques: tuple[Manque, ...]
    total: int
    page: int
    taille: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.taille))


@dataclass(frozen=True, slots=True)
class Demande:
    """How much something is asked for: besoins, and distinct people, places and regions, « moi aussi » included.

    What is not known is counted apart, never as one more person, place or region: `sans_*` count besoins. `contribuer`
    and `cofinancer` count the distinct people who said they would.
    """

    besoins: int = 0
    personnes: int = 0
    sans_personne: int = 0
    lieux: int = 0
    sans_lieu: int = 0
    regions: int = 0
    sans_region: int = 0
    contribuer: int = 0
    cofinancer: int = 0


@dataclass(frozen=True, slots=True)
class Ligne:
    """How many besoins have these values (in the order of the axes asked for; None: not known)."""

    valeurs: tuple[str | None, ...]
    besoins: int
    personnes: int
    lieux: int
    regions: int


def searchable(texte: str) -> str:
    """The words of a besoin as they are searched: folded, between spaces; empty for an erased one."""
    words = flat(texte)
    return f" {words} " if words else ""


def search_words(mots: str) -> tuple[str, ...]:
    """The words somebody searches, folded like those they are compared with."""
    return tuple(dict.fromkeys(flat(mots).split()))[:MOST_WORDS]


def month(moment: datetime) -> str:
    """The month of a moment in France: 2026-11."""
    return moment.astimezone(PARIS).strftime("%Y-%m")


class Soutien(StrEnum):
    """What somebody says of an unmet besoin that is not theirs. PREVENIR: tell me when it is covered."""

    MOI_AUSSI = "moi-aussi"
    CONTRIBUER = "contribuer"
    COFINANCER = "cofinancer"
    PREVENIR = "prevenir"


COUNTED = (Soutien.MOI_AUSSI, Soutien.CONTRIBUER, Soutien.COFINANCER)
"""What counts as asking for it too; wanting to be told does not."""
