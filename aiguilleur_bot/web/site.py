"""Puts the pages together, from a running bot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Protocol

from aiohttp import web
from jinja2 import Environment

from aiguilleur_bot.engine import Engine, Savoir
from aiguilleur_bot.engine.rappels import Rappels
from aiguilleur_bot.web.aussi import Aussi
from aiguilleur_bot.web.catalogue import Catalogue
from aiguilleur_bot.web.coordination.accueil import Accueil
from aiguilleur_bot.web.coordination.besoins import Besoins
from aiguilleur_bot.web.coordination.comptes import Comptes
from aiguilleur_bot.web.coordination.defis import Defis
from aiguilleur_bot.web.coordination.equipe import Equipe
from aiguilleur_bot.web.coordination.jardin import Jardin
from aiguilleur_bot.web.coordination.propositions import Propositions
from aiguilleur_bot.web.coordination.tendances import Tendances
from aiguilleur_bot.web.limites import Limite
from aiguilleur_bot.web.login import Entree
from aiguilleur_bot.web.manques import Manques
from aiguilleur_bot.web.pages import templates
from aiguilleur_bot.web.porte import Porte
from aiguilleur_bot.web.rappel import Rappel
from aiguilleur_bot.web.refus import refusals
from aiguilleur_bot.web.sessions import Portier

ANSWERS_A_MINUTE = 30
"""Answers and searches for one address in a minute: somebody who types is far from it."""


CALLS_AN_HOUR = 5
"""Requests to be called back, or « moi aussi », for one address in an hour: a place may share one."""


class Part(Protocol):
    """Some of the pages."""

    def add_to(self, app: web.Application) -> None: ...


@dataclass(frozen=True)
class Site:
    """The pages of one installation. `url` is what people open; `behind_proxy`: a reverse proxy is in front.

    `front`: what one finds at `/`; the demo has its own page there.
    """

    engine: Engine
    source: str
    url: str
    behind_proxy: bool = False
    front: bool = True

    def add_to(self, app: web.Application) -> None:
        """Add every page, and what is said when one is refused."""
        app.middlewares.append(refusals(self.portier))
        parts: tuple[Part, ...] = (Entree(self.portier), Accueil(self.portier), *self._public(), *self._coordination())
        for part in parts:
            part.add_to(app)
        if self.front:
            app.router.add_get("/", _to_the_door)

    def _coordination(self) -> tuple[Part, ...]:
        return (
            Besoins(self.portier, self.savoir, self.counted),
            Defis(self.portier, self.savoir, self.counted, Propositions(self.engine.rapprochements)),
            Tendances(self.portier, self.savoir, self.counted),
            Jardin(self.portier, self.savoir),
            Equipe(self.portier, self.savoir, self.rappels),
        )

    def _public(self) -> tuple[Part, ...]:
        clock, proxy = self.engine.clock, self.behind_proxy
        asking = Limite(clock, ANSWERS_A_MINUTE, timedelta(minutes=1), proxy)
        calling = Limite(clock, CALLS_AN_HOUR, timedelta(hours=1), proxy)
        return (
            Catalogue(self.portier, self.savoir, clock, asking),
            Manques(self.portier, self.counted),
            Porte(self.portier, self.savoir, asking),
            Rappel(self.portier, self.savoir, self.rappels, calling),
            Aussi(self.portier, self.savoir, self.counted, self.rappels, calling),
        )

    @cached_property
    def pages(self) -> Environment:
        """The templates."""
        return templates(self.source, self.engine.options.kept_for.days)

    @cached_property
    def portier(self) -> Portier:
        """Who is let in."""
        return Portier(self.engine.database, self.engine.clock, self.engine.people, self.pages, self.url)

    @cached_property
    def rappels(self) -> Rappels:
        """What becomes of those who ask to be called back."""
        timers = self.engine.timers
        return Rappels(
            database=self.engine.database,
            clock=self.engine.clock,
            options=self.engine.options,
            effects=timers.effects,
            savoir=self.savoir,
            postbox=timers.postbox,
            on_settled=timers.on_settled,
        )

    @cached_property
    def counted(self) -> Comptes:
        """What was counted a moment ago, for every page."""
        return Comptes(self.engine.clock)

    @property
    def savoir(self) -> Callable[[], Savoir]:
        """What is known right now."""
        return lambda: self.engine.current.savoir


async def _to_the_door(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/demander")
