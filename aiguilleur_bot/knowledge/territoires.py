"""Where a person is, from what they wrote: « 59 », « Nord », « à Lille », « Hauts-de-France »."""

from __future__ import annotations

from dataclasses import dataclass

from aiguilleur_bot.knowledge.schema import Fichier, Jour, Ligne
from aiguilleur_bot.knowledge.textes import mots
from aiguilleur_bot.vocabulary import Territoire


class Origine(Fichier):
    """Where the gazetteer comes from."""

    paquet: Ligne
    version: Ligne
    licence: Ligne
    population_min: int
    releve_le: Jour


class Lieu(Fichier):
    """A region, or a département with its `region` (none: an overseas collectivity, for the national network)."""

    code: Ligne
    nom: Ligne
    region: Ligne | None = None
    surnoms: tuple[Ligne, ...] = ()


class Carte(Fichier):
    """The file `territoires/territoires.yaml`. `mots_courants` are names that are also everyday words (« cher »)."""

    origine: Origine
    regions: tuple[Lieu, ...]
    departements: tuple[Lieu, ...]
    communes: dict[str, tuple[Ligne, ...]]
    mots_courants: tuple[Ligne, ...] = ()


@dataclass(frozen=True)
class Gazetteer:
    """Reads places in texts."""

    carte: Carte

    def lire(self, texte: str) -> tuple[Territoire, ...]:
        noms = {r.code: r.nom for r in self.carte.regions}
        cible = " ".join(mots(texte))
        trouves: dict[str | None, Territoire] = {}
        for lieu in (*self.carte.departements, *self.carte.regions):
            region = lieu.region if lieu in self.carte.departements else lieu.code
            if cible in (lieu.code.casefold(), *(" ".join(mots(n)) for n in (lieu.nom, *lieu.surnoms))):
                trouves.setdefault(region, Territoire(region, noms.get(region or "", lieu.nom), texte))
        return tuple(trouves.values())

    def region(self, texte: str) -> Territoire | None:
        return next(
            (Territoire(r.code, r.nom, texte) for r in self.carte.regions if texte.strip() in (r.code, r.nom)), None
        )
