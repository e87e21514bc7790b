"""« moi aussi », for everyone: to an open défi of the digest. Nobody has an account here: a human reads it first.

People are told apart by the address they leave, hashed as everybody's is; places by the commune, if it is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.engine import rappels as engine
from aiguilleur_bot.needs.condense import DefiPublic
from aiguilleur_bot.needs.defis import ASKED
from aiguilleur_bot.needs.manques import COUNTED, Soutien
from aiguilleur_bot.vocabulary import Territoire
from aiguilleur_bot.web import shown
from aiguilleur_bot.web.coordination import filtres
from aiguilleur_bot.web.coordination.comptes import Comptes
from aiguilleur_bot.web.limites import Limite
from aiguilleur_bot.web.manques import digest
from aiguilleur_bot.web.rappel import KEY, TRAP, UNREACHABLE, reachable
from aiguilleur_bot.web.sessions import Portier

ADDRESS = "/manques/{id:[0-9]{1,9}}"
THANKS = "/manques/merci"
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Aussi:
    """The handlers."""

    portier: Portier
    savoir: Callable[[], Savoir]
    counted: Comptes
    rappels: engine.Rappels
    limite: Limite

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(THANKS, self.thanks)
        app.router.add_get(ADDRESS, self.form)
        app.router.add_post(ADDRESS, self.send)

    async def form(self, request: web.Request) -> web.Response:
        """The form, empty."""
        return await self._page(request, await self._defi(request))

    async def send(self, request: web.Request) -> web.Response:
        """Keep it for a human to read; what is missing is said next to its field."""
        defi, form = await self._defi(request), await request.post()
        given = {name: str(form.get(name, ""))[:200].strip() for name in ("genre", "contact", "commune", "region")}
        where_to, agreed, cle = reachable(given["contact"]), form.get("accord") == "oui", str(form.get("cle", ""))
        errors = {
            "contact": "" if where_to else UNREACHABLE,
            "accord": "" if agreed else "Sans votre accord, personne ne peut vous lire ni vous compter.",
        }
        known = given["genre"] in COUNTED and KEY.fullmatch(cle)
        if any(errors.values()) or not known:
            return await self._page(request, defi, status=422, **given, accord=agreed, erreurs=errors)
        if form.get(TRAP):
            raise web.HTTPSeeOther(THANKS)
        if not self.limite.allows(request):
            return await self._page(request, defi, status=429, **given, trop=True)
        said = self._said(defi, given, where_to)
        if not await self.rappels.also(cle, said):
            return await self._page(request, defi, status=503, **given, plein=True)
        raise web.HTTPSeeOther(THANKS)

    async def thanks(self, request: web.Request) -> web.Response:
        """What happens next."""
        return await self.portier.page(request, "public/aussi_merci.html.j2")

    # ------------------------------------------------------------ inside

    async def _defi(self, request: web.Request) -> DefiPublic:
        """The défi of the address, when the digest shows it and it still asks for something."""
        wanted = filtres.whole(request.match_info["id"])
        shown_there = (await digest(self.portier, self.counted)).defis
        found = next((one for one in shown_there if one.id == wanted and one.statut in ASKED), None)
        if found is None:
            raise web.HTTPNotFound(text="Ce défi n’attend personne en ce moment. Ce qui manque est là : /manques")
        return found

    def _said(self, defi: DefiPublic, given: dict[str, str], contact: str) -> engine.Aussi:
        base = self.savoir().base
        where = shown.chosen_region(base, given["region"])
        region = where.region if where is not None else None
        genre, commune = Soutien(given["genre"]), self._commune(given["commune"], region)
        return engine.Aussi(defi=defi.id, genre=genre, contact=contact, region=region, commune=commune)

    def _commune(self, said: str, region: str | None) -> Territoire | None:
        """The one place of that name, in the region when it is said; a region alone is no place."""
        found = self.savoir().base.read_territoire(said[:_LONGEST]) if said else ()
        here = [one for one in found if region is None or one.region == region]
        return here[0] if len(here) == 1 and here[0].lu.casefold() != here[0].nom.casefold() else None

    async def _page(
        self, request: web.Request, defi: DefiPublic, *, status: int = 200, **values: object
    ) -> web.Response:
        base = self.savoir().base
        empty: dict[str, object] = dict.fromkeys(("contact", "commune", "region"), "")
        empty |= dict.fromkeys(("accord", "trop", "plein"), False)
        empty |= {"genre": Soutien.MOI_AUSSI.value, "erreurs": {"contact": "", "accord": ""}}
        return await self.portier.page(
            request,
            "public/aussi.html.j2",
            status=status,
            kept=False,
            defi=defi,
            genres=[one.value for one in COUNTED],
            cle=engine.fresh_key(),
            regions=shown.regions(base),
            **{**empty, **values},
        )
