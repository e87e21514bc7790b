"""A file once read: its model, and where each of its fields is written."""

from __future__ import annotations

from dataclasses import dataclass

from aiguilleur_bot.knowledge.fields import FileModel
from aiguilleur_bot.knowledge.problems import Problem, Severity
from aiguilleur_bot.knowledge.yaml_files import Document, FieldPath, field_name


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: how to call it in messages, what it holds, and the same, typed."""

    name: str
    document: Document
    model: FileModel

    def problem(self, path: FieldPath, found: str, allowed: str, severity: Severity = "error") -> Problem:
        """Something found at a path of this file."""
        return Problem(self.name, self.document.line(path), field_name(path), found, allowed, severity)


Entries = dict[str, dict[str, Entry]]
"""Files by kind (the name of their folder), then by id."""
