"""What the desk decides: said, done to a besoin, kept of an aiguilleur. Frozen values, applied by the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from aiguilleur_bot.handoff.availability import Creneau
from aiguilleur_bot.handoff.guichet.model import REPOS, BesoinVu, Offre, Poste, Value
from aiguilleur_bot.vocabulary import Issue, Motif


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
class Meant:
    """Which commun the robot should have found: the person's words are proposed to gardeners as one of its needs."""

    numero: int
    commun: str


@dataclass(frozen=True, slots=True)
class Because:
    """Why it is not covered, better known after all."""

    numero: int
    motif: Motif


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


@dataclass(frozen=True, slots=True)
class Offer:
    """Ask somebody to take a besoin over; it stays theirs until then."""

    numero: int
    a: str


@dataclass(frozen=True, slots=True)
class Show:
    """Show somebody a besoin that nobody has: theirs to take, or to let go."""

    numero: int
    a: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Their answer to what somebody asked of them."""

    offre: Offre
    oui: bool


@dataclass(frozen=True, slots=True)
class Prepare:
    """Show what helps before writing or calling."""

    numero: int


@dataclass(frozen=True, slots=True)
class Leave:
    """Away from a day to another, both included; `relais` is asked to stand in."""

    du: date
    au: date
    relais: str | None = None


@dataclass(frozen=True, slots=True)
class ComeBack:
    """Here again: the absence under way, or the pause, is over."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Not rung until they say so."""


@dataclass(frozen=True, slots=True)
class SetHours:
    """Their own hours; none: those of everybody."""

    creneaux: tuple[Creneau, ...]


@dataclass(frozen=True, slots=True)
class ShowTime:
    """What they gave: theirs (`tous` False), or sums for those who coordinate."""

    tous: bool = False


@dataclass(frozen=True, slots=True)
class Invite:
    """Ask somebody to join: they must accept the charter. `region` is its code, empty for all of them."""

    compte: str
    coordonne: bool
    region: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """Somebody is no aiguilleur any more: what they hold goes back to the group."""

    personne: str


@dataclass(frozen=True, slots=True)
class OpenPages:
    """Send them, in private, a link that opens the pages once."""


@dataclass(frozen=True, slots=True)
class ClosePages:
    """Every browser of theirs leaves the pages."""


Effect = (
    Say
    | Take
    | LetGo
    | GiveBack
    | Contacted
    | Close
    | Wait
    | Reopen
    | Annotate
    | Served
    | Meant
    | Because
    | Spent
    | Draft
    | Offer
    | Show
    | Answer
    | Prepare
    | Leave
    | ComeBack
    | Pause
    | SetHours
    | ShowTime
    | Invite
    | Remove
    | OpenPages
    | ClosePages
)
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
