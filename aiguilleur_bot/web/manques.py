"""What is missing, for everyone: the anonymised digest. Nobody's words, nothing below three people of two places."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from aiguilleur_bot.needs.condense import Condense, Famille, condense
from aiguilleur_bot.needs.defis import ASKED, PUBLIC
from aiguilleur_bot.needs.manques import Axe, Filtre
from aiguilleur_bot.store import manques
from aiguilleur_bot.web.coordination.comptes import Comptes
from aiguilleur_bot.web.listes import Colonne, Liste, as_file
from aiguilleur_bot.web.pages import rendered
from aiguilleur_bot.web.sessions import Portier

_COLONNES: tuple[Colonne[Famille], ...] = (
    Colonne("nom", "Famille", lambda one: one.nom),
    Colonne("combien", "Combien de personnes", lambda one: one.combien),
)


@dataclass(frozen=True, slots=True)
class Manques:
    """The handlers."""

    portier: Portier
    counted: Comptes

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/manques", self.page)

    async def page(self, request: web.Request) -> web.Response:
        """The digest."""
        found = await digest(self.portier, self.counted)
        liste = Liste(
            "manques",
            "Familles de besoins que personne ne sait encore servir",
            _COLONNES,
            found.familles,
            "Rien que l’on puisse montrer : il faut au moins trois personnes, de deux lieux.",
            found.reserve,
        )
        return await as_file(request, liste) or rendered(
            self.portier.pages,
            request,
            "public/manques.html.j2",
            visiteur=await self.portier.visitor(request),
            liste=liste,
            condense=found,
            ouverts=ASKED,
        )


async def digest(portier: Portier, counted: Comptes) -> Condense:
    """What everyone may read of what is missing."""
    async with portier.database.read() as tx:
        families = await counted.of(tx, ("par", Filtre()), lambda: manques.by(tx, Filtre(), Axe.FAMILLE))
        every = await counted.defis(tx, PUBLIC)
    return condense(families, every)
