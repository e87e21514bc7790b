"""`aiguilleur cle`: a new key of the pseudonyms, and the end of the old one."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from aiguilleur_bot.configuration import ConfigurationError


@dataclass(frozen=True, slots=True)
class Keys:
    """What the file holds afterwards: how many keys, and how many were taken out for ever."""

    kept: int
    retired: int


def renew(file: Path, *, dry_run: bool = False) -> Keys:
    """A new key first, then the one of until now; those of before are taken out. Raises ConfigurationError."""
    before = _keys(file)
    return _write(file, [secrets.token_hex(32), before[0]], before, dry_run=dry_run)


def retire(file: Path, *, dry_run: bool = False) -> Keys:
    """Only the current key stays: whoever was not seen since it was made can never be known again."""
    before = _keys(file)
    return _write(file, before[:1], before, dry_run=dry_run)


def _keys(file: Path) -> list[str]:
    try:
        return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise ConfigurationError(f"{file} ne peut pas être lu ({error.strerror}).") from error


def _write(file: Path, after: list[str], before: list[str], *, dry_run: bool) -> Keys:
    """Whole or not at all: a machine that stops in between must not lose the key."""
    done = Keys(len(after), len(set(before) - set(after)))
    if dry_run:
        return done
    fresh = file.with_name(f"{file.name}.nouveau")
    try:
        rights = file.stat().st_mode & 0o777
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as target:
            target.write("".join(f"{key}\n" for key in after))
            target.flush()
            os.fsync(target.fileno())
        fresh.chmod(rights)
        fresh.replace(file)
    except OSError as error:
        raise ConfigurationError(
            f"{file} ne peut pas être écrit ({error.strerror}).",
            advice=f"Rien n'a changé. Effacez {fresh} s'il existe.",
        ) from error
    return done
