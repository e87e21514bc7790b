"""A défi: besoins that say the same thing, the open question they ask, and the next step towards an answer.

The statuts are those of the domain notes (§6), as a table to hold against them: `store.defis` goes through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from aiguilleur_bot.needs.mots import STATUTS, said


class Statut(StrEnum):
    """Where a défi stands. A_QUALIFIER: besoins put together, nobody decided yet."""

    A_QUALIFIER = "a-qualifier"
    OUVERT = "ouvert"
    RETENU = "retenu"
    EN_COURS = "en-cours"
    COUVERT = "couvert"
    ECARTE = "ecarte"
    DOUBLON = "doublon"


TRANSITIONS: Mapping[Statut, frozenset[Statut]] = MappingProxyType(
    {
        # A commun that answers may be found at any moment, and a défi turn out to repeat another.
        Statut.A_QUALIFIER: frozenset({Statut.OUVERT, Statut.ECARTE, Statut.COUVERT, Statut.DOUBLON}),
        Statut.OUVERT: frozenset(
            {Statut.A_QUALIFIER, Statut.RETENU, Statut.EN_COURS, Statut.COUVERT, Statut.ECARTE, Statut.DOUBLON}
        ),
        Statut.RETENU: frozenset({Statut.OUVERT, Statut.EN_COURS, Statut.COUVERT, Statut.ECARTE, Statut.DOUBLON}),
        Statut.EN_COURS: frozenset({Statut.OUVERT, Statut.RETENU, Statut.COUVERT, Statut.ECARTE, Statut.DOUBLON}),
        # Not covered after all: it goes on, or is asked again.
        Statut.COUVERT: frozenset({Statut.OUVERT, Statut.EN_COURS}),
        # Said no to, or taken for another: looked at again from the start.
        Statut.ECARTE: frozenset({Statut.A_QUALIFIER}),
        Statut.DOUBLON: frozenset({Statut.A_QUALIFIER}),
    }
)
"""From each statut, those it may become."""

LIVING = (Statut.A_QUALIFIER, Statut.OUVERT, Statut.RETENU, Statut.EN_COURS)
"""The statuts in which something is still to be done."""

ASKED = (Statut.OUVERT, Statut.RETENU, Statut.EN_COURS)
"""The statuts in which the question is asked in public: somebody must have written it."""

PUBLIC = (*ASKED, Statut.COUVERT)
"""The statuts of défis that may be shown to everyone: those somebody decided on."""


class StatutImpossible(Exception):
    """A défi in this statut cannot become that."""

    def __init__(self, de: Statut, vers: Statut) -> None:
        now, wanted = said(STATUTS, de), said(STATUTS, vers)
        super().__init__(f"un défi «\u00a0{now}\u00a0» ne devient pas «\u00a0{wanted}\u00a0»")
        self.de, self.vers = de, vers


class SansTitre(Exception):
    """Nobody wrote the question of défi `numero` yet: it cannot be asked in public."""

    def __init__(self, numero: int) -> None:
        super().__init__(f"le défi {numero} n’a pas encore de titre")
        self.numero = numero


class Ferme(Exception):
    """Défi `numero` is no living one: nothing is added to it."""

    def __init__(self, numero: int, statut: Statut) -> None:
        super().__init__(f"le défi {numero} est « {statut} »")
        self.numero, self.statut = numero, statut


def moved(de: Statut, vers: Statut) -> Statut:
    """`vers`, when the table allows it. Raises StatutImpossible."""
    if vers not in TRANSITIONS[de]:
        raise StatutImpossible(de, vers)
    return vers


def may_become(de: Statut, *, untitled: bool = False) -> tuple[Statut, ...]:
    """What somebody may make of a défi by itself: repeating another says which one, and being asked takes a title."""
    never = (Statut.DOUBLON, *(ASKED if untitled else ()))
    return tuple(statut for statut in Statut if statut in TRANSITIONS[de] and statut not in never)


@dataclass(frozen=True, slots=True)
class Etape:
    """The next step, exactly: what, when, and for how much (euros; None: not known)."""

    quoi: str = ""
    quand: str = ""
    budget: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Defi:
    """One défi. `besoins` are numbers, `communs` the ids of what may answer it, `commun` what covers it.

    `porteur` is an organisation, `lien` the thread of the forum; `doublon_de` the défi it repeats. `titre` is the
    question as somebody wrote it, empty until then: the words of who asked are never taken for it.
    """

    id: int
    titre: str
    statut: Statut
    cree_le: datetime
    maj_le: datetime
    description: str = ""
    besoins: tuple[int, ...] = ()
    communs: tuple[str, ...] = ()
    etape: Etape = Etape()
    porteur: str = ""
    lien: str = ""
    commun: str | None = None
    doublon_de: int | None = None
    revue_le: date | None = None
    couvert_le: datetime | None = None

    @property
    def nom(self) -> str:
        """What it is called between those who coordinate: its title, or the numbers of its besoins."""
        if self.titre or not self.besoins:
            return self.titre or f"Défi {self.id}"
        *first, last = map(str, self.besoins)
        return f"Besoins {', '.join(first)} et {last}" if first else f"Besoin {last}"


class Geste(StrEnum):
    """What somebody does to défis."""

    GROUPER = "grouper"
    SEPARER = "separer"
    FUSIONNER = "fusionner"
    MODIFIER = "modifier"
    STATUT = "statut"


@dataclass(frozen=True, slots=True)
class Fait:
    """One deed, as it is listed: `defi` is the one it is about, `defait_le` when it was undone."""

    rang: int
    quand: datetime
    geste: Geste
    defi: int
    defait_le: datetime | None = None
