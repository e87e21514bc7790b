"""Who asks, what was heard and is said, and the besoins."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from aiguilleur_bot.store.tables.common import metadata, owner, personne_link
from aiguilleur_bot.store.types import Instant

curseur = Table(
    "curseur",
    metadata,
    Column("plateforme", String(64), primary_key=True),
    Column("valeur", Text, nullable=False),
    Column("maj_le", Instant, nullable=False),
)

personne = Table(
    "personne",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("plateforme", String(64), nullable=False),
    Column("compte", Text),
    Column("premier_contact_le", Instant, nullable=False),
    Column("vu_le", Instant, nullable=False),
    Column("salue_le", Instant),
    Column("fenetre_debut", Instant),
    Column("fenetre_nombre", Integer, nullable=False, default=0),
    Column("servi_le", Instant),
)

# `charge` holds what was said until the event is settled, then nothing. `file` keeps one person's events in order.
journal = Table(
    "journal",
    metadata,
    Column("rang", Integer, primary_key=True, autoincrement=True),
    Column("plateforme", String(64), nullable=False),
    Column("evenement", Text, nullable=False),
    Column("genre", String(20), nullable=False),
    Column("file", String(64), nullable=False),
    Column("charge", Text),
    Column("etat", String(10), nullable=False),
    Column("essais", Integer, nullable=False, default=0),
    Column("erreur", String(200)),
    Column("recu_le", Instant, nullable=False),
    Column("pas_avant", Instant),
    Column("regle_le", Instant),
    UniqueConstraint("plateforme", "evenement"),
    Index("ix_journal_etat_file_rang", "etat", "file", "rang"),
    sqlite_autoincrement=True,
)

# One asker in one place. `question` is the event that opened it, `reponse` the outbox row of our answer to it;
# `message` the one whose words it holds.
conversation = Table(
    "conversation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("personne", String(64), ForeignKey("personne.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("plateforme", String(64), nullable=False),
    Column("salon", Text, nullable=False),
    Column("fil", Text),
    Column("directe", Boolean, nullable=False),
    Column("etat", Text),
    Column("question", Text),
    Column("reponse", String(64)),
    Column("message", Text),
    Column("version", Integer, nullable=False),
    Column("maj_le", Instant, nullable=False, index=True),
    Index("ix_conversation_plateforme_question", "plateforme", "question"),
)

# The last number given to a besoin: a number is never used twice, even after a besoin is erased.
numerotation = Table(
    "numerotation",
    metadata,
    Column("nom", String(20), primary_key=True),
    Column("dernier", Integer, nullable=False),
)

# `commun` served; `note` is what the aiguilleur wrote at the end. `attend_*` says whom it waits for. `rappele_le`: its
# holder was reminded; `relance_le`: asked whether it is still alive; `prevenu_le`: its asker was told that nobody came;
# `tour`: how many times phones rang for it. `message` is the one its words come from: edited or deleted, so are they.
# `famille` is that of the nearest commun, `scores` how near communs were, `voisins` the near besoins and how near
# (None: nobody looked yet). `mots`: the words, folded, to be searched; `mois`: that of its day in France (2026-11).
# `lieu_cle`: the place of the asker behind a keyed hash, when it was said.
besoin = Table(
    "besoin",
    metadata,
    Column("numero", Integer, primary_key=True, autoincrement=False),
    Column("texte", Text, nullable=False),
    Column("action", String(20)),
    Column("region", String(3)),
    Column("region_nom", String(100)),
    Column("appui", String(20), nullable=False),
    Column("etat", String(20), nullable=False, index=True),
    Column("escalade", Integer, nullable=False, default=0),
    personne_link("prise_par", index=True),
    Column("prise_le", Instant),
    Column("bail_jusqu_au", Instant),
    Column("premier_contact_le", Instant),
    Column("issue", String(24), nullable=False),
    Column("motif", String(32)),
    Column("proposes", JSON, nullable=False),
    Column("proches", JSON, nullable=False),
    Column("source", String(20), nullable=False),
    Column("maturite", String(20)),
    personne_link("demandeur", index=True),
    Column("conversation", String(64)),
    Column("cree_le", Instant, nullable=False),
    Column("maj_le", Instant, nullable=False),
    Column("clos_le", Instant),
    Column("commun", String(100)),
    Column("note", Text),
    Column("attend_qui", String(12)),
    Column("attend_jusqu_au", Instant),
    Column("rappele_le", Instant),
    Column("relance_le", Instant),
    Column("activite_le", Instant),
    Column("prevenu_le", Instant),
    Column("tour", Integer, nullable=False, server_default="0"),
    Column("message", Text, index=True),
    Column("famille", String(40)),
    Column("scores", JSON(none_as_null=True)),
    Column("voisins", JSON(none_as_null=True)),
    Column("mots", Text, nullable=False, server_default=""),
    Column("mois", String(7), nullable=False, server_default="", index=True),
    Column("lieu_cle", String(64), index=True),
    # What is counted of unmet besoins is read from this index alone (100,000 of them, docs/benchmarks.md).
    Index(
        "ix_besoin_compte",
        *("issue", "etat", "appui", "motif", "mois", "action", "region", "famille", "source", "demandeur", "lieu_cle"),
    ),
)

besoin_journal = Table(
    "besoin_journal",
    metadata,
    Column("rang", Integer, primary_key=True, autoincrement=True),
    Column("numero", Integer, ForeignKey("besoin.numero", ondelete="CASCADE"), nullable=False, index=True),
    Column("quand", Instant, nullable=False),
    personne_link("qui", index=True),
    Column("de", String(20)),
    Column("vers", String(20), nullable=False),
    Column("pourquoi", String(200), nullable=False),
)

# The outbox. `charge` is erased when the row is settled; `cible` is the row whose receipt this one points at.
envoi = Table(
    "envoi",
    metadata,
    Column("rang", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("plateforme", String(64), nullable=False),
    Column("file", Text, nullable=False),
    Column("genre", String(20), nullable=False),
    Column("priorite", Integer, nullable=False),
    Column("charge", Text),
    Column("cible", String(64)),
    Column("etat", String(10), nullable=False),
    Column("essais", Integer, nullable=False, default=0),
    Column("pas_avant", Instant),
    Column("verifier", Boolean, nullable=False, default=False),
    Column("raison", String(200)),
    Column("recu_salon", Text),
    Column("recu_evenement", Text),
    Column("conversation", String(64)),
    personne_link("personne", index=True),
    Column("cree_le", Instant, nullable=False),
    Column("envoye_le", Instant),
    Index("ix_envoi_etat_file_rang", "etat", "file", "rang"),
    Index("ix_envoi_plateforme_recu_evenement", "plateforme", "recu_evenement"),
    sqlite_autoincrement=True,
)

carte = Table(
    "carte",
    metadata,
    Column("envoi", String(64), primary_key=True),
    Column("numero", Integer, ForeignKey("besoin.numero", ondelete="CASCADE"), nullable=False, index=True),
    Column("plateforme", String(64), nullable=False),
    Column("salon", Text),
    personne_link("personne"),
)

# `muet_le`: since when its moderators keep the bot silent there.
salon = Table(
    "salon",
    metadata,
    Column("plateforme", String(64), primary_key=True),
    Column("salon", Text, primary_key=True),
    Column("nom", Text),
    Column("depuis", Instant),
    Column("quitte_le", Instant),
    Column("chiffre_dit_le", Instant),
    Column("muet_le", Instant),
)

suivi = Table(
    "suivi",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("personne", String(64), ForeignKey("personne.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("conversation", String(64), nullable=False),
    Column("sujet", Text, nullable=False),
    Column("tour", Integer, nullable=False),
    Column("echeance", Instant, nullable=False, index=True),
    Column("etat", String(12), nullable=False),
    Column("avance", String(12)),
    Column("parle", Boolean),
    Column("commun", String(100)),
    sqlite_autoincrement=True,
)

# What somebody said yes to, and until when: it keeps their account that long, and no longer (domain notes §5.4).
accord = Table(
    "accord",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    owner(),
    Column("objet", String(12), nullable=False),
    Column("donne_le", Instant, nullable=False),
    Column("jusqu_au", Instant, nullable=False, index=True),
    UniqueConstraint("personne", "objet"),
    sqlite_autoincrement=True,
)

# A reaction put unasked on a message. The author is a pseudonym that need not be known in `personne`: nothing else is
# kept of somebody who did not call the bot.
offre = Table(
    "offre",
    metadata,
    Column("plateforme", String(64), primary_key=True),
    Column("evenement", Text, primary_key=True),
    Column("personne", String(64), nullable=False, index=True),
    Column("cree_le", Instant, nullable=False),
)

# What is counted without its words: requests that are not for the network.
compteur = Table(
    "compteur",
    metadata,
    Column("jour", Date, primary_key=True),
    Column("genre", String(32), primary_key=True),
    Column("nombre", Integer, nullable=False),
)
