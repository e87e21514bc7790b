"""What somebody else's opinion of an answer may change: the order of what the engine found, or a refusal. Nothing more.

The opinion (a language model's, when the operator set one) is a list of numbers among the engine's best, or none.
Names, reasons, contacts and chances stay the engine's own: an opinion has no words of its own here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.vocabulary import BesoinCompris, Choix, Contact, Proposition, Question, Reponse, Suite

SHORTLIST_MAX = 10
"""The engine's best, among which an opinion chooses."""
CHOSEN_MAX = 3
CHOSEN = "un modèle de langue l’a choisi parmi mes pistes"
"""Why a commun stands before where the engine had it."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The engine's best communs for one message, best first, each with its calibrated chance; ten at most.

    Empty when no opinion may be asked: no words, words that may be those of somebody in trouble, a commun said by its
    name. `serves` is the chance from which the engine would show one beside another; `contacts` who to call when
    nothing serves.
    """

    propositions: tuple[Proposition, ...] = ()
    serves: float = 1.0
    contacts: tuple[Contact, ...] = ()


def asks_for_advice(reponse: Reponse) -> bool:
    """Whether an opinion may be asked: one need, or nearly one; never distress, chatter, or several needs at once."""
    return reponse.suite in (Suite.REPONSE, Suite.QUESTION, Suite.INCONNU) and len(reponse.besoins) == 1


def follow(reponse: Reponse, shortlist: Shortlist, choice: Sequence[int], base: Base) -> Reponse:
    """The answer once `choice` (distinct numbers, 1 is the first of `shortlist`; none to refuse) is taken into account.

    - an answer: those chosen come first, the engine's own after them; a chance never exceeds the one before it;
    - a question stays a question, for the engine is not sure enough: its choices come in the order chosen;
    - a refusal becomes an answer only with communs the engine itself would have shown beside another;
    - nothing chosen: an honest "I do not know".
    Raises IndexError for a number that is not in the list.
    """
    chosen = tuple(shortlist.propositions[number - 1] for number in choice)
    if not chosen:
        return reponse if reponse.suite is Suite.INCONNU else _refused(reponse, shortlist)
    match reponse.suite:
        case Suite.REPONSE:
            return _answered(reponse, chosen, reponse.besoins[0].propositions, base)
        case Suite.QUESTION if reponse.question is not None:
            return replace(reponse, question=_reordered(reponse.question, chosen))
        case Suite.INCONNU:
            likely = tuple(one for one in chosen if one.score >= shortlist.serves)
            return _answered(reponse, likely, (), base) if likely else reponse
    return reponse


def rephrased(reponse: Reponse, words: str) -> Reponse:
    """The same answer with its one need said in other words too: shown for a yes, never taken for the person's."""
    if not words or len(reponse.besoins) != 1:
        return reponse
    return replace(reponse, besoins=(replace(reponse.besoins[0], reformule=words),))


def _refused(reponse: Reponse, shortlist: Shortlist) -> Reponse:
    besoin = BesoinCompris(reponse.besoins[0].texte, None, 0.0)
    return Reponse(Suite.INCONNU, (besoin,), contacts=shortlist.contacts)


def _answered(reponse: Reponse, chosen: tuple[Proposition, ...], own: tuple[Proposition, ...], base: Base) -> Reponse:
    ranks = {proposition.id: rank for rank, proposition in enumerate(own)}
    kept = [*chosen, *(one for one in own if one.id not in {other.id for other in chosen})][:CHOSEN_MAX]
    ceiling, propositions = 1.0, []
    for rank, one in enumerate(kept):
        ceiling = min(ceiling, one.score)
        moved_up = rank < ranks.get(one.id, len(kept))
        pourquoi = (CHOSEN, *one.pourquoi) if moved_up and one in chosen else one.pourquoi
        propositions.append(replace(one, score=ceiling, pourquoi=pourquoi))
    action = base.fiche(propositions[0].id).actions[0]
    same_action = action is reponse.besoins[0].action
    besoin = BesoinCompris(reponse.besoins[0].texte, action, propositions[0].score, tuple(propositions))
    faq = reponse.faq if same_action else ()  # the question to ask oneself goes with the action it was chosen for
    return Reponse(Suite.REPONSE, (besoin,), None, faq, propositions[0].contacts)


def _reordered(question: Question, chosen: tuple[Proposition, ...]) -> Question:
    """Its choices, those that lead to a chosen commun first, in the order chosen; "autre" stays last."""
    order = [proposition.id for proposition in chosen]

    def rank(choix: Choix) -> int:
        if not choix.communs:
            return len(order) + 1
        return min((order.index(commun) for commun in choix.communs if commun in order), default=len(order))

    return replace(question, choix=tuple(sorted(question.choix, key=rank)))
