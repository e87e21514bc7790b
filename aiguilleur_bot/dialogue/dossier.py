"""What is held about one person, as they may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from aiguilleur_bot.dialogue.apports import Lieu, ReferentConnu
from aiguilleur_bot.vocabulary import Etat

Cell: TypeAlias = "str | int | float | bool | tuple[Cell, ...] | None"
"""A value as JSON has it."""

Tables: TypeAlias = "Mapping[str, tuple[Mapping[str, Cell], ...]]"
"""Rows by table."""


@dataclass(frozen=True, slots=True)
class BesoinConnu:
    """What the asker may know of one of their besoins."""

    numero: int
    texte: str
    etat: Etat
    cree_le: datetime
    pris_par: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything held about one person, readable: shown by « mes données », erased by « oublie-moi ».

    `phrases` are those the person let us keep for the gardeners to read, and nobody has read yet. `referents` is what
    they agreed to have shown, `lieu` where they work from. `mots` are their words in the conversations under way.
    `tables` is all of it, row by row, under the names of the store.
    """

    premier_contact: datetime | None
    besoins: tuple[BesoinConnu, ...] = ()
    conversations: int = 0
    suivis: int = 0
    phrases: tuple[str, ...] = ()
    referents: tuple[ReferentConnu, ...] = ()
    lieu: Lieu | None = None
    mots: tuple[str, ...] = ()
    tables: Tables = field(default_factory=dict)
