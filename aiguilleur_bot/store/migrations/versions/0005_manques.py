"""What is missing: what a besoin must hold to be counted and found, who else needs it, and the défis that gather it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COUNTED = ("issue", "etat", "appui", "motif", "mois", "action", "region", "famille", "source", "demandeur", "lieu_cle")
_BATCH = 500


def upgrade() -> None:
    _besoin()
    _defis()
    _soutiens()


def _besoin() -> None:
    op.add_column("besoin", sa.Column("famille", sa.String(length=40), nullable=True))
    op.add_column("besoin", sa.Column("scores", sa.JSON(), nullable=True))
    op.add_column("besoin", sa.Column("voisins", sa.JSON(), nullable=True))
    op.add_column("besoin", sa.Column("mots", sa.Text(), server_default="", nullable=False))
    op.add_column("besoin", sa.Column("mois", sa.String(length=7), server_default="", nullable=False))
    op.add_column("besoin", sa.Column("lieu_cle", sa.String(length=64), nullable=True))
    _fill()
    op.create_index("ix_besoin_lieu_cle", "besoin", ["lieu_cle"], unique=False)
    op.create_index("ix_besoin_mois", "besoin", ["mois"], unique=False)
    op.create_index("ix_besoin_compte", "besoin", list(_COUNTED), unique=False)


def _fill() -> None:
    """The words to search and the month of what is there already."""
    from aiguilleur_bot.knowledge.folding import flat

    table = sa.table(
        "besoin",
        sa.column("numero", sa.Integer()),
        sa.column("texte", sa.Text()),
        sa.column("cree_le", sa.DateTime(timezone=True)),
        sa.column("mots", sa.Text()),
        sa.column("mois", sa.String()),
    )
    connection = op.get_bind()
    last = -1
    while rows := connection.execute(
        sa.select(table.c.numero, table.c.texte, table.c.cree_le)
        .where(table.c.numero > last)
        .order_by(table.c.numero)
        .limit(_BATCH)
    ).all():
        for row in rows:
            words = f" {flat(row.texte)} " if row.texte else ""
            month = _aware(row.cree_le).astimezone(ZoneInfo("Europe/Paris")).strftime("%Y-%m")
            connection.execute(sa.update(table).where(table.c.numero == row.numero).values(mots=words, mois=month))
        last = rows[-1].numero


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _defis() -> None:
    op.create_table(
        "defi",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("titre", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("statut", sa.String(length=12), nullable=False),
        sa.Column("communs", sa.JSON(), nullable=False),
        sa.Column("etape_quoi", sa.String(length=500), nullable=False),
        sa.Column("etape_quand", sa.String(length=100), nullable=False),
        sa.Column("etape_budget", sa.Integer(), nullable=True),
        sa.Column("porteur", sa.String(length=200), nullable=False),
        sa.Column("lien", sa.String(length=500), nullable=False),
        sa.Column("commun", sa.String(length=100), nullable=True),
        sa.Column("doublon_de", sa.Integer(), nullable=True),
        sa.Column("revue_le", sa.Date(), nullable=True),
        sa.Column("cree_par", sa.String(length=64), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("maj_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("couvert_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cree_par"], ["personne.id"], name=op.f("fk_defi_cree_par"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defi")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_defi_statut", "defi", ["statut"], unique=False)
    op.create_table(
        "defi_besoin",
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("defi", sa.Integer(), nullable=False),
        sa.Column("depuis", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["numero"], ["besoin.numero"], name=op.f("fk_defi_besoin_numero"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["defi"], ["defi.id"], name=op.f("fk_defi_besoin_defi"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_defi_besoin")),
    )
    op.create_index("ix_defi_besoin_defi", "defi_besoin", ["defi"], unique=False)
    op.create_table(
        "defi_journal",
        sa.Column("rang", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("quand", sa.DateTime(timezone=True), nullable=False),
        sa.Column("qui", sa.String(length=64), nullable=True),
        sa.Column("geste", sa.String(length=12), nullable=False),
        sa.Column("defi", sa.Integer(), nullable=False),
        sa.Column("avant", sa.JSON(), nullable=False),
        sa.Column("apres", sa.JSON(), nullable=False),
        sa.Column("defait_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["qui"], ["personne.id"], name=op.f("fk_defi_journal_qui"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("rang", name=op.f("pk_defi_journal")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_defi_journal_qui", "defi_journal", ["qui"], unique=False)
    op.create_index("ix_defi_journal_defi", "defi_journal", ["defi"], unique=False)


def _soutiens() -> None:
    op.create_table(
        "soutien",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("genre", sa.String(length=12), nullable=False),
        sa.Column("region", sa.String(length=3), nullable=True),
        sa.Column("lieu_cle", sa.String(length=64), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dit_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["numero"], ["besoin.numero"], name=op.f("fk_soutien_numero"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_soutien_personne"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_soutien")),
        sa.UniqueConstraint("numero", "personne", "genre", name=op.f("uq_soutien_numero_personne_genre")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_soutien_numero", "soutien", ["numero"], unique=False)
    op.create_index("ix_soutien_personne", "soutien", ["personne"], unique=False)
