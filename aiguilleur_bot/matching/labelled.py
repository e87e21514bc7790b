"""Labelled messages read from files, and figures written for people: what every evaluation shares."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_TIRAGES = 1000


class EvaluationError(ValueError):
    """A labelled file cannot be read: which file, which line, and what was expected."""


@dataclass(frozen=True, slots=True)
class Besoin:
    """A labelled need: `communs` all serve it, `ideal` are the best of them."""

    id: str
    texte: str
    communs: tuple[str, ...]
    ideal: tuple[str, ...]
    action: str
    style: str


def read_needs(fichier: Path) -> list[Besoin]:
    """The labelled needs of a JSONL file. Raises EvaluationError."""
    return [_besoin(ligne) for ligne in read_lines(fichier, ("id", "texte", "communs", "ideal", "action"))]


def read_lines(fichier: Path, champs: Sequence[str]) -> list[dict[str, object]]:
    """The objects of a JSONL file, each with these fields. Raises EvaluationError."""
    try:
        lignes = fichier.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as erreur:
        raise EvaluationError(f"{fichier} : ce fichier ne se lit pas ({erreur})") from None
    lus: list[dict[str, object]] = []
    for numero, ligne in enumerate(lignes, 1):
        if not ligne.strip():
            continue
        try:
            objet = json.loads(ligne)
        except ValueError:
            objet = None
        if not isinstance(objet, dict) or not set(champs) <= objet.keys():
            attendus = ", ".join(champs)
            raise EvaluationError(f"{fichier}, ligne {numero} : un objet JSON avec {attendus} était attendu")
        lus.append(objet)
    return lus


def bootstrap(valeurs: Sequence[float]) -> list[float]:
    """The 95 % interval of a mean, by resampling with a fixed seed."""
    tableau = np.asarray(valeurs)
    tires = np.random.default_rng(0).integers(0, len(tableau), (_TIRAGES, len(tableau)))
    bas, haut = np.percentile(tableau[tires].mean(axis=1), (2.5, 97.5))
    return [round(float(bas), 3), round(float(haut), 3)]


def as_text(chiffres: Mapping[str, object]) -> str:
    """The figures for people: one a line, with the interval when there is one, then the errors by kind."""
    intervalles = chiffres.get("intervalles")
    lignes = []
    for nom, valeur in chiffres.items():
        if isinstance(valeur, int | float):
            bornes = intervalles.get(nom) if isinstance(intervalles, dict) else None
            lignes.append(f"{nom:<18}{valeur:>8}" + (f"   [{bornes[0]} ; {bornes[1]}]" if bornes else ""))
    for titre in ("styles", "genres"):
        groupes = chiffres.get(titre)
        if isinstance(groupes, dict) and groupes:
            lignes += ["", titre] + [f"  {nom:<16}{_flat(valeurs)}" for nom, valeurs in groupes.items()]
    erreurs = chiffres.get("erreurs")
    if isinstance(erreurs, dict):
        for genre, cas in erreurs.items():
            lignes += ["", f"{genre} ({len(cas)})"] + [f"  {_flat(un)}" for un in cas]
    return "\n".join(lignes)


def _besoin(ligne: Mapping[str, object]) -> Besoin:
    def liste(champ: str) -> tuple[str, ...]:
        valeur = ligne[champ]
        return tuple(str(un) for un in valeur) if isinstance(valeur, list) else (str(valeur),)

    style = str(ligne.get("style", "sans style"))
    action = str(ligne["action"])
    return Besoin(str(ligne["id"]), str(ligne["texte"]), liste("communs"), liste("ideal"), action, style)


def _flat(valeurs: object) -> str:
    if not isinstance(valeurs, dict):
        return str(valeurs)
    return "  ".join(
        f"{nom} {', '.join(map(str, valeur)) if isinstance(valeur, list) else valeur}"
        for nom, valeur in valeurs.items()
    )
