"""From folders of YAML files to one validated `Base`, or to everything that is wrong with them, in one run.

A folder holds `communs/`, `referents/`, `aiguilleurs/`, `reseaux/`, `faq/`, `lexique/`, `hors/` (one file per
entry, named after its id) and `territoires/territoires.yaml`. Several folders are read in order: an entry of a
later folder replaces the one of the same kind and id in an earlier one, entire; any other entry is added. To take a
shipped fiche away, write one of the same id with `statut: archive`.

An operator's own folder stands alone, unless it holds a file named `etend-la-base-livree` (empty): then it extends the
shipped base. The gazetteer is a map, not an opinion: a folder without one uses the shipped map.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError

from aiguilleur_bot.knowledge import coherence
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.carte import Carte
from aiguilleur_bot.knowledge.champs import Fichier
from aiguilleur_bot.knowledge.fiches import Entrees, Fiche
from aiguilleur_bot.knowledge.problems import Problem, explain, one_of
from aiguilleur_bot.knowledge.schema import Aiguilleur, Commun, Faq, Hors, Lexique, Referent, Reseau
from aiguilleur_bot.knowledge.territoires import Gazetteer
from aiguilleur_bot.knowledge.yaml_errors import en_francais
from aiguilleur_bot.knowledge.yaml_files import Document, champ_de, lire
from aiguilleur_bot.settings import shipped

MODELES: Mapping[str, type[Fichier]] = MappingProxyType(
    {
        "communs": Commun,
        "referents": Referent,
        "aiguilleurs": Aiguilleur,
        "reseaux": Reseau,
        "faq": Faq,
        "lexique": Lexique,
        "hors": Hors,
        "territoires": Carte,
    }
)
"""The folders of a knowledge base, and what each file of them holds."""
EXTENSION = "etend-la-base-livree"
_IGNORES = {"readme", "readme.md", "license", "licence", "license.md", "licence.md", "license.txt", EXTENSION}

M = TypeVar("M", bound=Fichier)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading. `base` is None as soon as there is one error; warnings never prevent it."""

    base: Base | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What prevents the base from being used."""
        return tuple(c for c in self.problems if c.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What should be looked at one day."""
        return tuple(c for c in self.problems if c.severity == "warning")


def folders(savoir: Path | None) -> tuple[Path, ...]:
    """The folders to load for the setting `savoir`: the shipped one, the operator's alone, or both."""
    livre = shipped("knowledge")
    if savoir is None or savoir.resolve() == livre.resolve():
        return (livre,)
    return (livre, savoir) if (savoir / EXTENSION).exists() else (savoir,)


def load(dossiers: Sequence[Path], *, au: date | None = None) -> Loaded:
    """Read, type and cross-check every file. `au` overrides the day of the overdue rules. Raises nothing."""
    lecture = _Lecture()
    for dossier in dossiers:
        lecture.dossier(dossier, prefixe=f"{dossier.name}/" if len(dossiers) > 1 else "")
    if not lecture.vus["territoires"]:
        lecture.dossier(shipped("knowledge"), prefixe="", seulement="territoires")
    entrees, problems = lecture.entrees, lecture.problems
    if not lecture.vus["communs"] and not problems:
        allowed = f"un dossier communs/ avec des fiches, ou un fichier {EXTENSION} pour compléter la base livrée"
        noms = one_of(tuple(str(dossier) for dossier in dossiers)) or "aucun dossier"
        problems.append(Problem(noms, 1, "", "aucune fiche de commun", allowed))
    problems += coherence.errors(entrees, lecture.vus)
    base = _base(entrees, au) if not any(c.severity == "error" for c in problems) else None
    if base is not None:
        problems += coherence.warnings(entrees, base)
    return Loaded(base, tuple(sorted(set(problems), key=lambda c: (c.severity != "error", c))))


