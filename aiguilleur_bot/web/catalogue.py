"""The catalogue, for everyone: five actions, a search by the bot's own engine, fiches, questions before tools."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.needs import mots
from aiguilleur_bot.vocabulary import Contact, Suite
from aiguilleur_bot.web import shown
from aiguilleur_bot.web.limites import Limite
from aiguilleur_bot.web.sessions import Portier

LONGEST_SEARCH = 300
"""Signs of a search that are read."""


@dataclass(frozen=True, slots=True)
class Trouve:
    """What a search finds. `sensible`: somebody may be in trouble, so no commun but a person, who is `a_qui`."""

    communs: tuple[str, ...] = ()
    sensible: bool = False
    a_qui: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The handlers."""

    portier: Portier
    savoir: Callable[[], Savoir]
    clock: Clock
    limite: Limite

    def add_to(self, app: web.Application) -> None:
        """Add the routes. A form posts a search: words in an address would be written in logs and histories."""
        for path in ("/catalogue", "/catalogue/{action}"):
            app.router.add_get(path, self.listed)
            app.router.add_post(path, self.found)
        app.router.add_get("/communs/{commun}", self.fiche)
        app.router.add_get("/questions", self.questions)
        app.router.add_get("/questions/{question}", self.question)

    async def listed(self, request: web.Request) -> web.Response:
        """The five actions; or the communs and the questions of one."""
        action, base = _action(request), self.savoir().base
        living = [one for one in base.proposable() if action in one.actions] if action else []
        return await self._page(request, base, Trouve(_sorted(living)), action)

    async def found(self, request: web.Request) -> web.Response:
        """What the engine finds for these words, in an action or in all."""
        action, form = _action(request), await request.post()
        words = str(form.get("q", ""))[:LONGEST_SEARCH].strip()
        if not words:
            return await self.listed(request)
        savoir = self.savoir()
        if not self.limite.allows(request):
            return await self._page(request, savoir.base, Trouve(), action, status=429, q=words, trop=True)
        trouve = await asyncio.to_thread(search, savoir, words, action)
        return await self._page(request, savoir.base, trouve, action, q=words)

    async def _page(
        self,
        request: web.Request,
        base: Base,
        trouve: Trouve,
        action: str,
        *,
        status: int = 200,
        q: str = "",
        trop: bool = False,
    ) -> web.Response:
        return await self.portier.page(
            request,
            "public/catalogue.html.j2",
            status=status,
            kept=not q,
            action=action,
            q=q,
            trop=trop,
            sensible=trouve.sensible,
            a_qui=trouve.a_qui,
            pistes=[shown.piste(base, commun) for commun in trouve.communs],
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
        return await self.portier.page(
            request,
            "public/fiche.html.j2",
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
        return await self.portier.page(request, "public/questions.html.j2", questions=by_action)

    async def question(self, request: web.Request) -> web.Response:
        """One of them, with the communs that go with it."""
        base = self.savoir().base
        faq = base.faqs.get(request.match_info["question"])
        if faq is None:
            raise web.HTTPNotFound(text="Cette question n’existe pas, ou plus. Les questions sont là : /questions")
        return await self.portier.page(
            request,
            "public/question.html.j2",
            faq=faq,
            pistes=[shown.piste(base, commun) for commun in faq.communs if commun in base.communs],
        )


def search(savoir: Savoir, words: str, action: str = "") -> Trouve:
    """The communs that the engine finds for these words, best first: named, proposed, asked about, then near.

    With an `action`, only those of it.
    """
    reponse, shortlist = savoir.matcher.with_shortlist(words)
    if reponse.suite is Suite.SENSIBLE:
        return Trouve(sensible=True, a_qui=reponse.contacts[:2] or shown.network(savoir.base, None))
    found = [
        *savoir.matcher.named(words).communs,
        *(one.id for besoin in reponse.besoins for one in besoin.propositions),
        *(commun for choix in (reponse.question.choix if reponse.question else ()) for commun in choix.communs),
        *(one.id for one in shortlist.propositions),
    ]
    known = [savoir.base.communs[commun] for commun in dict.fromkeys(found) if commun in savoir.base.communs]
    return Trouve(tuple(fiche.id for fiche in known if not action or action in fiche.actions))


def _action(request: web.Request) -> str:
    """The action of an address, "" for all of them. Raises HTTPNotFound."""
    action = request.match_info.get("action", "")
    if action and action not in mots.ACTIONS:
        raise web.HTTPNotFound(text="Cette page n’existe pas. Le catalogue est là : /catalogue")
    return action


def _sorted(fiches: Sequence[Commun]) -> tuple[str, ...]:
    return tuple(fiche.id for fiche in sorted(fiches, key=lambda fiche: fiche.nom.casefold()))
