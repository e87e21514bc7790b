"""A history for the demo: what a network would have after eight months. Every row says that it is an example.

Only `aiguilleur demo` writes it, in the database it throws away, and only in an empty one; through the same doors as
the bot itself, so that pages count it as they count everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiguilleur_bot.demonstration.exemples import DITS, GROUPES, MARK, THEMES, Dit, Groupe
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.needs.manques import Soutien
from aiguilleur_bot.store import (
    apprentissages,
    besoins,
    brouillons,
    defis,
    mesures,
    personnes,
    rappels,
    signalements,
    soutiens,
    suivis,
    temps,
    vie,
)
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.vocabulary import Etat, Issue, Motif, Usage

EXEMPLE = "exemple"
"""The platform of the people of the examples, where nobody can be written to, and the source of their besoins."""

AIGUILLEURS = 4
_LEASE = timedelta(days=2)
_READ = 21
"""Days since somebody last put needs together: what came later waits for whoever tries the demo."""

_ASIDE = (200, 131, 66, 19)
"""Days ago on which somebody asked for what is not for the network: counted without a word."""


async def write(database: Database, key: bytes, base: Base, now: datetime) -> int:
    """Write the examples, the last from two days before `now`; how many besoins there are. 0: there were some already.

    The same `now` writes the same history.
    """
    async with database.write("exemples") as tx:
        if await besoins.next_number(tx) > 1:
            return 0
        history = _Histoire(tx, key, base, now)
        for rank, dit in enumerate(DITS):
            await history.besoin(rank, dit)
        for groupe in GROUPES:
            await history.defi(groupe)
        await history.around()
    return len(DITS)


@dataclass(frozen=True, slots=True)
class _Histoire:
    tx: Transaction
    key: bytes
    base: Base
    now: datetime
    met: dict[str, str] = field(default_factory=dict)

    def _at(self, days: int, rank: int) -> datetime:
        """A moment of working hours, so many days ago."""
        there = self.now - timedelta(days=days)
        return there.replace(hour=8 + rank % 8, minute=rank * 7 % 60, second=0, microsecond=0)

    async def _who(self, name: str, at: datetime) -> str:
        if name not in self.met:
            account = f"{EXEMPLE}-{name}"
            self.met[name] = pseudonym(self.key, EXEMPLE, account)
            await personnes.meet(self.tx, self.met[name], EXEMPLE, account, at)
        return self.met[name]

    async def besoin(self, rank: int, dit: Dit) -> None:
        """One need, from the words to its end: taken, called, closed, and asked about afterwards."""
        at = self._at(dit.jours, rank)
        known = await self._asked(rank, dit, at)
        holder = await self._who(f"aiguilleur-{rank % AIGUILLEURS + 1}", at)
        taken = at + timedelta(hours=1 + rank * 5 % 27)
        known = await vie.hold(self.tx, known, BesoinEvent.PRENDRE, par=holder, now=taken, until=taken + _LEASE)
        called = taken + timedelta(minutes=25 + rank * 11 % 200)
        known = await vie.advance(self.tx, known, BesoinEvent.PREMIER_CONTACT, now=called, qui=holder)
        ended = min(called + timedelta(days=rank % 6, hours=1), self.now - timedelta(minutes=5))
        await vie.close(self.tx, known, now=ended, qui=holder, issue=_issue(dit), motif=dit.motif)
        minutes, day = 15 + rank * 20 % 90, ended.date()
        await temps.give(self.tx, personne=holder, numero=known.numero, region=known.region, minutes=minutes, jour=day)
        await self._afterwards(rank, dit, ended)

    async def _asked(self, rank: int, dit: Dit, at: datetime) -> Besoin:
        theme, where = THEMES[dit.theme], self.base.region(dit.region) if dit.region else None
        new = Besoin(
            numero=await besoins.next_number(self.tx),
            texte=dit.texte,
            action=theme.action,
            famille=theme.famille,
            region=where.region if where is not None else None,
            region_nom=where.nom if where is not None else None,
            lieu_cle=pseudonym(self.key, EXEMPLE, f"lieu-{dit.lieu}") if dit.lieu else None,
            appui="coup-de-pouce",
            etat=Etat.NOUVELLE,
            issue=Issue.EN_COURS if dit.commun else Issue.NON_COUVERT,
            motif=None if dit.commun else Motif.AUCUN_COMMUN_CONNU,
            proposes=tuple(commun for commun, _ in theme.proches) if dit.commun else (),
            proches=() if dit.commun else tuple(commun for commun, _ in theme.proches),
            scores=dict(theme.proches),
            maturite=("idee", "projet", "ouvert", "installe", None)[rank % 5],
            commun=dit.commun or None,
            source=EXEMPLE,
            demandeur=await self._who(str(dit.qui), at),
            conversation=None,
            cree_le=at,
            maj_le=at,
        )
        await besoins.record(self.tx, new, pourquoi="exemple")
        return new

    async def _afterwards(self, rank: int, dit: Dit, ended: datetime) -> None:
        """What is only counted: the fiches shown, the follow-ups."""
        if not dit.commun:
            return
        for usage in (Usage.MONTREE, Usage.OUVERTE):
            await apprentissages.count(self.tx, ended.date(), dit.commun, usage)
        counted = (mesures.ASKED, mesures.ANSWERED, mesures.MOVED)[: 1 + rank % 3]
        for genre in counted if dit.jours > _READ else ():
            await suivis.count_one(self.tx, (ended + timedelta(days=15)).date(), genre)

    async def defi(self, groupe: Groupe) -> None:
        """The besoins of a theme put together, the question they ask, and how far it got."""
        here = [pair for pair in enumerate(DITS, start=1) if pair[1].theme == groupe.theme and pair[1].jours > _READ]
        numbers = [numero for numero, dit in here if groupe.commun or dit.motif is not None]
        who, at = await self._who("coordination", self.now), self.now - timedelta(days=_READ)
        theirs = await defis.group(self.tx, numbers, titre=groupe.titre, par=who, now=at)
        champs = defis.Champs(
            description=MARK + groupe.description,
            etape_quoi=groupe.etape.quoi,
            etape_quand=groupe.etape.quand,
            etape_budget=groupe.etape.budget,
            porteur=groupe.porteur,
            communs=[commun for commun, _ in THEMES[groupe.theme].proches],
        )
        await defis.edit(self.tx, theirs, par=who, now=at, **champs)
        for days, statut in enumerate(groupe.statuts, start=1):
            moment = at + timedelta(days=5 * days)
            await defis.move(self.tx, theirs, statut, par=who, now=moment, commun=groupe.commun or None)
        for qui, region, genre in groupe.soutiens:
            await self._supports(numbers[-1], qui, region, genre, at)

    async def _supports(self, numero: int, qui: int, region: str, genre: Soutien, at: datetime) -> None:
        person, place = await self._who(str(qui), at), pseudonym(self.key, EXEMPLE, f"lieu-d-appui-{qui}")
        await soutiens.say(self.tx, numero, person, genre, region=region, lieu_cle=place, now=at)

    async def around(self) -> None:
        """What waits to be read, and what is counted aside."""
        who, lately = await self._who("1", self.now), self.now - timedelta(days=3)
        for days in _ASIDE:
            await suivis.count_one(self.tx, self._at(days, 0).date(), Motif.HORS_PERIMETRE)
        await signalements.add(self.tx, who, "gancio", "(exemple) la page d’aide citée n’existe plus", lately)
        said = brouillons.Proposed(
            nom="(exemple) Un recueil de baux à plusieurs", lien="https://exemple.invalid/baux", usage="rédiger un bail"
        )
        await brouillons.add(self.tx, who, said, lately)
        contact = "personne@exemple.invalid"
        asked = rappels.Demande(
            cle=f"{EXEMPLE}-formulaire-un",
            personne=pseudonym(self.key, personnes.WEB, contact),
            texte="(exemple) on voudrait un coup de main pour écrire nos statuts",
            contact=contact,
            region="53",
            texte_version=EXEMPLE,
        )
        await rappels.add(self.tx, asked, lately)


def _issue(dit: Dit) -> Issue:
    if dit.commun:
        return Issue.PARTIELLEMENT_COUVERT if dit.motif is not None else Issue.COUVERT
    return Issue.INCONNU if dit.motif is Motif.SANS_NOUVELLES else Issue.NON_COUVERT
