"""What every table shares: the one metadata, and the links between them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def personne_link(name: str, *, index: bool = False) -> Column[str]:
    """A link to a person that becomes empty when the person is forgotten."""
    return Column(name, String(64), ForeignKey("personne.id", ondelete="SET NULL"), index=index)


def owner() -> Column[str]:
    """The person that a row is about: the row goes with them."""
    return Column("personne", String(64), ForeignKey("personne.id", ondelete="CASCADE"), nullable=False, index=True)


def besoin_link() -> Column[int]:
    """The besoin that a row is about: the row goes with it."""
    return Column("numero", Integer, ForeignKey("besoin.numero", ondelete="CASCADE"), index=True)
