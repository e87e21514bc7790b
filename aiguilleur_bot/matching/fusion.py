"""The learned part that is shipped: four small logistic regressions over named signals, as readable JSON.

`data/fusion.json` is made by `scripts/apprendre_modele.py`, which says from what. The signals belong to a message, or
to a (message, fiche) pair, never to a given commun: the weights serve any base.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from aiguilleur_bot.vocabulary import Ecoute


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named signals, each centred and scaled."""

    biais: float
    poids: Mapping[str, tuple[float, float, float]]
    """Signal -> (weight, mean, standard deviation)."""

    def probability(self, signaux: Mapping[str, float]) -> float:
        """The chance (0..1) given the signals. Raises KeyError when one is missing."""
        total = self.biais
        for nom, (poids, moyenne, ecart) in self.poids.items():
            total += poids * max(-5.0, min(5.0, (signaux[nom] - moyenne) / ecart))
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


@dataclass(frozen=True, slots=True)
class Seuils:
    """Where one listening decides, in chances.

    `besoin`: answer at all. `sert`: show a second or third commun. `question`: below it, ask. `sensible`: say that a
    human is needed.
    """

    besoin: float
    sert: float
    question: float
    sensible: float


@dataclass(frozen=True, slots=True)
class Fusion:
    """`besoin`: is it a need the base serves? `juste`: is the first commun right? `sert`: does this one serve?"""

    besoin: Logistic
    juste: Logistic
    sert: Logistic
    sensible: Logistic
    seuil_sensible: float
    """From there on, no commun is proposed, whatever the listening."""
    seuils: Mapping[Ecoute, Seuils]


def shipped_fusion() -> Fusion:
    """The weights shipped with the package."""
    return from_json(files("aiguilleur_bot.matching").joinpath("data/fusion.json").read_text(encoding="utf-8"))


def from_json(texte: str) -> Fusion:
    """Read what `scripts/apprendre_modele.py` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    lu = json.loads(texte)
    return Fusion(
        _logistic(lu["besoin"]),
        _logistic(lu["juste"]),
        _logistic(lu["sert"]),
        _logistic(lu["sensible"]),
        float(lu["seuil_sensible"]),
        {Ecoute(nom): Seuils(**valeurs) for nom, valeurs in lu["seuils"].items()},
    )


def _logistic(lu: Mapping[str, object]) -> Logistic:
    poids = lu["poids"]
    biais = lu["biais"]
    if not isinstance(poids, dict) or not isinstance(biais, int | float):
        raise TypeError("une régression s'écrit {biais, poids: {signal: [poids, moyenne, écart]}}")
    return Logistic(float(biais), {nom: (float(p), float(m), float(e)) for nom, (p, m, e) in poids.items()})
