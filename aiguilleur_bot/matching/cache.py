"""What is expensive to compute is kept on disk, named after the hash of what it was computed from.

A file that is missing, damaged or foreign is computed again; a folder that cannot be written is done without.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.matching.encoder import Encoder, Vectors
from aiguilleur_bot.matching.french import for_encoder

Array = npt.NDArray[np.float32]
_KEPT = 4
"""Results of other versions of the base kept beside the current one: a reload back and forth costs nothing."""


def digest(pieces: Iterable[str]) -> str:
    """A name for a list of texts: any change, or another order, changes it."""
    hashed = hashlib.sha256()
    for piece in pieces:
        raw = piece.encode("utf-8", "surrogatepass")
        hashed.update(len(raw).to_bytes(8, "big"))
        hashed.update(raw)
    return hashed.hexdigest()


def _reading() -> str:
    """What tells one way of reading texts from another: the source of the module that reads them."""
    return files("aiguilleur_bot.matching").joinpath("french.py").read_text(encoding="utf-8")


class Cache:
    """A folder of arrays. `folder` None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def array(self, kind: str, fingerprint: str, compute: Callable[[], Array]) -> Array:
        """The array computed from what `fingerprint` names, from disk when it is there."""
        kept = self._read(f"{kind}-{fingerprint}").get("value")
        if kept is not None:
            return kept
        value = compute()
        self._write(f"{kind}-{fingerprint}", {"value": value})
        self._forget(kind)
        return value

    def vectors(self, encoder: Encoder, texts: Sequence[str]) -> Vectors:
        """The vectors of many sentences, read by `french.for_encoder`; only those never met are encoded."""
        if not texts:
            return encoder.encode([])
        name = f"vectors-{digest([encoder.name, _reading()])[:16]}"
        kept = self._read(name)
        known: dict[str, Vectors] = {}
        if {"keys", "vectors"} <= kept.keys() and len(kept["keys"]) == len(kept["vectors"]):
            keys = kept["keys"].view(np.uint8).reshape(len(kept["keys"]), -1)
            known = {bytes(key).hex(): vector for key, vector in zip(keys, kept["vectors"], strict=True)}
        wanted = [hashlib.sha256(t.encode("utf-8", "surrogatepass")).hexdigest()[:32] for t in texts]
        missing = {key: text for key, text in zip(wanted, texts, strict=True) if key not in known}
        if missing:
            known |= dict(zip(missing, encoder.encode([for_encoder(t) for t in missing.values()]), strict=True))
            distinct = list(dict.fromkeys(wanted))
            raw = np.frombuffer(bytes.fromhex("".join(distinct)), dtype=np.float32).reshape(len(distinct), -1)
            self._write(name, {"keys": raw, "vectors": np.stack([known[key] for key in distinct])})
        return np.stack([known[key] for key in wanted])

    def _read(self, name: str) -> dict[str, Array]:
        if self._folder is None:
            return {}
        try:
            with (self._folder / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as archive:
                return {key: np.asarray(archive[key], dtype=np.float32) for key in archive.files}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}

    def _write(self, name: str, arrays: Mapping[str, Array]) -> None:
        """Whole or not at all: two processes may start at the same time."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    np.savez(file, allow_pickle=False, **arrays)
                Path(temporary).replace(self._folder / f"{name}.npz")
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise

    def _forget(self, kind: str) -> None:
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            oldest = sorted(self._folder.glob(f"{kind}-*.npz"), key=lambda f: f.stat().st_mtime, reverse=True)
            for old in oldest[_KEPT:]:
                old.unlink(missing_ok=True)
