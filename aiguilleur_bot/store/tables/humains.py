"""The humans who help: aiguilleurs, their time and limits; referents; who was put in touch with whom."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from aiguilleur_bot.store.tables.common import besoin_link, metadata, owner, personne_link
from aiguilleur_bot.store.types import Instant

# What an aiguilleur said of themselves, or a coordinator of them; it wins over the settings. `creneaux`: their own
# hours. `etat`: invite, actif, pause, parti.
aiguilleur = Table(
    "aiguilleur",
    metadata,
    Column("personne", String(64), ForeignKey("personne.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(14), nullable=False),
    Column("etat", String(10), nullable=False),
    Column("regions", JSON, nullable=False),
    Column("actions", JSON, nullable=False),
    Column("communs", JSON, nullable=False),
    Column("creneaux", JSON, nullable=False),
    Column("plafond", Integer),
    Column("heure_resume", Integer),
    Column("messages_par_jour", Integer),
    personne_link("invite_par"),
    Column("charte_le", Instant),
    Column("depuis", Instant, nullable=False),
    Column("maj_le", Instant, nullable=False),
)

# Days included, in the clocks of France. `relais_etat`: propose, accepte, refuse; empty without a relay.
absence = Table(
    "absence",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    owner(),
    Column("du", Date, nullable=False),
    Column("au", Date, nullable=False),
    personne_link("relais", index=True),
    Column("relais_etat", String(10)),
    Column("cree_le", Instant, nullable=False),
    sqlite_autoincrement=True,
)

# Each time a phone was rung, or would have been: `mode` is direct, mention or resume (kept for the digest, until
# `quand` says it was in it). `cle` names the step it comes from: the same step rings nobody twice.
sonnerie = Table(
    "sonnerie",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    owner(),
    besoin_link(),
    Column("cle", String(100), nullable=False),
    Column("genre", String(16), nullable=False),
    Column("mode", String(8), nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("quand", Instant, index=True),
    UniqueConstraint("personne", "cle"),
    sqlite_autoincrement=True,
)

# Who was asked to take a besoin over, until they accept.
transmission = Table(
    "transmission",
    metadata,
    Column("numero", Integer, ForeignKey("besoin.numero", ondelete="CASCADE"), primary_key=True),
    owner(),
    Column("cree_le", Instant, nullable=False),
)

# Minutes given by an aiguilleur, if they said so: private to each, summed for a region or the network.
temps = Table(
    "temps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    personne_link("personne", index=True),
    besoin_link(),
    Column("region", String(3)),
    Column("minutes", Integer, nullable=False),
    Column("jour", Date, nullable=False),
    sqlite_autoincrement=True,
)

# What the bot waits for from an aiguilleur, in private: the two taps of a closing, a relay to accept, a charter.
poste = Table(
    "poste",
    metadata,
    Column("personne", String(64), ForeignKey("personne.id", ondelete="CASCADE"), primary_key=True),
    Column("etat", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("maj_le", Instant, nullable=False),
)

# Somebody who knows a commun, and what they agreed to have shown. `contact` empty: their chat account. `etat`: propose
# (invited), actif, refuse (nothing but this is kept: nobody asks them again).
referent = Table(
    "referent",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    owner(),
    Column("commun", String(100), nullable=False, index=True),
    Column("etat", String(10), nullable=False),
    Column("nom_affiche", Text),
    Column("contact", Text),
    Column("portee", String(12), nullable=False),
    Column("texte_version", String(10), nullable=False),
    Column("canal", String(20), nullable=False),
    personne_link("invite_par"),
    Column("cree_le", Instant, nullable=False),
    Column("consenti_le", Instant),
    Column("expire_le", Instant, index=True),
    Column("reconfirmation_le", Instant),
    UniqueConstraint("personne", "commun"),
    sqlite_autoincrement=True,
)

# Where somebody works from, if they said it: never asked, erasable.
lieu = Table(
    "lieu",
    metadata,
    Column("personne", String(64), ForeignKey("personne.id", ondelete="CASCADE"), primary_key=True),
    Column("commune", String(100)),
    Column("region", String(3)),
    Column("stade", String(20)),
    Column("aisance", String(20)),
    Column("maj_le", Instant, nullable=False),
)

# « cette fiche est fausse », for the gardeners. `etat`: a-voir, vu. `message`: the one its words come from.
signalement = Table(
    "signalement",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    personne_link("personne", index=True),
    Column("commun", String(100), nullable=False, index=True),
    Column("mots", Text, nullable=False),
    Column("etat", String(10), nullable=False, index=True),
    Column("cree_le", Instant, nullable=False),
    Column("vu_le", Instant),
    Column("message", Text, index=True),
    sqlite_autoincrement=True,
)

# A fiche to be written by a gardener: proposed by somebody, or found missing when a besoin was closed. `message`: the
# one its words come from.
brouillon = Table(
    "brouillon",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    personne_link("personne", index=True),
    besoin_link(),
    Column("origine", String(12), nullable=False),
    Column("nom", Text, nullable=False),
    Column("lien", Text, nullable=False),
    Column("usage", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("accord", Boolean, nullable=False),
    Column("commun", String(100)),
    Column("etat", String(10), nullable=False, index=True),
    Column("cree_le", Instant, nullable=False),
    Column("vu_le", Instant),
    Column("message", Text, index=True),
    sqlite_autoincrement=True,
)

# People put in touch about a besoin. `genre`: duo (who asks and who helps, in a room of ours), seuls (they write to
# each other by themselves), relais (the bot carries words between two platforms), voisins (near besoins, one room).
# `envoi` is the outbox row that opens the room, `salon` what it became; besoins of the same two people share them.
rencontre = Table(
    "rencontre",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    besoin_link(),
    Column("genre", String(10), nullable=False),
    Column("plateforme", String(64), nullable=False),
    Column("envoi", String(64), index=True),
    Column("salon", Text),
    Column("cree_le", Instant, nullable=False),
    Column("close_le", Instant),
    Index("ix_rencontre_plateforme_salon", "plateforme", "salon"),
    sqlite_autoincrement=True,
)

# Who is in it. `role`: demande, aide, voisin. `etat`: la, robot (their words go to the bot for now), parti.
convive = Table(
    "convive",
    metadata,
    Column("rencontre", Integer, ForeignKey("rencontre.id", ondelete="CASCADE"), primary_key=True),
    Column("personne", String(64), ForeignKey("personne.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("role", String(8), nullable=False),
    Column("etat", String(8), nullable=False),
)

# Whether the owner of `numero` wants to meet that of `autre`, which is near. `reponse`: a-poser, attend, oui, non. Both
# must say yes. A besoin with itself: a-voir, then vu, says whether its neighbours were looked for.
voisinage = Table(
    "voisinage",
    metadata,
    Column("numero", Integer, ForeignKey("besoin.numero", ondelete="CASCADE"), primary_key=True),
    Column("autre", Integer, ForeignKey("besoin.numero", ondelete="CASCADE"), primary_key=True),
    Column("reponse", String(8), nullable=False),
    Column("cree_le", Instant, nullable=False),
)
