"""Whom a reader may call, added to what the base knows: the dialogue and the matching's answers never see the store.

Who reads decides: in a room, what is public; in private, more to a member of the network, all to an aiguilleur.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from aiguilleur_bot.dialogue.addresses import read_address
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.schema import Commun, Faq, Reseau
from aiguilleur_bot.store.referents import Reachable
from aiguilleur_bot.vocabulary import BesoinCompris, Contact, Portee, Reponse, Territoire

SHOWN = 2
"""People shown for one commun: the others have their turn another day."""


@dataclass(frozen=True, slots=True)
class PeopledSavoir:
    """The base, with the people that one reader may call put before its own contacts. A `dialogue.model.Savoir`."""

    base: Base
    reader: Portee
    people: Mapping[str, tuple[Contact, ...]]

    def fiche(self, id: str) -> Commun:
        return self.base.fiche(id)

    def question(self, id: str) -> Faq:
        return self.base.question(id)

    def reseau(self, territoire: Territoire | None) -> Reseau | None:
        return self.base.reseau(territoire)

    def contacts(self, commun_id: str, territoire: Territoire | None) -> tuple[Contact, ...]:
        """People who agreed to be seen by this reader, then what the base says."""
        known = (*self.people.get(commun_id, ()), *self.base.contacts(commun_id, territoire, self.reader))
        return tuple({(contact.type, contact.valeur): contact for contact in reversed(known)}.values())[::-1]

    def read_territoire(self, texte: str) -> tuple[Territoire, ...]:
        return self.base.read_territoire(texte)

    def needs_review(self, commun_id: str) -> bool:
        return self.base.needs_review(commun_id)


def peopled(base: Base, reader: Portee, reachable: Sequence[Reachable], day: date) -> PeopledSavoir:
    """`base` with those of `reachable` whose turn it is that day: each in turn comes first."""
    by_commun: dict[str, list[Reachable]] = {}
    for one in reachable:
        if reader.sees(one.portee) and one.commun in base.communs:
            by_commun.setdefault(one.commun, []).append(one)
    people = {}
    for commun, found in by_commun.items():
        first = day.toordinal() % len(found)
        nom = base.communs[commun].nom
        people[commun] = tuple(_contact(one, nom) for one in (found[first:] + found[:first])[:SHOWN])
    return PeopledSavoir(base, reader, people)


def with_people(reponse: Reponse, savoir: PeopledSavoir) -> Reponse:
    """The same answer; the people this reader may call come first in the contacts of each proposition."""
    besoins = tuple(_besoin(besoin, savoir) for besoin in reponse.besoins)
    first = besoins[0].propositions[0] if besoins and besoins[0].propositions else None
    mine = savoir.people.get(first.id, ()) if first is not None else ()
    return replace(reponse, besoins=besoins, contacts=_before(mine, reponse.contacts))


def _besoin(besoin: BesoinCompris, savoir: PeopledSavoir) -> BesoinCompris:
    propositions = tuple(
        replace(one, contacts=_before(savoir.people.get(one.id, ()), one.contacts)) for one in besoin.propositions
    )
    return replace(besoin, propositions=propositions)


def _before(people: tuple[Contact, ...], contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    return (*people, *(contact for contact in contacts if contact not in people))


def _contact(one: Reachable, nom: str) -> Contact:
    kind = "compte" if one.compte else (read_address(one.contact) or ("site", ""))[0]
    return Contact(one.nom or f"une personne qui connaît {nom}", kind, one.contact, "accord de la personne")
