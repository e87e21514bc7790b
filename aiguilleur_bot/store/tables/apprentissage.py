"""What was learned from use, and how often communs were shown."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    Integer,
    String,
    Table,
    Text,
)

from aiguilleur_bot.store.tables.common import metadata, personne_link
from aiguilleur_bot.store.types import Instant

# What somebody said, as an example need of `commun`. Undecided, it holds the words and the link to whoever said them;
# once decided, neither: `empreinte`, a keyed hash, is enough not to propose the same again.
apprentissage = Table(
    "apprentissage",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("empreinte", String(64), nullable=False, index=True),
    Column("commun", String(100), nullable=False),
    Column("premier", String(100)),
    Column("texte", Text, nullable=False),
    Column("comment", String(12), nullable=False),
    Column("etat", String(10), nullable=False, index=True),
    personne_link("personne", index=True),
    Column("cree_le", Instant, nullable=False),
    Column("decide_le", Instant),
    sqlite_autoincrement=True,
)

# What became of communs in answers, by month: no word, no person. `au_lieu_de` is empty, or the one that came first.
usage = Table(
    "usage",
    metadata,
    Column("mois", Date, primary_key=True),
    Column("commun", String(100), primary_key=True),
    Column("genre", String(12), primary_key=True),
    Column("au_lieu_de", String(100), primary_key=True),
    Column("nombre", Integer, nullable=False),
)
