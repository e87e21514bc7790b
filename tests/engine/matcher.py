"""A matching that knows three communs, for what does not test the matching."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from aiguilleur_bot.matching.advice import Shortlist, asks_for_advice
from aiguilleur_bot.matching.index.vectors import Vectors
from aiguilleur_bot.vocabulary import Action, BesoinCompris, Ecoute, Nommes, Proposition, Reponse, Suite, Territoire


class FakeEncoder:
    """Sentences that share words are alike."""

    name = "faux"

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                rows[row, zlib.crc32(word.encode()) % 256] += 1
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


class FakeMatcher:
    """Knows one thing: who speaks of salles gets Dokos. « panne » is poison. Its best are Dokos, Odoo and Grist."""

    encoder = FakeEncoder()

    def understand(self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None) -> Reponse:
        if "poison" in text:
            raise ZeroDivisionError
        if "loyer" in text:
            return Reponse(Suite.SENSIBLE)
        if "barnum" in text:
            return Reponse(Suite.HORS_PERIMETRE)
        found = (Proposition("dokos", "Dokos", 0.9, ("réservation",)),) if "salles" in text else ()
        besoin = BesoinCompris(text, Action.GERER, 0.9 if found else 0.1, found)
        return Reponse(Suite.REPONSE if found else Suite.INCONNU, (besoin,))

    def likeness(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """By the words they share."""
        mine = set(text.split())
        return tuple(len(mine & set(other.split())) / len(mine | set(other.split())) for other in others)

    def with_shortlist(
        self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None
    ) -> tuple[Reponse, Shortlist]:
        reponse = self.understand(text, ecoute=ecoute, territoire=territoire)
        best = (("dokos", 0.9), ("odoo", 0.3), ("grist", 0.2))
        ten = tuple(Proposition(one, one.capitalize(), chance) for one, chance in best)
        return reponse, Shortlist(ten, 0.25) if asks_for_advice(reponse) else Shortlist()

    def named(self, text: str) -> Nommes:
        said = text.casefold()
        known = tuple(one for one in ("dokos", "loomio", "paheko") if one in said)
        return Nommes(known, () if known else ("dokos", "loomio"))
