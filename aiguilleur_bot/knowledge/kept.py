"""What knowledge files held the last time, so that twenty thousand of them need not be parsed at each start.

One file of a cache folder holds one line of JSON per knowledge file, under a hash of its name and of its very bytes:
an edited file is parsed again, and only that one. JSON runs nothing, and goes through the schema again when it is read;
the header holds a hash of all that follows and of the code that wrote it: a file that is cut, damaged, older or foreign
is done without, and written anew. Nothing about people is kept: what they take away must be gone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import pydantic
import yaml

from aiguilleur_bot.knowledge.yaml_files import FieldPath, parse_yaml

_TITLE = b"aiguilleur savoir"
_CODE = ("fields", "grilles", "kept", "places", "schema", "yaml_files")
"""The modules that make what is kept."""
_PEOPLE = frozenset({"referents", "aiguilleurs"})
"""Folders whose files are parsed each time."""
_SETS_KEPT = 4
"""Sets of folders whose files are kept side by side: an operator's base, the shipped one, another of each."""
_ABANDONED = 3600.0
"""Seconds after which a file that was never finished is erased."""


class Kept:
    """What is kept for one set of folders. `cache` None keeps nothing."""

    def __init__(self, cache: Path | None, folders: Sequence[Path]) -> None:
        names = "\0".join(os.path.realpath(folder) for folder in folders)
        name = hashlib.sha256(names.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._file = cache / f"savoir-{name}.kept" if cache is not None else None
        self._before = self._read()
        self._now: dict[bytes, bytes] = {}

    @staticmethod
    def key(kind: str, stem: str, content: bytes) -> bytes | None:
        """What a file is known by; None for one that is not to be kept. The name is in it: a file must hold its own."""
        if kind in _PEOPLE:
            return None
        named = f"{kind}/{stem}\0".encode("utf-8", "surrogatepass")
        return hashlib.sha256(named + content).hexdigest().encode()

    def get(self, key: bytes | None) -> bytes | None:
        """The JSON of that file, if it was kept."""
        return self._before.get(key) if key is not None else None

    def keep(self, key: bytes | None, json: bytes) -> None:
        """Say that a file holds this: what is not said again before `save` is forgotten."""
        if key is not None:
            self._now[key] = json

    def save(self) -> None:
        """Write what was kept this time, whole and under its final name at once, unless nothing changed."""
        if self._file is None or self._now == self._before:
            return
        body = b"".join(b"%s %s\n" % pair for pair in self._now.items())
        with contextlib.suppress(OSError):  # A folder that cannot be written is done without.
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._file.parent, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_header(body))
                    file.write(body)
                Path(temporary).replace(self._file)
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise
            _forget(self._file.parent)

    def _read(self) -> Mapping[bytes, bytes]:
        try:
            content = self._file.read_bytes() if self._file is not None else b""
        except OSError:
            return {}
        header, _, body = content.partition(b"\n")
        if header + b"\n" != _header(body):
            return {}
        return {key: json for key, _, json in (line.partition(b" ") for line in body.split(b"\n")[:-1])}


class LateLines(Mapping[FieldPath, int]):
    """Where the fields of a file are, for a file that was not parsed this time: it is, when somebody asks."""

    def __init__(self, content: bytes, name: str) -> None:
        self._content, self._name = content, name

    @cached_property
    def _lines(self) -> Mapping[FieldPath, int]:
        document, _ = parse_yaml(self._content, self._name)
        return document.lines if document is not None else {}

    def __getitem__(self, path: FieldPath) -> int:
        return self._lines[path]

    def __iter__(self) -> Iterator[FieldPath]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def _header(body: bytes) -> bytes:
    return b"%s %s %s\n" % (_TITLE, _code().encode(), hashlib.sha256(body).hexdigest().encode())


def _code() -> str:
    """A name for the present way of reading: our source and what it reads with."""
    tools = f"{yaml.__version__} {pydantic.VERSION} {unicodedata.unidata_version}"
    hashed = hashlib.sha256(tools.encode())
    for module in _CODE:
        hashed.update(files("aiguilleur_bot.knowledge").joinpath(f"{module}.py").read_bytes())
    return hashed.hexdigest()


def _forget(folder: Path) -> None:
    """Erase what other sets of folders left long ago, and what was never finished."""
    newest = sorted(folder.glob("savoir-*.kept"), key=lambda file: -file.stat().st_mtime)
    for old in newest[_SETS_KEPT:]:
        old.unlink(missing_ok=True)
    for part in folder.glob("*.part"):
        if time.time() - part.stat().st_mtime > _ABANDONED:
            part.unlink(missing_ok=True)
