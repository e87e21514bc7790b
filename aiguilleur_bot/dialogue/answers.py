"""What an answer shows: at most three options, who to call, one question to ask oneself, and the words that steer.

Everything comes from the fiches. The whole fits a phone: 700 characters, summaries shortened to make room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiguilleur_bot.dialogue import facts
from aiguilleur_bot.dialogue.besoin_words import shorten
from aiguilleur_bot.dialogue.contacts import territoire, whom_to_call
from aiguilleur_bot.dialogue.model import Conversation, Savoir, Value, World
from aiguilleur_bot.dialogue.stage import at_idea_stage
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.vocabulary import Question, Reponse

LONGEST = 700
IN_A_ROOM, IN_DIRECT = 2, 3
_SENTENCE = 90
_SHORTEST = 40
_EACH = 18
_FRAME = 200
_UNKNOWN = "pas encore connu"


@dataclass(frozen=True, slots=True)
class Options:
    """The communs to show: one group for each besoin, in order, and the FAQ that goes with them."""

    groupes: tuple[tuple[str, ...], ...]
    faq: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Every commun shown, as numbered."""
        return tuple(commun for groupe in self.groupes for commun in groupe)


def first_options(reponse: Reponse, savoir: Savoir, *, direct: bool) -> Options:
    """The best communs of each besoin: two in a room, three in direct; one for each besoin when there are two."""
    limit = IN_DIRECT if direct else IN_A_ROOM
    kept = [_known((p.id for p in besoin.propositions), savoir) for besoin in reponse.besoins[:2]]
    groups = [group for group in kept if group]
    each = limit if len(groups) == 1 else 1
    return Options(_distinct(group[:each] for group in groups), reponse.faq)


def options_of_choice(ids: Sequence[str], faq: tuple[str, ...], savoir: Savoir, *, direct: bool) -> Options:
    """The communs a closed choice leads to."""
    known = _known(ids, savoir)[: IN_DIRECT if direct else IN_A_ROOM]
    return Options((known,) if known else (), faq)


def options_of_question(question: Question, faq: tuple[str, ...], savoir: Savoir) -> Options:
    """One commun for each choice: what is shown instead of a second question in a row."""
    firsts = [known[0] for choix in question.choix if (known := _known(choix.communs, savoir))]
    known = tuple(dict.fromkeys(firsts))[:IN_DIRECT]
    return Options((known,) if known else (), faq)


def next_options(conversation: Conversation, savoir: Savoir) -> Options:
    """The next best propositions that were not shown yet; no group when none is left."""
    reponse = conversation.reponse
    if reponse is None:
        return Options(())
    ranked = [p.id for besoin in reponse.besoins for p in besoin.propositions]
    if reponse.question is not None:
        ranked += [commun for choix in reponse.question.choix for commun in choix.communs]
    unseen = _known((commun for commun in ranked if commun not in conversation.vus), savoir)
    left = unseen[: IN_DIRECT if conversation.direct else IN_A_ROOM]
    return Options((left,) if left else (), reponse.faq)


def answer(options: Options, conversation: Conversation, world: World, *, encore: bool = False) -> Mapping[str, Value]:
    """The data of `prompts/reponse.md.j2`. `encore`: the person asked for something else."""
    avant = "" if encore else _question_before(options, world.savoir)
    fiches = {commun: world.savoir.fiche(commun) for commun in options.ids}
    call = whom_to_call(options.ids[0], territoire(conversation, world), world.savoir)
    summary = _room_for_summaries(fiches.values(), avant, call)
    ranks = {commun: rank for rank, commun in enumerate(options.ids, start=1)}
    return {
        "groupes": tuple(
            {
                "usage": fiches[groupe[0]].usage,
                "pistes": tuple(_option(fiches[c], ranks[c], summary, world) for c in groupe),
            }
            for groupe in options.groupes
        ),
        "rien_de_connu": not any(_short_facts(fiche) for fiche in fiches.values()),
        "appeler": call,
        "premier": fiches[options.ids[0]].nom,
        "avant": avant,
        "idee": at_idea_stage(conversation.texte),
        "numeros": tuple(ranks.values()),
        "encore": encore,
    }


def _option(fiche: Commun, rank: int, summary: int, world: World) -> Mapping[str, Value]:
    return {
        "rang": rank,
        "nom": shorten(fiche.nom, 45),
        "resume": shorten(fiche.resume.rstrip("."), summary),
        "faits": _short_facts(fiche),
        "alerte": shorten(facts.alert(fiche.alerte, world.maintenant.date()), _SENTENCE),
        "a_verifier": world.savoir.a_verifier(fiche.id),
    }


def _short_facts(fiche: Commun) -> str:
    """« Coût : gratuit ; délai : pas encore connu »; empty when the fiche knows neither."""
    cost, trial = facts.cost_in_short(fiche), facts.TIMES[fiche.temps_premier_essai]
    if not cost and not trial:
        return ""
    return f"Coût : {cost or _UNKNOWN} ; premier essai : {trial}" if trial else f"Coût : {cost} ; délai : {_UNKNOWN}"


def _question_before(options: Options, savoir: Savoir) -> str:
    for faq in options.faq:
        try:
            return savoir.question(faq).avant_de_choisir
        except KeyError:
            continue
    return ""


def _room_for_summaries(fiches: Iterable[Commun], avant: str, call: Mapping[str, Value]) -> int:
    """How long each summary may be so that what is seen stays under 700 characters, in at most two phone lines."""
    shown = list(fiches)
    fixed = _FRAME + len(avant) + _seen(call["propre"]) + _seen(call["reseau"])
    fixed += sum(len(f.nom) + _EACH + len(_short_facts(f)) + (len(f.alerte.texte) if f.alerte else 0) for f in shown)
    return max(_SHORTEST, min(_SENTENCE, (LONGEST - fixed) // len(shown)))


def _seen(contact: Value) -> int:
    """How much of the message a contact takes: links show their host only."""
    if not isinstance(contact, Mapping):
        return 0
    return sum(len(urlsplit(value).netloc or value) for value in contact.values() if isinstance(value, str))


def _known(ids: Iterable[str], savoir: Savoir) -> tuple[str, ...]:
    """The ids that the base still holds (it may have been reloaded since), each once."""
    return tuple(commun for commun in dict.fromkeys(ids) if _holds(savoir, commun))


def _holds(savoir: Savoir, id: str) -> bool:
    try:
        savoir.fiche(id)
    except KeyError:
        return False
    return True


def _distinct(groups: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    seen: list[str] = []
    kept = []
    for group in groups:
        new = tuple(commun for commun in group if commun not in seen)
        seen += new
        if new:
            kept.append(new)
    return tuple(kept)
