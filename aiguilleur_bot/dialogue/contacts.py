"""Who to call: the few that fit a phone, and whether the person's département would tell more."""

from __future__ import annotations

from collections.abc import Mapping

from aiguilleur_bot.dialogue.besoin_words import shorten
from aiguilleur_bot.dialogue.model import Conversation, Savoir, Value, World
from aiguilleur_bot.knowledge.schema import Reseau
from aiguilleur_bot.vocabulary import Contact, Territoire

ANSWERS = ("courriel", "telephone", "formulaire")
"""Kinds of contact where somebody answers you: no need to ask for a département to offer better."""


def territoire(conversation: Conversation, world: World) -> Territoire | None:
    """Where the person is: what they said, else the region of the room."""
    return conversation.territoire or world.territoire_du_salon


def whom_to_call(commun_id: str, where: Territoire | None, savoir: Savoir) -> Mapping[str, Value]:
    """The people to call about one commun: its own first contact, the network of the place, and what is missing.

    `departement`: the answer depends on a département nobody has said yet.
    """
    found = savoir.contacts(commun_id, None)
    own = found[0] if found else None
    network = savoir.reseau(where) if where is not None else None
    return {
        "propre": shown(own) if own is not None else None,
        "reseau": network_shown(network, where),
        "departement": where is None and (own is None or own.type not in ANSWERS),
    }


def own_contacts(commun_id: str, savoir: Savoir) -> tuple[Mapping[str, Value], ...]:
    """At most three contacts of the commun itself, for its fiche."""
    return tuple(shown(contact) for contact in savoir.contacts(commun_id, None)[:3])


def network_shown(network: Reseau | None, where: Territoire | None) -> Mapping[str, Value] | None:
    """A network: its name, and the first way to reach it."""
    if network is None or where is None:
        return None
    first = network.contacts[0] if network.contacts else None
    return {
        "nom": network.nom,
        "lieu": where.nom,
        "type": first.type if first else "site",
        "valeur": first.valeur if first else (network.site or ""),
        "regional": network.echelle == "regional",
        "site": network.site or "",
    }


def shown(contact: Contact) -> Mapping[str, Value]:
    """A contact as prompts take it."""
    return {"libelle": shorten(contact.libelle, 90), "type": contact.type, "valeur": contact.valeur}
