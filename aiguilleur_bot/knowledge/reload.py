"""Notice that knowledge files changed, and load them again once they are whole. No event loop: the engine calls.

An editor may save a file in two goes, and a deployment writes many: nothing is loaded before two looks in a row see the
same names, sizes and times. The caller keeps its last good base when the new one has errors, and says them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from aiguilleur_bot.knowledge.loader import Loaded, load
from aiguilleur_bot.knowledge.yaml_files import MAX_SIZE

Snapshot = tuple[tuple[str, int, int, int], ...]
"""Path, modification time (ns), size and inode of every file: cheap to look at every few seconds."""


class FolderWatcher:
    """Watches folders. `look` is called every few seconds, from one thread at a time."""

    def __init__(self, folders: Sequence[Path], *, loading: Callable[[Sequence[Path]], Loaded] = load) -> None:
        self._folders = tuple(folders)
        self._loading = loading
        self._loaded: Snapshot = snapshot(self._folders)
        self._seen: Snapshot = self._loaded
        self._content = content_hash(self._loaded)

    def look(self) -> Loaded | None:
        """What the files became, when they changed and came to rest since the last look; None otherwise."""
        before, self._seen = self._seen, snapshot(self._folders)
        if self._seen == self._loaded or self._seen != before:
            return None
        digest = content_hash(self._seen)
        if digest == self._content:
            self._loaded = self._seen  # touched, copied back: the same words
            return None
        loaded = self._loading(self._folders)
        if snapshot(self._folders) != self._seen:
            return None  # written while we were reading: the next looks will tell
        self._loaded, self._content = self._seen, digest
        return loaded


def snapshot(folders: Sequence[Path]) -> Snapshot:
    """What the folders look like from outside. A file that disappears meanwhile is not there: no error."""
    seen: list[tuple[str, int, int, int]] = []
    for folder in folders:
        for root, subfolders, names in os.walk(folder):
            subfolders.sort()
            for name in sorted(names):
                path = os.path.join(root, name)  # noqa: PTH118 - os.walk gives strings, and this runs every few seconds
                try:
                    status = os.stat(path)  # noqa: PTH116
                except OSError:
                    continue
                seen.append((path, status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(seen)


def content_hash(seen: Snapshot) -> str:
    """A hash of the names and bytes of the YAML files (and of the names of the others)."""
    digest = hashlib.sha256()
    for path, _, size, _ in seen:
        digest.update(f"{path}\0{size}\0".encode(errors="surrogateescape"))
        if path.endswith(".yaml") and size <= MAX_SIZE:
            digest.update(_content(Path(path)))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        # A named pipe would be waited for: only regular files are read.
        return path.read_bytes() if path.is_file() else b""
    except OSError as error:
        return type(error).__name__.encode()
