"""Everything measured about one message before deciding: per fiche for the order, per message for the decision."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.matching.classifier import Classifier, Likeness, Message
from aiguilleur_bot.matching.examples import FAUX_SENSIBLE, HORS
from aiguilleur_bot.matching.lexical import Scores
from aiguilleur_bot.matching.names import Citation
from aiguilleur_bot.matching.sensible import alarms

Masque = npt.NDArray[np.bool_]

NOM, NOM_QUITTE, PRODUIT = 0.6, -0.5, 0.35
"""What a name adds to the score of its commun: said, said to be left, and a product it may replace."""


@dataclass(frozen=True, slots=True)
class Lecture:
    """One message, measured. `ordre` ranks the communs (indices in `communs`), best first."""

    message: Message
    likeness: Likeness
    citations: tuple[Citation, ...]
    communs: tuple[str, ...]
    scores: Scores
    ordre: tuple[int, ...]
    genres: Mapping[str, float]
    signaux: Mapping[str, float]

    def score(self, commun: str) -> float:
        """The score of one commun. Raises ValueError when it is not one."""
        return float(self.scores[self.communs.index(commun)])


class Gauge:
    """Measures messages against the base. Read-only once built."""

    def __init__(self, classifier: Classifier, malus: Mapping[str, float]) -> None:
        self._classifier = classifier
        classes = classifier.classes
        self.communs = tuple(c for c in classes if not c.startswith(HORS))
        self._colonnes = np.array([i for i, c in enumerate(classes) if not c.startswith(HORS)], dtype=np.int64)
        self._hors = {c.removeprefix(HORS): i for i, c in enumerate(classes) if c.startswith(HORS)}
        self._est_commun = np.isin(classifier.appartenance, self._colonnes)
        self._est_sensible = classifier.appartenance == self._hors.get("sensible", -1)
        self._malus = np.array([malus.get(commun, 0.0) for commun in self.communs], dtype=np.float32)

    def measure(self, message: Message, citations: tuple[Citation, ...]) -> Lecture:
        """Every signal of one message."""
        likeness = self._classifier.compare(message)
        classes = self._classifier.scores(likeness)
        scores = classes[self._colonnes] + self._named(citations) - self._malus
        ordre = tuple(int(i) for i in np.argsort(-scores, kind="stable"))
        genres = {genre: float(classes[i]) for genre, i in self._hors.items()}
        faux = genres.pop(FAUX_SENSIBLE, 0.0)
        genres["bavardage"] = genres.get("bavardage", 0.0) + faux
        signaux = self._signals(message, likeness, scores, ordre, genres)
        signaux |= alarms(message.texte)
        signaux["faux_sensible"] = faux
        signaux["sens_sensible"] = _highest(likeness.sens, self._est_sensible)
        signaux["sens_autre"] = _highest(likeness.sens, ~self._est_sensible)
        signaux["mots_sensible"] = _highest(likeness.mots, self._est_sensible)
        signaux["mots_autre"] = _highest(likeness.mots, ~self._est_sensible)
        signaux["nom"] = max((c.force for c in citations if not c.produit), default=0.0)
        signaux["produit"] = max((c.force for c in citations if c.produit), default=0.0)
        return Lecture(message, likeness, citations, self.communs, scores, ordre, genres, signaux)

    def examples_of(self, commun: str) -> Masque:
        """Which examples belong to a commun, as a mask."""
        masque: Masque = self._classifier.appartenance == self._classifier.classes.index(commun)
        return masque

    def knows(self, racine: str, commun: str) -> bool:
        """Whether an example of that commun holds that stem."""
        return bool(self.examples_of(commun)[self._classifier.mots.documents(racine)].any())

    def rarity(self, racine: str) -> float:
        """How much a stem tells."""
        return self._classifier.mots.rarity(racine)

    def _named(self, citations: tuple[Citation, ...]) -> Scores:
        ajouts = np.zeros(len(self.communs), dtype=np.float32)
        for citation in citations:
            valeur = PRODUIT if citation.produit else NOM_QUITTE if citation.quitter else NOM
            for commun in citation.communs:
                i = self.communs.index(commun)
                ajouts[i] = valeur * citation.force if valeur < 0 else max(ajouts[i], valeur * citation.force)
        return ajouts

    def _signals(
        self, message: Message, likeness: Likeness, scores: Scores, ordre: tuple[int, ...], genres: Mapping[str, float]
    ) -> dict[str, float]:
        ranges = [float(scores[i]) for i in ordre[:3]] + [0.0] * 3
        siens = self.examples_of(self.communs[ordre[0]]) if ordre else np.zeros_like(self._est_commun)
        racines = set(message.racines)
        rarete = {r: self.rarity(r) for r in racines}
        total = sum(rarete.values()) or 1.0
        explique = sum(rarete[r] for r in racines if siens[self._classifier.mots.documents(r)].any())
        connu = sum(rarete[r] for r in racines if self._est_commun[self._classifier.mots.documents(r)].any())
        return {
            "premier": ranges[0],
            "marge": ranges[0] - ranges[1],
            "trois": sum(ranges[:3]),
            "besoin": float(scores.sum()),
            **{f"genre_{genre}": genres.get(genre, 0.0) for genre in GENRES},
            "sens_fiche": _highest(likeness.sens, siens),
            "sens_besoins": _highest(likeness.sens, self._est_commun),
            "sens_hors": _highest(likeness.sens, ~self._est_commun),
            "mots_fiche": _highest(likeness.mots, siens),
            "mots_besoins": _highest(likeness.mots, self._est_commun),
            "mots_hors": _highest(likeness.mots, ~self._est_commun),
            "explique": explique / total,
            "connu": connu / total,
            "longueur": math.log1p(len(message.mots)),
            "rarete": total / 10,
        }


GENRES = ("bavardage", "hors-sujet", "annonce", "voisin", "sensible")


def _highest(valeurs: Scores, masque: Masque) -> float:
    return float(valeurs[masque].max()) if masque.any() else 0.0
