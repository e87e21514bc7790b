"""Labelled messages read from files, intervals and calibration: what every evaluation shares."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_DRAWS = 1000
"""Resamplings behind an interval."""


class EvaluationError(ValueError):
    """A labelled file cannot be read: which file, which line, and what was expected."""


@dataclass(frozen=True, slots=True)
class Besoin:
    """A labelled need: `communs` all serve it, `ideal` are the best of them."""

    id: str
    text: str
    communs: tuple[str, ...]
    ideal: tuple[str, ...]
    action: str
    style: str


def read_besoins(file: Path) -> list[Besoin]:
    """The labelled needs of a JSONL file. Raises EvaluationError."""
    return [_besoin(line) for line in read_lines(file, ("id", "texte", "communs", "ideal", "action"))]


def read_lines(file: Path, fields: Sequence[str]) -> list[dict[str, object]]:
    """The objects of a JSONL file, each with these fields. Raises EvaluationError."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{file} : ce fichier ne se lit pas ({error})") from None
    found: list[dict[str, object]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict) or not set(fields) <= record.keys():
            expected = ", ".join(fields)
            raise EvaluationError(f"{file}, ligne {number} : un objet JSON avec {expected} était attendu")
        found.append(record)
    return found


def bootstrap(values: Sequence[float]) -> list[float]:
    """The 95 % interval of a mean, by resampling with a fixed seed."""
    sample = np.asarray(values)
    drawn = np.random.default_rng(0).integers(0, len(sample), (_DRAWS, len(sample)))
    low, high = np.percentile(sample[drawn].mean(axis=1), (2.5, 97.5))
    return [round(float(low), 3), round(float(high), 3)]


def calibration(said: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error, 0..1, in ten bins: of what is said at 0.8, 80 % should be right."""
    chances, hits = np.asarray(said, dtype=float), np.asarray(right, dtype=float)
    bins = np.minimum((chances * 10).astype(int), 9)
    gaps = [
        abs(chances[bins == one].mean() - hits[bins == one].mean()) * (bins == one).mean() for one in np.unique(bins)
    ]
    return float(sum(gaps))


def _besoin(line: Mapping[str, object]) -> Besoin:
    def listed(field: str) -> tuple[str, ...]:
        value = line[field]
        return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)

    style = str(line.get("style", "sans style"))
    action = str(line["action"])
    return Besoin(str(line["id"]), str(line["texte"]), listed("communs"), listed("ideal"), action, style)
