"""Défis for those who coordinate: put besoins together, say the question they ask, decide, undo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from aiohttp import web
from multidict import MultiMapping

from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.needs import mots
from aiguilleur_bot.needs.brouillons_defi import discourse, movilab
from aiguilleur_bot.needs.defis import LIVING, Defi, Ferme, Geste, SansTitre, Statut, StatutImpossible, may_become
from aiguilleur_bot.needs.export import CAVEAT
from aiguilleur_bot.needs.manques import Demande
from aiguilleur_bot.store import defis, gestes, manques
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.defis import Champs, Inconnu
from aiguilleur_bot.store.gestes import Depasse
from aiguilleur_bot.web import shown
from aiguilleur_bot.web.coordination import filtres
from aiguilleur_bot.web.coordination.besoins import PAGE, listed
from aiguilleur_bot.web.coordination.comptes import Comptes
from aiguilleur_bot.web.coordination.propositions import Propositions, free
from aiguilleur_bot.web.listes import Colonne, Liste, as_file
from aiguilleur_bot.web.pages import rendered
from aiguilleur_bot.web.sessions import Portier, Visiteur

LISTE, TABLEAU = "/coordination/defis", "/coordination/grouper"
GESTES = {
    Geste.GROUPER: "grouper",
    Geste.SEPARER: "séparer",
    Geste.FUSIONNER: "réunir deux défis",
    Geste.MODIFIER: "modifier",
    Geste.STATUT: "changer le statut",
}
MOST_TICKED = 500
"""Besoins put together at once: as many as an address can hold from page to page."""
_TITLE, _LONG, _SHORT, _LINK = 200, 2000, 200, 500

COLONNES: tuple[Colonne[tuple[Defi, Demande]], ...] = (
    Colonne("id", "Défi", lambda one: one[0].id, lambda one: f"{LISTE}/{one[0].id}"),
    Colonne("titre", "Question ouverte", lambda one: one[0].nom),
    Colonne("statut", "Statut", lambda one: mots.said(mots.STATUTS, one[0].statut)),
    Colonne("besoins", "Besoins", lambda one: one[1].besoins, nombre=True),
    Colonne("personnes", "Personnes", lambda one: one[1].personnes, nombre=True),
    Colonne("lieux", "Lieux", lambda one: one[1].lieux, nombre=True),
    Colonne("regions", "Régions", lambda one: one[1].regions, nombre=True),
    Colonne("contribuer", "Prêt·es à contribuer", lambda one: one[1].contribuer, nombre=True),
    Colonne("cofinancer", "À cofinancer", lambda one: one[1].cofinancer, nombre=True),
    Colonne("porteur", "Porté par", lambda one: one[0].porteur or None),
    Colonne("revue_le", "À revoir le", lambda one: one[0].revue_le),
)


@dataclass(frozen=True, slots=True)
class Defis:
    """The handlers."""

    portier: Portier
    savoir: Callable[[], Savoir]
    counted: Comptes
    propositions: Propositions

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        reserved = self.portier.reserved
        app.router.add_get(TABLEAU, reserved(self.board))
        app.router.add_post(TABLEAU, reserved(self.group))
        app.router.add_get(LISTE, reserved(self.list))
        app.router.add_get(LISTE + "/{id}", reserved(self.one))
        app.router.add_get(LISTE + "/{id}/brouillon/{ou}", reserved(self.draft))
        app.router.add_post(LISTE + "/{id}/modifier", reserved(self.edit))
        app.router.add_post(LISTE + "/{id}/statut", reserved(self.move))
        app.router.add_post(LISTE + "/{id}/separer", reserved(self.split))
        app.router.add_post(LISTE + "/{id}/reunir", reserved(self.merge))
        app.router.add_post("/coordination/defaire", reserved(self.undo))

    # ------------------------------------------------------------ read

    async def list(self, request: web.Request, who: Visiteur) -> web.Response:
        """Every défi, with how much it is asked for."""
        async with self.portier.database.read() as tx:
            rows, done = await self.counted.defis(tx), await gestes.journal(tx, limit=20)
        liste = Liste("defis", "Défis, le dernier touché d’abord", COLONNES, rows, "Aucun défi.", CAVEAT)
        return await as_file(request, liste) or self._page(request, who, "defis", liste=liste, gestes=done, dits=GESTES)

    async def one(self, request: web.Request, who: Visiteur) -> web.Response:
        """One défi: its besoins, its step, what may be done of it."""
        async with self.portier.database.read() as tx:
            known = await self._known(tx, request)
            theirs = await manques.some(tx, known.besoins)
            others = [one for one in await defis.every(tx, LIVING) if one.id != known.id]
            asked, done = await manques.of_defi(tx, known.id), await gestes.journal(tx, known.id, limit=10)
        base = self.savoir().base
        return self._page(
            request,
            who,
            "defi",
            defi=known,
            compte=asked,
            liste=listed(theirs[::-1]),
            besoins=theirs,
            vers=may_become(known.statut, untitled=not known.titre),
            autres=others,
            vivant=known.statut in LIVING,
            gestes=done,
            dits=GESTES,
            communs=[base.fiche(one) for one in known.communs if one in base.communs],
            couvert_par=base.communs.get(known.commun or ""),
            fiches=sorted(((fiche.id, fiche.nom) for fiche in base.communs.values()), key=lambda pair: pair[1]),
        )

    async def draft(self, request: web.Request, who: Visiteur) -> web.Response:
        """The draft of the post on the forum, or of the page of the wiki: to be read and completed by a human."""
        where = request.match_info["ou"]
        if where not in ("forum", "movilab"):
            raise web.HTTPNotFound(text="Ce brouillon n’existe pas.")
        async with self.portier.database.read() as tx:
            known = await self._known(tx, request)
            asked, numero = await manques.of_defi(tx, known.id), await manques.first_unmet(tx, known.besoins)
        names = {commun: fiche.nom for commun, fiche in self.savoir().base.communs.items()}
        texte = movilab(known, asked, names) if where == "movilab" else discourse(known, asked, names, numero=numero)
        return self._page(request, who, "brouillon", defi=known, ou=where, texte=texte)

    async def board(self, request: web.Request, who: Visiteur) -> web.Response:
        """Besoins to tick, and the défi they go to."""
        wanted = filtres.read(request)
        proposed = await self.propositions.found()
        async with self.portier.database.read() as tx:
            page = await self.counted.page(tx, wanted.filtre, wanted.page, PAGE)
            living = await defis.every(tx, LIVING)
            groups, examples = await free(tx, proposed or ())
        return self._page(
            request,
            who,
            "grouper",
            page=page,
            groupes=groups if proposed is not None else None,
            exemples=examples,
            voulu=wanted,
            coches=_ticked(request.query),
            titre=request.query.get("titre", "")[:_TITLE],
            vers=filtres.whole(request.query.get("defi", "")),
            defis=living,
            regions=shown.regions(self.savoir().base),
            comptes=filtres.COMPTES,
        )

    # ------------------------------------------------------------ do

    async def group(self, request: web.Request, who: Visiteur) -> web.Response:
        """Put the ticked besoins together, in a new défi or in one there is; or look elsewhere, and keep the ticks."""
        form = await request.post()
        numbers = _ticked(form)
        if len(numbers) > MOST_TICKED:
            raise web.HTTPUnprocessableEntity(text=f"{MOST_TICKED} besoins au plus à la fois. Revenez en arrière.")
        if "aller" in form:
            raise web.HTTPSeeOther(_elsewhere(form))
        title, into = " ".join(str(form.get("titre", "")).split())[:_TITLE], filtres.whole(form.get("defi", ""))
        if not numbers or bool(title) is bool(into):
            raise web.HTTPUnprocessableEntity(
                text="Cochez un besoin au moins, et donnez un titre à un nouveau défi, ou choisissez-en un qui existe, "
                "pas les deux. Revenez en arrière."
            )

        async def deed(tx: Transaction) -> int:
            now, par = self.portier.clock.now(), who.personne.id
            return await defis.group(tx, numbers, into=into or defis.NEW, titre=title, par=par, now=now)

        return await self._done(deed)

    async def edit(self, request: web.Request, who: Visiteur) -> web.Response:
        """Say the question, the step, who carries it."""
        form, which = await request.post(), self._id(request)

        def said(name: str, longest: int = _SHORT) -> str:
            return str(form.get(name, "")).replace("\r\n", "\n").strip()[:longest]

        known = self.savoir().base.communs
        values = Champs(
            titre=said("titre", _TITLE),
            description=said("description", _LONG),
            etape_quoi=said("etape_quoi", _LINK),
            etape_quand=said("etape_quand", 100),
            etape_budget=filtres.whole(form.get("etape_budget", "")),
            porteur=said("porteur"),
            lien=said("lien", _LINK) if said("lien", _LINK).startswith(("https://", "http://")) else "",
            communs=[one for one in map(str, form.getall("communs", [])) if one in known],
            revue_le=_day(said("revue_le")),
        )

        async def deed(tx: Transaction) -> int:
            await defis.edit(tx, which, par=who.personne.id, now=self.portier.clock.now(), **values)
            return which

        return await self._done(deed)

    async def move(self, request: web.Request, who: Visiteur) -> web.Response:
        """Change where it stands; covered, by what."""
        form, which = await request.post(), self._id(request)
        said, commun = str(form.get("statut", "")), str(form.get("commun", ""))
        if said not in list(Statut):
            raise web.HTTPUnprocessableEntity(text="Ce statut n’existe pas.")
        by = commun if commun in self.savoir().base.communs else None

        async def deed(tx: Transaction) -> int:
            await defis.move(tx, which, Statut(said), par=who.personne.id, now=self.portier.clock.now(), commun=by)
            return which

        return await self._done(deed)

    async def split(self, request: web.Request, who: Visiteur) -> web.Response:
        """Take the ticked besoins out."""
        form, which = await request.post(), self._id(request)
        numbers = [number for said in form.getall("n", []) if (number := filtres.whole(said))]

        async def deed(tx: Transaction) -> int:
            known = await defis.get(tx, which)
            theirs = [number for number in numbers if known is not None and number in known.besoins]
            await defis.split(tx, theirs, par=who.personne.id, now=self.portier.clock.now())
            return which

        return await self._done(deed)

    async def merge(self, request: web.Request, who: Visiteur) -> web.Response:
        """Another défi repeats this one: its besoins come here."""
        form, which = await request.post(), self._id(request)
        other = filtres.whole(form.get("autre", ""))

        async def deed(tx: Transaction) -> int:
            await defis.merge(tx, which, other or 0, par=who.personne.id, now=self.portier.clock.now())
            return which

        return await self._done(deed)

    async def undo(self, request: web.Request, who: Visiteur) -> web.Response:
        """Undo one deed, or the last one."""
        form = await request.post()
        rank = filtres.whole(form.get("rang", ""))
        try:
            async with self.portier.database.write("defi") as tx:
                done = await gestes.undo(tx, par=who.personne.id, now=self.portier.clock.now(), rang=rank)
        except Depasse as error:
            raise web.HTTPConflict(
                text="Ce geste ne se défait plus : quelqu’un y a touché depuis. Revenez en arrière."
            ) from error
        if done is None:
            raise web.HTTPConflict(text="Rien à défaire : c’est déjà défait. Revenez en arrière.")
        raise web.HTTPSeeOther(LISTE)

    async def _done(self, deed: Callable[[Transaction], Awaitable[int]]) -> web.Response:
        """Carry out one deed in its transaction, then show the défi it is about."""
        try:
            async with self.portier.database.write("defi") as tx:
                which = await deed(tx)
        except Inconnu as error:
            raise web.HTTPUnprocessableEntity(
                text=f"Le n° {error.numero} n’existe pas, ou ne se groupe pas. Revenez en arrière."
            ) from error
        except StatutImpossible as error:
            raise web.HTTPConflict(text=f"{str(error).capitalize()}. Revenez en arrière.") from error
        except Ferme as error:
            dit = mots.said(mots.STATUTS, error.statut)
            raise web.HTTPConflict(
                text=f"Le défi {error.numero} est {dit} : rien ne s’y ajoute. Revenez en arrière."
            ) from error
        except SansTitre as error:
            raise web.HTTPConflict(
                text="Écrivez d’abord la question ouverte, avec vos mots : elle sera publique. Revenez en arrière."
            ) from error
        raise web.HTTPSeeOther(f"{LISTE}/{which}")

    # ------------------------------------------------------------ inside

    def _page(self, request: web.Request, who: Visiteur, name: str, **values: object) -> web.Response:
        return rendered(self.portier.pages, request, f"coordination/{name}.html.j2", status=200, visiteur=who, **values)

    async def _known(self, tx: Transaction, request: web.Request) -> Defi:
        known = await defis.get(tx, self._id(request))
        if known is None:
            raise web.HTTPNotFound(text="Ce défi n’existe pas. Les défis sont là : /coordination/defis")
        return known

    def _id(self, request: web.Request) -> int:
        return filtres.whole(request.match_info["id"]) or 0


def _ticked(said: MultiMapping[object]) -> set[int]:
    """The besoins whose box is ticked, in a form or an address."""
    return {number for one in said.getall("n", []) if (number := filtres.whole(one))}


def _elsewhere(form: MultiMapping[object]) -> str:
    """The board at another page or filter, with whatever was ticked and typed on this one."""
    values, page = {name: str(value) for name, value in form.items()}, str(form["aller"])
    wanted = filtres.said({} if page == "tout" else {**values, "page": page})
    written = {"titre": values.get("titre", "").strip()[:_TITLE], "defi": values.get("defi", "")}
    return wanted.adresse(TABLEAU, page=wanted.page, n=sorted(_ticked(form)), **written)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
