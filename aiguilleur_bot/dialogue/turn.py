"""One turn of a conversation: its next state, and what is done. Small helpers every kind of turn shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiguilleur_bot.dialogue.model import ContinueInDirect, Conversation, Effect, Phase, Say, Value

Turn = tuple[Conversation, tuple[Effect, ...]]

SENT = (Phase.TRANSMIS, Phase.HUMAIN)
"""Phases where the words of the conversation are in human hands."""


def said(
    conversation: Conversation, modele: str, donnees: Mapping[str, Value] | None = None, *, reponse: bool = False
) -> Turn:
    """Say one thing here, in the state given."""
    return conversation, (Say(modele, donnees or {}, reponse=reponse),)


def privately(conversation: Conversation, modele: str, donnees: Mapping[str, Value] | None = None) -> Say:
    """Said in the direct conversation; it rings when the person wrote in a room and is not looking there."""
    if conversation.direct:
        return Say(modele, donnees or {})
    return Say(modele, donnees or {}, ou="direct", sonne=True)


def in_private(conversation: Conversation, after: Conversation, message: Say) -> Turn:
    """`message` in private, and the state `after` there: a room only hears that the answer is private.

    A form begun in a room goes on in the direct conversation; the room's own conversation stays as it was.
    """
    if conversation.direct:
        return after, (message,)
    if after is conversation:
        return conversation, (Say("en_prive"), message)
    private = Conversation(direct=True, phase=after.phase, saisie=after.saisie)
    return conversation, (Say("en_prive"), message, ContinueInDirect(private))


def content_given(conversation: Conversation) -> Conversation:
    """The state after something of substance was said: a new question may be asked, failures are forgotten."""
    phase = conversation.phase if conversation.phase in (*SENT, Phase.CONFIRMATION) else Phase.REPONDU
    return replace(conversation, phase=phase, interroge=False, essais=0)


def settled(conversation: Conversation) -> Conversation:
    """The state once a form is filled or dropped: what was sent stays sent, the numbers shown before stay good."""
    sent = conversation.numero is not None
    phase = Phase.TRANSMIS if sent else Phase.REPONDU if conversation.choix else Phase.LIBRE
    return replace(conversation, phase=phase, saisie=None)


def reminder(conversation: Conversation) -> Turn:
    """What may be said now, when a word came where nothing waited for it."""
    match conversation.phase:
        case Phase.CONFIRMATION | Phase.CORRECTION:
            waiting = replace(conversation, phase=Phase.CONFIRMATION)
            return said(waiting, "rappel_confirmation", {"texte": conversation.texte})
        case Phase.SENSIBLE:
            return said(conversation, "rappel_sensible")
        case Phase.TRANSMIS | Phase.CORRECTION_TRANSMIS:
            sent = replace(conversation, phase=Phase.TRANSMIS)
            return said(sent, "deja_transmis", {"numero": number_shown(conversation)})
    if conversation.choix:
        return said(conversation, "rappel", {"numeros": tuple(range(1, len(conversation.choix) + 1))})
    return said(conversation, "bienvenue")


def number_shown(conversation: Conversation) -> int:
    """The number of the besoin as the person may see it: none (0) when they are in trouble."""
    return 0 if is_sensitive(conversation) else conversation.numero or 0


def is_sensitive(conversation: Conversation) -> bool:
    """Whether the words at hand are those of somebody in trouble."""
    return conversation.reponse is not None and conversation.reponse.suite == "sensible"
