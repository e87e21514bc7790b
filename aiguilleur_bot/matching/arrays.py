"""What was read from texts, as flat arrays: how it goes to disk and comes back without running anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[np.generic]]

_BETWEEN = "\0"
"""What no word holds: between two of them on disk."""


def packed(words: Iterable[str]) -> npt.NDArray[np.uint8]:
    """A list of words as an array, for the disk. No word is empty, or holds a null character."""
    return np.frombuffer(_BETWEEN.join(words).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def unpacked(array: npt.NDArray[np.generic]) -> list[str]:
    """The words that gave that array. Raises ValueError when none did."""
    return array.tobytes().decode("utf-8", "surrogatepass").split(_BETWEEN) if array.size else []
