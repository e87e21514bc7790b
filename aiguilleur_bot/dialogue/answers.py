"""What an answer shows: at most three options, who to call, one question to ask oneself, and the words that steer.

Everything comes from the fiches. The whole fits a phone: at most 700 characters are seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
_SENTENCE, _NAME = 90, 45
_BRACKET = re.compile(r"\s*\([^)]*\)$")
_LEAD, _OPTION, _ALERT, _TO_CHECK, _NO_FACTS = 12, 13, 13, 13, 39
_ASIDE = 21
_CALL, _DEPARTEMENT, _LAST_LINES, _BEFORE = 26, 58, 85, 20
"""Characters of `prompts/reponse.md.j2` itself, around what the fiches say."""
_UNKNOWN = "pas encore connu"


@dataclass(frozen=True, slots=True)
class Options:
    """The communs to show: one group for each besoin, in order, and the FAQ that goes with them."""

    groupes: tuple[tuple[str, ...], ...]
    faq: tuple[str, ...] = ()
    bref: bool = False
    """Whether costs, delays and own contacts are left to the fiches, so that every besoin has its commun."""

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


def fitting(options: Options, conversation: Conversation, world: World) -> Options:
    """The same options, in brief when there are several besoins, without the last ones when all would not fit a phone.

    A besoin that is not answered at all costs more than a price that is one word away.
    """
    if len(options.groupes) > 1 and _length(options, conversation, world) > LONGEST:
        options = replace(options, faq=(), bref=True)
    while len(options.ids) > 1 and _length(options, conversation, world) > LONGEST:
        *others, last = options.groupes
        groups = (*others, last[:-1]) if len(last) > 1 else tuple(others)
        options = replace(options, groupes=groups)
    return options


def answer(options: Options, conversation: Conversation, world: World, *, encore: bool = False) -> Mapping[str, Value]:
    """The data of `prompts/reponse.md.j2`. `encore`: the person asked for something else."""
    fiches = {commun: world.savoir.fiche(commun) for commun in options.ids}
    avant = not encore and _length(options, conversation, world) <= LONGEST
    ranks = {commun: rank for rank, commun in enumerate(options.ids, start=1)}
    return {
        "groupes": tuple(
            {
                "usage": fiches[groupe[0]].usage,
                "pistes": tuple(_option(fiches[c], ranks[c], world) for c in groupe),
                "aussi": ranks.get(_first_aside(groupe, fiches), 0),
            }
            for groupe in options.groupes
        ),
        "bref": options.bref,
        "rien_de_connu": not options.bref and not any(_short_facts(fiche) for fiche in fiches.values()),
        "appeler": _call(options, conversation, world),
        "premier": _name(fiches[options.ids[0]]),
        "avant": _question_before(options, world.savoir) if avant else "",
        "idee": at_idea_stage(conversation.texte) or (world.lieu is not None and world.lieu.stade == "idee"),
        "accompagner": conversation.direct and world.lieu is not None and world.lieu.aisance == "peu",
        "numeros": tuple(ranks.values()),
        "encore": encore,
    }


def _call(options: Options, conversation: Conversation, world: World) -> Mapping[str, Value]:
    """Who to call; in brief, the network alone: it knows every besoin, the first commun's own people one of them."""
    call = whom_to_call(options.ids[0], territoire(conversation, world), world.savoir)
    return {**call, "propre": None} if options.bref and call["reseau"] else call


def _first_aside(groupe: Sequence[str], fiches: Mapping[str, Commun]) -> str:
    """The first commun of a group that the sentence above it, the `usage` of the best one, does not describe."""
    first = fiches[groupe[0]]
    families = set(first.besoins)
    aside = (
        c for c in groupe if fiches[c].actions[0] is not first.actions[0] and not families & set(fiches[c].besoins)
    )
    return next(aside, "")


def _option(fiche: Commun, rank: int, world: World) -> Mapping[str, Value]:
    return {
        "rang": rank,
        "nom": _name(fiche),
        "en_bref": fiche.en_bref,
        "faits": _short_facts(fiche),
        "alerte": _alert(fiche, world.maintenant.date()),
        "a_verifier": world.savoir.needs_review(fiche.id),
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


def _length(options: Options, conversation: Conversation, world: World) -> int:
    """How long what is seen of `prompts/reponse.md.j2` may be, at most."""
    fiches = [world.savoir.fiche(commun) for commun in options.ids]
    call = _call(options, conversation, world)
    question = _question_before(options, world.savoir)
    length = _LAST_LINES + (len(question) + _BEFORE if question else 0) + _seen(call, len(_name(fiches[0])))
    for groupe in options.groupes:
        length += len(world.savoir.fiche(groupe[0]).usage) + _LEAD + (_ASIDE if len(groupe) > 1 else 0)
    for fiche in fiches:
        alert = _alert(fiche, world.maintenant.date())
        length += _OPTION + len(_name(fiche)) + len(fiche.en_bref) + (len(alert) + _ALERT if alert else 0)
        length += _TO_CHECK if world.savoir.needs_review(fiche.id) else 0
    if options.bref:
        return length
    known = [len(_short_facts(fiche)) + 2 for fiche in fiches if _short_facts(fiche)]
    return length + sum(known) + _NO_FACTS * (len(fiches) - len(known) if known else 1)


def _name(fiche: Commun) -> str:
    """Its name; without what stands in brackets when it is long: half a bracket says nothing."""
    return fiche.nom if len(fiche.nom) <= _NAME else shorten(_BRACKET.sub("", fiche.nom), _NAME)


def _alert(fiche: Commun, today: date) -> str:
    return shorten(facts.alert(fiche.alerte, today), _SENTENCE)


def _seen(call: Mapping[str, Value], name: int) -> int:
    """How long "à qui parler" is: links show their host only. `name` is the length of the first option's name."""
    own, network = call["propre"], call["reseau"]
    length = _CALL
    if isinstance(network, Mapping):
        length += len(str(network["nom"])) + len(str(network["lieu"])) + _shown_length(network)
    if isinstance(own, Mapping):
        length += len(str(own["libelle"])) + _shown_length(own) + (name + 12 if network else 0)
    return length + (_DEPARTEMENT if call["departement"] else 0)


def _shown_length(contact: Mapping[str, Value]) -> int:
    address = str(contact["valeur"])
    return len(urlsplit(address).netloc or address)


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
