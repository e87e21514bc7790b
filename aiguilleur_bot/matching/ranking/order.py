"""In what order the communs that match are proposed: score, place, and what the person asked of them."""

from __future__ import annotations

import hashlib

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching.ranking.signals import Reading
from aiguilleur_bot.matching.reading.constraints import Demand, adjustment
from aiguilleur_bot.vocabulary import Territoire

_LOOKED_AT = 12
"""The best fiches that are looked at, before those of other regions are dropped."""
_TIE = 0.01
"""Scores less than that apart are a tie: the words of the message settle it, so that no commun always wins."""
_OVERDUE, _ASLEEP = 0.05, 0.1
"""What a fiche overdue, or asleep, loses of its score: enough to come after an equal, not after a stranger."""


def ranked(base: Base, reading: Reading, place: Territoire | None, asked: tuple[Demand, ...]) -> list[Commun]:
    """The communs of a message, best first. Those of another region are dropped, unless named, or to be read."""
    named = {commun for citation in reading.citations if not citation.produit for commun in citation.communs}
    fiches = [base.fiche(reading.communs[i]) for i in reading.order[:_LOOKED_AT]]
    kept = [fiche for fiche in fiches if fiche.id in named or _reaches(fiche, place)]
    scores = {fiche.id: reading.score(fiche.id) + adjustment(fiche, asked) for fiche in kept}
    kept.sort(key=lambda fiche: (far(fiche, place) and fiche.id not in named, -scores[fiche.id]))
    return _ties_settled(kept, scores, reading.message.text)


def penalty(base: Base, fiche: Commun) -> float:
    """What a fiche loses of its score for being asleep, or overdue."""
    asleep = fiche.statut != "actif" or fiche.sante.niveau == "en-sommeil"
    return _ASLEEP * asleep + _OVERDUE * base.needs_review(fiche.id)


def far(fiche: Commun, place: Territoire | None) -> bool:
    """Whether the fiche is for another region than the one known."""
    known = place.region if place is not None else None
    return known is not None and "FR" not in fiche.territoires and known not in fiche.territoires


def near(fiche: Commun, place: Territoire | None) -> bool:
    """Whether the fiche is for the very region known, and not for the whole country."""
    return place is not None and place.region is not None and place.region in fiche.territoires


def _reaches(fiche: Commun, place: Territoire | None) -> bool:
    """A document is read from anywhere, after what is made for here; people of elsewhere are not for me."""
    return not far(fiche, place) or fiche.nature == "ressource-documentaire"


def _ties_settled(fiches: list[Commun], scores: dict[str, float], text: str) -> list[Commun]:
    """The first and those that tie with it, in an order drawn from the message: the same for the same words."""
    if not fiches:
        return []
    best = scores[fiches[0].id]
    tied = [fiche for fiche in fiches if abs(best - scores[fiche.id]) < _TIE]
    rest = [fiche for fiche in fiches if fiche not in tied]
    return sorted(tied, key=lambda fiche: _draw(text, fiche.id)) + rest


def _draw(text: str, commun: str) -> bytes:
    return hashlib.sha256(f"{text}\n{commun}".encode("utf-8", "surrogatepass")).digest()
