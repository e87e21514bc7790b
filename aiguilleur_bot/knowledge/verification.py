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
        lignes = [f"erreur : {problem}" for problem in errors]
        lignes += [f"avertissement : {problem}" for problem in warnings]
        if lignes:
            lignes.append("")
        if self.loaded.base is not None:
            lignes.append(_contenu(self.loaded.base))
        bilan = "La base peut servir." if self.valid else "La base ne peut pas servir : corrigez les erreurs."
        comptes = f"{_compte(len(errors), 'erreur')}, {_compte(len(warnings), 'avertissement')}"
        lignes.append(f"{comptes}. {bilan}")
        return tuple(no_break_spaces(ligne) for ligne in lignes)

    def as_dict(self) -> dict[str, Json]:
        """The same for `--json`."""
        base = self.loaded.base
        return {
            "valide": self.valid,
            "erreurs": [_en_dict(problem) for problem in self.loaded.errors],
            "avertissements": [_en_dict(problem) for problem in self.loaded.warnings],
            "au": base.day.isoformat() if base else None,
            "empreinte": base.fingerprint if base else None,
            "contenu": dict(_comptes(base)) if base else {},
        }


def verify(folders: Sequence[Path], *, day: date | None = None) -> Report:
    """Load the folders and report. `day` is the day of the overdue rules (default: the newest date in the base)."""
    return Report(load(folders, day=day))


def _en_dict(problem: Problem) -> dict[str, Json]:
    return {
        "fichier": problem.file,
        "ligne": problem.line,
        "champ": problem.field,
        "trouve": no_break_spaces(problem.found),
        "attendu": no_break_spaces(problem.allowed),
    }


def _comptes(base: Base) -> Mapping[str, int]:
    return {
        "communs": len(base.communs),
        "proposables": len(base.proposable()),
        "reseaux": len(base.reseaux),
        "faq": len(base.faqs),
        "produits": len(base.produits),
        "referents": len(base.referents),
        "hors": sum(len(hors.lignes) for hors in base.hors),
    }


def _contenu(base: Base) -> str:
    comptes = _comptes(base)
    parties = (
        f"{_compte(comptes['communs'], 'commun')} (dont {_compte(comptes['proposables'], 'proposable')})",
        _compte(comptes["reseaux"], "réseau", "réseaux"),
        _compte(comptes["faq"], "question"),
        f"{_compte(comptes['hors'], 'phrase')} hors sujet",
    )
    return f"Au {base.day:%d/%m/%Y} : {', '.join(parties)}."


def _compte(nombre: int, nom: str, pluriel: str = "") -> str:
    return f"{nombre} {pluriel or f'{nom}s' if nombre > 1 else nom}"
