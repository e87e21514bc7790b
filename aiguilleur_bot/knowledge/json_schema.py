"""JSON Schemas of the knowledge files, for editors that complete and underline as one types.

They are a little laxer than the loader: an editor reads `complexite: 2` as a number, we read everything as text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from aiguilleur_bot.knowledge.coherence import GRILLES
from aiguilleur_bot.knowledge.loader import MODELS

NAMES: Mapping[str, str] = {
    "communs": "commun",
    "referents": "referent",
    "aiguilleurs": "aiguilleur",
    "reseaux": "reseau",
    "faq": "faq",
    "lexique": "lexique",
    "exemples": "exemples",
    "hors": "hors",
    "territoires": "territoires",
}
"""The folder of a kind of file, and the name of its schema: `docs/schema/commun.json`."""


def schemas() -> dict[str, str]:
    """The text of each schema, by file name."""
    return {f"{name}.json": _text(MODELS[kind]) for kind, name in NAMES.items()}


def write_schemas(folder: Path) -> None:
    """Write the schemas into a folder (docs/schema)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _text(model: type[BaseModel]) -> str:
    schema = _loosened(model.model_json_schema())
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    if "nature" in model.model_fields:
        schema["allOf"] = [
            {"if": {"properties": {"nature": {"const": nature}}}, "then": {"required": [grille]}}
            for nature, grille in GRILLES.items()
        ]
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _loosened(node: Any) -> Any:
    """Drop what is for programmers (titles, English docstrings), accept numbers where we read text."""
    if isinstance(node, list):
        return [_loosened(part) for part in node]
    if not isinstance(node, dict):
        return node
    if len(branches := node.get("anyOf", [])) == 2 and {"type": "null"} in branches:
        # A field that may be absent is left out: we read no "null".
        node = {**{key: value for key, value in node.items() if key not in ("anyOf", "default")}, **branches[0]}
    clean = {key: _loosened(value) for key, value in node.items() if not _for_us(key, value, node)}
    return _numbers_and_texts(clean)


def _numbers_and_texts(clean: dict[str, Any]) -> dict[str, Any]:
    choices, kind = clean.get("enum"), clean.get("type")
    if choices:
        numbers = [value for value in choices if str(value).isdecimal()]
        clean["enum"] = [*choices, *(str(value) if isinstance(value, int) else int(value) for value in numbers)]
        if numbers:
            del clean["type"]
    elif kind in ("integer", "number") or (kind == "string" and "format" not in clean):
        clean["type"] = [kind, "number" if kind == "string" else "string"]
    return clean


def _for_us(key: str, value: object, node: Mapping[str, object]) -> bool:
    # `title` and `description` are also names of fields: there, their value is a schema.
    docstring = key == "description" and (node.get("type") == "object" or "enum" in node)
    return isinstance(value, str) and (key == "title" or docstring)
