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

NOMS: Mapping[str, str] = {
    "communs": "commun",
    "referents": "referent",
    "aiguilleurs": "aiguilleur",
    "reseaux": "reseau",
    "faq": "faq",
    "lexique": "lexique",
    "hors": "hors",
    "territoires": "territoires",
}
"""The folder of a kind of file, and the name of its schema: `docs/schema/commun.json`."""


def schemas() -> dict[str, str]:
    """The text of each schema, by file name."""
    return {f"{nom}.json": _texte(MODELS[genre]) for genre, nom in NOMS.items()}


def write_schemas(dossier: Path) -> None:
    """Write the schemas into a folder (docs/schema)."""
    dossier.mkdir(parents=True, exist_ok=True)
    for nom, texte in schemas().items():
        (dossier / nom).write_text(texte, encoding="utf-8")


def _texte(modele: type[BaseModel]) -> str:
    schema = _assouplir(modele.model_json_schema())
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    if "nature" in modele.model_fields:
        schema["allOf"] = [
            {"if": {"properties": {"nature": {"const": nature}}}, "then": {"required": [grille]}}
            for nature, grille in GRILLES.items()
        ]
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _assouplir(noeud: Any) -> Any:
    """Drop what is for programmers (titles, English docstrings), accept numbers where we read text."""
    if isinstance(noeud, list):
        return [_assouplir(partie) for partie in noeud]
    if not isinstance(noeud, dict):
        return noeud
    if len(branches := noeud.get("anyOf", [])) == 2 and {"type": "null"} in branches:
        # A field that may be absent is left out: we read no "null".
        noeud = {**{c: v for c, v in noeud.items() if c not in ("anyOf", "default")}, **branches[0]}
    propre = {cle: _assouplir(valeur) for cle, valeur in noeud.items() if not _pour_nous(cle, valeur, noeud)}
    return _nombres_et_textes(propre)


def _nombres_et_textes(propre: dict[str, Any]) -> dict[str, Any]:
    choix, genre = propre.get("enum"), propre.get("type")
    if choix:
        nombres = [valeur for valeur in choix if str(valeur).isdecimal()]
        propre["enum"] = [*choix, *(str(v) if isinstance(v, int) else int(v) for v in nombres)]
        if nombres:
            del propre["type"]
    elif genre in ("integer", "number") or (genre == "string" and "format" not in propre):
        propre["type"] = [genre, "number" if genre == "string" else "string"]
    return propre


def _pour_nous(cle: str, valeur: object, noeud: Mapping[str, object]) -> bool:
    # `title` and `description` are also names of fields: there, their value is a schema.
    docstring = cle == "description" and (noeud.get("type") == "object" or "enum" in noeud)
    return isinstance(valeur, str) and (cle == "title" or docstring)
