"""What was found, how serious it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aiguilleur_bot.knowledge.problems import no_break_spaces

Niveau = Literal["bon", "information", "attention", "erreur"]
_SIGNS: dict[Niveau, str] = {"bon": "✓", "information": "·", "attention": "!", "erreur": "✗"}

FAILED, CONFIGURATION, AUTHENTICATION, DATABASE = 1, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. Names no person and holds no secret.

    `quoi_faire` is empty only when nothing is to be done. `exit_code` is 0, or for an error: 1 failed,
    3 configuration, 4 authentication lost, 5 database.
    """

    sujet: str
    niveau: Niveau
    constat: str
    quoi_faire: str = ""
    exit_code: int = 0

    def __str__(self) -> str:
        todo = f"\n  → {self.quoi_faire}" if self.quoi_faire else ""
        return no_break_spaces(f"{_SIGNS[self.niveau]} {self.sujet} : {self.constat}{todo}")

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "sujet": self.sujet,
            "niveau": self.niveau,
            "constat": self.constat,
            "quoi_faire": self.quoi_faire,
            "code": self.exit_code,
        }


def good(sujet: str, constat: str) -> Finding:
    """As it should be."""
    return Finding(sujet, "bon", constat)


def note(sujet: str, constat: str, quoi_faire: str = "") -> Finding:
    """Worth knowing."""
    return Finding(sujet, "information", constat, quoi_faire)


def warning(sujet: str, constat: str, quoi_faire: str) -> Finding:
    """Works, but should be looked at."""
    return Finding(sujet, "attention", constat, quoi_faire)


def error(sujet: str, constat: str, quoi_faire: str, exit_code: int = FAILED) -> Finding:
    """Does not work."""
    return Finding(sujet, "erreur", constat, quoi_faire, exit_code)
