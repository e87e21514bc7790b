"""How near a phrase is to those a commun already has: said to whoever decides whether it is worth one more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.index.vectors import Encoder
from aiguilleur_bot.matching.reading.french import for_encoder

_SAME = 92.0
"""Likeness of letters (0..100) from which one phrase says nothing that the other does not: a letter, a plural."""


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest known phrase. `likeness` is that of meanings, 0..1; `known`: it is the same, but for a letter."""

    phrase: str
    likeness: float
    known: bool


class Nearness:
    """Compares phrases with those of a base."""

    def __init__(self, base: Base, encoder: Encoder | None = None) -> None:
        self._base = base
        self._encoder = encoder or UniversalEncoder()

    def nearest(self, texte: str, commun: str) -> Near | None:
        """The phrase of `commun` nearest to `texte`; None when it has none. Raises KeyError on an unknown commun."""
        phrases = self._base.besoins_dits(commun)
        if not phrases:
            return None
        letters = [fuzz.ratio(_letters(texte), _letters(phrase)) for phrase in phrases]
        if max(letters) >= _SAME:
            return Near(phrases[letters.index(max(letters))], 1.0, known=True)
        vectors = self._encoder.encode([for_encoder(phrase) for phrase in (texte, *phrases)])
        meanings = vectors[1:] @ vectors[0]
        best = int(np.argmax(meanings))
        return Near(phrases[best], round(max(0.0, min(1.0, float(meanings[best]))), 2), known=False)


def _letters(texte: str) -> str:
    return " ".join(folded_words(texte))
