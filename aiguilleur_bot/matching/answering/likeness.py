"""How near two needs are, said by two people: to offer to put them in touch, never to answer them.

The mean of three likenesses, once the words that only frame a request are put aside (« un outil pour… »): meanings,
roots weighted by how rare they are, and pieces of words. Seen on pairs written for it: from `NEAR` on, hardly any pair
is about two different things, and half of those about the same thing are found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence

import numpy as np

from aiguilleur_bot.matching.index.lexical import Postings
from aiguilleur_bot.matching.ranking.classifier import Message

NEAR = 0.4
"""From this likeness on, somebody may be asked whether they want to meet the other."""

_FRAME = re.compile(
    r"\b(?:outils?|logiciels?|mod[eè]les?|exemples?|besoins?|aide|trouver|partager|mutualiser|g[eé]rer|suivre|faire"
    r"|tenir|comment|nous|notre|nos|faudrait|cherche|cherchons|associations?|structures?|lieux?|tiers-lieux?|entre"
    r"|plusieurs)\b",
    re.IGNORECASE,
)


def without_frame(text: str) -> str:
    """What a request is about, without the words any request may have; the text itself when nothing else is left."""
    bare = " ".join(_FRAME.sub(" ", text).split())
    return bare or text


def likeness(one: Message, other: Message, words: Postings, ngrams: Postings) -> float:
    """Between 0 (nothing in common) and 1 (the same)."""
    meaning = float(np.dot(one.vector, other.vector))
    roots = _cosine([word.stem for word in one.words], [word.stem for word in other.words], words)
    return max(0.0, (meaning + roots + _cosine(one.ngrams, other.ngrams, ngrams)) / 3)


def _cosine(one: Sequence[str], other: Sequence[str], postings: Postings) -> float:
    mine, theirs = set(one), set(other)
    both = math.sqrt(_weight(mine, postings) * _weight(theirs, postings))
    return _weight(mine & theirs, postings) / both if both else 0.0


def _weight(terms: Collection[str], postings: Postings) -> float:
    return sum(postings.rarity(term) ** 2 for term in terms)
