"""The files of the project, whether or not git is there: `make test` must pass on a machine that has none."""

from __future__ import annotations

import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def files() -> list[Path]:
    """What git keeps or would keep; without git, what .gitignore does not name."""
    if shutil.which("git") is not None and (ROOT / ".git").exists():
        command = [
            "git",
            "-c",
            f"safe.directory={ROOT}",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
        if done.returncode == 0:
            return sorted(file for name in done.stdout.split("\0") if name and (file := ROOT / name).is_file())
    return walked()


def read(name: str) -> str:
    """The text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def walked() -> list[Path]:
    """Every file that .gitignore does not name: it holds only names and `*.ext`, no path."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split() if line]
    ignored.append(".git")
    return sorted(_inside(ROOT, ignored))


def _inside(folder: Path, ignored: list[str]) -> list[Path]:
    kept: list[Path] = []
    for entry in folder.iterdir():
        if any(fnmatch(entry.name, pattern) for pattern in ignored):
            continue
        kept += _inside(entry, ignored) if entry.is_dir() else [entry]
    return kept
