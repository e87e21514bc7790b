"""What is held about one person, as they may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.vocabulary import Etat


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

    `phrases` are those the person let us keep for the gardeners to read, and nobody has read yet.
    """

    premier_contact: datetime | None
    besoins: tuple[BesoinConnu, ...] = ()
    conversations: int = 0
    suivis: int = 0
    phrases: tuple[str, ...] = ()
