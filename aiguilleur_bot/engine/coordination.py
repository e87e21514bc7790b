"""What time does for those who coordinate, and for whoever waits for a défi to be covered.

On Mondays, one message in their rooms that rings nobody; when a défi is covered, each person who wanted to be told is
told, once; and the besoins near each new one are looked for. Each is marked in the transaction that says it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.guichet.montrer import shown
from aiguilleur_bot.engine.logs import logger, short
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.postbox import Postbox, thread_queue
from aiguilleur_bot.engine.rapprochements import COMPARED, Rapprochements
from aiguilleur_bot.engine.savoir import Renderer, Savoir
from aiguilleur_bot.handoff.calendar import FRANCE
from aiguilleur_bot.needs.defis import LIVING
from aiguilleur_bot.needs.manques import Filtre
from aiguilleur_bot.platforms.base import Say
from aiguilleur_bot.store import accords, defis, manques, personnes, salons, semaines, soutiens
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.salons import Salon
from aiguilleur_bot.store.soutiens import APrevenir

SECOND_THOUGHTS = timedelta(hours=1)
"""After a défi is covered, before anybody is told: the time to undo a slip."""

SHOWN = 5
"""New besoins of the Monday digest; the rest is only counted."""

LOOKED_AT_ONCE = 50
"""New besoins whose near ones are looked for at one tick."""

_LAST_DAY = 2
"""A digest that Monday could not say is said on Wednesday at the latest, then left out (0 is Monday)."""

_log = logger("coordination")


@dataclass(slots=True)
class Coordination:
    """One pass of each, at a tick. True when there is mail."""

    database: Database
    clock: Clock
    options: Options
    voice: Renderer
    savoir: Callable[[], Savoir]
    rapprochements: Rapprochements
    postbox: Callable[[Transaction, str, datetime], Postbox]

    # ------------------------------------------------------------ near besoins

    async def look_near(self) -> None:
        """The besoins near each new one, kept with both."""
        async with self.database.read() as tx:
            fresh = await manques.unlooked(tx, LOOKED_AT_ONCE)
            if not fresh:
                return
            unmet = await manques.every(tx, Filtre(), COMPARED)
            missing = await manques.some(tx, set(fresh) - {one.numero for one in unmet})
        near = await self.rapprochements.near((*unmet, *missing))
        async with self.database.write("proches") as tx:
            for numero in _nearer(fresh, near):
                await manques.looked(tx, numero, near.get(numero, ()))

    # ------------------------------------------------------------ covered

    async def tell_covered(self) -> bool:
        """Write in working hours to whoever wanted to know: each in a transaction of their own, failing alone."""
        now = self.clock.now()
        if not FRANCE.is_open(now):
            return False
        async with self.database.read() as tx:
            waiting = await soutiens.to_tell(tx, now - SECOND_THOUGHTS)
        theirs: dict[tuple[str, int], list[APrevenir]] = defaultdict(list)
        for one in waiting:
            theirs[one.personne, one.defi].append(one)
        for (who, defi), ones in theirs.items():
            try:
                async with self.database.write("annonce") as tx:
                    await self._tell(tx, who, ones)
            except Exception as error:  # noqa: BLE001 - one person must not keep the news from the next
                _log.error("annonce_en_panne", personne=short(who), defi=defi, erreur=type(error).__name__)
        return bool(theirs)

    async def _tell(self, tx: Transaction, who: str, ones: list[APrevenir]) -> None:
        """One message for all they waited for. Its id is that of what they said: said again later, it is news again."""
        now = self.clock.now()
        numeros = tuple(sorted({one.numero for one in ones}))
        person = await personnes.get(tx, who)
        if person is None or not await soutiens.told(tx, who, numeros):
            return
        if not await soutiens.waits(tx, who):
            await accords.withdraw(tx, who, accords.RETOUR)
        fiche = self.savoir().base.communs.get(ones[0].commun or "")
        data: dict[str, Value] = {
            "numeros": numeros,
            "titre": ones[0].titre,
            "commun": fiche.nom if fiche is not None else "",
            "lien": ones[0].lien,
        }
        key = f"couvert\0{','.join(str(one.id) for one in ones)}"
        await self.postbox(tx, key, now).private("couvert", person, self.voice.render("soutien_couvert", data))
        _log.info("couvert_annonce", personne=short(who), defi=ones[0].defi)

    # ------------------------------------------------------------ on Mondays

    async def monday(self) -> bool:
        """One message in each room of the coordination, once a week, in working hours; none when nothing happened."""
        now = self.clock.now()
        today = FRANCE.local(now).date()
        week = today - timedelta(days=today.weekday())
        if today.weekday() > _LAST_DAY or not FRANCE.is_open(now):
            return False
        async with self.database.read() as tx:
            rooms = [room for room in await salons.named(tx) if self._is_theirs(room)]
            due = [room for room in rooms if not await semaines.is_said(tx, week, _name(room))]
            data = await self._week(tx) if due else None
        if data is not None:
            data["groupes"] = len(await self.rapprochements.groups())
        for room in due:
            async with self.database.write("lundi") as tx:
                if await semaines.say(tx, week, _name(room)) and data is not None:
                    await self._post(tx, room, data, f"lundi\0{week.isoformat()}\0{_name(room)}")
        return bool(due) and data is not None

    def _is_theirs(self, room: Salon) -> bool:
        option = self.options.salon(room.plateforme, room.nom)
        return option is not None and option.role == "coordination"

    async def _week(self, tx: Transaction) -> dict[str, Value] | None:
        """What happened in seven days, but for the groups to look at; None when nothing did."""
        now = self.clock.now()
        fresh = await semaines.fresh(tx, now - timedelta(days=7))
        said = await semaines.supported(tx, now - timedelta(days=7))
        if not fresh and not said:
            return None
        living = await defis.count(tx)
        return {
            "nouveaux": len(fresh),
            "personnes": len({one.qui for one in fresh if one.qui is not None}),
            "besoins": tuple(map(shown, fresh[-SHOWN:][::-1])),
            "reste": max(0, len(fresh) - SHOWN),
            "attendent": await semaines.waiting(tx),
            "defis": sum(living.get(statut, 0) for statut in LIVING),
            "soutiens": said,
        }

    async def _post(self, tx: Transaction, room: Salon, data: dict[str, Value], key: str) -> None:
        body = self.voice.render("coordination_lundi", data)
        postbox = self.postbox(tx, key, self.clock.now())

        def say(id: str) -> Say:
            return Say(id=id, body=body, room=room.salon)

        await postbox.in_room("lundi", room.plateforme, say, file=thread_queue(room.salon, None))


def _nearer(fresh: Collection[int], near: Mapping[int, Sequence[tuple[int, float]]]) -> list[int]:
    """The new besoins, and those that have one of them among their near ones now: the first of a series too."""
    new = frozenset(fresh)
    return sorted(new | {numero for numero, others in near.items() if any(other in new for other, _ in others)})


def _name(room: Salon) -> str:
    """What tells a room from another where its name must not be."""
    return hashlib.sha256(f"{room.plateforme}\0{room.salon}".encode()).hexdigest()[:20]
