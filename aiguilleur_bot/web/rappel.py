"""« Être rappelé·e », for everyone: a mail address or a phone number, an agreement in writing, a human who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from aiguilleur_bot.dialogue.addresses import read_address
from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.engine.rappels import Rappels, fresh_key
from aiguilleur_bot.web import shown
from aiguilleur_bot.web.limites import Limite
from aiguilleur_bot.web.sessions import Portier

LONGEST = 1000
"""Signs of a request that are kept: enough to call back."""

SHORTEST = 8
KEY = re.compile(r"[\w-]{20,64}")
TRAP = "site"
"""A field that people do not see and machines fill."""

UNREACHABLE = "Un courriel (nom@domaine.fr) ou un téléphone (01 23 45 67 89), un seul."


@dataclass(frozen=True, slots=True)
class Rappel:
    """The handlers."""

    portier: Portier
    savoir: Callable[[], Savoir]
    rappels: Rappels
    limite: Limite

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/rappel", self.form)
        app.router.add_post("/rappel/besoin", self.with_words)
        app.router.add_post("/rappel", self.send)
        app.router.add_get("/rappel/merci", self.thanks)

    async def form(self, request: web.Request) -> web.Response:
        """The form, empty."""
        return await self._page(request)

    async def with_words(self, request: web.Request) -> web.Response:
        """The form, with the words of the page they come from."""
        said = await request.post()
        return await self._page(request, texte=str(said.get("texte", ""))[:LONGEST], region=str(said.get("region", "")))

    async def send(self, request: web.Request) -> web.Response:
        """Keep it for a human to read; what is missing is said next to its field."""
        form = await request.post()
        texte, contact = str(form.get("texte", ""))[:LONGEST].strip(), str(form.get("contact", "")).strip()
        region, cle = str(form.get("region", "")), str(form.get("cle", ""))
        where_to, agreed = reachable(contact), form.get("accord") == "oui"
        errors = {
            "texte": "" if len(texte) >= SHORTEST else "Dites en une phrase ce qu’il vous faut.",
            "contact": "" if where_to else UNREACHABLE,
            "accord": "" if agreed else "Sans votre accord, personne ne peut vous rappeler.",
        }
        if any(errors.values()) or not KEY.fullmatch(cle):
            return await self._page(
                request, status=422, texte=texte, contact=contact, region=region, accord=agreed, erreurs=errors
            )
        if form.get(TRAP):
            raise web.HTTPSeeOther("/rappel/merci")
        if not self.limite.allows(request):
            return await self._page(request, status=429, texte=texte, contact=contact, region=region, trop=True)
        where = shown.chosen_region(self.savoir().base, region)
        if not await self.rappels.ask(cle, texte, where_to, where.region if where is not None else None):
            return await self._page(request, status=503, texte=texte, contact=contact, region=region, plein=True)
        raise web.HTTPSeeOther("/rappel/merci")

    async def thanks(self, request: web.Request) -> web.Response:
        """What happens next."""
        return await self.portier.page(request, "public/rappel_merci.html.j2")

    async def _page(self, request: web.Request, *, status: int = 200, **values: object) -> web.Response:
        base = self.savoir().base
        given = {
            "texte": "",
            "contact": "",
            "region": "",
            "accord": False,
            "trop": False,
            "plein": False,
            "erreurs": {"texte": "", "contact": "", "accord": ""},
            "cle": fresh_key(),
            "regions": shown.regions(base),
            "reseaux": shown.network(base, shown.chosen_region(base, str(values.get("region", "")))),
        }
        return await self.portier.page(request, "public/rappel.html.j2", status=status, kept=False, **(given | values))


def reachable(said: str) -> str:
    """The mail address or the phone number that somebody left, alone; "" when nobody could be reached there."""
    read = read_address(said)
    return read[1] if read is not None and read[0] in ("courriel", "telephone") else ""
