"""What was read from texts, as flat arrays: how it goes to disk and comes back without running anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import overload

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


class Texts(Sequence[str]):
    """Many texts in one array, each read when it is asked for."""

    def __init__(self, raw: npt.NDArray[np.generic], bounds: npt.NDArray[np.generic]) -> None:
        """What `written` gave. Raises ValueError on anything else."""
        ends = bounds.astype(np.int64, copy=False)
        whole = raw.dtype == np.uint8 and ends.ndim == raw.ndim == 1 and len(ends) > 0 and not ends[0]
        if not whole or int(ends[-1]) != len(raw) or bool((np.diff(ends) < 0).any()):
            raise ValueError("these are not texts")
        self._raw, self._bounds = raw, ends

    @staticmethod
    def written(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        """Texts as two arrays, for the disk."""
        raws = [text.encode("utf-8", "surrogatepass") for text in texts]
        return np.frombuffer(b"".join(raws), dtype=np.uint8), np.cumsum([0, *map(len, raws)], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._bounds) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        one = range(len(self))[place]
        return self._raw[self._bounds[one] : self._bounds[one + 1]].tobytes().decode("utf-8", "surrogatepass")
