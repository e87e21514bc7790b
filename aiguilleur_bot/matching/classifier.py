"""Which commun, or which kind of chatter, a message is most like: ridge regression on a mixed kernel.

Two texts are alike when their meanings are near (encoder), when they share rare words (stems), and when they
share pieces of words (4-grams: typos, SMS). One kernel adds the three; one linear system, solved at load time from the
base alone, gives every class its weights. No iteration, no randomness, no training library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.matching.cache import Cache, digest
from aiguilleur_bot.matching.encoder import Vecteurs
from aiguilleur_bot.matching.examples import Exemple
from aiguilleur_bot.matching.lexical import Postings, Scores
from aiguilleur_bot.matching.text import Mot

VERSION = "2"
"""Changes whenever the arithmetic below does: cached weights of another version are not read."""
_SENS, _MOTS, _GRAMMES = 1.0, 0.5, 0.5
_NETTETE = 3.0
"""How fast likeness of meaning falls with the angle: exp(3 (cos - 1))."""
_LISSAGE = 1.0
"""Ridge penalty: an example is believed about half by itself, the rest by its neighbours."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message read once: its words, its character n-grams, its vector."""

    texte: str
    mots: tuple[Mot, ...]
    grammes: tuple[str, ...]
    vecteur: Vecteurs

    @property
    def racines(self) -> tuple[str, ...]:
        """The stems of its words of content, in order."""
        return tuple(mot.racine for mot in self.mots)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A message against every example: by meaning, by words, by pieces of words, and mixed."""

    sens: Scores
    mots: Scores
    grammes: Scores
    mixte: Scores


class Classifier:
    """The examples, their index, and one column of weights per class."""

    def __init__(
        self,
        exemples: Sequence[Exemple],
        vecteurs: Vecteurs,
        racines: Sequence[Sequence[str]],
        grammes: Sequence[Sequence[str]],
        cache: Cache,
    ) -> None:
        self.exemples = tuple(exemples)
        self.classes = tuple(dict.fromkeys(exemple.classe for exemple in exemples))
        self.mots = Postings(racines)
        self._grammes = Postings(grammes)
        self._vecteurs = vecteurs
        rang = {classe: i for i, classe in enumerate(self.classes)}
        self.appartenance: npt.NDArray[np.int64] = np.array([rang[e.classe] for e in exemples], dtype=np.int64)
        textes = [morceau for e in exemples for morceau in (e.classe, e.texte)]
        termes = [" ".join(r) for r in racines]
        vecteurs_lus = vecteurs.astype(np.float16).tobytes().hex()
        self._poids = cache.array("poids", digest([VERSION, *textes, *termes, vecteurs_lus]), self._learn)

    def compare(self, message: Message) -> Likeness:
        """The message against every example."""
        # einsum and not `@`: one thread. A BLAS that wakes a thread pool for so little costs ten times more.
        sens = np.einsum("ij,j->i", self._vecteurs, message.vecteur)
        mots = self.mots.cosines(message.racines)
        grammes = self._grammes.cosines(message.grammes)
        return Likeness(sens, mots, grammes, _mix(sens, mots, grammes))

    def scores(self, likeness: Likeness) -> Scores:
        """How much the message belongs to each class: about 1 for one of its own examples, about 0 for a stranger."""
        scores: Scores = np.einsum("ij,j->i", self._poids, likeness.mixte)
        return scores

    def _learn(self) -> Scores:
        noyau = _mix(self._vecteurs @ self._vecteurs.T, self.mots.gram(), self._grammes.gram())
        noyau[np.diag_indices_from(noyau)] += np.float32(_LISSAGE)
        cibles = np.zeros((len(self.exemples), len(self.classes)), dtype=np.float32)
        cibles[np.arange(len(self.exemples)), self.appartenance] = 1.0
        poids: Scores = np.ascontiguousarray(np.linalg.solve(noyau, cibles).T.astype(np.float32))
        return poids


def _mix(sens: Scores, mots: Scores, grammes: Scores) -> Scores:
    mixte: Scores = _SENS * np.exp(np.float32(_NETTETE) * (sens - 1)) + _MOTS * mots + _GRAMMES * grammes
    return mixte.astype(np.float32)
