"""What `aiguilleur verifier` says: errors, then warnings, then what the base holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import Loaded, load
from aiguilleur_bot.knowledge.problems import Problem, no_break_spaces

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True, slots=True)
class Report:
    """The result of checking a knowledge base, for people (`lines`) and for machines (`as_dict`)."""

    loaded: Loaded

    @property
    def valid(self) -> bool:
        """Whether the bot can use this base. Warnings do not prevent it."""
        return self.loaded.base is not None

    @property
    def lines(self) -> tuple[str, ...]:
        """Every error, then every warning, then a summary, in French."""
        errors, warnings = self.loaded.errors, self.loaded.warnings
        lines = [f"erreur : {problem}" for problem in errors]
        lines += [f"avertissement : {problem}" for problem in warnings]
        if lines:
            lines.append("")
        if self.loaded.base is not None:
            lines.append(_summary(self.loaded.base))
        verdict = "La base peut servir." if self.valid else "La base ne peut pas servir : corrigez les erreurs."
        counts = f"{_counted(len(errors), 'erreur')}, {_counted(len(warnings), 'avertissement')}"
        lines.append(f"{counts}. {verdict}")
        return tuple(no_break_spaces(line) for line in lines)

    def as_dict(self) -> dict[str, Json]:
        """The same for `--json`."""
        base = self.loaded.base
        return {
            "valide": self.valid,
            "erreurs": [_as_json(problem) for problem in self.loaded.errors],
            "avertissements": [_as_json(problem) for problem in self.loaded.warnings],
            "au": base.day.isoformat() if base else None,
            "empreinte": base.fingerprint if base else None,
            "contenu": dict(_counts(base)) if base else {},
        }


def verify(folders: Sequence[Path], *, day: date | None = None) -> Report:
    """Load the folders and report. `day` is the day of the overdue rules (default: the newest date in the base)."""
    return Report(load(folders, day=day))


def _as_json(problem: Problem) -> dict[str, Json]:
    return {
        "fichier": problem.file,
        "ligne": problem.line,
        "champ": problem.field,
        "trouve": no_break_spaces(problem.found),
        "attendu": no_break_spaces(problem.allowed),
    }


def _counts(base: Base) -> Mapping[str, int]:
    return {
        "communs": len(base.communs),
        "proposables": len(base.proposable()),
        "reseaux": len(base.reseaux),
        "faq": len(base.faqs),
        "produits": len(base.produits),
        "referents": len(base.referents),
        "exemples": sum(len(exemples.lignes) for exemples in base.exemples),
        "hors": sum(len(hors.lignes) for hors in base.hors),
    }


def _summary(base: Base) -> str:
    counts = _counts(base)
    parts = (
        f"{_counted(counts['communs'], 'commun')} (dont {_counted(counts['proposables'], 'proposable')})",
        _counted(counts["reseaux"], "réseau", "réseaux"),
        _counted(counts["faq"], "question"),
        f"{_counted(counts['hors'], 'phrase')} hors sujet",
    )
    return f"Au {base.day:%d/%m/%Y} : {', '.join(parts)}."


def _counted(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {plural or f'{noun}s' if number > 1 else noun}"
