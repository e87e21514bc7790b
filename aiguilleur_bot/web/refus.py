"""What is said when a page is refused, or does not exist: a page too, with a way on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from aiguilleur_bot.web.pages import rendered
from aiguilleur_bot.web.sessions import Portier

_SAID = {
    404: "Cette page n’existe pas.",
    405: "Cette page ne s’ouvre pas ainsi.",
    413: "C’est trop long.",
}
_ERRORS = range(400, 500)


def refusals(portier: Portier) -> Middleware:
    """Makes a page of every refusal that says something."""

    @web.middleware
    async def shown(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as refusal:
            if refusal.status not in _ERRORS:
                raise
            generic = (refusal.text or "").startswith(f"{refusal.status}:")
            said = _SAID.get(refusal.status, "Ceci n’est pas possible.") if generic else refusal.text
            who = await portier.visitor(request)
            response = rendered(portier.pages, request, "refus.html.j2", status=refusal.status, visiteur=who, dit=said)
            if "Allow" in refusal.headers:
                response.headers["Allow"] = refusal.headers["Allow"]
            return response

    return shown
