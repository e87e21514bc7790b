"""The gazetteer file, typed: regions, départements, larger towns, and the names that are also everyday words."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import Enum

from pydantic import NonNegativeInt

from aiguilleur_bot.knowledge.fields import Day, FileModel, Line
from aiguilleur_bot.knowledge.folding import folded_words


class Origin(FileModel):
    """Where the gazetteer comes from, and under which licence."""

    paquet: Line
    version: Line
    licence: Line
    population_min: NonNegativeInt
    releve_le: Day


class Place(FileModel):
    """A region, or a département with its `region` (none: an overseas collectivity, for the national network)."""

    code: Line
    nom: Line
    region: Line | None = None
    surnoms: tuple[Line, ...] = ()


class Places(FileModel):
    """The file `territoires/territoires.yaml`. `mots_courants` are names that are also everyday words (« cher »)."""

    origine: Origin
    regions: tuple[Place, ...]
    departements: tuple[Place, ...]
    communes: dict[str, tuple[Line, ...]]
    mots_courants: tuple[Line, ...] = ()

    def region_name(self, code: str) -> str | None:
        """The name of a region by its INSEE code."""
        return next((region.nom for region in self.regions if region.code == code), None)

    def shown(self, departement: Place) -> str:
        """What to call where a département is: its region, or itself when it has none."""
        return self.region_name(departement.region or "") or departement.nom


class PlaceKind(Enum):
    """How people write a place: « en Bretagne », « dans la Drôme », « à Lille »."""

    REGION = "region"
    DEPARTEMENT = "departement"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One way of naming one place.

    `region` is None for an overseas collectivity. `common`: also an everyday word. `acronym`: only capitals count.
    `contracted`: the town lost its article (« Mans », for « au Mans »). `official`: not a nickname.
    """

    words: tuple[str, ...]
    kind: PlaceKind
    region: str | None
    departement: str | None
    shown: str
    common: bool = False
    acronym: bool = False
    contracted: bool = False
    official: bool = True


def place_names(places: Places) -> Iterator[PlaceName]:
    """Every way of naming every place of the map."""
    common = {folded_words(word) for word in places.mots_courants}
    for region in places.regions:
        for name in (region.nom, *region.surnoms):
            yield _named(name, PlaceKind.REGION, region.code, None, region.nom, common, official=name == region.nom)
    for departement in places.departements:
        yield from _names_of_departement(departement, places, common)


def _names_of_departement(
    departement: Place, places: Places, common: AbstractSet[tuple[str, ...]]
) -> Iterator[PlaceName]:
    """Its own names, and those of its larger towns."""
    shown = places.shown(departement)
    towns = places.communes.get(departement.code, ())
    for name in (departement.nom, *departement.surnoms):
        # Paris and Saint-Martin are said as towns are: « à Paris ».
        kind = PlaceKind.TOWN if name in towns else PlaceKind.DEPARTEMENT
        yield _named(name, kind, departement.region, departement.code, shown, common)
    for name in towns:
        town = _named(name, PlaceKind.TOWN, departement.region, departement.code, shown, common)
        yield town
        if town.words[0] in ("le", "les") and len(town.words) > 1:
            yield replace(town, words=town.words[1:], acronym=False, contracted=True)


def _named(
    name: str,
    kind: PlaceKind,
    region: str | None,
    departement: str | None,
    shown: str,
    common: AbstractSet[tuple[str, ...]],
    *,
    official: bool = True,
) -> PlaceName:
    return PlaceName(
        words=folded_words(name),
        kind=kind,
        region=region,
        departement=departement,
        shown=shown,
        common=folded_words(name) in common,
        acronym=name.isupper() and len(name) <= 4,
        official=official,
    )
