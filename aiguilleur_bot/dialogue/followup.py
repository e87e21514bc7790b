"""After an answer, in direct and only after a yes: did it move forward? (domain notes §4, transcript 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from aiguilleur_bot.dialogue.besoin_words import WITHOUT_WORDS
from aiguilleur_bot.dialogue.events import SuiviDu
from aiguilleur_bot.dialogue.fiche import whole_fiche
from aiguilleur_bot.dialogue.masking import hides_something
from aiguilleur_bot.dialogue.model import (
    Conversation,
    CountUsage,
    Effect,
    KeepPhrase,
    Phase,
    PlanSuivi,
    RecordSuivi,
    Say,
    World,
)
from aiguilleur_bot.dialogue.mots import Mot
from aiguilleur_bot.dialogue.turn import SENT, Turn, content_given, is_sensitive, reminder, said
from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.vocabulary import Usage

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
    seen = replace(content_given(conversation), ouvert=ids[0])
    if ask:
        seen = replace(seen, phase=Phase.SUIVI, suivi_demande=True, avance="")
    return seen, (Say("fiche", donnees), *_opened(conversation, ids[0]))


def agreed(conversation: Conversation, world: World) -> Turn:
    """Yes, ask me again in 15 days. Then, once: may the gardeners read this very phrase? No answer means no."""
    planned = PlanSuivi(DAYS, _subject(conversation, world), conversation.ouvert)
    phrase = _worth_keeping(conversation)
    asked = replace(conversation, phase=Phase.SUIVI_MOTS if phrase else Phase.REPONDU)
    return asked, (planned, Say("suivi_oui", {"jours": DAYS, "texte": phrase}))


def kept(conversation: Conversation) -> Turn:
    """Yes, keep my phrase: it helps the next ones to be understood."""
    premier = conversation.vus[0] if conversation.vus else conversation.ouvert
    phrase = KeepPhrase(conversation.texte, conversation.ouvert, premier)
    return replace(conversation, phase=Phase.REPONDU), (phrase, Say("phrase_gardee"))


def not_kept(conversation: Conversation) -> Turn:
    """No, do not keep it."""
    return said(replace(conversation, phase=Phase.REPONDU), "phrase_non_gardee")


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
    return flat(texte) in ("un peu", "oui un peu", "un petit peu", "en partie")


def _ended(conversation: Conversation) -> Conversation:
    sent = conversation.phase in SENT
    return replace(conversation, phase=conversation.phase if sent else Phase.LIBRE, avance="", choix=())


def _opened(conversation: Conversation, commun: str) -> tuple[Effect, ...]:
    """What is counted when a fiche is asked for: that, and whether another came first. Once, asked for twice."""
    if conversation.ouvert == commun:
        return ()
    first = conversation.vus[0] if conversation.vus else commun
    preferred = (CountUsage(commun, Usage.PREFEREE, au_lieu_de=first),) if first != commun else ()
    return CountUsage(commun, Usage.OUVERTE), *preferred


def _worth_keeping(conversation: Conversation) -> str:
    """The phrase to ask for: one need, nothing hidden in it, nobody in trouble; "" when there is nothing to ask."""
    reponse, texte = conversation.reponse, conversation.texte
    if reponse is None or len(reponse.besoins) > 1 or is_sensitive(conversation) or not conversation.ouvert:
        return ""
    return "" if texte == WITHOUT_WORDS or hides_something(texte) else texte


def _subject(conversation: Conversation, world: World) -> str:
    """The `usage` of what was opened, or shown: a phrase of the fiche, never the person's own words."""
    opened = (conversation.ouvert,) if conversation.ouvert else ()
    for ids in (opened, *conversation.choix):
        try:
            return world.savoir.fiche(ids[0]).usage
        except (KeyError, IndexError):
            continue
    return ""
