"""The pages: who may enter them, and who asked there to be called back."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from aiguilleur_bot.store.tables.common import metadata, owner
from aiguilleur_bot.store.types import Instant


def _entry(name: str) -> Table:
    """A way in, for its owner only, until it expires. Only the hash of its secret is here.

    `par_salon`: the role comes from the room it was asked in.
    """
    return Table(
        name,
        metadata,
        Column("empreinte", String(64), primary_key=True),
        owner(),
        Column("role", String(14), nullable=False),
        Column("par_salon", Boolean, nullable=False),
        Column("cree_le", Instant, nullable=False),
        Column("expire_le", Instant, nullable=False, index=True),
    )


lien_connexion = _entry("lien_connexion")  # said in private, until it is used or too old
session_web = _entry("session_web")  # a browser that entered: its cookie

# Somebody who wants to be called back, until a human has read it. `cle` is the form's own: sent twice, kept once.
# `etat`: a-relire, acceptee (then `numero` is its besoin), refusee; decided, neither words nor address are left.
# With a `defi` it is « moi aussi » (`genre`) instead: no words, nobody to call back, `lieu_cle` as in `soutien`.
rappel = Table(
    "rappel",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("cle", String(64), nullable=False, unique=True),
    Column("personne", String(64), nullable=False, index=True),
    Column("texte", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("region", String(3)),
    Column("texte_version", String(10), nullable=False),
    Column("etat", String(10), nullable=False, index=True),
    Column("numero", Integer, ForeignKey("besoin.numero", ondelete="SET NULL")),
    Column("cree_le", Instant, nullable=False),
    Column("decide_le", Instant),
    Column("defi", Integer),
    Column("genre", String(12)),
    Column("lieu_cle", String(64)),
    sqlite_autoincrement=True,
)
