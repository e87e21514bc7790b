"""Everything measured about one message before deciding: per fiche for the order, per message for the decision."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.matching.index.examples import FAUX_SENSIBLE, HORS
from aiguilleur_bot.matching.index.lexical import Positions, Scores
from aiguilleur_bot.matching.ranking.classifier import Classifier, Likeness, Message, largest
from aiguilleur_bot.matching.reading.cues import cues
from aiguilleur_bot.matching.reading.french import fold
from aiguilleur_bot.matching.reading.names import AMBIGUOUS, Citation
from aiguilleur_bot.matching.reading.sensible import alarms

Mask = npt.NDArray[np.bool_]

GENRES = ("bavardage", "salutation", "reponse", "nouvelle", "hors-sujet", "annonce", "voisin", "sensible")
"""The kinds of messages no commun answers that are signals: those of `knowledge/hors/`."""

_NEIGHBOURS = 12
"""Examples most like a message whose kind is counted."""
_BEST = 5
"""Examples of a kind that say together how near it is: the nearest alone may be an accident."""
CROSSED = (
    ("genre_sensible", "first_person"),
    ("genre_sensible", "grave_words"),
    ("genre_sensible", "first"),
    ("mixed_sensible", "first_person"),
    ("mixed_sensible", "grave_words"),
    ("mixed_sensible", "first"),
)
"""Signals that say more together: near to people in trouble, and saying "I", or a grave word, or no known need."""
RANKED = 100
"""Communs of a message that are ranked: no answer looks further."""
_WORDS_BESIDE_A_NAME = 4
"""Words of content beside a name in a question about it ("dokos, c'est fiable pour un petit lieu rural ?").

Chosen on tests/evaluation/intentions.jsonl.
"""
NAMED, NAMED_TO_LEAVE, PRODUIT_NAMED = 0.6, -0.5, 0.35
"""What a name adds to the score of its commun: said, said to be left, and a product it may replace."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, measured. `order` ranks the best communs (indices in `communs`, found by `columns`), best first."""

    message: Message
    likeness: Likeness
    citations: tuple[Citation, ...]
    communs: tuple[str, ...]
    columns: Mapping[str, int]
    scores: Scores
    order: tuple[int, ...]
    genres: Mapping[str, float]
    signals: Mapping[str, float]

    def score(self, commun: str) -> float:
        """The score of one commun. Raises KeyError when it is not one."""
        return float(self.scores[self.columns[commun]])


