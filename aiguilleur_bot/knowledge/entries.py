"""A file once read: its model, and where each of its fields is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiguilleur_bot.knowledge.fields import FileModel
from aiguilleur_bot.knowledge.problems import Problem, Severity
from aiguilleur_bot.knowledge.yaml_files import FieldPath, field_name, line_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: how to call it in messages, where its fields are, and what it holds: typed, and as JSON.

    `json` leaves out what has its default value: two files that say the same have the same.
    """

    name: str
    lines: Mapping[FieldPath, int]
    model: FileModel
    json: bytes

    def problem(self, path: FieldPath, found: str, allowed: str, severity: Severity = "error") -> Problem:
        """Something found at a path of this file."""
        return Problem(self.name, line_of(self.lines, path), field_name(path), found, allowed, severity)


Entries = dict[str, dict[str, Entry]]
"""Files by kind (the name of their folder), then by id."""
