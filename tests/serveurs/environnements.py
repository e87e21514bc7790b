"""Programs of others that tests run: each in a folder of its own under `.cache/`, installed once, versions locked."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = (ROOT / ".cache").resolve()


def python_with(name: str) -> Path:
    """The interpreter of an environment that holds `requirements/<name>.txt`, installed now when it is not there."""
    requirements = ROOT / "requirements" / f"{name}.txt"
    environment = CACHE / f"{name}-venv"
    python = environment / "bin" / "python"
    # An environment knows where it is: one that was moved does not start.
    about = requirements.read_bytes() + sys.version.encode() + str(environment).encode()
    wanted = hashlib.sha256(about).hexdigest()
    with installed(environment, wanted) as missing:
        if missing:
            shutil.rmtree(environment, ignore_errors=True)
            _install(environment, python, requirements)
    return python


def node_packages(source: Path) -> Path:
    """A copy of the folder `source` whose `package-lock.json` is installed; the same one until a file of it changes."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    locked = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    folder = CACHE / "juges" / source.name
    with installed(folder, locked) as missing:
        for path in files:
            (folder / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / path.relative_to(source))
        if missing:
            _npm(folder)
    return folder


@contextmanager
def installed(folder: Path, wanted: str) -> Iterator[bool]:
    """One at a time: True when `wanted` is not what is in `folder`; it is from then on, unless the block fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    stamp = folder / "installed"
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = not stamp.exists() or stamp.read_text() != wanted
        yield missing
        stamp.write_text(wanted)


def _install(environment: Path, python: Path, requirements: Path) -> None:
    uv = Path(sys.executable).parent / "uv"
    if uv.exists():
        subprocess.run([uv, "venv", "-q", "--python", sys.executable, environment], check=True)
        command = [uv, "pip", "install", "-q", "--python", python]
    else:
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        command = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*command, "--require-hashes", "-r", requirements], check=True)


def _npm(folder: Path) -> None:
    command = ["npm", "ci", "--ignore-scripts", "--loglevel=error"]
    if shutil.which("npm") is None:
        raise RuntimeError("npm is not installed: apt-get install nodejs npm")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} in {folder.name}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
