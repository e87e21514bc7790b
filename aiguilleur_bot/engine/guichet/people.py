"""Who helps, as the desk sees it: of the settings, or asked by those who coordinate; and what others ask of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.handoff.guichet.model import Collegue, Offre
from aiguilleur_bot.platforms.base import Heard
from aiguilleur_bot.store import absences, aiguilleurs, besoins, personnes, salons, vie
from aiguilleur_bot.store.aiguilleurs import COORDINATOR, GONE, INVITED, MEMBER, Aiguilleur
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import Personne, pseudonym


@dataclass(frozen=True, slots=True)
class People:
    """The people of one installation. `active` are the platforms we speak on."""

    options: Options
    active: Sequence[str]

    async def knows(self, tx: Transaction, event: Heard, person: str) -> bool:
        """Whether somebody may speak to the desk: of the team, invited, shown a card, or holding a besoin."""
        row = await aiguilleurs.get(tx, person)
        if row is not None and row.etat != GONE:
            return True
        if row is None and self.options.is_aiguilleur(event.platform, event.sender):
            return True
        return await besoins.was_shown_to(tx, person) or await besoins.held_ever(tx, person)

    def member(self, event: Heard, row: Aiguilleur | None) -> bool:
        """Whether somebody may be rung: of the settings and not gone since, or invited and willing."""
        if row is None:
            return self.options.is_aiguilleur(event.platform, event.sender)
        return row.in_team

    async def coordinates(self, tx: Transaction, event: Heard, row: Aiguilleur | None) -> bool:
        """Whether somebody coordinates, or speaks in the room of those who do."""
        if row is not None and row.role == COORDINATOR and row.in_team:
            return True
        if (row is None or row.etat != GONE) and self.options.coordinates(event.platform, event.sender):
            return True
        room = await salons.get(tx, event.platform, event.room)
        option = self.options.salon(event.platform, room.nom if room else None)
        return not event.is_direct and option is not None and option.role == "coordination"

    async def role(self, tx: Transaction, known: Personne) -> str | None:
        """What somebody is right now: coordinator, aiguilleur, or None when they are of the team no more."""
        row = await aiguilleurs.get(tx, known.id)
        account = known.compte or ""
        if row is not None and not row.in_team:
            return None
        if (row is not None and row.role == COORDINATOR) or self.options.coordinates(known.plateforme, account):
            return COORDINATOR
        return MEMBER if row is not None or self.options.is_aiguilleur(known.plateforme, account) else None

    async def has_left(self, tx: Transaction, known: Personne) -> bool:
        """Whether somebody of the team left it."""
        row = await aiguilleurs.get(tx, known.id)
        return row is not None and row.etat == GONE

    async def collegues(self, tx: Transaction, now: datetime) -> tuple[Collegue, ...]:
        """Everybody who may take a besoin over or stand in, by account. Those of the settings are made known."""
        rows = {row.personne: row for row in await aiguilleurs.everybody(tx)}
        found = {}
        for option in self.options.aiguilleurs:
            for name, account in option.comptes.items():
                person = pseudonym(self.options.key, name, account)
                if name in self.active and (person not in rows or rows[person].in_team):
                    found[person] = account
                    await self._know(tx, person, name, account, now)
        for row in rows.values():
            known = await personnes.get(tx, row.personne) if row.in_team else None
            if known is not None and known.compte is not None:
                found[row.personne] = known.compte
        return tuple(Collegue(person, account) for person, account in found.items())

    async def offres(self, tx: Transaction, person: str, row: Aiguilleur | None, today: date) -> tuple[Offre, ...]:
        """What others ask of somebody, oldest kind first: a besoin to take over, to stand in, to join."""
        found = []
        for numero in await vie.offered_to(tx, person):
            known = await besoins.get(tx, numero)
            if known is not None:
                words = "" if known.coup_dur else known.texte
                found.append(Offre("transmission", numero, await self._account(tx, known.prise_par), words))
        asked = await absences.proposed_to(tx, person, today)
        found += [Offre("relais", away.id, await self._account(tx, away.personne)) for away in asked]
        if row is not None and row.etat == INVITED:
            found.append(Offre("charte", 0, await self._account(tx, row.invite_par)))
        return tuple(found)

    async def relays(self, tx: Transaction, today: date) -> Mapping[str, str | None]:
        """Who stands in for whom, from `today` on, among those who accepted."""
        rows = await absences.from_day(tx, today)
        return {row.personne: row.relais for row in rows if row.relais_etat == absences.ACCEPTED}

    async def _know(self, tx: Transaction, person: str, plateforme: str, account: str, now: datetime) -> None:
        known = await personnes.get(tx, person)
        if known is None or known.compte is None:
            await personnes.meet(tx, person, plateforme, account, now)

    async def _account(self, tx: Transaction, person: str | None) -> str:
        known = await personnes.get(tx, person) if person else None
        return (known.compte or "") if known else ""
