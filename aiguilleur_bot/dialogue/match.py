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
from aiguilleur_bot.dialogue.commands import greets
from aiguilleur_bot.dialogue.contacts import place_said
from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.dialogue.model import (
    ContinueInDirect,
    Conversation,
    CountHorsPerimetre,
    CountUsage,
    Effect,
    Phase,
    Say,
    Value,
    World,
)
from aiguilleur_bot.dialogue.shapes import cross_with_the_bot
from aiguilleur_bot.dialogue.turn import Turn, content_given, reminder, said
from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.vocabulary import BesoinCompris, Intention, Question, Reponse, Suite, Usage

_ENOUGH = 4
"""Words below which a message that nobody understood says too little to be passed on."""

_NO_IDEA = ("je sais pas", "je ne sais pas", "j sais pas", "chais pas", "aucune idee", "je sais pas trop")
_WAITING = (Phase.CONFIRMATION, Phase.CORRECTION, Phase.SENSIBLE, Phase.TRANSMIS)


def on_match(conversation: Conversation, texte: str, world: World) -> Turn:
    """Fresh words, matched: the need of the conversation is now this one."""
    reponse = world.reponse or Reponse(Suite.IGNORE)
    words = besoin_words(texte)
    if reponse.suite is Suite.IGNORE or not words:
        return misunderstood(conversation, texte)
    if reponse.suite is Suite.INCONNU and _says_too_little(conversation, words):
        return misunderstood(conversation, texte)
    if reponse.suite is Suite.SENSIBLE and conversation.phase is Phase.SENSIBLE:
        return reminder(replace(conversation, texte=_together(conversation.texte, words)))
    began = _begin(conversation, words, texte, reponse, world)
    match reponse.suite:
        case Suite.REPONSE:
            return _answered(began, _options(reponse, began, world), world)
        case Suite.QUESTION if reponse.question is not None:
            return _asked(began, reponse.question, world)
        case Suite.HORS_PERIMETRE:
            donnees = {"direct": began.direct}
            state, effects = said(content_given(began), "hors_perimetre", donnees, reponse=True)
            return replace(state, phase=Phase.LIBRE), (*effects, CountHorsPerimetre())
        case Suite.SENSIBLE:
            return _in_trouble(began)
    return offer_human(began, "inconnu")


def remembered(reponse: Reponse | None) -> Reponse | None:
    """What the matching said, as it may be stored: its words masked, and nobody's contact, which may be withdrawn."""
    if reponse is None:
        return None
    return replace(reponse, besoins=tuple(_masked(besoin) for besoin in reponse.besoins), contacts=())


def misunderstood(conversation: Conversation, texte: str) -> Turn:
    """Nothing to match in it. The second time, a human is offered, with the words that say something.

    Anger at the robot is not a need: it is sorry, and shows the way to a human without quoting anything.
    """
    if conversation.phase in _WAITING:
        return reminder(conversation)
    tried = replace(conversation, essais=conversation.essais + 1)
    if cross_with_the_bot(flat(texte)):
        return said(tried, "desole", reponse=True)
    words = besoin_words(texte)
    words = words if len(flat(words).split()) >= _ENOUGH else conversation.texte
    if tried.essais >= 2:
        return offer_human(replace(tried, texte=words), "offre_humain") if words else said(tried, "desole")
    return said(tried, "bienvenue" if greets(texte) else "incompris", reponse=True)


def whole_need(conversation: Conversation, texte: str) -> str:
    """What to match: the answer to an open question goes with the words it completes, anything else stands alone."""
    completes = conversation.phase is Phase.QUESTION and not conversation.choix
    return f"{conversation.texte} ; {texte}" if completes and conversation.texte else texte


def answered_question(conversation: Conversation, texte: str, world: World) -> Turn:
    """Words instead of a number: the choice they name, a clear need, or a human with what was said so far."""
    number = named_choice(conversation, texte)
    if number:
        return chosen(conversation, number, world)
    if world.reponse is not None and world.reponse.suite in (Suite.REPONSE, Suite.SENSIBLE, Suite.HORS_PERIMETRE):
        return on_match(conversation, whole_need(conversation, texte), world)
    so_far = _together(conversation.texte, "" if flat(texte) in _NO_IDEA else besoin_words(texte))
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
        state, effects = show(replace(conversation, phase=_freed(conversation)), options, world, encore=True)
        return state, (*effects, *_refused(conversation))
    if conversation.phase in _WAITING or not conversation.texte:
        return reminder(conversation)
    state, effects = offer_human(conversation, "plus_rien")
    return state, (*effects, *_refused(conversation))


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
    state, effects = said(shown, "reponse", donnees, reponse=not encore)
    return state, effects if encore else (*effects, CountUsage(options.ids[0], Usage.MONTREE))


