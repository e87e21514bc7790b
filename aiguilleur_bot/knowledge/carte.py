"""The gazetteer file, typed: regions, départements, larger towns, and the names that are also everyday words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pydantic import NonNegativeInt

from aiguilleur_bot.knowledge.fields import Day, FileModel, Line
from aiguilleur_bot.knowledge.folding import folded_words


class Origine(FileModel):
    """Where the gazetteer comes from, and under which licence."""

    paquet: Line
    version: Line
    licence: Line
    population_min: NonNegativeInt
    releve_le: Day


class Lieu(FileModel):
    """A region, or a département with its `region` (none: an overseas collectivity, for the national network)."""

    code: Line
    nom: Line
    region: Line | None = None
    surnoms: tuple[Line, ...] = ()


class Carte(FileModel):
    """The file `territoires/territoires.yaml`. `mots_courants` are names that are also everyday words (« cher »)."""

    origine: Origine
    regions: tuple[Lieu, ...]
    departements: tuple[Lieu, ...]
    communes: dict[str, tuple[Line, ...]]
    mots_courants: tuple[Line, ...] = ()

    def nom_de_region(self, code: str) -> str | None:
        """The name of a region by its INSEE code."""
        return next((region.nom for region in self.regions if region.code == code), None)


class Genre(Enum):
    """How people write a place: « en Bretagne », « dans la Drôme », « à Lille »."""

    REGION = "region"
    DEPARTEMENT = "departement"
    VILLE = "ville"


@dataclass(frozen=True, slots=True)
class Nom:
    """One way of naming one place.

    `region` is None for an overseas collectivity. `courant`: also an everyday word. `sigle`: only capitals count.
    `contracte`: the town lost its article (« Mans », for « au Mans »). `officiel`: not a nickname.
    """

    words: tuple[str, ...]
    genre: Genre
    region: str | None
    departement: str | None
    affiche: str
    courant: bool = False
    sigle: bool = False
    contracte: bool = False
    officiel: bool = True


def noms(carte: Carte) -> Iterator[Nom]:
    """Every way of naming every place of the map."""
    courants = {folded_words(mot) for mot in carte.mots_courants}
    for region in carte.regions:
        for nom in (region.nom, *region.surnoms):
            yield _nom(nom, Genre.REGION, region.code, None, region.nom, courants, officiel=nom == region.nom)
    affiches = {region.code: region.nom for region in carte.regions}
    for departement in carte.departements:
        affiche = affiches.get(departement.region or "", departement.nom)
        villes = carte.communes.get(departement.code, ())
        for nom in (departement.nom, *departement.surnoms):
            # Paris and Saint-Martin are said as towns are: « à Paris ».
            genre = Genre.VILLE if nom in villes else Genre.DEPARTEMENT
            yield _nom(nom, genre, departement.region, departement.code, affiche, courants)
        for ville in villes:
            yield _nom(ville, Genre.VILLE, departement.region, departement.code, affiche, courants)
            if folded_words(ville)[0] in ("le", "les") and len(folded_words(ville)) > 1:
                court = _nom(ville, Genre.VILLE, departement.region, departement.code, affiche, courants)
                yield Nom(
                    court.words[1:],
                    court.genre,
                    court.region,
                    court.departement,
                    affiche,
                    court.courant,
                    contracte=True,
                )


def _nom(
    nom: str,
    genre: Genre,
    region: str | None,
    departement: str | None,
    affiche: str,
    courants: set[tuple[str, ...]],
    *,
    officiel: bool = True,
) -> Nom:
    return Nom(
        words=folded_words(nom),
        genre=genre,
        region=region,
        departement=departement,
        affiche=affiche,
        courant=folded_words(nom) in courants,
        sigle=nom.isupper() and len(nom) <= 4,
        officiel=officiel,
    )
