"""What the desk is made of: what the bot waits for from an aiguilleur, what it knows, what is decided.

All values are frozen. `step` maps (poste, said, world) to (poste, effects) and does nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, Protocol

from aiguilleur_bot.handoff.states import HELD_STATES
from aiguilleur_bot.vocabulary import Etat, Issue, Motif

Value = str | int | float | bool | None | tuple["Value", ...] | Mapping[str, "Value"]


class Attente(StrEnum):
    """What the next words of an aiguilleur will be read as.

    LEQUEL: which of several besoins. ISSUE, MANQUE: the two taps of a closing. TEMPS, SERVI, BROUILLON: what may be
    said after it, or not: the time given, what helped, whether to begin a fiche. DATE: until when a besoin waits.
    SUGGESTION: a yes to « vouliez-vous dire ».
    """

    RIEN = "rien"
    LEQUEL = "lequel"
    ISSUE = "issue"
    MANQUE = "manque"
    TEMPS = "temps"
    SERVI = "servi"
    BROUILLON = "brouillon"
    DATE = "date"
    SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class Poste:
    """What the bot waits for from one aiguilleur. `numero` is the besoin it is about, `mot` the word to go on with.

    `choix` are the numbers or ids behind 1, 2, 3…, in order; `issue` is what the closing holds so far, `note` what was
    written, `reste` and `compte` what the word came with. `plus`: more than
    an hour was given, how much is asked.
    """

    attente: Attente = Attente.RIEN
    numero: int | None = None
    mot: str = ""
    choix: tuple[str, ...] = ()
    issue: str = ""
    note: str = ""
    reste: str = ""
    compte: str = ""
    plus: bool = False


REPOS = Poste()
"""Nothing is waited for."""

_PATIENCE = MappingProxyType(
    {Attente.TEMPS: timedelta(hours=1), Attente.SERVI: timedelta(hours=1), Attente.BROUILLON: timedelta(days=1)}
)


def still(poste: Poste, since: datetime, now: datetime) -> Poste:
    """What is still waited for at `now`: words said long after a question do not answer it."""
    return REPOS if now - since > _PATIENCE.get(poste.attente, timedelta(days=2)) else poste


# ---------------------------------------------------------------- what happens


@dataclass(frozen=True, slots=True)
class Words:
    """An aiguilleur said something to the desk. `numero` is the besoin of the card they said it on."""

    texte: str
    numero: int | None = None
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tap:
    """An aiguilleur put a reaction on a card, or on something the desk asked: `sujet` then says what."""

    cle: str
    numero: int | None = None
    sujet: str = ""


Said = Words | Tap


# ---------------------------------------------------------------- the world


@dataclass(frozen=True, slots=True)
class BesoinVu:
    """A besoin as an aiguilleur may see it. `par` is the account that holds it (or closed it), empty for nobody."""

    numero: int
    texte: str
    etat: Etat
    par: str = ""
    a_moi: bool = False
    pris_le: datetime | None = None
    clos_le: datetime | None = None
    premier_contact: bool = False
    attend_jusqu_au: datetime | None = None
    coup_dur: bool = False
    proposes: tuple[str, ...] = ()


class Savoir(Protocol):
    """The little that the desk asks of the knowledge base."""

    def nom(self, commun: str) -> str: ...

    def nomme(self, texte: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class World:
    """Everything a decision of the desk may depend on. `besoins` holds theirs, and every one their words may mean.

    `montres` are the numbers nobody took, shown where they speak. `prive`: said in private.
    """

    maintenant: datetime
    moi: str
    savoir: Savoir
    prive: bool = True
    besoins: Mapping[int, BesoinVu] = field(default_factory=dict)
    montres: tuple[int, ...] = ()

    @property
    def miens(self) -> tuple[BesoinVu, ...]:
        """Those they hold, oldest number first."""
        return tuple(one for _, one in sorted(self.besoins.items()) if one.a_moi and one.etat in HELD_STATES)


# ---------------------------------------------------------------- effects


@dataclass(frozen=True, slots=True)
class Say:
    """Render `prompts/<modele>.md.j2` with `donnees`: where they spoke, or in private. `sujet` makes it answerable."""

    modele: str
    donnees: Mapping[str, Value] = field(default_factory=dict)
    ou: Literal["ici", "prive"] = "ici"
    sujet: str = ""


@dataclass(frozen=True, slots=True)
class Take:
    """They have it: the person and the others are told."""

    numero: int


@dataclass(frozen=True, slots=True)
class LetGo:
    """They are never rung again for this one; somebody else is."""

    numero: int


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Back to the group: the person is told, and others are rung."""

    numero: int


@dataclass(frozen=True, slots=True)
class Contacted:
    """They are in touch with the person."""

    numero: int


@dataclass(frozen=True, slots=True)
class Close:
    """Over, with an outcome: the person is told that the robot is back."""

    numero: int
    issue: Issue
    motif: Motif | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """It waits for somebody until a day."""

    numero: int
    qui: Literal["demandeur", "referent"]
    jusqu_au: date


@dataclass(frozen=True, slots=True)
class Reopen:
    """Not over after all: it is theirs again."""

    numero: int


@dataclass(frozen=True, slots=True)
class Annotate:
    """What they wrote about it, for those who review what is missing."""

    numero: int
    note: str


@dataclass(frozen=True, slots=True)
class Served:
    """Which commun helped."""

    numero: int
    commun: str


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes they gave, private to them."""

    numero: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Begin a fiche from what they wrote, for a gardener."""

    numero: int
    usage: str
    lien: str = ""


Effect = Say | Take | LetGo | GiveBack | Contacted | Close | Wait | Reopen | Annotate | Served | Spent | Draft
Turn = tuple[Poste, tuple[Effect, ...]]


def said(modele: str, donnees: Mapping[str, Value] | None = None) -> Turn:
    """Say one thing where they spoke, and wait for nothing."""
    return REPOS, (Say(modele, donnees or {}),)


def asked(poste: Poste, modele: str, donnees: Mapping[str, Value] | None = None) -> Say:
    """A question, in private: it is answered by a word or by a tap on it."""
    return Say(modele, donnees or {}, "prive", f"{poste.attente}:{poste.numero or 0}")


def shown(one: BesoinVu) -> Mapping[str, Value]:
    """A besoin in a list; the words of somebody in trouble are not repeated."""
    return {"numero": one.numero, "texte": "" if one.coup_dur else one.texte, "coup_dur": one.coup_dur}