def offer_human(conversation: Conversation, modele: str) -> Turn:
    """Offer to pass these very words to a human: nothing is stored before the yes.

    Where a model said the same words otherwise, those are shown, and become the words once they are.
    """
    if not conversation.texte:
        return said(replace(conversation, phase=Phase.LIBRE), "incompris", reponse=True)
    again = _in_other_words(conversation)
    offered = replace(conversation, phase=Phase.CONFIRMATION, essais=0, texte=again or conversation.texte)
    donnees: Mapping[str, Value] = {"texte": offered.texte, "reformule": bool(again)}
    return said(offered, modele, donnees, reponse=modele == "inconnu")


def _in_other_words(conversation: Conversation) -> str:
    """What a model made of the very words at hand; empty when there is none, or when the words are others by now."""
    besoins = conversation.reponse.besoins if conversation.reponse is not None else ()
    if len(besoins) != 1 or besoin_words(besoins[0].texte) != conversation.texte:
        return ""
    return besoins[0].reformule


def _refused(conversation: Conversation) -> tuple[Effect, ...]:
    """What came first is not it: something else is asked for, and its fiche was not even opened."""
    first = conversation.choix[0] if conversation.choix else ()
    shown = conversation.phase in (Phase.REPONDU, Phase.SUIVI, Phase.SUIVI_MOTS) and conversation.vus[:1] == first
    return tuple(CountUsage(commun, Usage.REFUSEE) for commun in first[:1] if shown and conversation.ouvert != commun)


def _together(so_far: str, more: str) -> str:
    return shorten(" ; ".join(part for part in (so_far, more) if part), LONGEST)


def _says_too_little(conversation: Conversation, words: str) -> bool:
    """One word that means nothing to us is not passed on at once: a sentence is asked for, once."""
    return conversation.phase not in _WAITING and not conversation.essais and len(flat(words).split()) < 2


def _options(reponse: Reponse, conversation: Conversation, world: World) -> Options:
    """The best communs; that one alone when the person asks what it is, by its name."""
    options = first_options(reponse, world.savoir, direct=conversation.direct)
    if reponse.intention is not Intention.QUESTION_COMMUN or not options.ids:
        return options
    return Options(((options.ids[0],),))


def _masked(besoin: BesoinCompris) -> BesoinCompris:
    masked = tuple(
        replace(p, pourquoi=tuple(mask(reason) for reason in p.pourquoi), contacts=()) for p in besoin.propositions
    )
    return replace(besoin, texte=mask(besoin.texte), propositions=masked)


def _freed(conversation: Conversation) -> Phase:
    """Nothing waits any more; words already sent stay sent."""
    return Phase.TRANSMIS if conversation.phase is Phase.TRANSMIS else Phase.REPONDU


def _begin(conversation: Conversation, words: str, texte: str, reponse: Reponse, world: World) -> Conversation:
    return replace(
        conversation,
        phase=Phase.LIBRE,
        texte=words,
        reponse=remembered(reponse),
        choix=(),
        vus=(),
        ouvert="",
        saisie=None,
        essais=0,
        territoire=place_said(conversation, texte, world),
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
        return said(waiting, "sensible", {"premier": True}, reponse=True)
    private = Conversation(
        direct=True,
        phase=Phase.SENSIBLE,
        texte=waiting.texte,
        reponse=waiting.reponse,
        territoire=waiting.territoire,
    )
    effects = (
        Say("sensible_salon", reponse=True),
        Say("sensible", {"premier": False}, ou="direct", sonne=True),
        ContinueInDirect(private),
    )
    return replace(waiting, phase=Phase.LIBRE), effects


def named_choice(conversation: Conversation, texte: str) -> int:
    """The number of the choice whose label these words are, or name clearly; 0 for none."""
    if conversation.reponse is None or conversation.reponse.question is None:
        return 0
    closed = tuple(c for c in conversation.reponse.question.choix if c.communs)[:IN_DIRECT]
    words = set(flat(texte).split()) - {
        "le",
        "la",
        "les",
        "l",
        "du",
        "de",
        "des",
        "un",
        "une",
        "plutot",
        "surtout",
    }
    named = [n for n, choix in enumerate(closed, start=1) if words and words <= set(flat(choix.libelle).split())]
    return named[0] if len(named) == 1 else 0
