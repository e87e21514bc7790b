"""Entering the pages: a link said in private shows a button; only pressing it uses the link. And leaving them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from aiohttp import web

from aiguilleur_bot.store import sessions
from aiguilleur_bot.web.pages import rendered
from aiguilleur_bot.web.sessions import Portier, Visiteur

SECRET_BYTES = 32
COORDINATION, EQUIPE = "/coordination", "/equipe"


@dataclass(frozen=True, slots=True)
class Entree:
    """The handlers."""

    portier: Portier

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/entrer", self.how)
        app.router.add_get("/entrer/{secret}", self.button)
        app.router.add_post("/entrer/{secret}", self.enter)
        app.router.add_post("/sortir", self.portier.reserved(self.leave, coordination=False))
        app.router.add_post("/sortir/partout", self.portier.reserved(self.leave_everywhere, coordination=False))

    async def how(self, request: web.Request) -> web.Response:
        """How to enter: by asking the bot."""
        who = await self.portier.visitor(request)
        return rendered(self.portier.pages, request, "entree.html.j2", visiteur=who)

    async def button(self, request: web.Request) -> web.Response:
        """The button. Looking at it uses nothing: chat servers fetch links to preview them."""
        async with self.portier.database.read() as tx:
            known = await sessions.offered(tx, request.match_info["secret"], self.portier.clock.now())
        page = "entrer.html.j2" if known is not None else "entree.html.j2"
        status = 200 if known is not None else 410
        response = rendered(
            self.portier.pages,
            request,
            page,
            visiteur=None,
            status=status,
            role=known.role if known else "",
            perime=True,
        )
        response.headers["Cache-Control"] = "no-store"  # the address is the secret
        return response

    async def enter(self, request: web.Request) -> web.Response:
        """The button was pressed: the link is used, a session opens, and the address without secret is shown."""
        new = secrets.token_urlsafe(SECRET_BYTES)
        async with self.portier.database.write("entree") as tx:
            known = await sessions.use(tx, request.match_info["secret"], new, self.portier.clock.now())
        if known is None:
            return rendered(self.portier.pages, request, "entree.html.j2", visiteur=None, status=410, perime=True)
        response = web.Response(
            status=303, headers={"Location": COORDINATION if known.role == "coordinateur" else EQUIPE}
        )
        self.portier.open(response, new)
        return response

    async def leave(self, request: web.Request, _who: Visiteur) -> web.Response:
        """This browser leaves."""
        async with self.portier.database.write("sortie") as tx:
            await sessions.leave(tx, request.cookies.get(self.portier.cookie, ""))
        return self._out()

    async def leave_everywhere(self, _request: web.Request, who: Visiteur) -> web.Response:
        """Every browser of this person leaves."""
        async with self.portier.database.write("sortie") as tx:
            await sessions.close(tx, who.personne.id)
        return self._out()

    def _out(self) -> web.Response:
        response = web.Response(status=303, headers={"Location": "/entrer"})
        self.portier.shut(response)
        return response
