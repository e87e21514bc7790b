"""Which questions that help think go with a message."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.schema import Faq
from aiguilleur_bot.matching.index.vectors import Vectors
from aiguilleur_bot.vocabulary import Action

_SAME_COMMUN, _SAME_ACTION = 0.25, 0.1
"""What a commun in common, or the same action, adds to the cosine."""
_ENOUGH, _ALONE = 0.55, 0.6
"""The sum that is enough to be shown; the cosine it takes where no commun is proposed."""
_MOST = 2


class Questions:
    """The FAQ of the base and the meaning of their wordings. Read-only once built."""

    def __init__(self, base: Base, vectors: Vectors) -> None:
        self._faqs = tuple(base.faqs[faq] for faq in sorted(base.faqs))
        self._vectors = vectors
        self._owners = np.array([i for i, faq in enumerate(self._faqs) for _ in wordings(faq)], dtype=np.int64)

    def choose(self, vector: Vectors, communs: Collection[str], action: Action | None) -> tuple[str, ...]:
        """At most two ids, best first: near in meaning, about the communs proposed, or of the same action.

        Without a commun proposed, only a question really near in meaning is given.
        """
        if not self._faqs:
            return ()
        likeness = np.einsum("ij,j->i", self._vectors, vector)
        grades = []
        for i, faq in enumerate(self._faqs):
            meaning = float(likeness[self._owners == i].max())
            grade = (
                meaning + _SAME_COMMUN * bool(set(communs) & set(faq.communs)) + _SAME_ACTION * (faq.action == action)
            )
            if grade >= _ENOUGH and (communs or meaning >= _ALONE):
                grades.append((-grade, faq.id))
        return tuple(faq for _, faq in sorted(grades)[:_MOST])


def all_wordings(base: Base) -> list[str]:
    """Every way every FAQ of the base is asked, in the order `Questions` takes their vectors."""
    return [formulation for faq in sorted(base.faqs) for formulation in wordings(base.faqs[faq])]


def wordings(faq: Faq) -> tuple[str, ...]:
    """Every way a FAQ is asked."""
    return (faq.question, *faq.formulations)
