"""Puts the pages together, from a running bot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from aiohttp import web
from jinja2 import Environment

from aiguilleur_bot.engine import Engine, Savoir
from aiguilleur_bot.web.coordination.accueil import Accueil
from aiguilleur_bot.web.login import Entree
from aiguilleur_bot.web.pages import templates
from aiguilleur_bot.web.sessions import Portier


@dataclass(frozen=True)
class Site:
    """The pages of one installation. `url` is what people open; `behind_proxy`: a reverse proxy is in front."""

    engine: Engine
    source: str
    url: str
    behind_proxy: bool = False

    def add_to(self, app: web.Application) -> None:
        """Add every page."""
        for part in (Entree(self.portier), Accueil(self.portier)):
            part.add_to(app)

    @cached_property
    def pages(self) -> Environment:
        """The templates."""
        return templates(self.source)

    @cached_property
    def portier(self) -> Portier:
        """Who is let in."""
        return Portier(self.engine.database, self.engine.clock, self.engine.people, self.pages, self.url)

    @property
    def savoir(self) -> Callable[[], Savoir]:
        """What is known right now."""
        return lambda: self.engine.current.savoir
