"""Who to call: the few that fit a phone, and whether the person's département would tell more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiguilleur_bot.dialogue.besoin_words import shorten
from aiguilleur_bot.dialogue.model import Conversation, Savoir, Value, World
from aiguilleur_bot.knowledge.schema import Reseau
from aiguilleur_bot.vocabulary import Contact, Territoire

ANSWERS = ("courriel", "telephone", "formulaire", "compte")
"""Kinds of contact where somebody answers you: no need to ask for a département to offer better."""

_PARENTHESIS = re.compile(r"\s+\([^)]*\)$")
"""What spells out a network's initials: its own site says it, a phone has no room for it."""


def territoire(conversation: Conversation, world: World) -> Territoire | None:
    """Where the person is: what they just said, else what they said of their place, else the region of the room."""
    theirs = world.lieu.territoire if world.lieu is not None else None
    return conversation.territoire or theirs or world.territoire_du_salon


def place_said(conversation: Conversation, texte: str, world: World) -> Territoire | None:
    """The one place that these words name, else what the person said before."""
    places = world.savoir.read_territoire(texte)
    return places[0] if len(places) == 1 else conversation.territoire


def whom_to_call(commun_id: str, where: Territoire | None, savoir: Savoir) -> Mapping[str, Value]:
    """The people to call about one commun: its own first contact, the network of the place, and what is missing.

    `departement`: the answer depends on a département nobody has said yet.
    """
    found = savoir.contacts(commun_id, None)
    own = found[0] if found else None
    network = network_shown(savoir.reseau(where) if where is not None else None, where)
    same = own is not None and network is not None and own.valeur == network["valeur"]
    return {
        "propre": shown(own) if own is not None and not same else None,
        "reseau": network,
        "departement": where is None and (own is None or own.type not in ANSWERS),
    }


def own_contacts(commun_id: str, savoir: Savoir, besides: str = "") -> tuple[Mapping[str, Value], ...]:
    """At most three contacts of the commun itself, for its fiche; not the address that was just given."""
    return tuple(shown(contact) for contact in savoir.contacts(commun_id, None)[:3] if contact.valeur != besides)


def network_shown(network: Reseau | None, where: Territoire | None) -> Mapping[str, Value] | None:
    """A network: its name, and the first way to reach it."""
    if network is None or where is None:
        return None
    first = network.contacts[0] if network.contacts else None
    address = first.valeur if first else (network.site or "")
    same_host = _host(address) == _host(network.site or "")
    return {
        "nom": _PARENTHESIS.sub("", network.nom),
        "lieu": where.nom,
        "type": first.type if first else "site",
        "valeur": address,
        "regional": network.echelle == "regional",
        "site": "" if same_host else network.site or "",
    }


def _host(address: str) -> str:
    return urlsplit(address).netloc.removeprefix("www.")


def shown(contact: Contact) -> Mapping[str, Value]:
    """A contact as prompts take it."""
    return {"libelle": shorten(contact.libelle, 90), "type": contact.type, "valeur": contact.valeur}
