"""People with a near need: each is asked in private, and no silence nor no is ever told to the other (transcript 3)."""

from __future__ import annotations

from dataclasses import replace

from aiguilleur_bot.dialogue.commands import read, read_tap
from aiguilleur_bot.dialogue.events import Event, NearBesoins, Tap, Words
from aiguilleur_bot.dialogue.model import AnswerNear, Conversation, Phase, Say
from aiguilleur_bot.dialogue.mots import Mot
from aiguilleur_bot.dialogue.turn import Turn, is_sensitive

_IDLE = (Phase.LIBRE, Phase.REPONDU, Phase.TRANSMIS)
_BESIDE = (Mot.AIDE, Mot.MERCI, Mot.BONJOUR, Mot.QUI_ES_TU, Mot.VIE_PRIVEE, Mot.MES_DONNEES)
"""Words after which the question still stands."""


def may_ask(conversation: Conversation) -> bool:
    """Whether the question may be put now: nothing else is waited for, no human is there, nobody is in trouble."""
    idle = conversation.phase in _IDLE and not conversation.suggestion and not conversation.voisins
    return idle and not is_sensitive(conversation)


def ask(conversation: Conversation, event: NearBesoins) -> Turn:
    """Would you like to meet those who asked something near?"""
    if not may_ask(conversation):
        return conversation, ()
    asked = replace(conversation, voisins=event.numero)
    return asked, (Say("voisins_question", ou="direct", sonne=True),)


def answered(conversation: Conversation, event: Event) -> Turn | None:
    """The yes or no to it; None when `event` is something else."""
    command = read(event.texte) if isinstance(event, Words) else read_tap(event.cle) if isinstance(event, Tap) else None
    if not conversation.voisins or command is None or command.mot not in (Mot.OUI, Mot.NON):
        return None
    yes = command.mot is Mot.OUI
    told = Say("voisins_oui" if yes else "voisins_non")
    return replace(conversation, voisins=0), (AnswerNear(conversation.voisins, yes), told)


def let_go(conversation: Conversation, event: Event) -> Conversation:
    """The conversation without the question, once the person speaks of something else: silence is no."""
    if not conversation.voisins or not isinstance(event, Words):
        return conversation
    command = read(event.texte)
    stands = command is not None and command.mot in _BESIDE
    return conversation if stands else replace(conversation, voisins=0)
