"""Trends: unmet besoins by month, action, region, motif; what is asked most and served least; the indicators."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from aiohttp import web

from aiguilleur_bot.engine import Savoir
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.needs import mots
from aiguilleur_bot.needs.export import CAVEAT
from aiguilleur_bot.needs.indicateurs import Indicateur, indicateurs, prevalence
from aiguilleur_bot.needs.manques import Axe, Compte, Filtre, Ligne
from aiguilleur_bot.needs.mois import MONTH, month_name
from aiguilleur_bot.store import bilans, manques, mesures
from aiguilleur_bot.store.mesures import Periode
from aiguilleur_bot.web import shown
from aiguilleur_bot.web.coordination import filtres, graphes
from aiguilleur_bot.web.coordination.comptes import Comptes
from aiguilleur_bot.web.listes import Colonne, Liste, as_file
from aiguilleur_bot.web.pages import rendered
from aiguilleur_bot.web.sessions import Portier, Visiteur

TENDANCES = "/coordination/tendances"
AXES: Mapping[str, Axe] = {
    "mois": Axe.MOIS,
    "action": Axe.ACTION,
    "region": Axe.REGION,
    "motif": Axe.MOTIF,
    "famille": Axe.FAMILLE,
}
TITRES = {"mois": "Mois", "action": "Action", "region": "Région", "motif": "Pourquoi", "famille": "Famille"}
CADRANS = (
    ("souvent", "peu", "Souvent demandé, peu servi : les défis d’abord"),
    ("souvent", "bien", "Souvent demandé, bien servi"),
    ("rare", "peu", "Rarement demandé, peu servi"),
    ("rare", "bien", "Rarement demandé, bien servi"),
)
_LABEL = 26


@dataclass(frozen=True, slots=True)
class Rang:
    """One line of prevalence by capacity. `souvent`: asked as often as the middle family, or more."""

    famille: str
    demandes: int
    manques: int
    souvent: bool

    @property
    def part(self) -> float:
        """Of what is asked, the part nobody could serve, in percent."""
        return 100 * self.manques / self.demandes if self.demandes else 0.0

    @property
    def cadran(self) -> tuple[str, str]:
        """Which quarter it is in: served when fewer than half are missing."""
        return ("souvent" if self.souvent else "rare", "peu" if self.part >= 50 else "bien")


@dataclass(frozen=True, slots=True)
class Tendances:
    """The handlers."""

    portier: Portier
    savoir: Callable[[], Savoir]
    counted: Comptes

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        reserved = self.portier.reserved
        app.router.add_get(TENDANCES, reserved(self.page))
        app.router.add_get(TENDANCES + "/{axe}", reserved(self.page))
        app.router.add_get(TENDANCES + "/{axe}/graphe.svg", reserved(self.picture))
        app.router.add_get("/coordination/prevalence", reserved(self.prevalence))
        app.router.add_get("/coordination/indicateurs", reserved(self.indicators))

    async def page(self, request: web.Request, who: Visiteur) -> web.Response:
        """One axis: a chart, and its table."""
        name, wanted = self._axis(request), filtres.read(request)
        rows = await self._rows(name, wanted.filtre)
        liste = self._listed(name, rows)
        return await as_file(request, liste) or rendered(
            self.portier.pages,
            request,
            "coordination/tendances.html.j2",
            visiteur=who,
            axe=name,
            axes=TITRES,
            liste=liste,
            voulu=wanted,
            comptes=filtres.COMPTES,
            chemin=f"{TENDANCES}/{name}",
            image=wanted.adresse(f"{TENDANCES}/{name}/graphe.svg"),
            montres=min(len(rows), graphes.MOST_BARS),
        )

    async def picture(self, request: web.Request, _who: Visiteur) -> web.Response:
        """The chart alone."""
        name, wanted = self._axis(request), filtres.read(request)
        rows = await self._rows(name, wanted.filtre)
        kept = rows[-graphes.MOST_BARS :] if name == "mois" else rows[: graphes.MOST_BARS]
        drawn = kept if name == "mois" else kept[::-1]
        base = self.savoir().base
        labels = [_short(label(base, name, one.valeurs[0])) for one in drawn]
        series = {"Besoins": [one.besoins for one in drawn], "Personnes distinctes": [one.personnes for one in drawn]}
        return graphes.image(graphes.bars(labels, series, across=name != "mois"))

    async def prevalence(self, request: web.Request, who: Visiteur) -> web.Response:
        """What is asked often, and how much of it nobody could serve."""
        wanted = filtres.read(request)
        async with self.portier.database.read() as tx:
            everything = replace(wanted.filtre, compte=Compte.TOUS)
            missing = replace(wanted.filtre, compte=Compte.MANQUE)
            asked = await self.counted.of(tx, ("par", everything), lambda: manques.by(tx, everything, Axe.FAMILLE))
            unmet = await self.counted.of(tx, ("par", missing), lambda: manques.by(tx, missing, Axe.FAMILLE))
        rows = ranked(prevalence(asked, unmet))
        liste = Liste("prevalence", "Par famille, la plus demandée d’abord", _PREVALENCE, rows, reserve=CAVEAT)
        quarters = [(title, [one for one in rows if one.cadran == (how, served)]) for how, served, title in CADRANS]
        return await as_file(request, liste) or rendered(
            self.portier.pages,
            request,
            "coordination/prevalence.html.j2",
            visiteur=who,
            liste=liste,
            cadrans=quarters,
            voulu=wanted,
        )

    async def indicators(self, request: web.Request, who: Visiteur) -> web.Response:
        """Whether the network helps, each figure with what it is out of."""
        month = request.query.get("mois", "")
        month = month if MONTH.fullmatch(month) else ""
        now, base = self.portier.clock.now(), self.savoir().base
        async with self.portier.database.read() as tx:
            over = Periode(month or None, month or None)
            counted = await self.counted.of(tx, ("mesures", over), lambda: mesures.measure(tx, over, now))
            known = await bilans.fiches(tx, base, now)
        counted = counted.with_fiches(known)
        title = f"Indicateurs, {month_name(month or None)}"
        liste = Liste("indicateurs", title, _INDICATEURS, indicateurs(counted), reserve=CAVEAT)
        return await as_file(request, liste) or rendered(
            self.portier.pages, request, "coordination/indicateurs.html.j2", visiteur=who, liste=liste, mois=month
        )

    # ------------------------------------------------------------ inside

    def _axis(self, request: web.Request) -> str:
        name = request.match_info.get("axe", "mois")
        if name not in AXES:
            raise web.HTTPNotFound(text="Cette tendance n’existe pas.")
        return name

    async def _rows(self, name: str, filtre: Filtre) -> Sequence[Ligne]:
        async with self.portier.database.read() as tx:
            rows = await self.counted.of(tx, (name, filtre), lambda: manques.by(tx, filtre, AXES[name]))
        return sorted(rows, key=lambda one: one.valeurs[0] or "") if name == "mois" else rows

    def _listed(self, name: str, rows: Sequence[Ligne]) -> Liste[Ligne]:
        base = self.savoir().base
        columns: tuple[Colonne[Ligne], ...] = (
            Colonne(name, TITRES[name], lambda one: label(base, name, one.valeurs[0])),
            Colonne("besoins", "Besoins", lambda one: one.besoins, nombre=True),
            Colonne("personnes", "Personnes distinctes", lambda one: one.personnes, nombre=True),
            Colonne("lieux", "Lieux connus", lambda one: one.lieux, nombre=True),
            Colonne("regions", "Régions", lambda one: one.regions, nombre=True),
        )
        return Liste("tendances", f"Besoins par {TITRES[name].lower()}", columns, rows, "Aucun besoin.", CAVEAT)


_PREVALENCE: tuple[Colonne[Rang], ...] = (
    Colonne("famille", "Famille", lambda one: mots.said(mots.FAMILLES, one.famille, "famille inconnue")),
    Colonne("demandes", "Demandés", lambda one: one.demandes, nombre=True),
    Colonne("manques", "Non servis", lambda one: one.manques, nombre=True),
    Colonne("part", "Part non servie (%)", lambda one: round(one.part, 1), nombre=True),
)
_INDICATEURS: tuple[Colonne[Indicateur], ...] = (
    Colonne("nom", "Indicateur", lambda one: one.nom),
    Colonne("valeur", "Valeur", lambda one: one.valeur if one.valeur is not None else "pas encore mesuré", nombre=True),
    Colonne("unite", "Unité", lambda one: one.unite),
    Colonne("n", "n", lambda one: one.n, nombre=True),
    Colonne("sur", "Sur", lambda one: one.sur, nombre=True),
    Colonne("note", "Note", lambda one: one.note or None),
)


def ranked(found: Sequence[tuple[str, int, int]]) -> tuple[Rang, ...]:
    """Families with their quarter: « souvent » is from the middle one on."""
    middle = statistics.median([asked for _, asked, _ in found]) if found else 0
    return tuple(Rang(family, asked, unmet, asked >= middle) for family, asked, unmet in found)


def label(base: Base, axe: str, value: str | None) -> str:
    """A value of an axis as people read it."""
    if not value:
        return "pas encore dit" if axe == "motif" else "inconnu"
    match axe:
        case "mois":
            return month_name(value)
        case "region":
            return dict(shown.regions(base)).get(value, value)
    words = {"action": mots.ACTIONS, "motif": mots.MOTIFS, "famille": mots.FAMILLES}[axe]
    return mots.said(words, value)


def _short(name: str) -> str:
    """A name that fits under a bar."""
    return name if len(name) <= _LABEL else name[: _LABEL - 1].rstrip() + "…"
