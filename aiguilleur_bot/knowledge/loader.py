"""From folders of YAML files to one validated `Base`, or to everything that is wrong with them, in one run.

A folder holds `communs/`, `referents/`, `aiguilleurs/`, `reseaux/`, `faq/`, `lexique/`, `exemples/`, `hors/` (one
file per entry, named after its id) and `territoires/territoires.yaml`. Several folders are read in order: an entry of a
later folder replaces the one of the same kind and id in an earlier one, entire; any other entry is added. To take a
shipped fiche away, write one of the same id with `statut: archive`.

An operator's own folder stands alone, unless it holds a file named `etend-la-base-livree` (empty): then it extends the
shipped base. The gazetteer is a map, not an opinion: a folder without one uses the shipped map.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError

from aiguilleur_bot.knowledge import coherence
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.entries import Entries, Entry
from aiguilleur_bot.knowledge.fields import FileModel
from aiguilleur_bot.knowledge.kept import Kept, LateLines
from aiguilleur_bot.knowledge.places import Places
from aiguilleur_bot.knowledge.problems import Problem, explain, one_of
from aiguilleur_bot.knowledge.schema import Aiguilleur, Commun, Exemples, Faq, Hors, Lexique, Referent, Reseau
from aiguilleur_bot.knowledge.territoires import Gazetteer
from aiguilleur_bot.knowledge.yaml_errors import in_french
from aiguilleur_bot.knowledge.yaml_files import Document, Inside, field_name, parse_yaml, read_content
from aiguilleur_bot.settings import shipped

MODELS: Mapping[str, type[FileModel]] = MappingProxyType(
    {
        "communs": Commun,
        "referents": Referent,
        "aiguilleurs": Aiguilleur,
        "reseaux": Reseau,
        "faq": Faq,
        "lexique": Lexique,
        "exemples": Exemples,
        "hors": Hors,
        "territoires": Places,
    }
)
"""The folders of a knowledge base, and what each file of them holds."""
_YAML = ".yaml"
EXTENSION = "etend-la-base-livree"
_IGNORED = frozenset(
    {"readme", "readme.md", "license", "licence", "license.md", "licence.md", "license.txt", EXTENSION}
)
_ONE_OF_OUR_FOLDERS = f"un de ces dossiers : {', '.join(MODELS)}"

M = TypeVar("M", bound=FileModel)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading. `base` is None as soon as there is one error; warnings never prevent it."""

    base: Base | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What prevents the base from being used."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What should be looked at one day."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")


def folders(savoir: Path | None) -> tuple[Path, ...]:
    """The folders to load for the setting `savoir`: the shipped one, the operator's alone, or both."""
    shipped_folder = shipped("knowledge")
    if savoir is None or savoir.resolve() == shipped_folder.resolve():
        return (shipped_folder,)
    return (shipped_folder, savoir) if (savoir / EXTENSION).exists() else (savoir,)


def load(folders: Sequence[Path], *, day: date | None = None, cache: Path | None = None) -> Loaded:
    """Read, type and cross-check every file. `day` overrides the day of the overdue rules. Raises nothing.

    `cache`: the folder where a running bot keeps what the files held (see `kept`). It is told errors, never warnings:
    those are for `aiguilleur verifier`, which reads everything.
    """
    reader = _Reader(Kept(cache, folders))
    for folder in folders:
        reader.read_folder(folder, prefix=f"{folder.name}/" if len(folders) > 1 else "")
    if not reader.seen["territoires"]:
        reader.read_folder(shipped("knowledge"), prefix="", only="territoires")
    entries, problems = reader.entries, reader.problems
    if not reader.seen["communs"] and not problems:
        names = one_of(tuple(str(folder) for folder in folders)) or "aucun dossier"
        allowed = f"un dossier communs/ avec des fiches, ou un fichier {EXTENSION} pour compléter la base livrée"
        problems.append(Problem(names, 1, "", "aucune fiche de commun", allowed))
    problems += coherence.errors(entries, reader.seen)
    base = _base(entries, day) if not any(problem.severity == "error" for problem in problems) else None
    if base is not None and cache is None:
        problems += coherence.warnings(entries, base)
    if base is not None:
        reader.kept.save()
    return Loaded(base, tuple(sorted(set(problems), key=lambda problem: (problem.severity != "error", problem))))


