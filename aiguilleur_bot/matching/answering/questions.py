"""« Vouliez-vous dire »: the closed choice asked when several families of communs would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching.index.vectors import Vectors
from aiguilleur_bot.matching.reading.french import NBSP
from aiguilleur_bot.vocabulary import Choix, Question

CHOIX_MAX = 3
OTHER = "autre, ou je ne sais pas"
_TOO_NEAR = 0.6
"""Cosine of two usages from which they make one choice."""


def closed_question(fiches: Sequence[Commun], usages: Mapping[str, Vectors]) -> Question | None:
    """One question over the communs given (best first), two uses alike making one choice.

    None when it would not change the answer: everything comes to the same use.
    """
    groups: list[list[Commun]] = []
    for fiche in fiches:
        neighbour = next((g for g in groups if _alike(g[0], fiche, usages)), None)
        if neighbour is not None:
            neighbour.append(fiche)
        elif len(groups) < CHOIX_MAX:
            groups.append([fiche])
    if len(groups) < 2:
        return None
    choix = [Choix(group[0].usage, tuple(fiche.id for fiche in group)) for group in groups]
    return Question(f"Pour bien comprendre, il s’agit de{NBSP}:", (*choix, Choix(OTHER)))


def _alike(one: Commun, other: Commun, usages: Mapping[str, Vectors]) -> bool:
    likeness = float(usages[one.id] @ usages[other.id])
    return other.id in one.alternatives or one.id in other.alternatives or likeness >= _TOO_NEAR
