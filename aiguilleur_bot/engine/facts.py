"""A stored besoin, as `handoff.rounds` and `handoff.routing` see it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from aiguilleur_bot.handoff import calendar
from aiguilleur_bot.handoff.rounds import Facts
from aiguilleur_bot.handoff.routing import Wanted
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.vocabulary import Action, Etat


def since(known: Besoin) -> datetime:
    """When the besoin was last given to the group, or when somebody last did something about it."""
    return known.activite_le or known.cree_le


def facts_of(known: Besoin, offered_on: datetime | None = None) -> Facts:
    """What falls due depends on this. `offered_on`: when it was last offered to somebody else."""
    return Facts(
        etat=Etat(known.etat),
        coup_dur=known.coup_dur,
        depuis=since(known),
        tour=known.tour,
        escalade=known.escalade,
        prevenu=known.prevenu_le is not None,
        rappele=known.rappele_le is not None,
        prise_le=known.prise_le,
        bail_jusqu_au=known.bail_jusqu_au,
        transmis_le=offered_on,
        attend_jusqu_au=known.attend_jusqu_au,
        relance_le=known.relance_le,
        calendar=calendar.of_region(known.region),
    )


def wanted_of(known: Besoin, excluded: Collection[str] = ()) -> Wanted:
    """What it asks of whoever takes it, `excluded` not being asked."""
    return Wanted(
        region=known.region,
        action=Action(known.action) if known.action else None,
        communs=frozenset((*known.proposes, *known.proches)),
        coup_dur=known.coup_dur,
        excluded=frozenset(excluded),
    )
