"""The catalogue, for everyone: five actions, a search by the bot's own engine, fiches, questions before tools."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web
from jinja2 import Environment

from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.needs import mots
from aiguilleur_bot.web import shown
from aiguilleur_bot.web.limites import Limite
from aiguilleur_bot.web.pages import rendered
from aiguilleur_bot.web.sessions import Portier

LONGEST_SEARCH = 300
"""Signs of a search that are read."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The handlers."""

    portier: Portier
    savoir: Callable[[], Savoir]
    clock: Clock
    limite: Limite

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/catalogue", self.all)
        app.router.add_get("/catalogue/{action}", self.one_action)
        app.router.add_get("/communs/{commun}", self.fiche)
        app.router.add_get("/questions", self.questions)
        app.router.add_get("/questions/{question}", self.question)

    @property
    def pages(self) -> Environment:
        return self.portier.pages

    async def all(self, request: web.Request) -> web.Response:
        """The five actions; with `q`, what the engine finds."""
        return await self._listed(request, "")

    async def one_action(self, request: web.Request) -> web.Response:
        """The communs and the questions of one action."""
        action = request.match_info["action"]
        if action not in mots.ACTIONS:
            raise web.HTTPNotFound(text="Cette page n’existe pas. Le catalogue est là : /catalogue")
        return await self._listed(request, action)

    async def _listed(self, request: web.Request, action: str) -> web.Response:
        savoir, said = self.savoir(), request.query.get("q", "")[:LONGEST_SEARCH].strip()
        base = savoir.base
        too_many = bool(said) and not self.limite.allows(request)
        found = await asyncio.to_thread(search, savoir, said) if said and not too_many else ()
        living = [fiche for fiche in base.proposable() if not action or action in fiche.actions]
        ids = [one for one in found if not action or action in base.fiche(one).actions] if said else _sorted(living)
        return rendered(
            self.pages,
            request,
            "public/catalogue.html.j2",
            visiteur=await self.portier.visitor(request),
            action=action,
            q=said,
            trop=too_many,
            pistes=[shown.piste(base, commun) for commun in ids] if (said or action) else [],
            faqs=[faq for faq in base.faqs.values() if faq.action == action],
            nombres={one: sum(one in fiche.actions for fiche in base.proposable()) for one in mots.ACTIONS},
        )

    async def fiche(self, request: web.Request) -> web.Response:
        """One fiche, as the bot says it."""
        base, commun = self.savoir().base, request.match_info["commun"]
        if commun not in base.communs:
            raise web.HTTPNotFound(text="Cette fiche n’existe pas, ou plus. Le catalogue est là : /catalogue")
        where = shown.chosen_region(base, request.query.get("region", ""))
        fiche = base.fiche(commun)
        return rendered(
            self.pages,
            request,
            "public/fiche.html.j2",
            visiteur=await self.portier.visitor(request),
            fiche=fiche,
            dit=shown.fiche_shown(base, commun, where, self.clock.now()),
            faqs=[base.faqs[one] for one in fiche.faq if one in base.faqs],
            alternatives=[base.fiche(one) for one in fiche.alternatives if one in base.communs],
            regions=shown.regions(base),
            region=where.region if where is not None else "",
            perimee=base.outdated(commun),
        )

    async def questions(self, request: web.Request) -> web.Response:
        """The questions to ask oneself before choosing a tool."""
        base = self.savoir().base
        by_action = {one: [faq for faq in base.faqs.values() if faq.action == one] for one in mots.ACTIONS}
        who = await self.portier.visitor(request)
        return rendered(self.pages, request, "public/questions.html.j2", visiteur=who, questions=by_action)

    async def question(self, request: web.Request) -> web.Response:
        """One of them, with the communs that go with it."""
        base = self.savoir().base
        faq = base.faqs.get(request.match_info["question"])
        if faq is None:
            raise web.HTTPNotFound(text="Cette question n’existe pas, ou plus. Les questions sont là : /questions")
        return rendered(
            self.pages,
            request,
            "public/question.html.j2",
            visiteur=await self.portier.visitor(request),
            faq=faq,
            pistes=[shown.piste(base, commun) for commun in faq.communs if commun in base.communs],
        )


def search(savoir: Savoir, words: str) -> tuple[str, ...]:
    """The communs that the engine finds for these words, best first: named, proposed, asked about, then near."""
    reponse, shortlist = savoir.matcher.with_shortlist(words)
    found = [
        *savoir.matcher.named(words).communs,
        *(one.id for besoin in reponse.besoins for one in besoin.propositions),
        *(commun for choix in (reponse.question.choix if reponse.question else ()) for commun in choix.communs),
        *(one.id for one in shortlist.propositions),
    ]
    return tuple(commun for commun in dict.fromkeys(found) if commun in savoir.base.communs)


def _sorted(fiches: Sequence[Commun]) -> list[str]:
    return [fiche.id for fiche in sorted(fiches, key=lambda fiche: fiche.nom.casefold())]
