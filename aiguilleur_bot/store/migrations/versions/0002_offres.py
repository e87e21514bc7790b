"""Help offered unasked in a room (`ecoute: invite`)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offre",
        sa.Column("plateforme", sa.String(length=64), nullable=False),
        sa.Column("evenement", sa.Text(), nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("plateforme", "evenement", name=op.f("pk_offre")),
    )
    op.create_index("ix_offre_personne", "offre", ["personne"], unique=False)
