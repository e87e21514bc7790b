"""Notice that knowledge files changed, and load them again once they are whole. No event loop: the engine calls.

An editor may save a file in two goes, and a deployment writes many: nothing is loaded before two looks in a row see the
same names, sizes and times. The caller keeps its last good base when the new one has errors, and says them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from aiguilleur_bot.knowledge.loader import Loaded, load
from aiguilleur_bot.knowledge.yaml_files import MAX_SIZE

Etat = tuple[tuple[str, int, int, int], ...]
"""Path, modification time (ns), size and inode of every file: cheap to look at every few seconds."""


class Veilleur:
    """Watches folders. `regarder` is called every few seconds, from one thread at a time."""

    def __init__(self, dossiers: Sequence[Path], *, charger: Callable[[Sequence[Path]], Loaded] = load) -> None:
        self._dossiers = tuple(dossiers)
        self._charger = charger
        self._charge: Etat = etat(self._dossiers)
        self._vu: Etat = self._charge
        self._contenu = contenu(self._charge)

    def charger(self) -> Loaded:
        """Load now, whatever was seen: at start, or on request."""
        self._charge = self._vu = etat(self._dossiers)
        self._contenu = contenu(self._charge)
        return self._charger(self._dossiers)

    def regarder(self) -> Loaded | None:
        """What the files became, when they changed and came to rest since the last look; None otherwise."""
        avant, self._vu = self._vu, etat(self._dossiers)
        if self._vu == self._charge or self._vu != avant:
            return None
        somme = contenu(self._vu)
        if somme == self._contenu:
            self._charge = self._vu  # touched, copied back: the same words
            return None
        resultat = self._charger(self._dossiers)
        if etat(self._dossiers) != self._vu:
            return None  # written while we were reading: the next looks will tell
        self._charge, self._contenu = self._vu, somme
        return resultat


def etat(dossiers: Sequence[Path]) -> Etat:
    """What the folders look like from outside. A file that disappears meanwhile is not there: no error."""
    vus: list[tuple[str, int, int, int]] = []
    for dossier in dossiers:
        for racine, sous_dossiers, fichiers in os.walk(dossier):
            sous_dossiers.sort()
            for nom in sorted(fichiers):
                chemin = os.path.join(racine, nom)  # noqa: PTH118 - os.walk gives strings, and this runs every few seconds
                try:
                    fiche = os.stat(chemin)  # noqa: PTH116
                except OSError:
                    continue
                vus.append((chemin, fiche.st_mtime_ns, fiche.st_size, fiche.st_ino))
    return tuple(vus)


def contenu(vus: Etat) -> str:
    """A hash of the names and bytes of the YAML files (and of the names of the others)."""
    somme = hashlib.sha256()
    for chemin, _, taille, _ in vus:
        somme.update(f"{chemin}\0{taille}\0".encode(errors="surrogateescape"))
        if chemin.endswith(".yaml") and taille <= MAX_SIZE:
            somme.update(_octets(Path(chemin)))
    return somme.hexdigest()


def _octets(chemin: Path) -> bytes:
    try:
        # A named pipe would be waited for: only regular files are read.
        return chemin.read_bytes() if chemin.is_file() else b""
    except OSError as erreur:
        return type(erreur).__name__.encode()
