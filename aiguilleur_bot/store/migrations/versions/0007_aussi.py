"""« moi aussi » said on a public page: read by a human like what else comes from there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rappel", sa.Column("defi", sa.Integer(), nullable=True))
    op.add_column("rappel", sa.Column("genre", sa.String(length=12), nullable=True))
    op.add_column("rappel", sa.Column("lieu_cle", sa.String(length=64), nullable=True))
