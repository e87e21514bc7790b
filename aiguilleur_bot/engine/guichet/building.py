"""Puts the desk together, from what the engine already has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.coming import Coming
from aiguilleur_bot.engine.guichet.asking import Asking
from aiguilleur_bot.engine.guichet.brief import Briefs
from aiguilleur_bot.engine.guichet.claims import Claims
from aiguilleur_bot.engine.guichet.communs import CommonsDesk
from aiguilleur_bot.engine.guichet.coordination import CoordinationDesk
from aiguilleur_bot.engine.guichet.deeds import Deeds
from aiguilleur_bot.engine.guichet.desk import Desk
from aiguilleur_bot.engine.guichet.missing import MissingDesk
from aiguilleur_bot.engine.guichet.notes import Notes
from aiguilleur_bot.engine.guichet.pages import PagesDeeds
from aiguilleur_bot.engine.guichet.people import People
from aiguilleur_bot.engine.guichet.worlds import DeskWorlds
from aiguilleur_bot.engine.meetings import Meetings
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.rapprochements import Rapprochements
from aiguilleur_bot.engine.returns import Returns
from aiguilleur_bot.engine.rings import Rings
from aiguilleur_bot.engine.savoir import Renderer, Savoir
from aiguilleur_bot.store.database import Database, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the desk works with."""

    database: Database
    clock: Clock
    options: Options
    voice: Renderer
    savoir: Callable[[], Savoir]
    cards: Cards
    rings: Rings
    askers: Askers
    meetings: Meetings
    returns: Returns
    people: People
    rapprochements: Rapprochements
    coming: Coming
    postbox: Callable[[Transaction, str, datetime], Postbox]


def build_desk(means: Means) -> Desk:
    """The desk of one installation."""

    def place(region: str) -> str:
        found = means.savoir().base.region(region)
        return found.nom if found else region

    claims = Claims(means.options, means.cards, means.askers, means.meetings)
    deeds = Deeds(
        options=means.options,
        cards=means.cards,
        rings=means.rings,
        askers=means.askers,
        meetings=means.meetings,
        asking=Asking(claims, means.returns),
        briefs=Briefs(means.savoir),
        pages=PagesDeeds(means.options, means.people),
        place=place,
    )
    worlds = DeskWorlds(means.savoir, means.people)
    commons = CommonsDesk(means.options, means.askers, means.savoir)
    missing = MissingDesk(CoordinationDesk(means.savoir), Notes(means.options, means.savoir), means.rapprochements)
    return Desk(means.database, means.clock, means.voice, worlds, deeds, commons, missing, means.coming, means.postbox)
