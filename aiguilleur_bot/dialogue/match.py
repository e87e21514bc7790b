"""What is said of words the matching has read: an answer, one question, an honest "I do not know", or a human."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiguilleur_bot.dialogue.answers import (
    IN_DIRECT,
    Options,
    answer,
    first_options,
    fitting,
    next_options,
    options_of_choice,
    options_of_question,
)
from aiguilleur_bot.dialogue.besoin_words import LONGEST, besoin_words, shorten
from aiguilleur_bot.dialogue.commands import fold, greets
from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.dialogue.model import (
    ContinueInDirect,
    Conversation,
    CountHorsPerimetre,
    Phase,
    Say,
    World,
)
from aiguilleur_bot.dialogue.turn import Turn, content_given, reminder, said
from aiguilleur_bot.vocabulary import BesoinCompris, Question, Reponse, Suite

_WAITING = (Phase.CONFIRMATION, Phase.CORRECTION, Phase.SENSIBLE, Phase.TRANSMIS)


def on_match(conversation: Conversation, texte: str, world: World) -> Turn:
    """Fresh words, matched: the need of the conversation is now this one."""
    reponse = world.reponse or Reponse(Suite.IGNORE)
    words = besoin_words(texte)
    if reponse.suite is Suite.IGNORE or not words:
        return misunderstood(conversation, texte)
    began = _begin(conversation, words, texte, reponse, world)
    match reponse.suite:
        case Suite.REPONSE:
            return _answered(began, first_options(reponse, world.savoir, direct=began.direct), world)
        case Suite.QUESTION if reponse.question is not None:
            return _asked(began, reponse.question, world)
        case Suite.HORS_PERIMETRE:
            state, effects = said(content_given(began), "hors_perimetre", reponse=True)
            return replace(state, phase=Phase.LIBRE), (*effects, CountHorsPerimetre())
        case Suite.SENSIBLE:
            return _in_trouble(began)
    return offer_human(began, "inconnu")


def remembered(reponse: Reponse | None) -> Reponse | None:
    """What the matching said, as it may be stored: the words it repeats are masked."""
    if reponse is None:
        return None
    return replace(reponse, besoins=tuple(_masked(besoin) for besoin in reponse.besoins))


def misunderstood(conversation: Conversation, texte: str) -> Turn:
    """Nothing to match in it. The second time, a human is offered, with the words as they are."""
    if conversation.phase in _WAITING:
        return reminder(conversation)
    words = besoin_words(texte) or conversation.texte
    tried = replace(conversation, essais=conversation.essais + 1)
    if tried.essais >= 2 and words:
        return offer_human(replace(tried, texte=words), "offre_humain")
    return said(tried, "bienvenue" if greets(texte) else "incompris", reponse=True)


def whole_need(conversation: Conversation, texte: str) -> str:
    """What to match: the answer to an open question goes with the words it completes, anything else stands alone."""
    completes = conversation.phase is Phase.QUESTION and not conversation.choix
    return f"{conversation.texte} ; {texte}" if completes and conversation.texte else texte


def answered_question(conversation: Conversation, texte: str, world: World) -> Turn:
    """Words instead of a number: the choice they name, a clear need, or a human with what was said so far."""
    number = _named_choice(conversation, texte)
    if number:
        return chosen(conversation, number, world)
    if world.reponse is not None and world.reponse.suite in (Suite.REPONSE, Suite.SENSIBLE):
        return on_match(conversation, whole_need(conversation, texte), world)
    more = besoin_words(texte)
    so_far = shorten(" ; ".join(part for part in (conversation.texte, more) if part), LONGEST)
    return offer_human(replace(conversation, texte=so_far, choix=()), "offre_humain")


def chosen(conversation: Conversation, number: int, world: World) -> Turn:
    """One choice of the closed question. The last one, and any number that is none, lead to a human."""
    faq = conversation.reponse.faq if conversation.reponse is not None else ()
    ids = conversation.choix[number - 1] if number <= len(conversation.choix) else ()
    options = options_of_choice(ids, faq, world.savoir, direct=conversation.direct)
    if not options.ids:
        return offer_human(replace(conversation, choix=()), "offre_humain")
    return show(replace(conversation, phase=Phase.LIBRE), options, world)


def something_else(conversation: Conversation, world: World) -> Turn:
    """The next best that was not shown; when none is left, a human."""
    options = next_options(conversation, world.savoir)
    if options.ids:
        return show(replace(conversation, phase=_freed(conversation)), options, world, encore=True)
    if conversation.phase in _WAITING or not conversation.texte:
        return reminder(conversation)
    return offer_human(conversation, "plus_rien")


def show(conversation: Conversation, options: Options, world: World, *, encore: bool = False) -> Turn:
    """Say the answer, and remember what stands behind its numbers."""
    options = fitting(options, conversation, world)
    donnees = answer(options, conversation, world, encore=encore)
    call = donnees["appeler"]
    shown = replace(
        content_given(conversation),
        choix=tuple((commun,) for commun in options.ids),
        vus=tuple(dict.fromkeys((*conversation.vus, *options.ids))),
        territoire_demande=isinstance(call, Mapping) and bool(call["departement"]),
    )
    return said(shown, "reponse", donnees, reponse=not encore)


def offer_human(conversation: Conversation, modele: str) -> Turn:
    """Offer to pass these very words to a human: nothing is stored before the yes."""
    if not conversation.texte:
        return said(replace(conversation, phase=Phase.LIBRE), "incompris", reponse=True)
    offered = replace(conversation, phase=Phase.CONFIRMATION, essais=0)
    return said(offered, modele, {"texte": conversation.texte}, reponse=modele == "inconnu")


def _masked(besoin: BesoinCompris) -> BesoinCompris:
    masked = tuple(replace(p, pourquoi=tuple(mask(reason) for reason in p.pourquoi)) for p in besoin.propositions)
    return replace(besoin, texte=mask(besoin.texte), propositions=masked)


def _freed(conversation: Conversation) -> Phase:
    """Nothing waits any more; words already sent stay sent."""
    return Phase.TRANSMIS if conversation.phase is Phase.TRANSMIS else Phase.REPONDU


def _begin(conversation: Conversation, words: str, texte: str, reponse: Reponse, world: World) -> Conversation:
    places = world.savoir.read_territoire(texte)
    return replace(
        conversation,
        phase=Phase.LIBRE,
        texte=words,
        reponse=remembered(reponse),
        choix=(),
        vus=(),
        essais=0,
        territoire=places[0] if len(places) == 1 else conversation.territoire,
        territoire_demande=False,
    )


def _answered(conversation: Conversation, options: Options, world: World) -> Turn:
    if not options.ids:
        return offer_human(conversation, "inconnu")
    return show(conversation, options, world)


def _asked(conversation: Conversation, question: Question, world: World) -> Turn:
    """The one question. A second one in a row is never asked: the first commun of each choice is shown instead."""
    faq = conversation.reponse.faq if conversation.reponse is not None else ()
    if conversation.interroge:
        return _answered(conversation, options_of_question(question, faq, world.savoir), world)
    asked = replace(conversation, phase=Phase.QUESTION, interroge=True)
    closed = tuple(choix for choix in question.choix if choix.communs)[:IN_DIRECT]
    if not closed:
        return said(asked, "question_ouverte", {"texte": question.texte}, reponse=True)
    labels = tuple(choix.libelle for choix in closed)
    asked = replace(asked, choix=(*(choix.communs for choix in closed), ()))
    return said(asked, "question", {"texte": question.texte, "choix": labels, "autre": len(labels) + 1}, reponse=True)


def _in_trouble(conversation: Conversation) -> Turn:
    """Nothing of it in public: a neutral line in the room, the proposal in direct. No commun, no number."""
    waiting = replace(conversation, phase=Phase.SENSIBLE, interroge=False)
    if conversation.direct:
        return said(waiting, "sensible", reponse=True)
    private = Conversation(
        direct=True,
        phase=Phase.SENSIBLE,
        texte=waiting.texte,
        reponse=waiting.reponse,
        territoire=waiting.territoire,
    )
    effects = (
        Say("sensible_salon", reponse=True),
        Say("sensible", ou="direct", sonne=True),
        ContinueInDirect(private),
    )
    return replace(waiting, phase=Phase.LIBRE), effects


def _named_choice(conversation: Conversation, texte: str) -> int:
    """The number of the choice whose label these words are, or name clearly; 0 for none."""
    if conversation.reponse is None or conversation.reponse.question is None:
        return 0
    closed = tuple(c for c in conversation.reponse.question.choix if c.communs)[:IN_DIRECT]
    words = set(fold(texte).split()) - {"le", "la", "les", "l", "du", "de", "des", "un", "une", "plutot", "surtout"}
    named = [n for n, choix in enumerate(closed, start=1) if words and words <= set(fold(choix.libelle).split())]
    return named[0] if len(named) == 1 else 0
