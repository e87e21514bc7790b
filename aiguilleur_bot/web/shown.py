"""What pages show of the base: a fiche, an answer of the bot, as plain values for templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue.answers import IN_DIRECT
from aiguilleur_bot.dialogue.facts import TIMES, alert, cost_in_short
from aiguilleur_bot.dialogue.fiche import whole_fiche
from aiguilleur_bot.dialogue.model import Conversation, Value, World
from aiguilleur_bot.engine.people import peopled
from aiguilleur_bot.knowledge.base import Base, reseau_contacts
from aiguilleur_bot.knowledge.schema import Commun, Faq
from aiguilleur_bot.vocabulary import Contact, Portee, Reponse, Suite, Territoire


@dataclass(frozen=True, slots=True)
class Piste:
    """One commun in a list. `pourquoi` is why the bot proposes it, empty outside an answer."""

    fiche: Commun
    cout: str
    essai: str
    alerte: str
    a_verifier: bool
    pourquoi: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Choix:
    """One choice of the bot's question, and the communs it leads to."""

    libelle: str
    pistes: tuple[Piste, ...]


@dataclass(frozen=True, slots=True)
class Vu:
    """An answer of the bot. `groupes` holds the communs of each besoin it understood, in its words."""

    suite: str
    groupes: tuple[tuple[str, tuple[Piste, ...]], ...] = ()
    question: str = ""
    choix: tuple[Choix, ...] = ()
    faqs: tuple[Faq, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @property
    def servi(self) -> bool:
        """Whether a commun is shown."""
        return bool(self.groupes or self.choix)


def piste(base: Base, commun: str, pourquoi: tuple[str, ...] = (), contacts: tuple[Contact, ...] = ()) -> Piste:
    """One commun of the base. Raises KeyError."""
    fiche = base.fiche(commun)
    return Piste(
        fiche,
        cost_in_short(fiche),
        TIMES[fiche.temps_premier_essai],
        alert(fiche.alerte, base.day),
        base.needs_review(commun),
        pourquoi,
        contacts,
    )


def fiche_shown(base: Base, commun: str, where: Territoire | None, now: datetime) -> Mapping[str, Value]:
    """A whole fiche, as the bot says it. People who agreed in chat to be called are not published on pages."""
    world = World(now, peopled(base, Portee.PUBLIC, (), now.date()), 0)
    return whole_fiche(commun, Conversation(direct=True, territoire=where), world, suivi=False)


def answer_shown(base: Base, reponse: Reponse, where: Territoire | None) -> Vu:
    """What the bot makes of a message, for a page."""
    groups = tuple(
        (
            besoin.texte,
            tuple(piste(base, one.id, one.pourquoi[:3], one.contacts[:2]) for one in besoin.propositions[:IN_DIRECT]),
        )
        for besoin in reponse.besoins
        if besoin.propositions and reponse.suite is Suite.REPONSE
    )
    asked = reponse.question if reponse.suite is Suite.QUESTION else None
    choices = tuple(
        Choix(one.libelle, tuple(piste(base, commun) for commun in one.communs[:IN_DIRECT] if commun in base.communs))
        for one in (asked.choix if asked is not None else ())
    )
    return Vu(
        suite=reponse.suite.value,
        groupes=groups,
        question=asked.texte if asked is not None else "",
        choix=tuple(one for one in choices if one.pistes),
        faqs=tuple(base.faqs[faq] for faq in reponse.faq if faq in base.faqs),
        contacts=reponse.contacts[:2] or network(base, where),
    )


def network(base: Base, where: Territoire | None) -> tuple[Contact, ...]:
    """Who to call there; the national network when nobody knows where."""
    found = base.reseau(where) or base.reseau_national
    return reseau_contacts(found)[:2] if found is not None else ()


def regions(base: Base) -> Sequence[tuple[str, str]]:
    """The regions of France, code and name, by name."""
    return sorted(((one.code, one.nom) for one in base.gazetteer.places.regions), key=lambda pair: pair[1])


def chosen_region(base: Base, code: str) -> Territoire | None:
    """The region of a form; None when it says none we know."""
    return base.region(code) if code in {known for known, _ in regions(base)} else None
