"""The pages: links to enter, sessions, people who want to be called back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("lien_connexion", "session_web"):
        op.create_table(
            name,
            sa.Column("empreinte", sa.String(length=64), nullable=False),
            sa.Column("personne", sa.String(length=64), nullable=False),
            sa.Column("role", sa.String(length=14), nullable=False),
            sa.Column("par_salon", sa.Boolean(), nullable=False),
            sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
            sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f(f"fk_{name}_personne"), ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("empreinte", name=op.f(f"pk_{name}")),
        )
        op.create_index(f"ix_{name}_personne", name, ["personne"], unique=False)
        op.create_index(f"ix_{name}_expire_le", name, ["expire_le"], unique=False)
    op.create_table(
        "rappel",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cle", sa.String(length=64), nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("region", sa.String(length=3), nullable=True),
        sa.Column("texte_version", sa.String(length=10), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["numero"], ["besoin.numero"], name=op.f("fk_rappel_numero"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rappel")),
        sa.UniqueConstraint("cle", name=op.f("uq_rappel_cle")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rappel_personne", "rappel", ["personne"], unique=False)
    op.create_index("ix_rappel_etat", "rappel", ["etat"], unique=False)
