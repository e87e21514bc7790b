"""What is held about a person, shown to them and erased when they ask: always in direct."""

from __future__ import annotations

from collections.abc import Mapping

from aiguilleur_bot.dialogue.dossier import Dossier
from aiguilleur_bot.dialogue.model import Conversation, Effect, Forget, Say, Value, World
from aiguilleur_bot.dialogue.turn import Turn, privately, said
from aiguilleur_bot.vocabulary import Etat

_HELD = (Etat.PRISE_EN_CHARGE, Etat.EN_COURS, Etat.EN_ATTENTE, Etat.TRANSMISE, Etat.RELANCEE)


def my_data(conversation: Conversation, world: World) -> Turn:
    """« mes données »: everything, readable."""
    return conversation, _in_private(conversation, "mes_donnees", _readable(world.dossier))


def promised(conversation: Conversation) -> Turn:
    """« vous gardez mes données ? »: how long, who reads, and how to see or erase it."""
    return said(conversation, "vie_privee")


def forget(conversation: Conversation, world: World) -> Turn:
    """« oublie-moi »: everything is erased, and the person is told what was."""
    erased = _readable(world.dossier)
    return Conversation(direct=conversation.direct), (Forget(), *_in_private(conversation, "oubli", erased))


def _in_private(conversation: Conversation, modele: str, donnees: Mapping[str, Value]) -> tuple[Effect, ...]:
    message = privately(conversation, modele, donnees)
    return (message,) if conversation.direct else (Say("en_prive"), message)


def _readable(dossier: Dossier | None) -> Mapping[str, Value]:
    held = dossier or Dossier(premier_contact=None)
    return {
        "premier_contact": held.premier_contact.isoformat() if held.premier_contact else "",
        "besoins": tuple(
            {
                "numero": b.numero,
                "texte": b.texte,
                "etat": b.etat.value,
                "cree_le": b.cree_le.isoformat(),
                "pris_par": b.pris_par or "",
            }
            for b in held.besoins
        ),
        "conversations": held.conversations,
        "suivis": held.suivis,
        "phrases": held.phrases,
        "tenus": tuple(b.numero for b in held.besoins if b.etat in _HELD),
    }
