"""What is missing: who else needs it, the défis that gather it, and what coordinators did to them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from aiguilleur_bot.store.tables.common import metadata, owner, personne_link
from aiguilleur_bot.store.types import Instant

# A group of besoins and the open question they ask. `communs`: what may answer it. The next step (`etape_*`) has a
# budget in euros. `porteur` is an organisation. `commun`: what covers it; `doublon_de`: the défi it repeats. Its texts
# are the network's own: read and written by those who coordinate, published by them.
defi = Table(
    "defi",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("titre", String(200), nullable=False),
    Column("description", String(2000), nullable=False),
    Column("statut", String(12), nullable=False, index=True),
    Column("communs", JSON, nullable=False),
    Column("etape_quoi", String(500), nullable=False),
    Column("etape_quand", String(100), nullable=False),
    Column("etape_budget", Integer),
    Column("porteur", String(200), nullable=False),
    Column("lien", String(500), nullable=False),
    Column("commun", String(100)),
    Column("doublon_de", Integer),
    Column("revue_le", Date),
    personne_link("cree_par"),
    Column("cree_le", Instant, nullable=False),
    Column("maj_le", Instant, nullable=False),
    Column("couvert_le", Instant),
    sqlite_autoincrement=True,
)

# Which défi a besoin is in: one at most.
defi_besoin = Table(
    "defi_besoin",
    metadata,
    Column("numero", Integer, ForeignKey("besoin.numero", ondelete="CASCADE"), primary_key=True),
    Column("defi", Integer, ForeignKey("defi.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("depuis", Instant, nullable=False),
)

# What somebody did to défis, so that it can be undone: what the rows it touched were before and after. `defait_le`:
# when it was undone.
defi_journal = Table(
    "defi_journal",
    metadata,
    Column("rang", Integer, primary_key=True, autoincrement=True),
    Column("quand", Instant, nullable=False),
    personne_link("qui", index=True),
    Column("geste", String(12), nullable=False),
    Column("defi", Integer, nullable=False, index=True),
    Column("avant", JSON, nullable=False),
    Column("apres", JSON, nullable=False),
    Column("defait_le", Instant),
    sqlite_autoincrement=True,
)

# « moi aussi » on an unmet besoin, « prêt·e à contribuer », « à cofinancer », « prévenez-moi » (until they
# are told that it is covered). `region` and `lieu_cle` are those of the person, when they said them.
soutien = Table(
    "soutien",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("numero", Integer, ForeignKey("besoin.numero", ondelete="CASCADE"), nullable=False, index=True),
    owner(),
    Column("genre", String(12), nullable=False),
    Column("region", String(3)),
    Column("lieu_cle", String(64)),
    Column("cree_le", Instant, nullable=False),
    UniqueConstraint("numero", "personne", "genre"),
    sqlite_autoincrement=True,
)
