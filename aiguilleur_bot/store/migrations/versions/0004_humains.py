"""The full handoff: aiguilleurs and their limits, referents, drafts, meetings, and what a besoin remembers of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("du", sa.Date(), nullable=False),
        sa.Column("au", sa.Date(), nullable=False),
        sa.Column("relais", sa.String(length=64), nullable=True),
        sa.Column("relais_etat", sa.String(length=10), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_absence_personne"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["relais"], ["personne.id"], name=op.f("fk_absence_relais"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_absence_personne", "absence", ["personne"], unique=False)
    op.create_index("ix_absence_relais", "absence", ["relais"], unique=False)
    op.create_table(
        "aiguilleur",
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=14), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("communs", sa.JSON(), nullable=False),
        sa.Column("creneaux", sa.JSON(), nullable=False),
        sa.Column("plafond", sa.Integer(), nullable=True),
        sa.Column("heure_resume", sa.Integer(), nullable=True),
        sa.Column("messages_par_jour", sa.Integer(), nullable=True),
        sa.Column("invite_par", sa.String(length=64), nullable=True),
        sa.Column("charte_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("depuis", sa.DateTime(timezone=True), nullable=False),
        sa.Column("maj_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invite_par"], ["personne.id"], name=op.f("fk_aiguilleur_invite_par"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_aiguilleur_personne"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("personne", name=op.f("pk_aiguilleur")),
    )
    op.create_table(
        "lieu",
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("commune", sa.String(length=100), nullable=True),
        sa.Column("region", sa.String(length=3), nullable=True),
        sa.Column("stade", sa.String(length=20), nullable=True),
        sa.Column("aisance", sa.String(length=20), nullable=True),
        sa.Column("maj_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_lieu_personne"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("personne", name=op.f("pk_lieu")),
    )
    op.create_table(
        "poste",
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("etat", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("maj_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_poste_personne"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("personne", name=op.f("pk_poste")),
    )
    op.create_table(
        "referent",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("commun", sa.String(length=100), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("nom_affiche", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("portee", sa.String(length=12), nullable=False),
        sa.Column("texte_version", sa.String(length=10), nullable=False),
        sa.Column("canal", sa.String(length=20), nullable=False),
        sa.Column("invite_par", sa.String(length=64), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consenti_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reconfirmation_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invite_par"], ["personne.id"], name=op.f("fk_referent_invite_par"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_referent_personne"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referent")),
        sa.UniqueConstraint("personne", "commun", name=op.f("uq_referent_personne_commun")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_referent_commun", "referent", ["commun"], unique=False)
    op.create_index("ix_referent_expire_le", "referent", ["expire_le"], unique=False)
    op.create_index("ix_referent_personne", "referent", ["personne"], unique=False)
    op.create_table(
        "signalement",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=True),
        sa.Column("commun", sa.String(length=100), nullable=False),
        sa.Column("mots", sa.Text(), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vu_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["personne"], ["personne.id"], name=op.f("fk_signalement_personne"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signalement")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_signalement_commun", "signalement", ["commun"], unique=False)
    op.create_index("ix_signalement_etat", "signalement", ["etat"], unique=False)
    op.create_index("ix_signalement_personne", "signalement", ["personne"], unique=False)
    op.create_table(
        "brouillon",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=True),
        sa.Column("numero", sa.Integer(), nullable=True),
        sa.Column("origine", sa.String(length=12), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("lien", sa.Text(), nullable=False),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("accord", sa.Boolean(), nullable=False),
        sa.Column("commun", sa.String(length=100), nullable=True),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vu_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["numero"], ["besoin.numero"], name=op.f("fk_brouillon_numero"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_brouillon_personne"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brouillon")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_brouillon_etat", "brouillon", ["etat"], unique=False)
    op.create_index("ix_brouillon_numero", "brouillon", ["numero"], unique=False)
    op.create_index("ix_brouillon_personne", "brouillon", ["personne"], unique=False)
    op.create_table(
        "rencontre",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("numero", sa.Integer(), nullable=True),
        sa.Column("genre", sa.String(length=10), nullable=False),
        sa.Column("plateforme", sa.String(length=64), nullable=False),
        sa.Column("envoi", sa.String(length=64), nullable=True),
        sa.Column("salon", sa.Text(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("close_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["numero"], ["besoin.numero"], name=op.f("fk_rencontre_numero"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rencontre")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rencontre_envoi", "rencontre", ["envoi"], unique=False)
    op.create_index("ix_rencontre_numero", "rencontre", ["numero"], unique=False)
    op.create_index("ix_rencontre_plateforme_salon", "rencontre", ["plateforme", "salon"], unique=False)
    op.create_table(
        "convive",
        sa.Column("rencontre", sa.Integer(), nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("etat", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["rencontre"], ["rencontre.id"], name=op.f("fk_convive_rencontre"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_convive_personne"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rencontre", "personne", name=op.f("pk_convive")),
    )
    op.create_index("ix_convive_personne", "convive", ["personne"], unique=False)
    op.create_table(
        "sonnerie",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=True),
        sa.Column("cle", sa.String(length=100), nullable=False),
        sa.Column("genre", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quand", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["numero"], ["besoin.numero"], name=op.f("fk_sonnerie_numero"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_sonnerie_personne"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sonnerie")),
        sa.UniqueConstraint("personne", "cle", name=op.f("uq_sonnerie_personne_cle")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sonnerie_numero", "sonnerie", ["numero"], unique=False)
    op.create_index("ix_sonnerie_personne", "sonnerie", ["personne"], unique=False)
    op.create_index("ix_sonnerie_quand", "sonnerie", ["quand"], unique=False)
    op.create_table(
        "temps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=True),
        sa.Column("numero", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(length=3), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["numero"], ["besoin.numero"], name=op.f("fk_temps_numero"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_temps_personne"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_temps")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_temps_numero", "temps", ["numero"], unique=False)
    op.create_index("ix_temps_personne", "temps", ["personne"], unique=False)
    op.create_table(
        "voisinage",
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("autre", sa.Integer(), nullable=False),
        sa.Column("reponse", sa.String(length=8), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["autre"], ["besoin.numero"], name=op.f("fk_voisinage_autre"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["numero"], ["besoin.numero"], name=op.f("fk_voisinage_numero"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("numero", "autre", name=op.f("pk_voisinage")),
    )
    op.add_column("besoin", sa.Column("commun", sa.String(length=100), nullable=True))
    op.add_column("besoin", sa.Column("note", sa.Text(), nullable=True))
    op.add_column("besoin", sa.Column("attend_qui", sa.String(length=12), nullable=True))
    op.add_column("besoin", sa.Column("attend_jusqu_au", sa.DateTime(timezone=True), nullable=True))
    op.add_column("besoin", sa.Column("rappele_le", sa.DateTime(timezone=True), nullable=True))
    op.add_column("besoin", sa.Column("relance_le", sa.DateTime(timezone=True), nullable=True))
    op.add_column("besoin", sa.Column("activite_le", sa.DateTime(timezone=True), nullable=True))
    op.add_column("besoin", sa.Column("prevenu_le", sa.DateTime(timezone=True), nullable=True))
    op.add_column("besoin", sa.Column("tour", sa.Integer(), server_default="0", nullable=False))
    op.add_column("salon", sa.Column("muet_le", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "transmission",
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["numero"], ["besoin.numero"], name=op.f("fk_transmission_numero"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["personne"], ["personne.id"], name=op.f("fk_transmission_personne"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_transmission")),
    )
    op.create_index("ix_transmission_personne", "transmission", ["personne"], unique=False)
    op.create_table(
        "accord",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("personne", sa.String(length=64), nullable=False),
        sa.Column("objet", sa.String(length=12), nullable=False),
        sa.Column("donne_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("jusqu_au", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["personne"], ["personne.id"], name=op.f("fk_accord_personne"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accord")),
        sa.UniqueConstraint("personne", "objet", name=op.f("uq_accord_personne_objet")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_accord_jusqu_au", "accord", ["jusqu_au"], unique=False)
    op.create_index("ix_accord_personne", "accord", ["personne"], unique=False)
    op.add_column("conversation", sa.Column("message", sa.Text(), nullable=True))
    for table in ("besoin", "signalement", "brouillon"):
        op.add_column(table, sa.Column("message", sa.Text(), nullable=True))
        op.create_index(f"ix_{table}_message", table, ["message"], unique=False)