@dataclass
class _Reader:
    """What has been read so far. `seen` are the ids of all files, even broken ones: one error never makes ten."""

    kept: Kept
    entries: Entries = field(default_factory=lambda: {kind: {} for kind in MODELS})
    seen: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in MODELS})
    problems: list[Problem] = field(default_factory=list)

    def read_folder(self, root: Path, prefix: str, only: str | None = None) -> None:
        """Read one folder, or only one of its kinds."""
        if not root.is_dir():
            self.problems.append(Problem(str(root), 1, "", "dossier introuvable", "un dossier de connaissances"))
            return
        for entry in self._visible(root, prefix):
            if only is not None and entry.name != only:
                continue
            if _is_folder(entry) and entry.name in MODELS:
                self._read_kind(root, root / entry.name, prefix)
            elif only is None:
                kind = "dossier" if _is_folder(entry) else "fichier"
                self._warn(f"{prefix}{entry.name}", f"{kind} que personne ne lit", _ONE_OF_OUR_FOLDERS)

    def _read_kind(self, root: Path, folder: Path, prefix: str) -> None:
        inside = Inside(root)
        kind = folder.name
        for entry in self._visible(folder, prefix):
            name = f"{prefix}{kind}/{entry.name}"
            if kind == "territoires" and entry.name != "territoires.yaml":
                self._warn(name, "fichier que personne ne lit", "territoires.yaml, le seul fichier de la carte")
            elif not entry.name.endswith(_YAML) or _is_folder(entry):
                self._warn(name, "fichier que personne ne lit", "un nom qui finit par .yaml, sans sous-dossier")
            else:
                self._read_file(folder / entry.name, inside, name, kind, entry.name.removesuffix(_YAML))

    def _visible(self, folder: Path, prefix: str) -> list[os.DirEntry[str]]:
        """What a folder holds, sorted, without what editors and tools leave behind, licences and explanations."""
        try:
            with os.scandir(folder) as entries:
                return sorted((entry for entry in entries if not _ignored(entry.name)), key=lambda entry: entry.name)
        except OSError as error:
            name = f"{prefix}{folder.name}"
            self.problems.append(Problem(name, 1, "", in_french(error), "un dossier lisible par le robot"))
            return []

    def _warn(self, name: str, found: str, allowed: str) -> None:
        self.problems.append(Problem(name, 1, "", found, allowed, "warning"))

    def _read_file(self, path: Path, inside: Inside, name: str, kind: str, stem: str) -> None:
        self.seen[kind].add(stem)
        content, unreadable = read_content(path, inside, name)
        self.problems += unreadable
        if content is None:
            return
        key = self.kept.key(kind, stem, content)
        entry = self._as_kept(key, content, name, kind) or self._parsed(content, name, kind, stem)
        if entry is not None:
            self.entries[kind][stem] = entry
            self.kept.keep(key, entry.json)

    def _as_kept(self, key: bytes | None, content: bytes, name: str, kind: str) -> Entry | None:
        """What the same file held the last time, checked again by the schema."""
        json = self.kept.get(key)
        try:
            model = MODELS[kind].model_validate_json(json) if json is not None else None
        except ValidationError:
            return None
        return Entry(name, LateLines(content, name), model, json) if model is not None and json is not None else None

    def _parsed(self, content: bytes, name: str, kind: str, stem: str) -> Entry | None:
        """What a file holds, unless something is wrong with it, which is said."""
        document, unreadable = parse_yaml(content, name)
        self.problems += unreadable
        if document is None:
            return None
        model, mistyped = _typed(document, MODELS[kind], name)
        self.problems += mistyped
        if kind != "territoires":
            self._check_id(document, stem, name)
        if model is None:
            return None
        return Entry(name, document.lines, model, model.model_dump_json(exclude_defaults=True).encode())

    def _check_id(self, document: Document, stem: str, name: str) -> None:
        found = document.data.get("id")
        if isinstance(found, str) and found != stem:
            allowed = f"« {stem} », comme le nom du fichier"
            self.problems.append(Problem(name, document.line(("id",)), "id", f"« {found} » trouvé", allowed))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is one, links followed; a loop of links is none. Listing said it already: nothing more is read."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _ignored(name: str) -> bool:
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp")) or name.lower() in _IGNORED


def _typed(document: Document, model: type[M], name: str) -> tuple[M | None, list[Problem]]:
    """Type the strings of a document, or say everything that is wrong with them."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as failure:
        problems = []
        for error in failure.errors(include_url=False):
            path = tuple(part for part in error["loc"] if part != "[key]")
            found, allowed = explain(error, model)
            problems.append(Problem(name, document.line(path), field_name(path), found, allowed))
        return None, problems


def _base(entries: Entries, day: date | None) -> Base:
    communs, reseaux, faqs = _by_id(entries, Commun), _by_id(entries, Reseau), _by_id(entries, Faq)
    lexiques = _by_id(entries, Lexique).values()
    places = next(iter(_by_id(entries, Places).values()))
    dated: tuple[Commun | Reseau | Faq, ...] = (*communs.values(), *reseaux.values(), *faqs.values())
    return Base(
        communs=communs,
        reseaux=reseaux,
        faqs=faqs,
        exemples=tuple(_by_id(entries, Exemples).values()),
        hors=tuple(_by_id(entries, Hors).values()),
        produits=tuple(produit for lexique in lexiques for produit in lexique.produits),
        synonymes=tuple(group for lexique in lexiques for group in lexique.synonymes),
        referents=_by_id(entries, Referent),
        aiguilleurs=_by_id(entries, Aiguilleur),
        gazetteer=Gazetteer(places),
        fingerprint=_fingerprint(entries),
        day=day or max(fiche.verifie_le or fiche.releve_le for fiche in dated),
    )


def _by_id(entries: Entries, model: type[M]) -> Mapping[str, M]:
    kind = next(kind for kind, expected in MODELS.items() if expected is model)
    found = sorted(entries[kind].items())
    return MappingProxyType({name: entry.model for name, entry in found if isinstance(entry.model, model)})


def _fingerprint(entries: Entries) -> str:
    digest = hashlib.sha256()
    for kind in sorted(entries):
        for name, entry in sorted(entries[kind].items()):
            digest.update(b"%s/%s\0%s\0" % (kind.encode(), name.encode("utf-8", "surrogatepass"), entry.json))
    return digest.hexdigest()