@dataclass
class _Lecture:
    """What has been read so far. `vus` are the ids of all files, even broken ones: one error never makes ten."""

    entrees: Entrees = field(default_factory=lambda: {genre: {} for genre in MODELES})
    vus: dict[str, set[str]] = field(default_factory=lambda: {genre: set() for genre in MODELES})
    problems: list[Problem] = field(default_factory=list)

    def dossier(self, racine: Path, prefixe: str, seulement: str | None = None) -> None:
        """Read one folder, or only one of its kinds."""
        if not racine.is_dir():
            self.problems.append(Problem(str(racine), 1, "", "dossier introuvable", "un dossier de connaissances"))
            return
        for chemin in _visibles(racine, prefixe, self.problems):
            if seulement is not None and chemin.name != seulement:
                continue
            if chemin.is_dir() and chemin.name in MODELES:
                self._genre(racine, chemin, prefixe)
            elif chemin.name.lower() not in _IGNORES and seulement is None:
                genre = "dossier" if chemin.is_dir() else "fichier"
                allowed = f"un de ces dossiers : {', '.join(MODELES)}"
                self._avertir(f"{prefixe}{chemin.name}", f"{genre} que personne ne lit", allowed)

    def _genre(self, racine: Path, dossier: Path, prefixe: str) -> None:
        for chemin in _visibles(dossier, prefixe, self.problems):
            nom = f"{prefixe}{dossier.name}/{chemin.name}"
            if chemin.name.lower() in _IGNORES:
                continue
            if dossier.name == "territoires" and chemin.name != "territoires.yaml":
                self._avertir(nom, "fichier que personne ne lit", "territoires.yaml, le seul fichier de la carte")
            elif chemin.suffix != ".yaml" or chemin.is_dir():
                self._avertir(nom, "fichier que personne ne lit", "un nom qui finit par .yaml, sans sous-dossier")
            else:
                self._fichier(chemin, racine, nom, dossier.name)

    def _avertir(self, nom: str, found: str, allowed: str) -> None:
        self.problems.append(Problem(nom, 1, "", found, allowed, "warning"))

    def _fichier(self, chemin: Path, racine: Path, nom: str, genre: str) -> None:
        self.vus[genre].add(chemin.stem)
        document, illisible = lire(chemin, racine, nom)
        self.problems += illisible
        if document is None:
            return
        modele, mal_type = typer(document, MODELES[genre], nom)
        self.problems += mal_type
        if genre != "territoires":
            self._nom_de_fichier(document, chemin.stem, nom)
        if modele is not None:
            self.entrees[genre][chemin.stem] = Fiche(nom, document, modele)

    def _nom_de_fichier(self, document: Document, nom_du_fichier: str, nom: str) -> None:
        found = document.donnees.get("id")
        if isinstance(found, str) and found != nom_du_fichier:
            allowed = f"« {nom_du_fichier} », comme le nom du fichier"
            self.problems.append(Problem(nom, document.line(("id",)), "id", f"« {found} » trouvé", allowed))


def _visibles(dossier: Path, prefixe: str, problems: list[Problem]) -> Iterator[Path]:
    """The entries of a folder, sorted, without what editors and tools leave behind."""
    try:
        entrees = sorted(dossier.iterdir())
    except OSError as erreur:
        problems.append(
            Problem(f"{prefixe}{dossier.name}", 1, "", en_francais(erreur), "un dossier lisible par le robot")
        )
        return
    yield from (e for e in entrees if not e.name.startswith((".", "#")) and not e.name.endswith(("~", ".swp", ".tmp")))


def typer(document: Document, modele: type[M], nom: str) -> tuple[M | None, list[Problem]]:
    """Type the strings of a document, or say everything that is wrong with them."""
    try:
        return modele.model_validate(document.donnees), []
    except ValidationError as echec:
        problems = []
        for erreur in echec.errors(include_url=False):
            chemin = tuple(partie for partie in erreur["loc"] if partie != "[key]")
            found, allowed = explain(erreur, modele)
            problems.append(Problem(nom, document.line(chemin), champ_de(chemin), found, allowed))
        return None, problems


def _base(entrees: Entrees, au: date | None) -> Base:
    communs, reseaux, faqs = _par_id(entrees, Commun), _par_id(entrees, Reseau), _par_id(entrees, Faq)
    lexiques = _par_id(entrees, Lexique).values()
    carte = next(iter(_par_id(entrees, Carte).values()))
    datees: tuple[Commun | Reseau | Faq, ...] = (*communs.values(), *reseaux.values(), *faqs.values())
    return Base(
        communs=communs,
        reseaux=reseaux,
        faqs=faqs,
        hors=tuple(_par_id(entrees, Hors).values()),
        produits=tuple(produit for lexique in lexiques for produit in lexique.produits),
        synonymes=tuple(groupe for lexique in lexiques for groupe in lexique.synonymes),
        referents=_par_id(entrees, Referent),
        aiguilleurs=_par_id(entrees, Aiguilleur),
        gazetteer=Gazetteer(carte),
        empreinte=_empreinte(entrees),
        au=au or max(fiche.verifie_le or fiche.releve_le for fiche in datees),
    )


def _par_id(entrees: Entrees, modele: type[M]) -> Mapping[str, M]:
    genre = next(genre for genre, allowed in MODELES.items() if allowed is modele)
    fiches: Iterable[tuple[str, Fiche]] = sorted(entrees[genre].items())
    return MappingProxyType({nom: f.modele for nom, f in fiches if isinstance(f.modele, modele)})


def _empreinte(entrees: Entrees) -> str:
    somme = hashlib.sha256()
    for genre in sorted(entrees):
        for nom, fiche in sorted(entrees[genre].items()):
            somme.update(f"{genre}/{nom}\0{fiche.modele.model_dump_json()}\0".encode())
    return somme.hexdigest()
