"""Who may be asked: the people of the settings, and what was said since by them or by their coordinators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from aiguilleur_bot.engine.options import AiguilleurOption, Options
from aiguilleur_bot.handoff import calendar
from aiguilleur_bot.handoff.availability import Absence, Availability
from aiguilleur_bot.handoff.creneaux import load
from aiguilleur_bot.handoff.routing import CAP, Candidate
from aiguilleur_bot.store import absences, aiguilleurs, besoins, personnes, sonneries
from aiguilleur_bot.store.absences import AbsenceRow
from aiguilleur_bot.store.aiguilleurs import COORDINATOR, PAUSED, Aiguilleur
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import Personne, pseudonym
from aiguilleur_bot.vocabulary import Action

_REMEMBERED = timedelta(days=2)
"""How far back rings are looked at: a day, on any clock."""


@dataclass(frozen=True, slots=True)
class Member:
    """One aiguilleur: what routing knows of them, the person to write to, and their accounts, by platform."""

    candidate: Candidate
    known: Personne
    comptes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody who may be asked, as of now."""

    members: Mapping[str, Member]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What routing chooses from."""
        return tuple(member.candidate for member in self.members.values())


@dataclass(frozen=True, slots=True)
class Teams:
    """Gathers the team of one installation. `active` are the platforms we speak on."""

    options: Options
    active: Sequence[str]

    async def gather(self, tx: Transaction, now: datetime, *, known_only: bool = False) -> Team:
        """The team at `now`. The people of the settings are made known, to be written to; not with `known_only`, in a
        transaction that only reads.
        """
        said = {one.personne: one for one in await aiguilleurs.everybody(tx)}
        configured = await self._configured(tx, None if known_only else now)
        names = [name for name in {**configured, **said} if name not in said or said[name].in_team]
        known = await personnes.many(tx, names)
        loads = await besoins.loads(tx, names)
        rings = await sonneries.since(tx, now - _REMEMBERED)
        away: dict[str, list[AbsenceRow]] = {}
        for row in await absences.from_day(tx, (now - _REMEMBERED).date()):
            away.setdefault(row.personne, []).append(row)
        members = {}
        for name in names:
            if (person := known.get(name)) is None or person.compte is None:
                continue
            candidate = self._candidate(person, configured.get(name), said.get(name), away.get(name, []), now)
            rung, digests = rings.get(name, ((), ()))
            candidate = replace(candidate, charge=loads.get(name, 0), rung=rung, digests=digests)
            members[name] = Member(candidate, person, self._accounts(person, configured.get(name)))
        return Team(members)

    async def alone(self, tx: Transaction, person: Personne, now: datetime) -> Member:
        """Somebody who holds a besoin without being of the team: a member of the room of the aiguilleurs."""
        rung, digests = (await sonneries.since(tx, now - _REMEMBERED)).get(person.id, ((), ()))
        candidate = self._candidate(person, None, None, [], now)
        return Member(replace(candidate, rung=rung, digests=digests), person, self._accounts(person, None))

    # ------------------------------------------------------------ inside

    async def _configured(self, tx: Transaction, now: datetime | None) -> dict[str, AiguilleurOption]:
        """The people of the settings that we can write to, by pseudonym."""
        found = {}
        for option in self.options.aiguilleurs:
            account = next(((name, option.comptes[name]) for name in self.active if name in option.comptes), None)
            if account is not None:
                found[pseudonym(self.options.key, *account)] = (account, option)
        known = await personnes.many(tx, list(found)) if now is not None else {}
        for name, (account, _) in found.items():
            if now is not None and (name not in known or known[name].compte is None):
                await personnes.meet(tx, name, *account, now)
        return {name: option for name, (_, option) in found.items()}

    def _candidate(
        self,
        person: Personne,
        option: AiguilleurOption | None,
        said: Aiguilleur | None,
        away: Sequence[AbsenceRow],
        now: datetime,
    ) -> Candidate:
        """What people said wins over the settings, which win over the defaults."""
        regions = (said.regions if said else ()) or (option.regions if option else ())
        actions = (said.actions if said else ()) or (option.actions if option else ())
        cap = said.plafond if said and said.plafond is not None else option.plafond if option else None
        place = calendar.of_region(regions[0] if regions else None)
        a_day = said.messages_par_jour if said and said.messages_par_jour is not None else self.options.rings_a_day
        return Candidate(
            personne=person.id,
            regions=frozenset(regions),
            actions=frozenset(Action(one) for one in actions),
            communs=frozenset((*(said.communs if said else ()), *(option.communs if option else ()))),
            coordonne=(said is not None and said.role == COORDINATOR) or (option is not None and option.coordonne),
            plafond=CAP if cap is None else cap,
            servi_le=person.servi_le,
            disponible=Availability(
                creneaux=load(said.creneaux) if said else (),
                absences=tuple(Absence(row.du, row.au) for row in away),
                en_pause=said is not None and said.etat == PAUSED,
                par_jour=a_day,
                heure_resume=said.heure_resume if said else None,
                calendar=place,
                quiet=self.options.quiet,
            ),
            relais=_relay(away, place.local(now).date()),
        )

    def _accounts(self, person: Personne, option: AiguilleurOption | None) -> Mapping[str, str]:
        here = {person.plateforme: person.compte} if person.compte else {}
        others = {name: one for name, one in option.comptes.items() if name in self.active} if option else {}
        return {**others, **here}


def _relay(away: Sequence[AbsenceRow], today: date) -> str | None:
    """Who agreed to stand in today."""
    accepted = (row for row in away if row.du <= today <= row.au and row.relais_etat == absences.ACCEPTED)
    return next((row.relais for row in accepted), None)
