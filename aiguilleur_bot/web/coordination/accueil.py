"""Where one arrives: the pages there are, for the coordination and for the team."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from aiguilleur_bot.web.pages import rendered
from aiguilleur_bot.web.sessions import Portier, Visiteur


@dataclass(frozen=True, slots=True)
class Accueil:
    """The handlers."""

    portier: Portier

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/coordination", self.portier.reserved(self.coordination))
        app.router.add_get("/equipe", self.portier.reserved(self.equipe, coordination=False))

    async def coordination(self, request: web.Request, who: Visiteur) -> web.Response:
        """The pages of the coordination."""
        return rendered(self.portier.pages, request, "coordination/accueil.html.j2", visiteur=who)

    async def equipe(self, request: web.Request, who: Visiteur) -> web.Response:
        """The pages of the team."""
        return rendered(self.portier.pages, request, "equipe/accueil.html.j2", visiteur=who)
