"""« prévenez-moi » is kept until they are told, and no longer: it was marked, and kept 24 months."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.text("DELETE FROM soutien WHERE dit_le IS NOT NULL"))
    op.drop_column("soutien", "dit_le")
