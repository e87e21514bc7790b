"""The front door, for everyone: say a need, read the bot's own answer. Nothing of it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.web import shown
from aiguilleur_bot.web.limites import Limite
from aiguilleur_bot.web.sessions import Portier

LONGEST = 2000
"""Signs of a need that are read, as in chat."""


@dataclass(frozen=True, slots=True)
class Porte:
    """The handlers."""

    portier: Portier
    savoir: Callable[[], Savoir]
    limite: Limite

    def add_to(self, app: web.Application) -> None:
        """Add the routes; `/` too, unless the demo already answers there."""
        app.router.add_get("/demander", self.ask)
        app.router.add_post("/demander", self.answer)

    async def ask(self, request: web.Request) -> web.Response:
        """The form."""
        return await self._page(request)

    async def answer(self, request: web.Request) -> web.Response:
        """What the bot says of it. A form posts it: words in an address would be written in logs."""
        form = await request.post()
        words = str(form.get("texte", ""))[:LONGEST].strip()
        savoir = self.savoir()
        where = shown.chosen_region(savoir.base, str(form.get("region", "")))
        if not words:
            return await self._page(request, region=where.region if where else "")
        if not self.limite.allows(request):
            return await self._page(request, status=429, texte=words, region=where.region if where else "", trop=True)
        reponse = await asyncio.to_thread(savoir.matcher.understand, words, territoire=where)
        said = where or next(iter(savoir.base.read_territoire(words)), None)
        return await self._page(
            request,
            texte=words,
            region=where.region if where is not None else "",
            vu=shown.answer_shown(savoir.base, reponse, said),
        )

    async def _page(
        self,
        request: web.Request,
        *,
        status: int = 200,
        texte: str = "",
        region: str | None = "",
        vu: shown.Vu | None = None,
        trop: bool = False,
    ) -> web.Response:
        return await self.portier.page(
            request,
            "public/demander.html.j2",
            status=status,
            kept=False,
            texte=texte,
            region=region or "",
            regions=shown.regions(self.savoir().base),
            vu=vu,
            trop=trop,
        )
