"""One message answered and measured, and the figures that a list of such measures gives."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiguilleur_bot.matching.engine import PROPOSITIONS_MAX, Matcher
from aiguilleur_bot.matching.evaluation.labelled import Besoin, bootstrap
from aiguilleur_bot.vocabulary import Ecoute, Reponse, Suite, Territoire

Figures = dict[str, object]


@dataclass(frozen=True, slots=True)
class Measure:
    """One answer to one labelled message, ready to be counted.

    `need` is the chance that it is a need. `closed`: refused for another reason
    than that chance, so that no threshold would have it answered.
    """

    suite: Suite
    offered: tuple[str, ...]
    action: str | None
    confidence: float
    reachable: bool
    need: float
    closed: bool
    ms: float

    def rank(self, wanted: Sequence[str]) -> int:
        """The place (from 1) of the first of `wanted`, 0 when none is proposed."""
        return next((rank for rank, commun in enumerate(self.offered, 1) if commun in wanted), 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A labelled need and what was answered."""

    besoin: Besoin
    measure: Measure

    @property
    def right(self) -> bool:
        """Whether the first commun proposed serves."""
        return bool(self.measure.offered) and self.measure.offered[0] in self.besoin.communs

    @property
    def recalled(self) -> bool:
        """Whether one of the best is among the three first."""
        return 0 < self.measure.rank(self.besoin.ideal) <= PROPOSITIONS_MAX


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A labelled message to refuse and what was answered."""

    line: Mapping[str, object]
    measure: Measure

    @property
    def genre(self) -> str:
        """The kind of message it is."""
        return str(self.line.get("genre", "sans genre"))


def measure(matcher: Matcher, text: str, territoire: Territoire | None, place: Territoire | None) -> Measure:
    """Answer as in a direct message.

    `territoire` is where the asker is, `place` where they would be found to be before anyone is called.
    """
    start = time.perf_counter()
    reponse = matcher.understand(text, territoire=territoire)
    ms = (time.perf_counter() - start) * 1000
    besoin = reponse.besoins[0] if reponse.besoins else None
    offered = proposed(reponse)
    need = matcher.need_probability(matcher.read(text))
    return Measure(
        reponse.suite,
        offered,
        str(besoin.action) if besoin is not None and besoin.action is not None else None,
        besoin.confiance if besoin is not None else 0.0,
        bool(offered) and bool(matcher.base.contacts(offered[0], place)),
        need,
        not offered and need >= matcher.need_threshold(Ecoute.DIRECT),
        ms,
    )


def proposed(reponse: Reponse) -> tuple[str, ...]:
    """What was put before the person: propositions, or one commun for each closed choice."""
    propositions = tuple(p.id for besoin in reponse.besoins for p in besoin.propositions)
    choix = reponse.question.choix if reponse.question is not None else ()
    return propositions + tuple(one.communs[0] for one in choix if one.communs)


def values(asked: Sequence[Asked], unwanted: Sequence[Unwanted]) -> dict[str, list[float]]:
    """What each measure is the mean of. A need refused is a miss everywhere."""
    ranks = [one.measure.rank(one.besoin.ideal) for one in asked]
    return {
        "top1": [float(one.right) for one in asked],
        "rappel3": [float(one.recalled) for one in asked],
        "mrr": [1 / rank if rank else 0.0 for rank in ranks],
        "action": [float(bool(one.measure.offered) and one.measure.action == one.besoin.action) for one in asked],
        "refus": [float(not one.measure.offered) for one in unwanted],
        "faux_refus": [float(not one.measure.offered) for one in asked],
        "joignable": [float(one.measure.reachable) for one in asked if one.measure.offered],
    }


def means(counted: Mapping[str, Sequence[float]]) -> Figures:
    """The mean of each, 0 where there is nothing to count."""
    return {name: share(sum(one), len(one)) for name, one in counted.items()}


def intervals(counted: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    """The 95 % interval of each mean."""
    return {name: bootstrap(one) for name, one in counted.items() if one}


def share(part: float, whole: int) -> float:
    """A part of a whole, 0 when there is no whole."""
    return round(part / whole, 4) if whole else 0.0
