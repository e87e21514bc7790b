"""Phrases proposed as examples, what became of communs in answers, and the commun a follow-up is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("suivi", sa.Column("commun", sa.String(length=100), nullable=True))
    op.create_table(
        "apprentissage",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("commun", sa.String(length=100), nullable=False),
        sa.Column("premier", sa.String(length=100), nullable=True),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("comment", sa.String(length=12), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["personne"], ["personne.id"], name=op.f("fk_apprentissage_personne"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apprentissage")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_apprentissage_empreinte", "apprentissage", ["empreinte"], unique=False)
    op.create_index("ix_apprentissage_etat", "apprentissage", ["etat"], unique=False)
    op.create_index("ix_apprentissage_personne", "apprentissage", ["personne"], unique=False)
    op.create_table(
        "usage",
        sa.Column("mois", sa.Date(), nullable=False),
        sa.Column("commun", sa.String(length=100), nullable=False),
        sa.Column("genre", sa.String(length=12), nullable=False),
        sa.Column("au_lieu_de", sa.String(length=100), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mois", "commun", "genre", "au_lieu_de", name=op.f("pk_usage")),
    )
