"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('compteur',
    sa.Column('jour', sa.Date(), nullable=False),
    sa.Column('genre', sa.String(length=32), nullable=False),
    sa.Column('nombre', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('jour', 'genre', name=op.f('pk_compteur'))
    )
    op.create_table('curseur',
    sa.Column('plateforme', sa.String(length=64), nullable=False),
    sa.Column('valeur', sa.Text(), nullable=False),
    sa.Column('maj_le', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('plateforme', name=op.f('pk_curseur'))
    )
    op.create_table('journal',
    sa.Column('rang', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('plateforme', sa.String(length=64), nullable=False),
    sa.Column('evenement', sa.Text(), nullable=False),
    sa.Column('genre', sa.String(length=20), nullable=False),
    sa.Column('file', sa.String(length=64), nullable=False),
    sa.Column('charge', sa.Text(), nullable=True),
    sa.Column('etat', sa.String(length=10), nullable=False),
    sa.Column('essais', sa.Integer(), nullable=False),
    sa.Column('erreur', sa.String(length=200), nullable=True),
    sa.Column('recu_le', sa.DateTime(timezone=True), nullable=False),
    sa.Column('pas_avant', sa.DateTime(timezone=True), nullable=True),
    sa.Column('regle_le', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('rang', name=op.f('pk_journal')),
    sa.UniqueConstraint('plateforme', 'evenement', name=op.f('uq_journal_plateforme_evenement')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_journal_etat_file_rang', 'journal', ['etat', 'file', 'rang'], unique=False)
    op.create_table('numerotation',
    sa.Column('nom', sa.String(length=20), nullable=False),
    sa.Column('dernier', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('nom', name=op.f('pk_numerotation'))
    )
    op.create_table('personne',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('plateforme', sa.String(length=64), nullable=False),
    sa.Column('compte', sa.Text(), nullable=True),
    sa.Column('premier_contact_le', sa.DateTime(timezone=True), nullable=False),
    sa.Column('vu_le', sa.DateTime(timezone=True), nullable=False),
    sa.Column('salue_le', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fenetre_debut', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fenetre_nombre', sa.Integer(), nullable=False),
    sa.Column('servi_le', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personne'))
    )
    op.create_table('salon',
    sa.Column('plateforme', sa.String(length=64), nullable=False),
    sa.Column('salon', sa.Text(), nullable=False),
    sa.Column('nom', sa.Text(), nullable=True),
    sa.Column('depuis', sa.DateTime(timezone=True), nullable=True),
    sa.Column('quitte_le', sa.DateTime(timezone=True), nullable=True),
    sa.Column('chiffre_dit_le', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('plateforme', 'salon', name=op.f('pk_salon'))
    )
    op.create_table('besoin',
    sa.Column('numero', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('texte', sa.Text(), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=True),
    sa.Column('region', sa.String(length=3), nullable=True),
    sa.Column('region_nom', sa.String(length=100), nullable=True),
    sa.Column('appui', sa.String(length=20), nullable=False),
    sa.Column('etat', sa.String(length=20), nullable=False),
    sa.Column('escalade', sa.Integer(), nullable=False),
    sa.Column('prise_par', sa.String(length=64), nullable=True),
    sa.Column('prise_le', sa.DateTime(timezone=True), nullable=True),
    sa.Column('bail_jusqu_au', sa.DateTime(timezone=True), nullable=True),
    sa.Column('premier_contact_le', sa.DateTime(timezone=True), nullable=True),
    sa.Column('issue', sa.String(length=24), nullable=False),
    sa.Column('motif', sa.String(length=32), nullable=True),
    sa.Column('proposes', sa.JSON(), nullable=False),
    sa.Column('proches', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('maturite', sa.String(length=20), nullable=True),
    sa.Column('demandeur', sa.String(length=64), nullable=True),
    sa.Column('conversation', sa.String(length=64), nullable=True),
    sa.Column('cree_le', sa.DateTime(timezone=True), nullable=False),
    sa.Column('maj_le', sa.DateTime(timezone=True), nullable=False),
    sa.Column('clos_le', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['demandeur'], ['personne.id'], name=op.f('fk_besoin_demandeur'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['prise_par'], ['personne.id'], name=op.f('fk_besoin_prise_par'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('numero', name=op.f('pk_besoin'))
    )
    op.create_index(op.f('ix_besoin_demandeur'), 'besoin', ['demandeur'], unique=False)
    op.create_index(op.f('ix_besoin_etat'), 'besoin', ['etat'], unique=False)
    op.create_index(op.f('ix_besoin_prise_par'), 'besoin', ['prise_par'], unique=False)
    op.create_table('conversation',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('personne', sa.String(length=64), nullable=False),
    sa.Column('plateforme', sa.String(length=64), nullable=False),
    sa.Column('salon', sa.Text(), nullable=False),
    sa.Column('fil', sa.Text(), nullable=True),
    sa.Column('directe', sa.Boolean(), nullable=False),
    sa.Column('etat', sa.Text(), nullable=True),
    sa.Column('question', sa.Text(), nullable=True),
    sa.Column('reponse', sa.String(length=64), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('maj_le', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['personne'], ['personne.id'], name=op.f('fk_conversation_personne'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation'))
    )
    op.create_index(op.f('ix_conversation_maj_le'), 'conversation', ['maj_le'], unique=False)
    op.create_index(op.f('ix_conversation_personne'), 'conversation', ['personne'], unique=False)
    op.create_index('ix_conversation_plateforme_question', 'conversation', ['plateforme', 'question'], unique=False)
    op.create_table('envoi',
    sa.Column('rang', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('plateforme', sa.String(length=64), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('genre', sa.String(length=20), nullable=False),
    sa.Column('priorite', sa.Integer(), nullable=False),
    sa.Column('charge', sa.Text(), nullable=True),
    sa.Column('cible', sa.String(length=64), nullable=True),
    sa.Column('etat', sa.String(length=10), nullable=False),
    sa.Column('essais', sa.Integer(), nullable=False),
    sa.Column('pas_avant', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verifier', sa.Boolean(), nullable=False),
    sa.Column('raison', sa.String(length=200), nullable=True),
    sa.Column('recu_salon', sa.Text(), nullable=True),
    sa.Column('recu_evenement', sa.Text(), nullable=True),
    sa.Column('conversation', sa.String(length=64), nullable=True),
    sa.Column('personne', sa.String(length=64), nullable=True),
    sa.Column('cree_le', sa.DateTime(timezone=True), nullable=False),
    sa.Column('envoye_le', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['personne'], ['personne.id'], name=op.f('fk_envoi_personne'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('rang', name=op.f('pk_envoi')),
    sa.UniqueConstraint('id', name=op.f('uq_envoi_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_envoi_etat_file_rang', 'envoi', ['etat', 'file', 'rang'], unique=False)
    op.create_index(op.f('ix_envoi_personne'), 'envoi', ['personne'], unique=False)
    op.create_index('ix_envoi_plateforme_recu_evenement', 'envoi', ['plateforme', 'recu_evenement'], unique=False)
    op.create_table('suivi',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('personne', sa.String(length=64), nullable=False),
    sa.Column('conversation', sa.String(length=64), nullable=False),
    sa.Column('sujet', sa.Text(), nullable=False),
    sa.Column('tour', sa.Integer(), nullable=False),
    sa.Column('echeance', sa.DateTime(timezone=True), nullable=False),
    sa.Column('etat', sa.String(length=12), nullable=False),
    sa.Column('avance', sa.String(length=12), nullable=True),
    sa.Column('parle', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['personne'], ['personne.id'], name=op.f('fk_suivi_personne'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suivi')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_suivi_echeance'), 'suivi', ['echeance'], unique=False)
    op.create_index(op.f('ix_suivi_personne'), 'suivi', ['personne'], unique=False)
    op.create_table('besoin_journal',
    sa.Column('rang', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('numero', sa.Integer(), nullable=False),
    sa.Column('quand', sa.DateTime(timezone=True), nullable=False),
    sa.Column('qui', sa.String(length=64), nullable=True),
    sa.Column('de', sa.String(length=20), nullable=True),
    sa.Column('vers', sa.String(length=20), nullable=False),
    sa.Column('pourquoi', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['numero'], ['besoin.numero'], name=op.f('fk_besoin_journal_numero'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['qui'], ['personne.id'], name=op.f('fk_besoin_journal_qui'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('rang', name=op.f('pk_besoin_journal'))
    )
    op.create_index(op.f('ix_besoin_journal_numero'), 'besoin_journal', ['numero'], unique=False)
    op.create_index(op.f('ix_besoin_journal_qui'), 'besoin_journal', ['qui'], unique=False)
    op.create_table('carte',
    sa.Column('envoi', sa.String(length=64), nullable=False),
    sa.Column('numero', sa.Integer(), nullable=False),
    sa.Column('plateforme', sa.String(length=64), nullable=False),
    sa.Column('salon', sa.Text(), nullable=True),
    sa.Column('personne', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['numero'], ['besoin.numero'], name=op.f('fk_carte_numero'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['personne'], ['personne.id'], name=op.f('fk_carte_personne'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('envoi', name=op.f('pk_carte'))
    )
    op.create_index(op.f('ix_carte_numero'), 'carte', ['numero'], unique=False)
    op.execute("INSERT INTO numerotation (nom, dernier) VALUES ('besoin', 0)")
