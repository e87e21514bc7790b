"""Politeness: help, thanks, greetings, photos, floods, an opening message edited or taken back."""

from __future__ import annotations

from dataclasses import replace

from aiguilleur_bot.dialogue.besoin_words import besoin_words
from aiguilleur_bot.dialogue.events import Edited
from aiguilleur_bot.dialogue.match import on_match
from aiguilleur_bot.dialogue.model import Conversation, Effect, Phase, React, ReviseAnswer, Say, WithdrawAnswer, World
from aiguilleur_bot.dialogue.turn import SENT, Turn, number_shown, privately, reminder, said

EDITABLE = (
    *(Phase.LIBRE, Phase.REPONDU, Phase.QUESTION, Phase.CONFIRMATION, Phase.TERRITOIRE),
    *(Phase.SUIVI, Phase.SUIVI_MOTS),
)
"""Phases where an edit of the opening message changes the answer: nothing was passed on yet."""


def help_text(conversation: Conversation, world: World) -> Turn:
    """Three commands, how to be forgotten, and where the source code is (AGPL §13)."""
    return said(conversation, "aide", {"source": world.source})


def introduced(conversation: Conversation, world: World) -> Turn:
    """« qui êtes-vous ? »: a robot, what it does, and that it may be wrong."""
    return said(conversation, "presentation", {"nom_du_reseau": world.nom_du_reseau})


def pointed_at_details(conversation: Conversation) -> Turn:
    """« c'est gratuit ? » after an answer: what is known, and what is not, stands behind the numbers."""
    if conversation.choix and conversation.phase in (Phase.REPONDU, Phase.SUIVI, Phase.SUIVI_MOTS, Phase.TRANSMIS):
        return said(conversation, "rappel_details", {"numeros": tuple(range(1, len(conversation.choix) + 1))})
    return reminder(conversation)


def thanked(conversation: Conversation) -> Turn:
    """« merci ! »: a thumb, no message; but nobody who owes a yes must believe that their words are on their way."""
    if conversation.phase in (Phase.CONFIRMATION, Phase.SENSIBLE):
        return reminder(conversation)
    return conversation, (React("👍"),)


def greeted(conversation: Conversation) -> Turn:
    """« bonjour » alone: what to say next."""
    return said(conversation, "bienvenue")


def media(conversation: Conversation) -> Turn:
    """A photo or a voice message: said once; after that a sign, so that nobody waits in vain."""
    if conversation.phase is Phase.HUMAIN:
        return conversation, ()
    if not conversation.media_dit:
        return said(replace(conversation, media_dit=True), "media")
    return conversation, (React("✏"),) if conversation.direct else ()


def flooded(conversation: Conversation) -> Turn:
    """One polite line; the engine keeps silent after it."""
    if conversation.phase is Phase.HUMAIN:
        return conversation, ()
    return said(conversation, "trop_vite")


def edited(conversation: Conversation, event: Edited, world: World) -> Turn:
    """The question changed: so does its answer, in place."""
    if conversation.phase is Phase.SENSIBLE:
        return replace(conversation, texte=besoin_words(event.texte)), ()
    if conversation.phase not in EDITABLE or world.reponse is None:
        return conversation, ()
    fresh = Conversation(
        direct=conversation.direct,
        numero=conversation.numero,
        territoire=conversation.territoire,
        media_dit=conversation.media_dit,
        suivi_demande=conversation.suivi_demande,
    )
    state, effects = on_match(fresh, event.texte, world)
    return state, tuple(_in_place(effect) for effect in effects)


def withdrawn(conversation: Conversation, *, dit: bool = False) -> Turn:
    """The question is gone: so are its answer and its words. A besoin already passed on is said to remain.

    `dit`: its words came from that very message, and what becomes of them is said elsewhere.
    """
    sent = conversation.phase in SENT
    left = Conversation(
        direct=conversation.direct,
        phase=conversation.phase if sent else Phase.LIBRE,
        numero=conversation.numero,
        media_dit=conversation.media_dit,
        suivi_demande=conversation.suivi_demande,
    )
    if not sent:
        return left, (WithdrawAnswer(),)
    if dit:
        return left, (WithdrawAnswer(),)
    told = privately(conversation, "question_retiree", {"numero": number_shown(conversation)})
    return left, (WithdrawAnswer(), told)


def welcomed(turn: Turn, world: World) -> Turn:
    """The two lines of a first contact, before the first thing said; never in public above somebody's trouble."""
    conversation, effects = turn
    done = False
    greeted: list[Effect] = []
    for effect in effects:
        if isinstance(effect, Say) and not done and not effect.modele.startswith(("sensible", "oubli")):
            greeted.append(replace(effect, donnees={**effect.donnees, "accueil": world.nom_du_reseau}))
            done = True
        else:
            greeted.append(effect)
    return conversation, tuple(greeted)


def _in_place(effect: Effect) -> Effect:
    """The answer to the opening message becomes an edit of the one it had."""
    if isinstance(effect, Say) and effect.reponse:
        return ReviseAnswer(effect.modele, effect.donnees)
    return effect
