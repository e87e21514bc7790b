"""What those who coordinate look at in the base: fiches nobody is called for, overdue, never first, refused, rivals;
drafts and reports to read; the hours given.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from aiohttp import web

from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.knowledge.base import Base, due_date
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.needs.export import CAVEAT
from aiguilleur_bot.needs.garden import Refused, Rivals, report
from aiguilleur_bot.needs.heures import CAVEAT as ON_TIME
from aiguilleur_bot.needs.heures import Somme, sums, twelve_months
from aiguilleur_bot.needs.learning import Counted, Said
from aiguilleur_bot.needs.manques import PARIS
from aiguilleur_bot.needs.sans_personne import WithoutPeople, without_people
from aiguilleur_bot.store import apprentissages, brouillons, demand, referents, signalements, temps
from aiguilleur_bot.store.brouillons import Brouillon
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.signalements import Signalement
from aiguilleur_bot.vocabulary import Portee, Usage
from aiguilleur_bot.web import shown
from aiguilleur_bot.web.coordination import filtres
from aiguilleur_bot.web.listes import Colonne, Liste, as_file
from aiguilleur_bot.web.pages import rendered
from aiguilleur_bot.web.sessions import Portier, Visiteur

FICHES, RELIRE, HEURES = "/coordination/fiches", "/coordination/relire", "/coordination/heures"
LISTES = {
    "sans-personne": "Personne à appeler",
    "a-relire": "À relire",
    "jamais": "Jamais montrées",
    "ecartees": "Montrées, puis écartées",
    "rivales": "Se prennent leurs besoins",
}
T = TypeVar("T")
Read = Callable[[Transaction, Collection[int], datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Jardin:
    """The handlers."""

    portier: Portier
    savoir: Callable[[], Savoir]

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        reserved = self.portier.reserved
        app.router.add_get(FICHES, reserved(self.fiches))
        app.router.add_get(FICHES + "/{liste}", reserved(self.fiches))
        app.router.add_get(RELIRE, reserved(self.to_read))
        app.router.add_get(RELIRE + "/brouillons", reserved(self.drafts))
        app.router.add_get(RELIRE + "/signalements", reserved(self.reports))
        app.router.add_post(RELIRE + "/brouillons", reserved(self.reject))
        app.router.add_post(RELIRE + "/signalements", reserved(self.seen))
        app.router.add_get(HEURES, reserved(self.hours))

    # ------------------------------------------------------------ fiches

    async def fiches(self, request: web.Request, who: Visiteur) -> web.Response:
        """One of the lists of fiches to look at."""
        name = request.match_info.get("liste", "sans-personne")
        if name not in LISTES:
            raise web.HTTPNotFound(text="Cette liste n’existe pas.")
        base = self.savoir().base
        async with self.portier.database.read() as tx:
            match name:
                case "sans-personne":
                    who_agreed = await referents.reachable(tx, Portee.AIGUILLEURS, self.portier.clock.now())
                    counted, asked = await apprentissages.counted(tx), await demand.by_commun(tx)
                    found = without_people(base, {one.commun for one in who_agreed}, counted, asked)
                    return await self._list(request, who, name, _nobody(found))
                case "a-relire":
                    return await self._list(request, who, name, _overdue(base, await demand.by_commun(tx)))
                case "jamais":
                    counted, asked = await apprentissages.counted(tx), await demand.by_commun(tx)
                    return await self._list(request, who, name, _never(base, counted, asked))
            counted, said = await apprentissages.counted(tx), await apprentissages.proposed(tx)
        if name == "ecartees":
            return await self._list(request, who, name, _refused(base, counted, said))
        return await self._list(request, who, name, _rivals(base, counted, said))

    async def _list(self, request: web.Request, who: Visiteur, name: str, liste: Liste[T]) -> web.Response:
        return await as_file(request, liste) or rendered(
            self.portier.pages,
            request,
            "coordination/fiches.html.j2",
            visiteur=who,
            nom=name,
            noms=LISTES,
            liste=liste,
            chemin=f"{FICHES}/{name}",
        )

    # ------------------------------------------------------------ to read

    async def to_read(self, request: web.Request, who: Visiteur) -> web.Response:
        """Drafts of fiches and reports that nobody has read."""
        async with self.portier.database.read() as tx:
            drafts, reports = await brouillons.waiting(tx), await signalements.waiting(tx)
        return rendered(
            self.portier.pages,
            request,
            "coordination/relire.html.j2",
            visiteur=who,
            brouillons=drafts,
            signalements=reports,
            base=self.savoir().base,
        )

    async def drafts(self, request: web.Request, _who: Visiteur) -> web.Response:
        """The drafts, as a file."""
        async with self.portier.database.read() as tx:
            rows = await brouillons.waiting(tx)
        liste = Liste("brouillons", "Brouillons de fiches", _BROUILLONS, rows, reserve=CAVEAT)
        return await as_file(request, liste) or _back()

    async def reports(self, request: web.Request, _who: Visiteur) -> web.Response:
        """The reports, as a file."""
        async with self.portier.database.read() as tx:
            rows = await signalements.waiting(tx)
        liste = Liste("signalements", "Fiches signalées", _SIGNALEMENTS, rows, reserve=CAVEAT)
        return await as_file(request, liste) or _back()

    async def reject(self, request: web.Request, _who: Visiteur) -> web.Response:
        """Ticked drafts become no fiche."""
        return await self._erased(request, brouillons.rejected)

    async def seen(self, request: web.Request, _who: Visiteur) -> web.Response:
        """Ticked reports were read."""
        return await self._erased(request, signalements.seen)

    async def _erased(self, request: web.Request, read: Read) -> web.Response:
        """What is ticked was read: its words are erased, from the file too."""
        form = await request.post()
        numbers = [number for said in form.getall("n", []) if (number := filtres.whole(said))]
        async with self.portier.database.write("relire") as tx:
            await read(tx, numbers, self.portier.clock.now())
        await self.portier.database.scrub()
        return _back()

    # ------------------------------------------------------------ hours

    async def hours(self, request: web.Request, who: Visiteur) -> web.Response:
        """The hours given in the last twelve months, by month and region; nobody by name."""
        today = self.portier.clock.now().astimezone(PARIS).date()
        async with self.portier.database.read() as tx:
            rows = sums(await temps.between(tx, twelve_months(today), today))[::-1]
        liste = Liste("heures", "Temps donné, par mois et région", _hours(self.savoir().base), rows, reserve=ON_TIME)
        return await as_file(request, liste) or rendered(
            self.portier.pages,
            request,
            "coordination/heures.html.j2",
            visiteur=who,
            liste=liste,
            total=sum(one.minutes for one in rows) / 60,
        )


def _back() -> web.Response:
    return web.Response(status=303, headers={"Location": RELIRE})


# ---------------------------------------------------------------- lists


def _fiche(base: Base, commun: str) -> str:
    return base.communs[commun].nom if commun in base.communs else commun


def _nobody(found: Sequence[WithoutPeople]) -> Liste[WithoutPeople]:
    columns: tuple[Colonne[WithoutPeople], ...] = (
        Colonne("nom", "Fiche", lambda one: one.nom, lambda one: f"/communs/{one.commun}"),
        Colonne("besoins", "Besoins concernés", lambda one: one.besoins, nombre=True),
        Colonne("ouverte", "Fois ouverte", lambda one: one.ouverte, nombre=True),
        Colonne("montree", "Fois montrée", lambda one: one.montree, nombre=True),
        Colonne("adresse", "Une organisation répond par", lambda one: one.adresse or "personne"),
    )
    title = "Fiches pour lesquelles personne n’a accepté d’être appelé, la plus demandée d’abord"
    return Liste("fiches", title, columns, found, "Chaque fiche a quelqu’un.", CAVEAT)


def _overdue(base: Base, asked: Mapping[str, int]) -> Liste[Commun]:
    rows = [fiche for fiche in base.communs.values() if base.needs_review(fiche.id)]
    columns: tuple[Colonne[Commun], ...] = (
        Colonne("nom", "Fiche", lambda one: one.nom, lambda one: f"/communs/{one.id}"),
        Colonne("relue_le", "Relue le", lambda one: one.verifie_le or one.releve_le),
        Colonne("due_le", "À relire depuis le", due_date),
        Colonne("cachee", "Cachée au public", lambda one: base.outdated(one.id)),
        Colonne("besoins", "Besoins concernés", lambda one: asked.get(one.id, 0), nombre=True),
    )
    ordered = sorted(rows, key=lambda one: (-asked.get(one.id, 0), due_date(one)))
    return Liste("fiches", "Fiches dont le délai de relecture est passé", columns, ordered, "Aucune en retard.", CAVEAT)


def _never(base: Base, counted: Sequence[Counted], asked: Mapping[str, int]) -> Liste[Commun]:
    shown_once = {one.commun for one in counted if one.usage in (Usage.MONTREE, Usage.OUVERTE)}
    rows = [fiche for fiche in base.proposable() if fiche.id not in shown_once]
    columns: tuple[Colonne[Commun], ...] = (
        Colonne("nom", "Fiche", lambda one: one.nom, lambda one: f"/communs/{one.id}"),
        Colonne("besoins", "Besoins concernés", lambda one: asked.get(one.id, 0), nombre=True),
    )
    return Liste("fiches", "Fiches jamais montrées en premier, ni ouvertes", columns, rows, "Aucune.", CAVEAT)


def _refused(base: Base, counted: Sequence[Counted], said: Sequence[Said]) -> Liste[Refused]:
    columns: tuple[Colonne[Refused], ...] = (
        Colonne("nom", "Fiche", lambda one: _fiche(base, one.commun), lambda one: f"/communs/{one.commun}"),
        Colonne("montree", "Fois montrée", lambda one: one.montree, nombre=True),
        Colonne("refusee", "Fois écartée", lambda one: one.refusee, nombre=True),
        Colonne("pour", "On voulait plutôt", lambda one: ", ".join(sorted({_fiche(base, c) for _, c in one.exemples}))),
    )
    rows = report(base, (), counted, said).refusees
    return Liste("fiches", "Fiches montrées en premier, puis écartées", columns, rows, "Aucune.", CAVEAT)


def _rivals(base: Base, counted: Sequence[Counted], said: Sequence[Said]) -> Liste[Rivals]:
    columns: tuple[Colonne[Rivals], ...] = (
        Colonne("une", "Fiche", lambda one: _fiche(base, one.communs[0]), lambda one: f"/communs/{one.communs[0]}"),
        Colonne("autre", "Et", lambda one: _fiche(base, one.communs[1]), lambda one: f"/communs/{one.communs[1]}"),
        Colonne("phrases", "Phrases dites", lambda one: len(one.phrases), nombre=True),
        Colonne("preferee", "Fois préférée à l’autre", lambda one: one.preferee, nombre=True),
    )
    rows = report(base, (), counted, said).rivales
    return Liste("fiches", "Fiches qui se prennent leurs besoins", columns, rows, "Aucune.", CAVEAT)


_BROUILLONS: tuple[Colonne[Brouillon], ...] = (
    Colonne("id", "N°", lambda one: one.id),
    Colonne("nom", "Nom", lambda one: one.nom),
    Colonne("usage", "À quoi ça sert", lambda one: one.usage),
    Colonne("lien", "Adresse", lambda one: one.lien),
    Colonne("contact", "Contact", lambda one: one.contact),
    Colonne("origine", "D’où", lambda one: one.origine),
    Colonne("cree_le", "Le", lambda one: one.cree_le),
)
_SIGNALEMENTS: tuple[Colonne[Signalement], ...] = (
    Colonne("id", "N°", lambda one: one.id),
    Colonne("commun", "Fiche", lambda one: one.commun),
    Colonne("mots", "Ce qui est faux", lambda one: one.mots),
    Colonne("cree_le", "Le", lambda one: one.cree_le),
)


def _hours(base: Base) -> tuple[Colonne[Somme], ...]:
    names = dict(shown.regions(base))
    return (
        Colonne("mois", "Mois", lambda one: one.mois),
        Colonne("region", "Région", lambda one: names.get(one.region, one.region) or "région inconnue"),
        Colonne("personnes", "Personnes connues", lambda one: one.personnes, nombre=True),
        Colonne("heures", "Heures", lambda one: one.minutes / 60, nombre=True),
    )
