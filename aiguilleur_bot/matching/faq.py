"""Which questions that help think go with a message."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.schema import Faq
from aiguilleur_bot.matching.encoder import Vecteurs
from aiguilleur_bot.vocabulary import Action

_COMMUN, _ACTION = 0.25, 0.1
_ASSEZ, _SEULE = 0.55, 0.6
_NOMBRE = 2


class Questions:
    """The FAQ of the base and the meaning of their wordings. Read-only once built."""

    def __init__(self, base: Base, vecteurs: Vecteurs) -> None:
        self._faqs = tuple(base.faqs[faq] for faq in sorted(base.faqs))
        self._vecteurs = vecteurs
        self._rangs = np.array([i for i, faq in enumerate(self._faqs) for _ in wordings(faq)], dtype=np.int64)

    def choose(self, vecteur: Vecteurs, communs: Collection[str], action: Action | None) -> tuple[str, ...]:
        """At most two ids, best first: near in meaning, about the communs proposed, or of the same action.

        Without a commun proposed, only a question really near in meaning is given.
        """
        if not self._faqs:
            return ()
        proches = np.einsum("ij,j->i", self._vecteurs, vecteur)
        notes = []
        for i, faq in enumerate(self._faqs):
            sens = float(proches[self._rangs == i].max())
            note = sens + _COMMUN * bool(set(communs) & set(faq.communs)) + _ACTION * (faq.action == action)
            if note >= _ASSEZ and (communs or sens >= _SEULE):
                notes.append((-note, faq.id))
        return tuple(faq for _, faq in sorted(notes)[:_NOMBRE])


def wordings(faq: Faq) -> tuple[str, ...]:
    """Every way a FAQ is asked."""
    return (faq.question, *faq.formulations)
