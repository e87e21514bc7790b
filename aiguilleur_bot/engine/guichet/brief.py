"""« préparer »: what helps before writing or calling. Nothing of anybody who did not agree to be called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue.contacts import network_shown
from aiguilleur_bot.engine.guichet.counter import Counter, besoin
from aiguilleur_bot.engine.people import peopled
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.handoff.guichet.model import Value
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.store import aiguilleurs, besoins, personnes, referents
from aiguilleur_bot.store.aiguilleurs import ACTIVE
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.vocabulary import Portee, Territoire

QUESTIONS, RESOURCES, NEIGHBOURS = 4, 3, 3
"""How many of each are shown: a call is prepared on a phone."""

LONG_WORD = 6
"""Shorter words tell little of what a besoin is about. In characters."""


@dataclass(frozen=True, slots=True)
class Briefs:
    """Prepares calls, from what is known now."""

    savoir: Callable[[], Savoir]

    async def show(self, counter: Counter, numero: int) -> None:
        """Questions to ask, near resources with who to call, near besoins and what became of them: in private."""
        known, tx = await besoin(counter, numero), counter.postbox.tx
        base, grave = self.savoir().base, known.coup_dur
        where = base.region(known.region) if known.region else None
        communs = () if grave else tuple(one for one in (*known.proposes, *known.proches) if one in base.communs)
        data: dict[str, Value] = {
            "numero": numero,
            "coup_dur": grave,
            "questions": () if grave else _questions(base, known, communs),
            "ressources": tuple(
                [await _resource(tx, base, one, where, counter.postbox.now) for one in communs[:RESOURCES]]
            ),
            "voisins": () if grave else await _neighbours(tx, base, known, communs),
            "reseau": network_shown(base.reseau(where), where),
        }
        await counter.privately("preparation", "guichet_preparation", data)


def _questions(base: Base, known: Besoin, communs: tuple[str, ...]) -> tuple[Value, ...]:
    """Those about these communs, then those of the same action that share a word with the besoin; else none."""
    about = [faq for faq in base.faqs.values() if set(faq.communs) & set(communs)]
    words = _telling(known.texte)
    same = [
        faq
        for faq in base.faqs.values()
        if faq.action == known.action and words & _telling(" ".join((faq.question, *faq.formulations)))
    ]
    found = dict.fromkeys(question for faq in (*about, *same) for question in faq.questions_a_se_poser)
    return tuple(found)[:QUESTIONS]


def _telling(texte: str) -> frozenset[str]:
    """The words that say what it is about, roughly: long enough to be no tool word, without their plural."""
    return frozenset(word.rstrip("sx") for word in folded_words(texte) if len(word) >= LONG_WORD)


async def _resource(tx: Transaction, base: Base, commun: str, where: Territoire | None, now: datetime) -> Value:
    reachable = await referents.reachable(tx, Portee.AIGUILLEURS, now, {commun})
    contacts = peopled(base, Portee.AIGUILLEURS, reachable, now.date()).contacts(commun, where)
    knowing = [one for one in await aiguilleurs.everybody(tx) if one.etat == ACTIVE and commun in one.communs]
    people = [await personnes.get(tx, one.personne) for one in knowing]
    return {
        "nom": base.fiche(commun).nom,
        "appeler": f"{contacts[0].libelle}, {contacts[0].valeur}" if contacts else "",
        "connaissent": tuple(one.compte for one in people if one is not None and one.compte is not None),
    }


async def _neighbours(tx: Transaction, base: Base, known: Besoin, communs: tuple[str, ...]) -> tuple[Value, ...]:
    """Besoins that lead to the same communs, or of the same action there: their numbers and outcomes, no words."""
    near = await besoins.near(tx, known, communs)
    return tuple(
        {
            "numero": one.numero,
            "etat": one.etat,
            "issue": one.issue,
            "commun": base.fiche(one.commun).nom if one.commun in base.communs and one.commun else "",
        }
        for one in near[:NEIGHBOURS]
    )
