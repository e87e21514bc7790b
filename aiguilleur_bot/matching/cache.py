"""What is expensive to compute is kept on disk, named after the hash of what it was computed from.

A file that is missing, damaged or foreign is computed again; a folder that cannot be written is done without.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.matching.encoder import Encoder, Vecteurs
from aiguilleur_bot.matching.text import for_encoder

Tableau = npt.NDArray[np.float32]
_GARDES = 4
"""Results of other versions of the base kept beside the current one: a reload back and forth costs nothing."""


def digest(morceaux: Iterable[str]) -> str:
    """A name for a list of texts: any change, or another order, changes it."""
    somme = hashlib.sha256()
    for morceau in morceaux:
        octets = morceau.encode("utf-8", "surrogatepass")
        somme.update(len(octets).to_bytes(8, "big"))
        somme.update(octets)
    return somme.hexdigest()


def _reading() -> str:
    """What tells one way of reading texts from another: the source of the module that reads them."""
    return files("aiguilleur_bot.matching").joinpath("text.py").read_text(encoding="utf-8")


class Cache:
    """A folder of arrays. `dossier` None keeps nothing."""

    def __init__(self, dossier: Path | None) -> None:
        self._dossier = dossier

    def array(self, genre: str, empreinte: str, calculer: Callable[[], Tableau]) -> Tableau:
        """The array computed from what `empreinte` names, from disk when it is there."""
        garde = self._read(f"{genre}-{empreinte}").get("valeur")
        if garde is not None:
            return garde
        valeur = calculer()
        self._write(f"{genre}-{empreinte}", {"valeur": valeur})
        self._forget(genre)
        return valeur

    def vectors(self, encodeur: Encoder, textes: Sequence[str]) -> Vecteurs:
        """The vectors of many sentences, read by `text.for_encoder`; only those never met are encoded."""
        if not textes:
            return encodeur.encode([])
        nom = f"vecteurs-{digest([encodeur.nom, _reading()])[:16]}"
        garde = self._read(nom)
        connus: dict[str, Vecteurs] = {}
        if {"cles", "vecteurs"} <= garde.keys() and len(garde["cles"]) == len(garde["vecteurs"]):
            cles = garde["cles"].view(np.uint8).reshape(len(garde["cles"]), -1)
            connus = {bytes(cle).hex(): vecteur for cle, vecteur in zip(cles, garde["vecteurs"], strict=True)}
        voulus = [hashlib.sha256(t.encode("utf-8", "surrogatepass")).hexdigest()[:32] for t in textes]
        inconnus = {cle: texte for cle, texte in zip(voulus, textes, strict=True) if cle not in connus}
        if inconnus:
            connus |= dict(zip(inconnus, encodeur.encode([for_encoder(t) for t in inconnus.values()]), strict=True))
            uniques = list(dict.fromkeys(voulus))
            octets = np.frombuffer(bytes.fromhex("".join(uniques)), dtype=np.float32).reshape(len(uniques), -1)
            self._write(nom, {"cles": octets, "vecteurs": np.stack([connus[cle] for cle in uniques])})
        return np.stack([connus[cle] for cle in voulus])

    def _read(self, nom: str) -> dict[str, Tableau]:
        if self._dossier is None:
            return {}
        try:
            with (self._dossier / f"{nom}.npz").open("rb") as fichier, np.load(fichier, allow_pickle=False) as archive:
                return {cle: np.asarray(archive[cle], dtype=np.float32) for cle in archive.files}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}

    def _write(self, nom: str, tableaux: Mapping[str, Tableau]) -> None:
        """Whole or not at all: two processes may start at the same time."""
        if self._dossier is None:
            return
        with contextlib.suppress(OSError):
            self._dossier.mkdir(parents=True, exist_ok=True)
            poignee, provisoire = tempfile.mkstemp(dir=self._dossier, suffix=".part")
            try:
                with os.fdopen(poignee, "wb") as fichier:
                    np.savez(fichier, allow_pickle=False, **tableaux)
                Path(provisoire).replace(self._dossier / f"{nom}.npz")
            except OSError:
                Path(provisoire).unlink(missing_ok=True)
                raise

    def _forget(self, genre: str) -> None:
        if self._dossier is None:
            return
        with contextlib.suppress(OSError):
            anciens = sorted(self._dossier.glob(f"{genre}-*.npz"), key=lambda f: f.stat().st_mtime, reverse=True)
            for ancien in anciens[_GARDES:]:
                ancien.unlink(missing_ok=True)
