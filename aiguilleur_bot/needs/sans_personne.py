"""Fiches with nobody to call, most asked for first: where a referent would change most."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.needs.learning import Counted
from aiguilleur_bot.vocabulary import Usage

_ANSWERS = ("courriel", "telephone", "formulaire", "forum", "salon")


@dataclass(frozen=True, slots=True)
class WithoutPeople:
    """One fiche nobody is named for. `besoins` is how many concerned it, `ouverte` and `montree` how often it was.

    `adresse`: how an organisation may be reached about it, empty when there is nothing but a site.
    """

    commun: str
    nom: str
    besoins: int
    ouverte: int
    montree: int
    adresse: str

    def as_dict(self) -> dict[str, str | int]:
        """The same for `--json`."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def without_people(
    base: Base, somebody: Collection[str], counted: Sequence[Counted], besoins: Mapping[str, int]
) -> tuple[WithoutPeople, ...]:
    """The living fiches for which nobody agreed to be called (`somebody`: those of the store, in any reach)."""
    uses = {(one.commun, one.usage): one.nombre for one in counted if not one.au_lieu_de}
    in_files = {commun for referent in base.referents.values() if base.runs(referent) for commun in referent.communs}
    in_files |= {fiche.id for fiche in base.communs.values() if any(_runs(base, one) for one in fiche.referents)}
    found = [
        WithoutPeople(
            commun=fiche.id,
            nom=fiche.nom,
            besoins=besoins.get(fiche.id, 0),
            ouverte=uses.get((fiche.id, Usage.OUVERTE), 0),
            montree=uses.get((fiche.id, Usage.MONTREE), 0),
            adresse=next((contact.type for contact in fiche.contacts if contact.type in _ANSWERS), ""),
        )
        for fiche in base.communs.values()
        if fiche.statut not in ("archive", "ferme") and fiche.id not in in_files and fiche.id not in somebody
    ]
    return tuple(sorted(found, key=lambda one: (-one.besoins, -one.ouverte, -one.montree, one.adresse != "", one.nom)))


def _runs(base: Base, referent: str) -> bool:
    return referent in base.referents and base.runs(base.referents[referent])
