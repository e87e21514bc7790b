"""Why a commun is proposed, in words a person understands: only what really made the score."""

from __future__ import annotations

import numpy as np

from aiguilleur_bot.matching.examples import Exemple
from aiguilleur_bot.matching.signals import Gauge, Lecture

_MOTS_MAX = 3
_RARETE_MIN = 2.0
_SENS_MIN = 0.5
_LONGUEUR = 90
NBSP = "\u00a0"


def reasons(lecture: Lecture, gauge: Gauge, exemples: tuple[Exemple, ...], commun: str) -> tuple[str, ...]:
    """The true reasons, strongest first: the name said, the product to leave, the words shared, the nearest phrase."""
    raisons = [*_names(lecture, commun)]
    mots = shared_words(lecture, gauge, commun)
    if mots:
        raisons.append("vous parlez de " + ", ".join(_quote(mot) for mot in mots))
    phrase = nearest_phrase(lecture, gauge, exemples, commun)
    if phrase is not None:
        raisons.append("proche de ce que d’autres demandent" + NBSP + ": " + _quote(shorten(phrase)))
    return tuple(raisons) or ("c’est ce qui s’en rapproche le plus dans ce que je connais",)


def shared_words(lecture: Lecture, gauge: Gauge, commun: str) -> tuple[str, ...]:
    """The person's own words that the examples of the commun hold too, rarest first, at most three."""
    formes: dict[str, tuple[float, str]] = {}
    for mot in lecture.message.mots:
        rarete = gauge.rarity(mot.racine)
        if rarete >= _RARETE_MIN and mot.forme in lecture.message.texte and gauge.knows(mot.racine, commun):
            formes.setdefault(mot.racine, (rarete, mot.forme))
    return tuple(forme for _, forme in sorted(formes.values(), key=lambda f: (-f[0], f[1]))[:_MOTS_MAX])


def nearest_phrase(lecture: Lecture, gauge: Gauge, exemples: tuple[Exemple, ...], commun: str) -> str | None:
    """The example of the commun nearest in meaning, when it is near enough to be said."""
    rangs = [int(i) for i in np.flatnonzero(gauge.examples_of(commun)) if exemples[i].quotable]
    if not rangs:
        return None
    meilleur = max(rangs, key=lambda i: (float(lecture.likeness.sens[i]), -i))
    return exemples[meilleur].texte if lecture.likeness.sens[meilleur] >= _SENS_MIN else None


def shorten(phrase: str, longueur: int = _LONGUEUR) -> str:
    """A phrase cut at a word, with an ellipsis."""
    if len(phrase) <= longueur:
        return phrase
    return phrase[:longueur].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _names(lecture: Lecture, commun: str) -> list[str]:
    raisons = []
    for citation in lecture.citations:
        if commun not in citation.communs or (citation.quitter and not citation.produit):
            continue
        if not citation.produit:
            raisons.append(f"vous le nommez{NBSP}: " + _quote(citation.forme))
        elif citation.quitter:
            raisons.append("peut remplacer " + _quote(citation.nom) + ", que vous voulez quitter")
        else:
            raisons.append("fait en partie ce que fait " + _quote(citation.nom) + ", que vous citez")
    return raisons


def _quote(mots: str) -> str:
    return f"«{NBSP}{mots}{NBSP}»"
