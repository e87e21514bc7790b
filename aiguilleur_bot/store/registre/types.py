"""How a table is declared in the register: what each column holds, and whose each row is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import ColumnElement, Table


class Nature(StrEnum):
    """What a column holds of people. FAIT is about whoever the row is about; TECHNIQUE about nobody.

    PERSONNE is a pseudonym, QUEUE and CONVERSATION are made of one. COMPTE is what a platform calls somebody, one of
    their messages or where they spoke; MOTS is what somebody wrote, or what was written to them.
    """

    PERSONNE = "personne"
    QUEUE = "queue"
    CONVERSATION = "conversation"
    COMPTE = "compte"
    MOTS = "mots"
    FAIT = "fait"
    TECHNIQUE = "technique"


Which = Callable[[str], ColumnElement[bool]]
"""The rows of the person with this pseudonym."""

Cleared = Mapping[str, object]
"""Columns and what they become: a value, or an SQL expression."""


@dataclass(frozen=True, slots=True)
class Lien:
    """One way in which rows of a table are somebody's.

    `montre`: the columns this person may read, because the rest is somebody else's; None is all of them. `oubli`: what
    is cleared when they ask to be forgotten; None when the row itself goes. `identite`: what is cleared once nobody
    has to answer them any more.
    """

    colonne: str
    qui: Which
    oubli: Cleared | None = None
    montre: tuple[str, ...] | None = None
    identite: Cleared = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tenue:
    """One table of the register: `natures` of every column, `liens` to people, `duree` as the public notice says it."""

    table: Table
    natures: Mapping[str, Nature]
    duree: str
    liens: tuple[Lien, ...] = ()

    def of(self, *natures: Nature) -> tuple[str, ...]:
        """The columns of these natures, in the order of the table."""
        return tuple(column.name for column in self.table.columns if self.natures.get(column.name) in natures)


def tenue(table: Table, duree: str, *liens: Lien, **natures: str) -> Tenue:
    """A declaration: `natures` gives, for each nature, the names of its columns in one string."""
    known = {column: Nature(nature) for nature, columns in natures.items() for column in columns.split()}
    return Tenue(table, known, duree, liens)


def mine(
    table: Table,
    colonne: str = "personne",
    *,
    oubli: Cleared | None = None,
    montre: tuple[str, ...] | None = None,
    identite: Cleared | None = None,
) -> Lien:
    """A column that is the person's pseudonym."""
    return Lien(colonne, lambda personne: table.c[colonne] == personne, oubli, montre, identite or {})
