"""For the team: who waits now, what each follows and whom to call for it, the requests of the pages to read first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.engine.rappels import Rappels
from aiguilleur_bot.needs import mots
from aiguilleur_bot.needs.export import CAVEAT
from aiguilleur_bot.needs.manques import Compte, Filtre, Manque
from aiguilleur_bot.store import besoins, defis, manques, personnes, rappels
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.vocabulary import Etat
from aiguilleur_bot.web import shown
from aiguilleur_bot.web.coordination import filtres
from aiguilleur_bot.web.listes import Colonne, Liste, as_file, file_wanted
from aiguilleur_bot.web.pages import rendered
from aiguilleur_bot.web.rappel import LONGEST
from aiguilleur_bot.web.sessions import Portier, Visiteur

ATTENTE, MIENS, RAPPELS = "/equipe/attente", "/equipe/miens", "/equipe/rappels"
PAGE = 50
_WAITING = Filtre(compte=Compte.TOUS, etat=Etat.NOUVELLE)


@dataclass(frozen=True, slots=True)
class Suivi:
    """A besoin that somebody follows, and where its asker is reached: for them only."""

    besoin: Besoin
    ou: str


@dataclass(frozen=True, slots=True)
class Equipe:
    """The handlers."""

    portier: Portier
    savoir: Callable[[], Savoir]
    rappels: Rappels

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        for path, handler in ((ATTENTE, self.waiting), (MIENS, self.mine), (RAPPELS, self.to_read)):
            app.router.add_get(path, self.portier.reserved(handler, coordination=False))
        app.router.add_post(RAPPELS + "/{id}", self.portier.reserved(self.decide, coordination=False))

    async def waiting(self, request: web.Request, who: Visiteur) -> web.Response:
        """What nobody has taken, longest first; somebody in trouble is only in the cards sent in private."""
        number, taille = (1, manques.MOST) if file_wanted(request) else (filtres.read(request).page, PAGE)
        async with self.portier.database.read() as tx:
            page = await manques.page(tx, _WAITING, page=number, taille=taille, oldest=True)
            to_read = await rappels.how_many(tx)
        liste = Liste(
            "attente",
            "Les demandes qui attendent, la plus ancienne d’abord",
            _waiting_columns(self.portier.clock.now(), coordonne=who.coordonne),
            page.manques,
            "Aucune demande n’attend.",
            CAVEAT,
        )
        return await as_file(request, liste) or rendered(
            self.portier.pages,
            request,
            "equipe/attente.html.j2",
            visiteur=who,
            liste=liste,
            page=page,
            adresse=lambda number: f"{ATTENTE}?page={number}",
            a_relire=to_read,
        )

    async def mine(self, request: web.Request, who: Visiteur) -> web.Response:
        """What this person follows, with whom to call."""
        async with self.portier.database.read() as tx:
            rows = [Suivi(one, await _where(tx, one)) for one in await besoins.held_by(tx, who.personne.id)]
        liste = Liste("miens", "Les besoins que vous suivez", _MINE, rows, "Vous ne suivez aucun besoin.")
        return await as_file(request, liste) or rendered(
            self.portier.pages, request, "equipe/miens.html.j2", visiteur=who, liste=liste
        )

    async def to_read(self, request: web.Request, who: Visiteur) -> web.Response:
        """The requests of the pages that nobody has read."""
        async with self.portier.database.read() as tx:
            rows = await rappels.waiting(tx)
            named = [await defis.get(tx, which) for which in {one.defi for one in rows if one.defi is not None}]
        return rendered(
            self.portier.pages,
            request,
            "equipe/rappels.html.j2",
            visiteur=who,
            rappels=rows,
            titres={one.id: one.nom for one in named if one is not None},
            regions=dict(shown.regions(self.savoir().base)),
        )

    async def decide(self, request: web.Request, who: Visiteur) -> web.Response:
        """Accept it, in words that were read again, or refuse it."""
        form, which = await request.post(), filtres.whole(request.match_info["id"]) or 0
        words = str(form.get("texte", "")).strip()[:LONGEST]
        if form.get("quoi") == "accepter" and words:
            await self.rappels.accept(which, words, who.personne.id)
        elif form.get("quoi") == "compter":
            await self.rappels.count(which)
        elif form.get("quoi") == "refuser":
            await self.rappels.refuse(which)
        raise web.HTTPSeeOther(RAPPELS)


async def _where(tx: Transaction, known: Besoin) -> str:
    asker = await personnes.get(tx, known.demandeur) if known.demandeur else None
    return (asker.compte or "") if asker is not None else ""


def _waiting_columns(now: datetime, *, coordonne: bool) -> tuple[Colonne[Manque], ...]:
    """Only those who coordinate may open the page of a besoin."""
    return (
        Colonne(
            "numero",
            "N°",
            lambda one: one.numero,
            (lambda one: f"/coordination/besoins/{one.numero}") if coordonne else None,
        ),
        Colonne("recu_le", "Reçu le", lambda one: one.cree_le),
        Colonne("jours", "Jours d’attente", lambda one: (now - one.cree_le).days, nombre=True),
        Colonne("texte", "Besoin", lambda one: one.texte or "(effacé)"),
        Colonne("region", "Région", lambda one: one.region_nom or "lieu inconnu"),
        Colonne("action", "Action", lambda one: mots.said(mots.ACTIONS, one.action)),
        Colonne("source", "D’où", lambda one: mots.said(mots.SOURCES, one.source)),
    )


_MINE: tuple[Colonne[Suivi], ...] = (
    Colonne("numero", "N°", lambda one: one.besoin.numero),
    Colonne("pris_le", "Pris le", lambda one: one.besoin.prise_le),
    Colonne("texte", "Besoin", lambda one: one.besoin.texte or "(effacé)"),
    Colonne("etat", "État", lambda one: mots.said(mots.ETATS, one.besoin.etat)),
    Colonne("ou", "Où joindre la personne", lambda one: one.ou or "compte effacé"),
    Colonne("jusqu_au", "À contacter avant le", lambda one: one.besoin.bail_jusqu_au),
)
