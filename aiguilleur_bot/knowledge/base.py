"""What we know, checked and frozen: fiches, networks, questions, words; and the rules that depend on the day.

A fiche is due for review `cadence_mois` after somebody confirmed it (`verifie_le`) or, failing that, after it was
read in documents (`releve_le`). Past it: "à vérifier". Past twice that: no longer proposed by the bot alone.
Source of the rules: domain notes §3.2.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.knowledge.schema import Aiguilleur, Commun, Exemples, Faq, Hors, Produit, Referent, Reseau
from aiguilleur_bot.knowledge.territoires import Gazetteer
from aiguilleur_bot.vocabulary import Contact, Portee, Territoire


@dataclass(frozen=True)
class Base:
    """The knowledge base on one day. Built by `knowledge.loader.load`; every reference in it exists.

    `day` is the day of the overdue rules: the newest date in the base, so that answers do not decay by themselves.
    `fingerprint` changes when, and only when, something in the base changes.
    """

    communs: Mapping[str, Commun]
    reseaux: Mapping[str, Reseau]
    faqs: Mapping[str, Faq]
    exemples: tuple[Exemples, ...]
    hors: tuple[Hors, ...]
    produits: tuple[Produit, ...]
    synonymes: tuple[tuple[str, ...], ...]
    referents: Mapping[str, Referent]
    aiguilleurs: Mapping[str, Aiguilleur]
    gazetteer: Gazetteer
    fingerprint: str
    day: date

    # ------------------------------------------------------------ what the dialogue asks

    def fiche(self, id: str) -> Commun:
        """The fiche of that id. Raises KeyError."""
        return self.communs[id]

    def besoins_dits(self, id: str) -> tuple[str, ...]:
        """Every phrase known to ask for that commun: its fiche's, then those of `exemples/`, each once (folded)."""
        phrases = (*self.fiche(id).besoins_types, *self._lignes_by_commun.get(id, ()))
        distinct: dict[tuple[str, ...], str] = {}
        for phrase in phrases:
            distinct.setdefault(folded_words(phrase), phrase)
        return tuple(distinct.values())

    @cached_property
    def _lignes_by_commun(self) -> Mapping[str, tuple[str, ...]]:
        lignes: dict[str, tuple[str, ...]] = {}
        for exemples in self.exemples:
            lignes[exemples.commun] = (*lignes.get(exemples.commun, ()), *exemples.lignes)
        return lignes

    def question(self, id: str) -> Faq:
        """The FAQ of that id. Raises KeyError."""
        return self.faqs[id]

    def reseau(self, territoire: Territoire | None) -> Reseau | None:
        """Who to call there: the region's network; where a region has none, the national one. None: nowhere known."""
        if territoire is None:
            return None
        return self._regional_reseaux.get(territoire.region or "", self.reseau_national)

    @cached_property
    def reseau_national(self) -> Reseau | None:
        """The network that answers where there is no regional one: the first active one with somebody to call."""
        national = [reseau for reseau in self._by_merit if reseau.echelle == "national"]
        return national[0] if national else None

    @cached_property
    def _regional_reseaux(self) -> Mapping[str, Reseau]:
        chosen: dict[str, Reseau] = {}
        for reseau in self._by_merit:
            if reseau.region is not None and (reseau.contacts or reseau.site):
                chosen.setdefault(reseau.region, reseau)
        return chosen

    @cached_property
    def _by_merit(self) -> tuple[Reseau, ...]:
        order = ("actif", "emergent", "inconnu")
        return tuple(
            sorted(self.reseaux.values(), key=lambda r: (not (r.contacts or r.site), order.index(r.statut), r.id))
        )

    def contacts(
        self, commun_id: str, territoire: Territoire | None, reader: Portee = Portee.PUBLIC
    ) -> tuple[Contact, ...]:
        """Who to call about a commun, in order: people who agreed, its organisations, then the network of the place.

        `reader`: who reads it; an agreement given for members or aiguilleurs only is shown to them only.
        """
        fiche = self.fiche(commun_id)
        people = self._referents_by_commun.get(commun_id, ())
        found = [contact for person in people for contact in self._reach(person, reader)]
        found += [Contact(c.libelle, c.type, c.valeur, c.source) for c in fiche.contacts]
        reseau = self.reseau(territoire)
        found += reseau_contacts(reseau) if reseau is not None else ()
        distinct: dict[tuple[str, str], Contact] = {}
        for contact in found:
            distinct.setdefault((contact.type, contact.valeur), contact)
        return tuple(distinct.values())

    @cached_property
    def _referents_by_commun(self) -> Mapping[str, tuple[str, ...]]:
        """Both ways of writing the link count: `referents` of the fiche, `communs` of the person."""
        links = {commun: list(fiche.referents) for commun, fiche in self.communs.items()}
        for referent in self.referents.values():
            for commun in referent.communs:
                if commun in links and referent.id not in links[commun]:
                    links[commun].append(referent.id)
        return {commun: tuple(referents) for commun, referents in links.items()}

    def _reach(self, referent_id: str, reader: Portee) -> tuple[Contact, ...]:
        referent = self.referents[referent_id]
        agreed = {portee for portee in referent.consentement.portee if reader.sees(Portee(portee))}
        if not agreed or not self.runs(referent):
            return ()
        return tuple(
            Contact(referent.nom_affiche, c.type, c.valeur, f"referents/{referent.id}")
            for c in referent.contacts
            if c.visibilite in agreed
        )

    def consent(self, referent: Referent) -> bool:
        """Whether this person may be shown to the public that day: active, and a public consent that runs."""
        return "public" in referent.consentement.portee and self.runs(referent)

    def runs(self, referent: Referent) -> bool:
        """Whether what this person agreed to holds that day, for those it is meant for."""
        consent = referent.consentement
        return referent.statut == "actif" and consent.date <= self.day < consent.expire_le

    def read_territoire(self, text: str) -> tuple[Territoire, ...]:
        """The places said in a text (see `knowledge.territoires`): several when it is ambiguous, none most often."""
        return self.gazetteer.read(text)

    def region(self, text: str) -> Territoire | None:
        """A region where one is expected (`--region`, settings): its INSEE code ("32") or its name."""
        return self.gazetteer.region(text)

    # ------------------------------------------------------------ what depends on the day

    def needs_review(self, id: str) -> bool:
        """Whether the fiche is past its cadence."""
        return due_date(self.fiche(id)) < self.day

    def outdated(self, id: str) -> bool:
        """Whether the fiche is past twice its cadence: shown to aiguilleurs only."""
        return due_date(self.fiche(id), times=2) < self.day

    def proposable(self) -> tuple[Commun, ...]:
        """The communs the bot may propose by itself that day, by id."""
        return self._proposable

    @cached_property
    def _proposable(self) -> tuple[Commun, ...]:
        return tuple(
            fiche
            for fiche in self.communs.values()
            if fiche.statut not in ("archive", "ferme") and not self.outdated(fiche.id)
        )


def due_date(fiche: Commun | Reseau | Faq, times: int = 1) -> date:
    """The last day when the fiche is not overdue: `times` times its cadence after it was last confirmed or read."""
    return months_later(fiche.verifie_le or fiche.releve_le, times * fiche.cadence_mois)


@lru_cache(maxsize=4096)
def months_later(day: date, months: int) -> date:
    """The same day `months` months later, or the last of that month: 31 January plus one is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def reseau_contacts(reseau: Reseau) -> tuple[Contact, ...]:
    """How to reach a network. Its name is always in the label; its site counts when nothing else is known."""
    contacts = tuple(
        Contact(c.libelle if reseau.nom in c.libelle else f"{reseau.nom} : {c.libelle}", c.type, c.valeur, c.source)
        for c in reseau.contacts
    )
    if not contacts and reseau.site:
        return (Contact(reseau.nom, "site", reseau.site, reseau.sources[0].url),)
    return contacts
