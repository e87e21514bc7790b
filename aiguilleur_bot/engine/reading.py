"""What the matching understands of words that no conversation led to: heard at a meeting, or left on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.vocabulary import Action, Reponse

_NEAREST = 3
"""Communs kept as near ones, as a conversation keeps them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a besoin is counted under. `scores` is how near each commun was; `proches` are the nearest."""

    action: Action | None = None
    famille: str | None = None
    scores: Mapping[str, float] | None = None
    proches: tuple[str, ...] = ()


NOTHING = Reading()
"""Of somebody in trouble, and of what is not for the network: there is nothing to count."""


def reading_of(reponse: Reponse, base: Base) -> Reading:
    """The reading of one answer, by its nearest commun."""
    near = [one for besoin in reponse.besoins for one in besoin.propositions]
    first = base.communs.get(near[0].id) if near else None
    return Reading(
        action=reponse.besoins[0].action if reponse.besoins else None,
        famille=first.besoins[0] if first is not None else None,
        scores={one.id: round(one.score, 3) for one in near} or None,
        proches=tuple(dict.fromkeys(one.id for one in near))[:_NEAREST],
    )
