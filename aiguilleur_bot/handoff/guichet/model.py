"""What the desk is made of: what the bot waits for from an aiguilleur, what it knows, what is decided.

All values are frozen. `step` maps (poste, said, world) to (poste, effects) and does nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, Protocol

from aiguilleur_bot.vocabulary import HELD_STATES, Etat

Value = str | int | float | bool | None | tuple["Value", ...] | Mapping[str, "Value"]


class Attente(StrEnum):
    """What the next words of an aiguilleur will be read as.

    LEQUEL: which of several besoins. ISSUE, MANQUE: the two taps of a closing. TEMPS, SERVI, BROUILLON: what may be
    said after it, or not: the time given, what helped, whether to begin a fiche. DATE: until when a besoin waits.
    SUGGESTION: a yes to « vouliez-vous dire ». QUI: to whom a besoin is passed on. OFFRE: which of several offers.
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
    QUI = "qui"
    OFFRE = "offre"


@dataclass(frozen=True, slots=True)
class Poste:
    """What the bot waits for from one aiguilleur. `numero` is the besoin it is about, `mot` the word to go on with.

    `choix` are the numbers or ids behind 1, 2, 3…, in order; `issue` is what the closing holds so far, `note` what was
    written, `reste` and `compte` what the word came with. `motif`: why it is not covered, when that is the robot's
    own failure.
    """

    attente: Attente = Attente.RIEN
    numero: int | None = None
    mot: str = ""
    choix: tuple[str, ...] = ()
    issue: str = ""
    note: str = ""
    reste: str = ""
    compte: str = ""
    motif: str = ""


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


@dataclass(frozen=True, slots=True)
class Collegue:
    """Somebody who helps too. `compte` is the account people write."""

    personne: str
    compte: str


@dataclass(frozen=True, slots=True)
class Offre:
    """What somebody asked of them, and they have not answered: a besoin to take over, to stand in, to join.

    `cle` is the number of the besoin, or the id of the absence; `de` the account of who asks.
    """

    genre: Literal["transmission", "relais", "charte"]
    cle: int = 0
    de: str = ""
    texte: str = ""

    @property
    def sujet(self) -> str:
        """What a tap on the question says."""
        return f"{self.genre}:{self.cle}"


class Savoir(Protocol):
    """The little that the desk asks of the knowledge base."""

    def nom(self, commun: str) -> str: ...

    def nomme(self, texte: str) -> str | None: ...

    def region(self, texte: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class World:
    """Everything a decision of the desk may depend on. `besoins` holds theirs, and every one their words may mean.

    `montres` are the numbers nobody took, shown where they speak. `prive`: said in private. `membre`: of the team, not
    only of its room. `coordonne`: they coordinate, or speak in the room of those who do. `relais`: who stands in for
    whom, by pseudonym.
    """

    maintenant: datetime
    savoir: Savoir
    prive: bool = True
    besoins: Mapping[int, BesoinVu] = field(default_factory=dict)
    montres: tuple[int, ...] = ()
    personne: str = ""
    membre: bool = False
    coordonne: bool = False
    collegues: tuple[Collegue, ...] = ()
    offres: tuple[Offre, ...] = ()
    relais: Mapping[str, str | None] = field(default_factory=dict)

    def collegue(self, compte: str) -> Collegue | None:
        """Who bears that account, or the only one whose name begins it: « @sasha » is @sasha:exemple.org."""
        exact = [one for one in self.collegues if one.compte == compte]
        named = exact or [one for one in self.collegues if one.compte.split(":")[0] == compte.split(":", maxsplit=1)[0]]
        return named[0] if len(named) == 1 else None

    @property
    def miens(self) -> tuple[BesoinVu, ...]:
        """Those they hold, oldest number first."""
        return tuple(one for _, one in sorted(self.besoins.items()) if one.a_moi and one.etat in HELD_STATES)
