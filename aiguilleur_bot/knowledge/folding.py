"""Fold French words so that case, accents, hyphens and apostrophes do not tell them apart."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened."""
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_LIGATURES))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def folded_words(text: str) -> tuple[str, ...]:
    """The folded words of a text: "L'Haÿ-les-Roses" is ("l", "hay", "les", "roses")."""
    return tuple(_WORD.findall(fold(text)))
