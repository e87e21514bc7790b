"""What is kept of aiguilleurs: away, back, on pause, their hours, the time they gave; who joins and who leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from aiguilleur_bot.engine.guichet.counter import Counter
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.returns import Returns
from aiguilleur_bot.handoff import creneaux
from aiguilleur_bot.handoff.guichet import days
from aiguilleur_bot.handoff.guichet import effects as do
from aiguilleur_bot.handoff.guichet.model import Offre, Value
from aiguilleur_bot.store import absences, aiguilleurs, besoins, personnes, sessions, temps, vie
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.personnes import pseudonym

Staff = do.Leave | do.ComeBack | do.Pause | do.SetHours | do.ShowTime | do.Invite | do.Remove


@dataclass(frozen=True, slots=True)
class StaffDeeds:
    """Applies what aiguilleurs and coordinators say of people. `place` names a region by its code."""

    options: Options
    returns: Returns
    place: Callable[[str], str]

    async def apply(self, counter: Counter, effect: Staff) -> None:
        """Carry out one effect."""
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by.id
        match effect:
            case do.Leave():
                await self._leave(counter, effect)
            case do.ComeBack():
                today = days.today(now)
                await absences.end(tx, by, today, yesterday=today - timedelta(days=1))
                await aiguilleurs.note(tx, by, now, etat=aiguilleurs.ACTIVE)
            case do.Pause():
                await aiguilleurs.note(tx, by, now, etat=aiguilleurs.PAUSED)
            case do.SetHours():
                await aiguilleurs.note(tx, by, now, creneaux=creneaux.dump(effect.creneaux))
            case do.ShowTime():
                await (self._sums if effect.tous else self._theirs)(counter)
            case do.Invite():
                await self._invite(counter, effect)
            case do.Remove():
                await self._remove(counter, effect)

    async def _leave(self, counter: Counter, effect: do.Leave) -> None:
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by
        absence = await absences.add(tx, personne=by.id, du=effect.du, au=effect.au, relais=effect.relais, now=now)
        if effect.relais is not None:
            data: dict[str, Value] = {
                "de": by.compte or "",
                "du": effect.du.isoformat(),
                "au": effect.au.isoformat(),
            }
            await counter.write_to(effect.relais, "guichet_relais", data, sujet=Offre("relais", absence).sujet)

    # ------------------------------------------------------------ time given

    async def _theirs(self, counter: Counter) -> None:
        tx, by = counter.postbox.tx, counter.by.id
        today = days.today(counter.postbox.now)
        data: dict[str, Value] = {
            "mois": _hours(await temps.given(tx, by, today.replace(day=1))),
            "annee": _hours(await temps.given(tx, by, today.replace(month=1, day=1))),
        }
        await counter.privately("temps", "guichet_temps", data)

    async def _sums(self, counter: Counter) -> None:
        first = days.today(counter.postbox.now).replace(month=1, day=1)
        sums = await temps.by_region(counter.postbox.tx, first)
        lines: tuple[Value, ...] = tuple(
            {"region": self.place(region) if region else "", **_hours(minutes)} for region, minutes in sums.items()
        )
        data: dict[str, Value] = {"annee": first.year, "lignes": lines, "total": _hours(sum(sums.values()))}
        await counter.here("heures", "guichet_heures", data)

    # ------------------------------------------------------------ who joins, who leaves

    async def _invite(self, counter: Counter, effect: do.Invite) -> None:
        """Asked once, in private, with the charter; somebody who left may be asked again."""
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by
        person = pseudonym(self.options.key, by.plateforme, effect.compte)
        await personnes.meet(tx, person, by.plateforme, effect.compte, now)
        role = aiguilleurs.COORDINATOR if effect.coordonne else aiguilleurs.MEMBER
        regions = [effect.region] if effect.region else []
        invited = {"etat": aiguilleurs.INVITED, "role": role, "regions": regions, "invite_par": by.id}
        await aiguilleurs.note(tx, person, now, **invited)
        data: dict[str, Value] = {
            "de": by.compte or "",
            "coordonne": effect.coordonne,
            "region": self.place(effect.region) if effect.region else "",
        }
        await counter.write_to(person, "guichet_charte", data, sujet=Offre("charte").sujet)

    async def _remove(self, counter: Counter, effect: do.Remove) -> None:
        tx, now = counter.postbox.tx, counter.postbox.now
        await aiguilleurs.note(tx, effect.personne, now, etat=aiguilleurs.GONE)
        await sessions.close(tx, effect.personne)
        for held in await besoins.held_by(tx, effect.personne):
            await self.returns.release(counter.postbox, held, pourquoi="parti", qui=counter.by.id)
        for numero in await vie.offered_to(tx, effect.personne):
            known = await besoins.get(tx, numero)
            if known is not None:
                kept = await self.returns.to_its_holder(counter.postbox, known, qui=counter.by.id)
                await self._kept(counter, kept, effect.personne)
        await counter.write_to(effect.personne, "guichet_remercie", {})

    async def _kept(self, counter: Counter, known: Besoin, gone: str) -> None:
        """Whoever offered it to somebody who is gone still has it, and knows."""
        was = await personnes.get(counter.postbox.tx, gone)
        if known.prise_par is not None and was is not None:
            data: dict[str, Value] = {"numero": known.numero, "a": was.compte or "", "oui": False}
            await counter.write_to(known.prise_par, "guichet_transmission_suite", data)


def _hours(minutes: int) -> dict[str, Value]:
    return {"heures": minutes // 60, "minutes": minutes % 60}
