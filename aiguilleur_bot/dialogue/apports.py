"""What people bring besides a need: how to reach them, a resource, a correction, where they work from.

The forms being filled, what is held of them, and the effects that keep or erase them. Nothing here is kept before a
yes to what was shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from aiguilleur_bot.dialogue.typography import PARIS
from aiguilleur_bot.knowledge.base import months_later
from aiguilleur_bot.vocabulary import Portee, Territoire

TEXTE_VERSION = "1"
"""Version of the words people agree to (`prompts/referent_accord.md.j2`): kept with each consent."""

CONSENT_MONTHS = 12
"""How long a consent runs; asked again a month before its end, and silence ends it."""


Stade = Literal["", "idee", "amorcage", "ouvert", "consolide"]
Aisance = Literal["", "peu", "moyenne", "bonne"]
Soutien = Literal["moi-aussi", "contribuer", "cofinancer", "prevenir"]
STAGES: tuple[Stade, ...] = ("idee", "amorcage", "ouvert", "consolide")
EASES: tuple[Aisance, ...] = ("peu", "moyenne", "bonne")


def ends_on(moment: datetime) -> date:
    """The day, in France, on which a consent given then ends."""
    return months_later(moment.astimezone(ZoneInfo(PARIS)).date(), CONSENT_MONTHS)


@dataclass(frozen=True, slots=True)
class Lieu:
    """Where somebody works from, as they said it: never asked. Every part may be missing."""

    commune: str = ""
    territoire: Territoire | None = None
    stade: Stade = ""
    aisance: Aisance = ""


@dataclass(frozen=True, slots=True)
class ReferentConnu:
    """What is held of somebody who knows a commun. `contact` empty: their chat account. `etat`: propose or actif."""

    commun: str
    etat: str
    nom: str
    contact: str
    portee: Portee
    consenti_le: datetime | None = None
    expire_le: datetime | None = None


@dataclass(frozen=True, slots=True)
class Saisie:
    """A form being filled, one answer at a time.

    Of a referent: `communs`, `nom`, `contact` (empty: their chat account), `portee`, and `invite_par` (an account)
    when somebody invited them. Of a resource: `nom`, `lien`, `usage`.
    """

    communs: tuple[str, ...] = ()
    nom: str = ""
    contact: str = ""
    portee: Portee = Portee.AIGUILLEURS
    invite_par: str = ""
    lien: str = ""
    usage: str = ""


# ---------------------------------------------------------------- effects


@dataclass(frozen=True, slots=True)
class KeepReferent:
    """The person, shown all of it, agreed to be called about `communs`. `contact` empty: their chat account."""

    communs: tuple[str, ...]
    nom: str
    contact: str
    portee: Portee
    texte_version: str = TEXTE_VERSION


@dataclass(frozen=True, slots=True)
class RenewReferent:
    """The person lets it be shown for one year more; `communs` empty: everything they agreed to."""

    communs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveReferent:
    """Erase how to reach the person, at once; `communs` empty: everywhere."""

    communs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclineInvitation:
    """The person invited for `communs` said no: for ever, for those."""

    communs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeepBrouillon:
    """A resource somebody proposes, for gardeners to read. `accord`: they agree to be called about it themselves."""

    nom: str
    lien: str
    usage: str
    contact: str
    accord: bool


@dataclass(frozen=True, slots=True)
class ReportFiche:
    """Somebody says that a fiche is wrong. `mots` (masked) may be empty."""

    commun: str
    mots: str


@dataclass(frozen=True, slots=True)
class KeepLieu:
    """What the person said of their place; it replaces what they said before."""

    lieu: Lieu


@dataclass(frozen=True, slots=True)
class ForgetLieu:
    """Erase what the person said of their place."""


@dataclass(frozen=True, slots=True)
class KeepSoutien:
    """The person says it of besoin `numero`, which is not covered: « moi aussi », that they would help, or be told."""

    numero: int
    genre: Soutien


@dataclass(frozen=True, slots=True)
class WithdrawSoutien:
    """The person takes back what they said of besoin `numero`."""

    numero: int


Apport = (
    KeepReferent
    | RenewReferent
    | RemoveReferent
    | DeclineInvitation
    | KeepBrouillon
    | ReportFiche
    | KeepLieu
    | ForgetLieu
    | KeepSoutien
    | WithdrawSoutien
)