class Gauge:
    """Measures messages against the base. Read-only once built."""

    def __init__(self, classifier: Classifier, penalties: Mapping[str, float]) -> None:
        self._classifier = classifier
        classes = classifier.classes
        self.communs = tuple(c for c in classes if not c.startswith(HORS))
        self._places = MappingProxyType({commun: i for i, commun in enumerate(self.communs)})
        self._columns = np.array([i for i, c in enumerate(classes) if not c.startswith(HORS)], dtype=np.int64)
        self._hors = {c.removeprefix(HORS): i for i, c in enumerate(classes) if c.startswith(HORS)}
        self._of_commun = np.isin(classifier.membership, self._columns)
        self._of_sensible = classifier.membership == self._hors.get("sensible", -1)
        self._penalties = np.array([penalties.get(commun, 0.0) for commun in self.communs], dtype=np.float32)

    def measure(self, message: Message, citations: tuple[Citation, ...]) -> Reading:
        """Every signal of one message."""
        likeness = self._classifier.compare(message)
        classes = self._classifier.scores(likeness)
        scores = classes[self._columns] + self._named(citations) - self._penalties
        order = tuple(largest(scores, RANKED).tolist())
        genres = {genre: float(classes[i]) for genre, i in self._hors.items()}
        false_alarm = genres.pop(FAUX_SENSIBLE, 0.0)
        genres["bavardage"] = genres.get("bavardage", 0.0) + false_alarm
        signals = self._signals(message, likeness, scores, order, genres)
        signals |= alarms(message.text)
        signals |= cues(message.text)
        signals["faux_sensible"] = false_alarm
        signals["meaning_sensible"] = _highest(likeness.meaning, self._of_sensible)
        signals["meaning_other"] = _highest(likeness.meaning, ~self._of_sensible)
        signals["words_sensible"] = _highest(likeness.words, self._of_sensible)
        near = largest(likeness.mixed, _NEIGHBOURS)
        signals["share_sensible"] = float(self._of_sensible[near].mean()) if near.size else 0.0
        signals |= self._distress(likeness, genres, signals["first"])
        signals["words_other"] = _highest(likeness.words, ~self._of_sensible)
        signals |= {f"{one}*{other}": signals[one] * signals[other] for one, other in CROSSED}
        signals["name"] = max((c.strength for c in citations if not c.produit), default=0.0)
        signals["asks_name"] = float(_asks_about_a_name(message, citations, signals))
        signals["produit"] = max((c.strength for c in citations if c.produit), default=0.0)
        return Reading(message, likeness, citations, self.communs, self._places, scores, order, genres, signals)

    def _distress(self, likeness: Likeness, genres: Mapping[str, float], first: float) -> dict[str, float]:
        """How much nearer to people in trouble than to anything else: by several examples of each, and by class."""

        def closer(values: Scores) -> float:
            return _best_mean(values, self._of_sensible) - _best_mean(values, ~self._of_sensible)

        others = (score for genre, score in genres.items() if genre != "sensible")
        return {
            "genre_sensible": genres.get("sensible", 0.0),
            "closer_sensible": closer(likeness.meaning),
            "mixed_sensible": closer(likeness.mixed),
            "ahead_sensible": genres.get("sensible", 0.0) - max(first, *others, 0.0),
        }

    def examples_of(self, commun: str) -> Positions:
        """The positions of the examples of a commun, in order."""
        return self._classifier.examples_of(commun)

    def knows(self, stem: str, commun: str) -> bool:
        """Whether an example of that commun holds that stem."""
        owners = self._classifier.membership[self._classifier.words.documents(stem)]
        return bool((owners == self._classifier.columns[commun]).any())

    def rarity(self, stem: str) -> float:
        """How much a stem tells."""
        return self._classifier.words.rarity(stem)

    def _named(self, citations: tuple[Citation, ...]) -> Scores:
        added = np.zeros(len(self.communs), dtype=np.float32)
        for citation in citations:
            value = PRODUIT_NAMED if citation.produit else NAMED_TO_LEAVE if citation.leaving else NAMED
            for commun in citation.communs:
                i = self._places[commun]
                added[i] = value * citation.strength if value < 0 else max(added[i], value * citation.strength)
        return added

    def _signals(
        self, message: Message, likeness: Likeness, scores: Scores, order: tuple[int, ...], genres: Mapping[str, float]
    ) -> dict[str, float]:
        best = [float(scores[i]) for i in order[:3]] + [0.0] * 3
        first = self.communs[order[0]] if order else None
        own = self.examples_of(first) if first is not None else np.zeros(0, dtype=np.int64)
        stems = tuple(dict.fromkeys(message.stems))  # In order: a set would add the floats in another order each run.
        rarity = {stem: self.rarity(stem) for stem in stems}
        total = sum(rarity.values()) or 1.0
        explained = sum(rarity[stem] for stem in stems if first is not None and self.knows(stem, first))
        known = sum(rarity[stem] for stem in stems if self._of_commun[self._classifier.words.documents(stem)].any())
        return {
            "first": best[0],
            "margin": best[0] - best[1],
            "three": sum(best[:3]),
            "besoin": float(scores.sum()),
            **{f"genre_{genre}": genres.get(genre, 0.0) for genre in GENRES},
            "meaning_fiche": _highest(likeness.meaning, own),
            "meaning_besoins": _highest(likeness.meaning, self._of_commun),
            "meaning_hors": _highest(likeness.meaning, ~self._of_commun),
            "words_fiche": _highest(likeness.words, own),
            "words_besoins": _highest(likeness.words, self._of_commun),
            "words_hors": _highest(likeness.words, ~self._of_commun),
            "explained": explained / total,
            "known": known / total,
            "length": math.log1p(len(message.words)),
            "rarity": total / 10,
        }


def pair_signals(reading: Reading, commun: str) -> dict[str, float]:
    """What tells whether one commun serves one message: its score, next to the best, and the message's own signals."""
    score = reading.score(commun)
    first = reading.signals["first"]
    ahead = float((reading.scores > score).sum())
    return {
        "score": score,
        "behind": first - score,
        "share": score / first if first > 0 else 0.0,
        "ahead": ahead,
        "first": first,
    }


def _asks_about_a_name(message: Message, citations: tuple[Citation, ...], signals: Mapping[str, float]) -> bool:
    """« C'est quoi Dokos ? », « Dokos » : a commun said by its name and not to leave it, and little else of content.

    A name that is also an ordinary word ("carte") is not sure enough to be what is asked about.
    """
    named = [citation for citation in citations if not citation.produit and citation.strength > AMBIGUOUS]
    if not named or any(citation.leaving for citation in named):
        return False
    own = {fold(word) for citation in named for word in (*citation.form.split(), *citation.name.split())}
    others = [word for word in message.words if word.folded not in own]
    asked = signals["cue_question"] or signals["cue_asks"] or signals["cue_seeks"]
    return len(others) <= (_WORDS_BESIDE_A_NAME if asked else 0)


def _highest(values: Scores, chosen: Mask | Positions) -> float:
    found = values[chosen]
    return float(found.max()) if found.size else 0.0


def _best_mean(values: Scores, chosen: Mask) -> float:
    """The mean of the largest of the chosen values."""
    found = values[chosen]
    return float(np.sort(np.partition(found, -_BEST)[-_BEST:]).mean()) if found.size >= _BEST else 0.0
