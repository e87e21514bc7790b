"""The learned part that is shipped: a few small logistic regressions over named signals, as readable JSON.

`data/fusion.json` is made by `scripts/apprendre_modele.py`, which says from what. The signals belong to a message, or
to a (message, fiche) pair, never to a given commun: the weights serve any base.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from aiguilleur_bot.vocabulary import Ecoute, Intention


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named signals, each centred and scaled."""

    bias: float
    weights: Mapping[str, tuple[float, float, float]]
    """Signal -> (weight, mean, standard deviation)."""

    def probability(self, signals: Mapping[str, float]) -> float:
        """The chance (0..1) given the signals. Raises KeyError when one is missing."""
        total = self.bias
        for name, (weight, mean, deviation) in self.weights.items():
            total += weight * max(-5.0, min(5.0, (signals[name] - mean) / deviation))
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where one listening decides, in chances.

    `besoin`: answer at all. `serves`: show a second or third commun. `question`: below it, ask. `sensible`: say that a
    human is needed. `plusieurs`: see several needs in one message.
    """

    besoin: float
    serves: float
    question: float
    sensible: float
    plusieurs: float


@dataclass(frozen=True, slots=True)
class Fusion:
    """`besoin`: is it a need the base serves? `right`: is the first commun right? `serves`: does this one serve?"""

    besoin: Logistic
    right: Logistic
    serves: Logistic
    sensible: Logistic
    plusieurs: Logistic
    """Are there two needs in the message?"""
    sensible_threshold: float
    """From there on, no commun is proposed, whatever the listening."""
    thresholds: Mapping[Ecoute, Thresholds]
    intentions: Mapping[Intention, Logistic]
    """What a message is for, one against the others."""

    def intention(self, signals: Mapping[str, float]) -> Intention:
        """The likeliest; a need when nothing was learned."""
        chances = {one: learned.probability(signals) for one, learned in self.intentions.items()}
        return max(chances, key=lambda one: (chances[one], one), default=Intention.BESOIN)


def shipped_fusion() -> Fusion:
    """The weights shipped with the package."""
    return from_json(files("aiguilleur_bot.matching").joinpath("data/fusion.json").read_text(encoding="utf-8"))


def from_json(text: str) -> Fusion:
    """Read what `scripts/apprendre_modele.py` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    parsed = json.loads(text)
    return Fusion(
        _logistic(parsed["besoin"]),
        _logistic(parsed["right"]),
        _logistic(parsed["serves"]),
        _logistic(parsed["sensible"]),
        _logistic(parsed["plusieurs"]),
        float(parsed["sensible_threshold"]),
        {Ecoute(name): Thresholds(**values) for name, values in parsed["thresholds"].items()},
        {Intention(name): _logistic(values) for name, values in parsed["intentions"].items()},
    )


def _logistic(parsed: Mapping[str, object]) -> Logistic:
    weights = parsed["weights"]
    bias = parsed["bias"]
    if not isinstance(weights, dict) or not isinstance(bias, int | float):
        raise TypeError("une régression s'écrit {bias, weights: {signal: [weight, mean, deviation]}}")
    return Logistic(
        float(bias),
        {name: (float(weight), float(mean), float(deviation)) for name, (weight, mean, deviation) in weights.items()},
    )
