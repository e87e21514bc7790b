"""Who is in front of a page: a cookie, its session, and what its owner is right now. No password anywhere.

The role is read again at each request: it is the lesser of what the link gave and of what the person is now.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment

from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.guichet.people import People
from aiguilleur_bot.store import personnes, sessions
from aiguilleur_bot.store.aiguilleurs import COORDINATOR
from aiguilleur_bot.store.database import Database
from aiguilleur_bot.store.personnes import Personne
from aiguilleur_bot.web.pages import rendered

FIELD = "jeton"
"""The name of the hidden field that proves a form comes from a page of this session."""


@dataclass(frozen=True, slots=True)
class Visiteur:
    """Somebody of the team. `jeton` is what their forms must carry."""

    personne: Personne
    role: str
    jeton: str

    @property
    def coordonne(self) -> bool:
        """Whether the pages of the coordination are theirs."""
        return self.role == COORDINATOR


Reserved = Callable[[web.Request, Visiteur], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Portier:
    """Lets people in, or not. `url` is what people open: https there makes the cookie secure."""

    database: Database
    clock: Clock
    people: People
    pages: Environment
    url: str

    @property
    def secure(self) -> bool:
        """Whether browsers reach us through TLS."""
        return urlsplit(self.url).scheme == "https"

    @property
    def cookie(self) -> str:
        """The name of the cookie: `__Host-` keeps a neighbour's subdomain from setting it."""
        return "__Host-aiguilleur" if self.secure else "aiguilleur"

    async def visitor(self, request: web.Request) -> Visiteur | None:
        """Who is there, if anybody of the team."""
        secret = request.cookies.get(self.cookie)
        if not secret:
            return None
        async with self.database.read() as tx:
            session = await sessions.get(tx, secret, self.clock.now())
            known = await personnes.get(tx, session.personne) if session is not None else None
            if session is None or known is None:
                return None
            role = await self.people.role(tx, known)
            if session.par_salon and not await self.people.has_left(tx, known):
                role = session.role
        if role is None:
            return None
        return Visiteur(known, role if session.role == COORDINATOR else session.role, token(secret))

    async def page(
        self, request: web.Request, template: str, *, status: int = 200, kept: bool = True, **values: object
    ) -> web.Response:
        """A page for everyone: the team sees its menu on it. Browsers keep none that has words of somebody (`kept`)."""
        who = await self.visitor(request)
        response = rendered(self.pages, request, template, status=status, visiteur=who, **values)
        if not kept:
            response.headers["Cache-Control"] = "no-store"
        return response

    def reserved(self, handler: Reserved, *, coordination: bool = True) -> Handler:
        """`handler` for the coordination, or for the whole team; its forms must carry the token of the session."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            who = await self.visitor(request)
            if who is None or (coordination and not who.coordonne):
                response: web.StreamResponse = self._refused(request, who)
            elif request.method not in ("GET", "HEAD") and not await self._ours(request, who):
                raise web.HTTPForbidden(text="Ce formulaire est périmé, ou ne vient pas de cette page. Rechargez-la.")
            else:
                response = await handler(request, who)
            if not response.prepared:
                response.headers["Cache-Control"] = "no-store"
            return response

        return guarded

    def _refused(self, request: web.Request, who: Visiteur | None) -> web.Response:
        return rendered(self.pages, request, "entree.html.j2", visiteur=who, status=403)

    async def _ours(self, request: web.Request, who: Visiteur) -> bool:
        form = await request.post()
        return hmac.compare_digest(str(form.get(FIELD, "")).encode(), who.jeton.encode())

    def open(self, response: web.StreamResponse, secret: str) -> None:
        """Give a browser its session."""
        response.set_cookie(
            self.cookie,
            secret,
            max_age=int(sessions.SESSION_LASTS.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="Lax",
        )

    def shut(self, response: web.StreamResponse) -> None:
        """Take it back."""
        response.del_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="Lax")


def token(secret: str) -> str:
    """The token of the forms of one session: made of its cookie, and of no use to find it."""
    return hmac.new(secret.encode(), b"formulaire", hashlib.sha256).hexdigest()
