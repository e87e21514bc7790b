"""After an answer, in direct and only after a yes: did it move forward? (domain notes §4, transcript 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from aiguilleur_bot.dialogue.fiche import whole_fiche
from aiguilleur_bot.dialogue.model import Conversation, Phase, PlanSuivi, RecordSuivi, Say, SuiviDu, World
from aiguilleur_bot.dialogue.mots import Mot, fold
from aiguilleur_bot.dialogue.turn import SENT, Turn, content_given, reminder, said

DAYS = 15

_MOVED: tuple[Literal["oui", "un-peu", "non"], ...] = ("oui", "un-peu", "non")


def show_fiche(conversation: Conversation, number: int, world: World) -> Turn:
    """The fiche behind a number; in direct, the first time, the question of the follow-up ends it."""
    ids = conversation.choix[number - 1] if number <= len(conversation.choix) else ()
    if not ids:
        return reminder(conversation)
    ask = conversation.direct and not conversation.suivi_demande and conversation.phase is Phase.REPONDU
    try:
        donnees = whole_fiche(ids[0], conversation, world, suivi=ask)
    except KeyError:
        return said(conversation, "fiche_disparue")
    seen = content_given(conversation)
    if ask:
        seen = replace(seen, phase=Phase.SUIVI, suivi_demande=True, avance="")
    return said(seen, "fiche", donnees)


def agreed(conversation: Conversation, world: World) -> Turn:
    """Yes, ask me again in 15 days."""
    planned = PlanSuivi(DAYS, _subject(conversation, world))
    return replace(conversation, phase=Phase.REPONDU), (planned, Say("suivi_oui", {"jours": DAYS}))


def refused(conversation: Conversation) -> Turn:
    """No follow-up, ever again in this conversation."""
    return said(replace(conversation, phase=Phase.REPONDU), "suivi_non")


def due(conversation: Conversation, event: SuiviDu) -> Turn:
    """Ask the first question, unless a human is with the person right now."""
    if conversation.phase is Phase.HUMAIN:
        return conversation, ()
    asked = replace(conversation, phase=Phase.SUIVI_AVANCE, avance="")
    return asked, (Say("suivi_question", {"sujet": event.sujet}, ou="direct", sonne=True),)


def moved(conversation: Conversation, number: int) -> Turn:
    """1 yes, 2 a little, 3 no, 4 never ask me again."""
    if number == 4:
        return _ended(conversation), (RecordSuivi("sans-reponse", encore=False), Say("suivi_fini"))
    answer = _MOVED[number - 1]
    now = replace(conversation, phase=Phase.SUIVI_PARLE, avance=answer)
    return now, (RecordSuivi(answer, encore=True), Say("suivi_parle", {"avance": answer}))


def talked(conversation: Conversation, mot: Mot) -> Turn:
    """Could they talk to somebody? Thanks, and how to help the project when it helped them."""
    answer = conversation.avance or "non"
    kept = RecordSuivi(answer, encore=True, parle=mot is Mot.OUI)
    return _ended(conversation), (kept, Say("suivi_merci", {"avance": answer, "parle": mot is Mot.OUI}))


def said_a_little(texte: str) -> bool:
    """« un peu », the one answer that is neither a number nor a yes or no."""
    return fold(texte) in ("un peu", "oui un peu", "un petit peu", "en partie")


def _ended(conversation: Conversation) -> Conversation:
    sent = conversation.phase in SENT
    return replace(conversation, phase=conversation.phase if sent else Phase.LIBRE, avance="", choix=())


def _subject(conversation: Conversation, world: World) -> str:
    """The `usage` of what was shown: a phrase of the fiche, never the person's own words, which are erased."""
    for ids in conversation.choix:
        try:
            return world.savoir.fiche(ids[0]).usage
        except (KeyError, IndexError):
            continue
    return ""
