"""What is expensive to compute is kept on disk, named after the hash of what it was computed from.

A file that is missing, damaged or foreign is computed again; a folder that cannot be written is done without. Files
appear whole, under their final name: two processes that start at the same time do the same work twice, no more.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.matching.arrays import Arrays
from aiguilleur_bot.matching.index import arrays_file
from aiguilleur_bot.matching.index.sources import reading
from aiguilleur_bot.matching.index.vectors import Encoder, Vectors
from aiguilleur_bot.matching.reading.french import for_encoder

Array = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint8]
_KEPT = 4
"""Results of other versions of the base kept beside the current one: a reload back and forth costs nothing."""
_KEY = 16
"""Bytes of the hash that names a text."""
_AT_ONCE = 512
"""Sentences encoded at a time."""
_ABANDONED = 3600.0
"""Seconds after which a file that was never finished is erased."""
_SUFFIX = ".tableaux"


def digest(pieces: Iterable[str]) -> str:
    """A name for a list of texts: any change, or another order, changes it."""
    raws = (piece.encode("utf-8", "surrogatepass") for piece in pieces)
    return hashlib.sha256(b"".join([part for raw in raws for part in (len(raw).to_bytes(8, "big"), raw)])).hexdigest()


def _keys(texts: Sequence[str]) -> Keys:
    """The names of texts, one a row: what a file of another base is searched with."""
    hashed = b"".join(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY] for text in texts)
    return np.frombuffer(hashed, dtype=np.uint8).reshape(len(texts), _KEY)


class Cache:
    """A folder of arrays. `folder` None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def array(self, kind: str, fingerprint: str, shape: tuple[int, ...], compute: Callable[[], Array]) -> Array:
        """The array of that shape computed from what `fingerprint` names, from disk when it is there."""
        kept = self.arrays(kind, fingerprint).get("value")
        if kept is not None and kept.shape == shape and kept.dtype == np.float32:
            return kept.astype(np.float32, copy=False)
        value = compute()
        self.keep(kind, fingerprint, {"value": value})
        return value

    def arrays(self, kind: str, fingerprint: str) -> Arrays:
        """What `keep` kept, or nothing."""
        return self._read(f"{kind}-{fingerprint}")

    def keep(self, kind: str, fingerprint: str, arrays: Arrays) -> None:
        """Keep arrays under the hash of what they were computed from, and forget the oldest of that kind."""
        self._write(f"{kind}-{fingerprint}", arrays)
        self._forget(kind)

    def vectors(self, encoder: Encoder, texts: Sequence[str]) -> Vectors:
        """The vectors of many sentences, read by `french.for_encoder`; only those never met are encoded."""
        return self.vectors_of(encoder, digest(texts), len(texts), lambda: texts)

    def vectors_of(self, encoder: Encoder, fingerprint: str, count: int, said: Callable[[], Sequence[str]]) -> Vectors:
        """The same for `count` sentences that `fingerprint` names: when they are known, they are not even read."""
        if not count:
            return encoder.encode([])
        kind = f"vectors-{digest([encoder.name, reading('matching.reading.french')])[:16]}"
        name = fingerprint[:32]
        found = self._vectors(self.arrays(kind, name))
        if found is not None and len(found[0]) == count:
            return found[1]
        texts = said()
        rows: dict[str, int] = {}
        places = np.array([rows.setdefault(text, len(rows)) for text in texts], dtype=np.int64)
        distinct = list(rows)
        keys = _keys(distinct)
        vectors = self._encode(encoder, distinct, keys, kind)
        if len(distinct) < len(texts):  # Kept once a text, repeated or not: read back, nothing is to be copied.
            keys, vectors = keys[places], vectors[places]
        self.keep(kind, name, {"keys": keys, "vectors": vectors})
        return vectors

    def _encode(self, encoder: Encoder, texts: Sequence[str], keys: Keys, kind: str) -> Vectors:
        """The vectors of distinct texts: those of other bases of the folder, and the rest by the encoder."""
        missing = {key.tobytes(): row for row, key in enumerate(keys)}
        vectors: Vectors | None = None
        for other in self._files(kind):
            found = self._vectors(self._read(other.stem)) if missing else None
            if found is None:
                continue
            vectors = np.empty((len(texts), found[1].shape[1]), dtype=np.float32) if vectors is None else vectors
            for key, vector in zip(found[0], found[1], strict=True) if found[1].shape[1] == vectors.shape[1] else ():
                row = missing.pop(key.tobytes(), None)
                if row is not None:
                    vectors[row] = vector
        rows = list(missing.values())
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            encoded = encoder.encode([for_encoder(texts[row]) for row in some])
            vectors = np.empty((len(texts), encoded.shape[1]), dtype=np.float32) if vectors is None else vectors
            vectors[some] = encoded
        assert vectors is not None  # noqa: S101 - there is at least one text
        return vectors

    @staticmethod
    def _vectors(kept: Arrays) -> tuple[Keys, Vectors] | None:
        """Keys and vectors of a file, when it holds them."""
        if not {"keys", "vectors"} <= kept.keys():
            return None
        keys, vectors = kept["keys"], kept["vectors"]
        whole = keys.dtype == np.uint8 and vectors.dtype == np.float32 and vectors.ndim == 2
        if not whole or keys.shape != (len(vectors), _KEY):
            return None
        return keys.astype(np.uint8, copy=False), vectors.astype(np.float32, copy=False)

    # ------------------------------------------------------------ files

    def _read(self, name: str) -> Arrays:
        if self._folder is None:
            return {}
        try:
            return arrays_file.read(self._folder / f"{name}{_SUFFIX}", name)
        except (OSError, ValueError, TypeError):
            return {}

    def _write(self, name: str, arrays: Arrays) -> None:
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    arrays_file.write(file, name, arrays)
                Path(temporary).replace(self._folder / f"{name}{_SUFFIX}")
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise

    def _files(self, kind: str) -> list[Path]:
        """The files of a kind, newest first."""
        if self._folder is None:
            return []
        dated: list[tuple[float, str, Path]] = []
        for file in self._folder.glob(f"{kind}-*"):  # Whatever their suffix: an older format is forgotten too.
            with contextlib.suppress(OSError):  # Another process may have forgotten it meanwhile.
                dated.append((-file.stat().st_mtime, file.name, file))
        return [file for _, _, file in sorted(dated)]

    def _forget(self, kind: str) -> None:
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            for old in self._files(kind)[_KEPT:]:
                old.unlink(missing_ok=True)
            for part in self._folder.glob("*.part"):
                if time.time() - part.stat().st_mtime > _ABANDONED:
                    part.unlink(missing_ok=True)
