"""Sentences as vectors: the port. The encoder shipped by default is `encoder.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""A row per sentence."""


class Encoder(Protocol):
    """Turns sentences into unit vectors whose scalar product says how near their meanings are."""

    @property
    def name(self) -> str:
        """Name and version: vectors of two encoders never share a cache."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row per sentence. Thread-safe, deterministic."""
