"""Texts compared by the terms they share: an inverted index with cosines of rarity (examples) and BM25 (corpora).

Our own postings rather than `bm25s`: the kernel of `classifier.py` needs cosines between examples, one index gives
both scores, and it is eighty lines of numpy.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

_K1, _B = 1.2, 0.75


class Postings:
    """An inverted index over documents already cut into terms. Read-only once built."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        comptes = [Counter(document) for document in documents]
        self._nombre = len(documents)
        listes: dict[str, list[tuple[int, int]]] = {}
        for rang, compte in enumerate(comptes):
            for terme, fois in compte.items():
                listes.setdefault(terme, []).append((rang, fois))
        self._rangs = {t: np.array([r for r, _ in liste], dtype=np.int32) for t, liste in listes.items()}
        self._fois = {t: np.array([f for _, f in liste], dtype=np.float32) for t, liste in listes.items()}
        self._longueurs = np.array([sum(c.values()) for c in comptes], dtype=np.float32)
        self._moyenne = float(self._longueurs.mean()) if documents and self._longueurs.any() else 1.0
        carres = np.zeros(self._nombre, dtype=np.float32)
        self._poids: dict[str, Scores] = {}
        for terme, nombres in self._fois.items():
            poids = ((1 + np.log(nombres)) * self.rarity(terme)).astype(np.float32)
            self._poids[terme] = poids
            carres[self._rangs[terme]] += poids**2
        self._normes: Scores = np.sqrt(np.maximum(carres, np.float32(1e-12)))

    def __contains__(self, terme: str) -> bool:
        return terme in self._rangs

    def __len__(self) -> int:
        return self._nombre

    def rarity(self, terme: str) -> float:
        """How much a term tells: its inverse document frequency, positive, highest for a term never seen."""
        presence = len(self._rangs[terme]) if terme in self._rangs else 0
        return math.log(1 + (self._nombre - presence + 0.5) / (presence + 0.5))

    def documents(self, terme: str) -> npt.NDArray[np.int32]:
        """Where a term occurs."""
        return self._rangs.get(terme, np.zeros(0, dtype=np.int32))

    def cosines(self, termes: Sequence[str]) -> Scores:
        """The cosine of a text with each document; words no document knows weigh half, against all."""
        scores = np.zeros(self._nombre, dtype=np.float32)
        carre = 0.0
        for terme, fois in Counter(termes).items():
            poids = (1 + math.log(fois)) * self.rarity(terme)
            if terme in self._rangs:
                scores[self._rangs[terme]] += poids * self._poids[terme]
                carre += poids**2
            else:
                carre += self.rarity(terme) ** 2 / 2
        scores /= self._normes * np.float32(math.sqrt(carre) or 1.0)
        return scores

    def gram(self) -> Scores:
        """The cosine of every document with every other."""
        produit = np.zeros((self._nombre, self._nombre), dtype=np.float32)
        for terme, rangs in self._rangs.items():
            poids = self._poids[terme]
            produit[np.ix_(rangs, rangs)] += np.outer(poids, poids)
        produit /= np.outer(self._normes, self._normes)
        return produit

    def bm25(self, termes: Sequence[str]) -> Scores:
        """The classic ranking score of each document."""
        scores = np.zeros(self._nombre, dtype=np.float32)
        for terme in dict.fromkeys(termes):
            if terme in self._rangs:
                rangs, fois = self._rangs[terme], self._fois[terme]
                frein = _K1 * (1 - _B + _B * self._longueurs[rangs] / self._moyenne)
                scores[rangs] += np.float32(self.rarity(terme)) * fois * (_K1 + 1) / (fois + frein)
        return scores
