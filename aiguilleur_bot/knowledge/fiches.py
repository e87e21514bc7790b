"""A file once read: its model, and where each of its fields is written."""

from __future__ import annotations

from dataclasses import dataclass

from aiguilleur_bot.knowledge.champs import Fichier
from aiguilleur_bot.knowledge.problems import Problem, Severity
from aiguilleur_bot.knowledge.yaml_files import Chemin, Document, champ_de


@dataclass(frozen=True, slots=True)
class Fiche:
    """One file: how to call it in messages, what it holds, and the same, typed."""

    nom: str
    document: Document
    modele: Fichier

    def problem(self, chemin: Chemin, found: str, allowed: str, severity: Severity = "error") -> Problem:
        """Something found at a path of this file."""
        return Problem(self.nom, self.document.line(chemin), champ_de(chemin), found, allowed, severity)


Entrees = dict[str, dict[str, Fiche]]
"""Files by kind (the name of their folder), then by id."""
