"""The small types that fields of knowledge files are made of, and the base of every model."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


def _day(value: object) -> object:
    # Pydantic alone would read "20261121" as a number of seconds since 1970, and accept an hour.
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise PydanticCustomError("day", "not a day")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("day", "no such day") from None
    return value


Day = Annotated[date, BeforeValidator(_day)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Resume = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=150)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)]
YesNoUnknown = Literal["oui", "non", "inconnu"]
Duration = Literal["<1h", "demi-journee", "1-3-jours", "1-4-semaines", "plus-d-un-mois", "inconnu"]
# Files hold plain strings; a Literal of integers does not read "6" by itself.
Cadence = Annotated[
    Literal[1, 3, 6, 12], BeforeValidator(lambda v: int(v) if isinstance(v, str) and v.isdecimal() else v)
]
Maturite = Literal["idee", "amorcage", "ouvert", "consolide"]
Famille = Literal[
    "outils-de-gestion",
    "juridique",
    "ressources-humaines",
    "formation",
    "animation-de-communautes",
    "documentation",
    "financement",
    "gouvernance",
    "communication",
    "relations-aux-collectivites",
    "services-aux-habitants",
]
ContactType = Literal["courriel", "forum", "salon", "formulaire", "site", "telephone"]


class FileModel(BaseModel):
    """Base of every model: frozen, and a key nobody knows is an error, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)
