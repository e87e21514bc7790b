"""The message a besoin came from was edited or deleted, on the platform: what was passed on follows."""

from __future__ import annotations

from dataclasses import replace

from aiguilleur_bot.dialogue import manners
from aiguilleur_bot.dialogue.besoin_words import besoin_words
from aiguilleur_bot.dialogue.events import Edited, MessageDeleted, MessageEdited, Withdrawn
from aiguilleur_bot.dialogue.model import Conversation, CorrectBesoin, Phase, Say, World
from aiguilleur_bot.dialogue.mots import Mot
from aiguilleur_bot.dialogue.turn import Turn, is_sensitive, reminder
from aiguilleur_bot.vocabulary import Reponse, Suite

ERASED = "mots effacés par la personne"
"""What stands for the words of an open besoin whose person deleted them."""


def changed(
    conversation: Conversation, event: Edited | Withdrawn | MessageEdited | MessageDeleted, world: World
) -> Turn:
    """A message was edited or deleted on the platform: the one that opened the conversation, or that of a besoin."""
    match event:
        case Edited():
            return manners.edited(conversation, event, world)
        case Withdrawn():
            return manners.withdrawn(conversation, dit=event.dit)
        case MessageEdited():
            return proposed(conversation, event)
        case MessageDeleted():
            return deleted(conversation, event)


def proposed(conversation: Conversation, event: MessageEdited) -> Turn:
    """Edited: the new words are proposed, in private. `corriger` takes them, at any state; a yes too, without a human.

    A human who has the besoin is not talked over: only the exact word counts then.
    """
    suggestion = "" if conversation.phase is Phase.HUMAIN else Mot.CORRIGER.value
    now = replace(conversation, propose=event.texte, propose_pour=event.numero, suggestion=suggestion)
    shown = 0 if event.coup_dur else event.numero
    return now, (Say("correction_proposee", {"numero": shown, "texte": event.texte}, ou="direct", sonne=True),)


def taken(conversation: Conversation) -> Turn:
    """The person wants the words of their edited message."""
    now = replace(conversation, propose="", propose_pour=0, suggestion="", texte=conversation.propose)
    return now, (
        CorrectBesoin(conversation.propose_pour, conversation.propose),
        Say("corrige", {"numero": conversation.propose_pour, "texte": conversation.propose}),
    )


def with_a_human(conversation: Conversation, reste: str) -> Turn:
    """`corriger : …` while a human has the besoin: the words change, and the robot stays silent afterwards."""
    words = besoin_words(reste)
    if conversation.numero is None:
        return reminder(conversation)
    if not words:
        return conversation, (Say("corriger_salon"),)
    told = Say("corrige", {"numero": conversation.numero, "texte": words})
    return replace(conversation, texte=words), (CorrectBesoin(conversation.numero, words), told)


def deleted(conversation: Conversation, event: MessageDeleted) -> Turn:
    """Deleted: the words are gone here too, and whoever has the besoin is told by the engine."""
    shown = 0 if event.coup_dur else event.numero
    heard = Reponse(Suite.SENSIBLE) if is_sensitive(conversation) else None
    now = replace(conversation, texte="", reponse=heard, propose="", propose_pour=0)
    return now, (Say("question_effacee", {"numero": shown, "ouverte": event.ouverte}, ou="direct", sonne=True),)
