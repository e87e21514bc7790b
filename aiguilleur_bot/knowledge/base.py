"""What we know, checked and frozen: fiches, networks, questions, words; and the rules that depend on the day.

A fiche is due for review `cadence_mois` after somebody confirmed it (`verifie_le`) or, failing that, after it was
read in documents (`releve_le`). Past it: "à vérifier". Past twice that: no longer proposed by the bot alone.
Source of the rules: domain notes §3.2.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from aiguilleur_bot.knowledge.schema import Aiguilleur, Commun, Faq, Hors, Produit, Referent, Reseau
from aiguilleur_bot.knowledge.territoires import Gazetteer
from aiguilleur_bot.vocabulary import Contact, Territoire


@dataclass(frozen=True)
class Base:
    """The knowledge base on one day. Built by `knowledge.loader.load`; every reference in it exists.

    `au` is the day of the overdue rules: the newest date in the base, so that answers do not decay by themselves.
    `empreinte` changes when, and only when, something in the base changes.
    """

    communs: Mapping[str, Commun]
    reseaux: Mapping[str, Reseau]
    faqs: Mapping[str, Faq]
    hors: tuple[Hors, ...]
    produits: tuple[Produit, ...]
    synonymes: tuple[tuple[str, ...], ...]
    referents: Mapping[str, Referent]
    aiguilleurs: Mapping[str, Aiguilleur]
    gazetteer: Gazetteer
    empreinte: str
    au: date

    def au_jour(self, jour: date) -> Base:
        """The same base, seen on another day."""
        return replace(self, au=jour)

    # ------------------------------------------------------------ what the dialogue asks

    def fiche(self, id: str) -> Commun:
        """The fiche of that id. Raises KeyError."""
        return self.communs[id]

    def question(self, id: str) -> Faq:
        """The FAQ of that id. Raises KeyError."""
        return self.faqs[id]

    def reseau(self, territoire: Territoire | None) -> Reseau | None:
        """Who to call there: the region's network; where a region has none, the national one. None: nowhere known."""
        if territoire is None:
            return None
        return self._reseaux_regionaux.get(territoire.region or "", self.reseau_national)

    @cached_property
    def reseau_national(self) -> Reseau | None:
        """The network that answers where there is no regional one: the first active one with somebody to call."""
        nationaux = [reseau for reseau in self._par_merite if reseau.echelle == "national"]
        return nationaux[0] if nationaux else None

    @cached_property
    def _reseaux_regionaux(self) -> Mapping[str, Reseau]:
        choisis: dict[str, Reseau] = {}
        for reseau in self._par_merite:
            if reseau.region is not None and (reseau.contacts or reseau.site):
                choisis.setdefault(reseau.region, reseau)
        return choisis

    @cached_property
    def _par_merite(self) -> tuple[Reseau, ...]:
        ordre = ("actif", "emergent", "inconnu")
        return tuple(
            sorted(self.reseaux.values(), key=lambda r: (not (r.contacts or r.site), ordre.index(r.statut), r.id))
        )

    def contacts(self, commun_id: str, territoire: Territoire | None) -> tuple[Contact, ...]:
        """Who to call about a commun, in order: people who agreed, its organisations, then the network of the place."""
        fiche = self.fiche(commun_id)
        trouves = [contact for qui in self._referents_par_commun.get(commun_id, ()) for contact in self._joindre(qui)]
        trouves += [Contact(c.libelle, c.type, c.valeur, c.source) for c in fiche.contacts]
        reseau = self.reseau(territoire)
        trouves += contacts_du_reseau(reseau) if reseau is not None else ()
        uniques: dict[tuple[str, str], Contact] = {}
        for contact in trouves:
            uniques.setdefault((contact.type, contact.valeur), contact)
        return tuple(uniques.values())

    @cached_property
    def _referents_par_commun(self) -> Mapping[str, tuple[str, ...]]:
        """Both ways of writing the link count: `referents` of the fiche, `communs` of the person."""
        liens = {commun: list(fiche.referents) for commun, fiche in self.communs.items()}
        for referent in self.referents.values():
            for commun in referent.communs:
                if commun in liens and referent.id not in liens[commun]:
                    liens[commun].append(referent.id)
        return {commun: tuple(referents) for commun, referents in liens.items()}

    def _joindre(self, referent_id: str) -> tuple[Contact, ...]:
        referent = self.referents[referent_id]
        if not self.consent(referent):
            return ()
        return tuple(
            Contact(referent.nom_affiche, c.type, c.valeur, f"referents/{referent.id}")
            for c in referent.contacts
            if c.visibilite == "public"
        )

    def consent(self, referent: Referent) -> bool:
        """Whether this person may be shown to the public that day: active, and a public consent that runs."""
        accord = referent.consentement
        return referent.statut == "actif" and "public" in accord.portee and accord.date <= self.au < accord.expire_le

    def lire_territoire(self, texte: str) -> tuple[Territoire, ...]:
        """The places said in a text (see `knowledge.territoires`): several when it is ambiguous, none most often."""
        return self.gazetteer.read(texte)

    def region(self, texte: str) -> Territoire | None:
        """A region where one is expected (`--region`, settings): its INSEE code ("32") or its name."""
        return self.gazetteer.region(texte)

    # ------------------------------------------------------------ what depends on the day

    def a_verifier(self, id: str) -> bool:
        """Whether the fiche is past its cadence."""
        return echeance(self.fiche(id)) < self.au

    def perimee(self, id: str) -> bool:
        """Whether the fiche is past twice its cadence: shown to aiguilleurs only."""
        return echeance(self.fiche(id), fois=2) < self.au

    def proposables(self) -> tuple[Commun, ...]:
        """The communs the bot may propose by itself that day, by id."""
        return tuple(
            fiche
            for fiche in self.communs.values()
            if fiche.statut not in ("archive", "ferme") and not self.perimee(fiche.id)
        )


def echeance(fiche: Commun | Reseau | Faq, fois: int = 1) -> date:
    """The last day when the fiche is not overdue: `fois` times its cadence after it was last confirmed or read."""
    return plus_mois(fiche.verifie_le or fiche.releve_le, fois * fiche.cadence_mois)


def plus_mois(jour: date, mois: int) -> date:
    """The same day `mois` months later, or the last of that month: 31 January plus one is 28 February."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, calendar.monthrange(annee, rang + 1)[1]))


def contacts_du_reseau(reseau: Reseau) -> tuple[Contact, ...]:
    """How to reach a network. Its name is always in the label; its site counts when nothing else is known."""
    contacts = tuple(
        Contact(c.libelle if reseau.nom in c.libelle else f"{reseau.nom} : {c.libelle}", c.type, c.valeur, c.source)
        for c in reseau.contacts
    )
    if not contacts and reseau.site:
        return (Contact(reseau.nom, "site", reseau.site, reseau.sources[0].url),)
    return contacts
