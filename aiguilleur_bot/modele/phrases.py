"""What is said to the model: `prompts/modele/`, rendered. What a person typed is only ever a JSON string in it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.knowledge.schema import Commun

FOLDER = "modele"
"""The folder of `prompts/` that holds what is said to a model rather than to people."""
LONGEST = 600
"""Characters of a message that are sent: what comes after is a paste, not a need."""
_LINK = re.compile(r"\b(?:https?|ftp|matrix)://\S+|\bwww\.\S+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w.])@[\w.-]+")
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


class Phrases:
    """The two texts of one question to the model."""

    def __init__(self, prompts: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(prompts / FOLDER),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - not HTML: what people typed goes through the filter `json`
            trim_blocks=True,
            auto_reload=False,
        )
        self._environment.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)

    def consigne(self, count: int) -> str:
        """What is expected of it, for `count` communs to choose from."""
        return self._environment.get_template("consigne.txt.j2").render(nombre=count).strip()

    def besoin(self, words: str, fiches: Sequence[Commun]) -> str:
        """The need, as `sendable` gives it, and the communs, numbered from 1."""
        ressources = [
            {"numero": rank, "nom": fiche.nom, "usage": fiche.usage, "en_bref": fiche.en_bref}
            for rank, fiche in enumerate(fiches, start=1)
        ]
        return self._environment.get_template("besoin.txt.j2").render(besoin=words, ressources=ressources).strip()


def sendable(texte: str) -> str:
    """What leaves the machine of a message: masked, without any link, mention or hidden sign, 600 characters at most.

    Names that people write in full are not known as such: they leave. The settings' documentation says so.
    """
    masked = mask(_UNSEEN.sub(" ", texte))
    without = _MENTION.sub("[compte]", _LINK.sub("[lien]", masked))
    return " ".join(without.split())[:LONGEST]
