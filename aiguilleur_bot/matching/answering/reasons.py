"""Why a commun is proposed, in words a person understands: only what really made the score."""

from __future__ import annotations

from aiguilleur_bot.matching.index.examples import Examples
from aiguilleur_bot.matching.ranking.signals import Gauge, Reading
from aiguilleur_bot.matching.reading.french import NBSP

_WORDS_MAX = 3
_RARITY_MIN = 2.0
"""Rarity of a stem from which it says something: in less than about one example out of seven."""
_MEANING_MIN = 0.5
"""Cosine from which a phrase may be called near."""
_LENGTH = 90
"""Characters of a quoted phrase."""


def reasons(reading: Reading, gauge: Gauge, examples: Examples, commun: str) -> tuple[str, ...]:
    """The true reasons, strongest first: the name said, the product to leave, the words shared, the nearest phrase."""
    found = [*_names(reading, commun)]
    words = shared_words(reading, gauge, commun)
    if words:
        found.append("vous parlez de " + ", ".join(_quote(word) for word in words))
    phrase = nearest_phrase(reading, gauge, examples, commun)
    if phrase is not None:
        found.append("proche de ce que d’autres demandent" + NBSP + ": " + _quote(shorten(phrase)))
    return tuple(found) or ("c’est ce qui s’en rapproche le plus dans ce que je connais",)


def shared_words(reading: Reading, gauge: Gauge, commun: str) -> tuple[str, ...]:
    """The person's own words that the examples of the commun hold too, rarest first, at most three."""
    forms: dict[str, tuple[float, str]] = {}
    for word in reading.message.words:
        rarity = gauge.rarity(word.stem)
        if rarity >= _RARITY_MIN and word.form in reading.message.text and gauge.knows(word.stem, commun):
            forms.setdefault(word.stem, (rarity, word.form))
    return tuple(form for _, form in sorted(forms.values(), key=lambda f: (-f[0], f[1]))[:_WORDS_MAX])


def nearest_phrase(reading: Reading, gauge: Gauge, examples: Examples, commun: str) -> str | None:
    """The example of the commun nearest in meaning, when it is near enough to be said."""
    positions = [int(i) for i in gauge.examples_of(commun) if examples.quotable[i]]
    if not positions:
        return None
    best = max(positions, key=lambda i: (float(reading.likeness.meaning[i]), -i))
    return examples.texts[best] if reading.likeness.meaning[best] >= _MEANING_MIN else None


def shorten(phrase: str, length: int = _LENGTH) -> str:
    """A phrase cut at a word, with an ellipsis."""
    if len(phrase) <= length:
        return phrase
    return phrase[:length].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _names(reading: Reading, commun: str) -> list[str]:
    found = []
    for citation in reading.citations:
        if commun not in citation.communs or (citation.leaving and not citation.produit):
            continue
        if not citation.produit:
            found.append(f"vous le nommez{NBSP}: " + _quote(citation.form))
        elif citation.leaving:
            found.append("peut remplacer " + _quote(citation.name) + ", que vous voulez quitter")
        else:
            found.append("fait en partie ce que fait " + _quote(citation.name) + ", que vous citez")
    return found


def _quote(words: str) -> str:
    return f"«{NBSP}{words}{NBSP}»"
