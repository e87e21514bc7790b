"""What is wrong with a knowledge file, said to somebody who does not code: which file, which line, what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing found in one place. `field` is "" for the whole file; `allowed` says what is allowed, or what to do."""

    file: str
    line: int
    field: str
    found: str
    allowed: str
    severity: Severity = "error"

    def __str__(self) -> str:
        field = f"{self.field} : " if self.field else ""
        return no_break_spaces(f"{self.file}:{self.line} : {field}{self.found} ; attendu : {self.allowed}")


def no_break_spaces(text: str) -> str:
    """Put the no-break spaces French wants: before « : ; ! ? », and inside « »."""
    return re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", text)


def quoted(value: object) -> str:
    """A value found, between French quotes, cut to fit a line."""
    if isinstance(value, str):
        text = " ".join(value.split())
        return f"« {text[:60]}{'…' if len(text) > 60 else ''} »" if text else "une valeur vide"
    if isinstance(value, list | tuple):
        return "une liste" if value else "une liste vide"
    return "plusieurs champs" if isinstance(value, Mapping) else f"« {value} »"


def one_of(values: tuple[str, ...]) -> str:
    """A French enumeration: "1, 2, 3 ou inconnu"."""
    return f"{', '.join(values[:-1])} ou {values[-1]}" if len(values) > 1 else "".join(values)


def explain(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """What was found and what is allowed, in French, for one error of pydantic on `model`."""
    context: Mapping[str, Any] = error.get("ctx", {})
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown_field(str(error["loc"][-1]), allowed_fields(model, error["loc"][:-1]))
    if kind == "missing":
        return "rien", "ce champ est obligatoire (« inconnu » se dit, quand c'est le cas)"
    found = quoted(error["input"])
    if kind in _LENGTHS and isinstance(error["input"], str) and error["input"].strip():
        found += f" ({len(error['input'].strip())} signes)"
    if found.startswith("«"):
        found += " trouvé"
    allowed = _ALLOWED.get(kind)
    return found, allowed(context) if allowed else "une autre valeur (voir docs/schema)"


def allowed_fields(model: type[BaseModel], path: tuple[int | str, ...]) -> tuple[str, ...]:
    """The names of fields allowed at a path inside `model`; empty when the path leads to no model."""
    current: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, int) or current is None:
            continue
        field = current.model_fields.get(part)
        current = _model_in(field.annotation) if field else None
    return tuple(current.model_fields) if current else ()


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _unknown_field(name: str, allowed: tuple[str, ...]) -> tuple[str, str]:
    near = difflib.get_close_matches(name, allowed, n=1, cutoff=0.6)
    if near:
        return "champ inconnu", f"vouliez-vous dire « {near[0]} » ?"
    return "champ inconnu", f"un de ces champs : {', '.join(allowed)}" if allowed else "rien à cet endroit"


def _choices(context: Mapping[str, Any]) -> str:
    # Pydantic writes "'oui', 'non' or 'inconnu'" and "1, 3, 6 or 12".
    values = re.findall(r"'([^']*)'|(\d+)", str(context.get("expected", "")))
    return one_of(tuple(word or number for word, number in values))


_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "des minuscules sans accent, des chiffres et des tirets",
    r"^https?://\S+$": "une adresse qui commence par http:// ou https://",
    r"[^.…]$": "un texte sans point final",
    r"^[0-9]{2}$": "un code INSEE de région, à deux chiffres (« 32 »)",
}


def _at_least(context: Mapping[str, Any]) -> str:
    count = context.get("min_length", 1)
    return f"au moins {count} élément{'s' if count > 1 else ''}"


_ALLOWED: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "literal_error": _choices,
    "enum": _choices,
    "string_type": lambda _: "un texte",
    "string_too_long": lambda c: f"{c['max_length']} signes au plus",
    "string_too_short": lambda c: "un texte" if c["min_length"] == 1 else f"{c['min_length']} signes au moins",
    "string_pattern_mismatch": lambda c: _PATTERNS.get(str(c["pattern"]), f"la forme {c['pattern']}"),
    "day": lambda _: "un jour qui existe, écrit année-mois-jour (« 2026-11-21 »)",
    "date_type": lambda _: "un jour, écrit année-mois-jour (« 2026-11-21 »)",
    "int_parsing": lambda _: "un nombre entier",
    "int_type": lambda _: "un nombre entier",
    "int_parsing_size": lambda _: "un nombre entier plus petit",
    "int_from_float": lambda _: "un nombre entier",
    "float_parsing": lambda _: "un nombre, avec un point (« 12.50 »)",
    "float_type": lambda _: "un nombre, avec un point (« 12.50 »)",
    "finite_number": lambda _: "un nombre ordinaire",
    "greater_than_equal": lambda c: f"un nombre à partir de {c['ge']:g}",
    "less_than_equal": lambda c: f"un nombre jusqu'à {c['le']:g}",
    "tuple_type": lambda _: "une liste (une ligne « - … » par élément, ou [])",
    "dict_type": lambda _: "des champs en retrait (« champ: valeur »)",
    "model_type": lambda _: "des champs en retrait (« champ: valeur »)",
    "model_attributes_type": lambda _: "des champs en retrait (« champ: valeur »)",
    "too_short": _at_least,
    "too_long": lambda c: f"{c['max_length']} éléments au plus",
}
_LENGTHS = {"string_too_long", "string_too_short"}
