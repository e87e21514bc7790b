"""Unmet besoins for those who coordinate: the list, one of them, and what is put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.needs import export, mots
from aiguilleur_bot.needs.export import CAVEAT
from aiguilleur_bot.needs.manques import Manque
from aiguilleur_bot.store import defis, manques
from aiguilleur_bot.web import shown
from aiguilleur_bot.web.coordination import filtres
from aiguilleur_bot.web.coordination.comptes import Comptes
from aiguilleur_bot.web.listes import Colonne, Liste, file_wanted, taken
from aiguilleur_bot.web.pages import rendered
from aiguilleur_bot.web.sessions import Portier, Visiteur

PAGE = 50
LISTE = "/coordination/besoins"

COLONNES: tuple[Colonne[Manque], ...] = (
    Colonne("numero", "N°", lambda one: one.numero, lambda one: f"{LISTE}/{one.numero}"),
    Colonne("recu_le", "Reçu le", lambda one: one.cree_le),
    Colonne("texte", "Besoin, dans les mots confirmés", lambda one: one.texte or "(effacé)"),
    Colonne("region", "Région", lambda one: one.region_nom or "lieu inconnu"),
    Colonne("action", "Action", lambda one: mots.said(mots.ACTIONS, one.action)),
    Colonne("motif", "Pourquoi", lambda one: mots.said(mots.MOTIFS, one.motif, "pas encore dit")),
    Colonne("etat", "État", lambda one: mots.said(mots.ETATS, one.etat)),
    Colonne("aussi", "Moi aussi", lambda one: one.soutiens, nombre=True),
    Colonne("defi", "Défi", lambda one: one.defi, lambda one: f"/coordination/defis/{one.defi}" if one.defi else ""),
)


@dataclass(frozen=True, slots=True)
class Journal:
    """Besoins as `aiguilleur besoins exporter` writes them: a script reads one shape, wherever it comes from."""

    besoins: Sequence[Manque]
    nom: str = "besoins"
    reserve: str = CAVEAT

    def csv(self, reserve: str) -> str:
        return export.to_csv(self.besoins, reserve)

    def json(self, reserve: str) -> str:
        return export.to_json(self.besoins, reserve)


@dataclass(frozen=True, slots=True)
class Besoins:
    """The handlers."""

    portier: Portier
    savoir: Callable[[], Savoir]
    counted: Comptes

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(LISTE, self.portier.reserved(self.list))
        app.router.add_get(LISTE + "/{numero}", self.portier.reserved(self.one))

    async def list(self, request: web.Request, who: Visiteur) -> web.Response:
        """The besoins of a filter, by pages; all of them as a file."""
        wanted = filtres.read(request)
        async with self.portier.database.read() as tx:
            if how := file_wanted(request):
                return await taken(request, Journal(await manques.every(tx, wanted.filtre)), how)
            asked = await self.counted.demand(tx, wanted.filtre)
            page = await self.counted.page(tx, wanted.filtre, wanted.page, PAGE)
        return rendered(
            self.portier.pages,
            request,
            "coordination/besoins.html.j2",
            visiteur=who,
            liste=listed(page.manques),
            page=page,
            compte=asked,
            voulu=wanted,
            adresse=lambda number: wanted.adresse(LISTE, page=number),
            regions=shown.regions(self.savoir().base),
            comptes=filtres.COMPTES,
        )

    async def one(self, request: web.Request, who: Visiteur) -> web.Response:
        """One besoin: what was proposed, what is near, who else needs it, its défi."""
        numero = filtres.whole(request.match_info["numero"])
        async with self.portier.database.read() as tx:
            found = await manques.get(tx, numero) if numero is not None else None
            if found is None:
                raise web.HTTPNotFound(text="Ce besoin n’existe pas, ou n’est pas à montrer ici.")
            near = await manques.some(tx, [other for other, _ in found.voisins])
            theirs = await defis.get(tx, found.defi) if found.defi is not None else None
        base, likeness = self.savoir().base, dict(found.voisins)
        communs = {
            commun: found.scores.get(commun)
            for commun in dict.fromkeys((*found.proposes, *found.proches, *found.scores))
            if commun in base.communs
        }
        return rendered(
            self.portier.pages,
            request,
            "coordination/besoin.html.j2",
            visiteur=who,
            besoin=found,
            proches=sorted(near, key=lambda other: -likeness.get(other.numero, 0)),
            ressemblance=likeness,
            communs=[(base.fiche(commun), score) for commun, score in communs.items()],
            defi=theirs,
        )


def listed(rows: tuple[Manque, ...]) -> Liste[Manque]:
    """Besoins as a page shows them."""
    return Liste("besoins", "Besoins, du plus récent au plus ancien", COLONNES, rows, "Aucun besoin.", CAVEAT)
