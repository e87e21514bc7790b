"""Fold French words so that case, accents, hyphens and apostrophes do not tell them apart."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_MOT = re.compile(r"[a-z0-9]+")


def plier(texte: str) -> str:
    """Lower case, no accents, ligatures opened."""
    decompose = unicodedata.normalize("NFD", texte.casefold().translate(_LIGATURES))
    return "".join(signe for signe in decompose if not unicodedata.combining(signe))


def mots(texte: str) -> tuple[str, ...]:
    """The folded words of a text: "L'Haÿ-les-Roses" is ("l", "hay", "les", "roses")."""
    return tuple(_MOT.findall(plier(texte)))
