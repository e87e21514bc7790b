"""What is wrong with a knowledge file, said to somebody who does not code: which file, which line, what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

Gravite = Literal["erreur", "avertissement"]


@dataclass(frozen=True, slots=True, order=True)
class Constat:
    """One thing found in one place. `champ` is "" for the whole file; `attendu` says what is allowed, or what to do."""

    fichier: str
    ligne: int
    champ: str
    trouve: str
    attendu: str
    gravite: Gravite = "erreur"

    def __str__(self) -> str:
        champ = f"{self.champ} : " if self.champ else ""
        return espacer(f"{self.fichier}:{self.ligne} : {champ}{self.trouve} ; attendu : {self.attendu}")


def espacer(texte: str) -> str:
    """Put the no-break spaces French wants: before « : ; ! ? », and inside « »."""
    return re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", texte)


def cite(valeur: object) -> str:
    """A value found, between French quotes, cut to fit a line."""
    if isinstance(valeur, str):
        texte = " ".join(valeur.split())
        return f"« {texte[:60]}{'…' if len(texte) > 60 else ''} »" if texte else "une valeur vide"
    if isinstance(valeur, list | tuple):
        return "une liste" if valeur else "une liste vide"
    return "plusieurs champs" if isinstance(valeur, Mapping) else f"« {valeur} »"


def enumerer(valeurs: tuple[str, ...]) -> str:
    """A French enumeration: "1, 2, 3 ou inconnu"."""
    return f"{', '.join(valeurs[:-1])} ou {valeurs[-1]}" if len(valeurs) > 1 else "".join(valeurs)


def traduire(erreur: ErrorDetails, modele: type[BaseModel]) -> tuple[str, str]:
    """What was found and what is allowed, in French, for one error of pydantic on `modele`."""
    contexte: Mapping[str, Any] = erreur.get("ctx", {})
    genre = erreur["type"]
    if genre == "extra_forbidden":
        return _champ_inconnu(str(erreur["loc"][-1]), champs_permis(modele, erreur["loc"][:-1]))
    if genre == "missing":
        return "rien", "ce champ est obligatoire (« inconnu » se dit, quand c'est le cas)"
    trouve = cite(erreur["input"])
    if genre in _LONGUEURS and isinstance(erreur["input"], str) and erreur["input"].strip():
        trouve += f" ({len(erreur['input'].strip())} signes)"
    if trouve.startswith("«"):
        trouve += " trouvé"
    attendu = _ATTENDUS.get(genre)
    return trouve, attendu(contexte) if attendu else "une autre valeur (voir docs/schema)"


def champs_permis(modele: type[BaseModel], chemin: tuple[int | str, ...]) -> tuple[str, ...]:
    """The names of fields allowed at a path inside `modele`; empty when the path leads to no model."""
    courant: type[BaseModel] | None = modele
    for partie in chemin:
        if isinstance(partie, int) or courant is None:
            continue
        champ = courant.model_fields.get(partie)
        courant = _modele_dans(champ.annotation) if champ else None
    return tuple(courant.model_fields) if courant else ()


def _modele_dans(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((trouve for partie in get_args(annotation) if (trouve := _modele_dans(partie))), None)


def _champ_inconnu(champ: str, permis: tuple[str, ...]) -> tuple[str, str]:
    proches = difflib.get_close_matches(champ, permis, n=1, cutoff=0.6)
    if proches:
        return "champ inconnu", f"vouliez-vous dire « {proches[0]} » ?"
    return "champ inconnu", f"un de ces champs : {', '.join(permis)}" if permis else "rien à cet endroit"


def _choix(contexte: Mapping[str, Any]) -> str:
    # Pydantic writes "'oui', 'non' or 'inconnu'" and "1, 3, 6 or 12".
    valeurs = re.findall(r"'([^']*)'|(\d+)", str(contexte.get("expected", "")))
    return enumerer(tuple(mot or nombre for mot, nombre in valeurs))


_MOTIFS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "des minuscules sans accent, des chiffres et des tirets",
    r"^https?://\S+$": "une adresse qui commence par http:// ou https://",
    r"[^.…]$": "un texte sans point final",
    r"^[0-9]{2}$": "un code INSEE de région, à deux chiffres (« 32 »)",
}


def _au_moins(contexte: Mapping[str, Any]) -> str:
    combien = contexte.get("min_length", 1)
    return f"au moins {combien} élément{'s' if combien > 1 else ''}"


_ATTENDUS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "literal_error": _choix,
    "enum": _choix,
    "string_type": lambda _: "un texte",
    "string_too_long": lambda c: f"{c['max_length']} signes au plus",
    "string_too_short": lambda c: "un texte" if c["min_length"] == 1 else f"{c['min_length']} signes au moins",
    "string_pattern_mismatch": lambda c: _MOTIFS.get(str(c["pattern"]), f"la forme {c['pattern']}"),
    "jour": lambda _: "un jour qui existe, écrit année-mois-jour (« 2026-11-21 »)",
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
    "too_short": _au_moins,
    "too_long": lambda c: f"{c['max_length']} éléments au plus",
}
_LONGUEURS = {"string_too_long", "string_too_short"}
