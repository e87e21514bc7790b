"""What time does for the people behind the communs: asked again before their agreement ends, told that their fiche is
there; and the one line a day gardeners get about reports and drafts. Each marked in the transaction that says it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.events import Invited, ReferentDu
from aiguilleur_bot.dialogue.model import Conversation, Phase
from aiguilleur_bot.dialogue.step import step
from aiguilleur_bot.dialogue.typography import PARIS
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.effects import Effects
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.postbox import Postbox, Scene, thread_queue
from aiguilleur_bot.engine.savoir import Renderer, Savoir
from aiguilleur_bot.engine.world import Worlds
from aiguilleur_bot.platforms.base import Say
from aiguilleur_bot.store import brouillons, conversations, personnes, referents, salons, signalements
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Database, Transaction

BEFORE_THE_END = timedelta(days=30)
"""How long before its end an agreement is asked about again; silence until then ends it."""

_OPENS, _CLOSES, _SATURDAY = 9, 19, 5
"""Hours of France at which people are written to unasked, on working days."""

Claim = Callable[[Transaction], Awaitable[bool]]
"""Marks that something is being said; False when it was said, or settled otherwise, meanwhile."""


@dataclass(frozen=True, slots=True)
class Referents:
    """One pass of each, at a tick. True when there is mail."""

    database: Database
    clock: Clock
    options: Options
    voice: Renderer
    effects: Effects
    worlds: Worlds
    savoir: Callable[[], Savoir]
    postbox: Callable[[Transaction, str, datetime], Postbox]

    async def go(self) -> bool:
        """Everything that is due now; nothing at night and on Sundays."""
        if not _decent(self.clock.now()):
            return False
        done = [await self._ask_again(), await self._tell_proposers(), await self._tell_gardeners()]
        return any(done)

    # ------------------------------------------------------------ people

    async def _ask_again(self) -> bool:
        now = self.clock.now()
        async with self.database.read() as tx:
            ending = await referents.ending(tx, now + BEFORE_THE_END)
        for who, theirs in ending.items():
            end = min((one.expire_le for one in theirs if one.expire_le is not None), default=now)
            event = ReferentDu(tuple(one.commun for one in theirs), end)
            ids = [one.id for one in theirs]

            async def claim(tx: Transaction, ids: list[int] = ids) -> bool:
                return await referents.asked_again(tx, ids, now)

            await self._speak(who, event, f"referent\0{who}\0{end.isoformat()}", claim)
        return bool(ending)

    async def _tell_proposers(self) -> bool:
        async with self.database.read() as tx:
            waiting = await brouillons.to_tell(tx)
        there = [one for one in waiting if one[2] in self.savoir().base.communs]
        for draft, who, commun in there:

            async def claim(tx: Transaction, draft: int = draft) -> bool:
                return await brouillons.told(tx, draft)

            await self._speak(who, Invited(commun, ""), f"brouillon\0{draft}", claim)
        return bool(there)

    async def _speak(self, who: str, event: Invited | ReferentDu, key: str, claim: Claim) -> None:
        """Say it in private, once; later when a human is with them right now."""
        now = self.clock.now()
        try:
            async with self.database.write("communs") as tx:
                person = await personnes.get(tx, who)
                line = await conversations.get(tx, conversations.direct_id(who))
                before = state.load(line.etat) if line and line.etat is not None else Conversation(direct=True)
                if before.phase is Phase.HUMAIN or not await claim(tx) or person is None or person.compte is None:
                    return
                line = line or conversations.begun_in_direct(who, person.plateforme, now)
                world = await self.worlds.world(tx, person, salon=line.salon, now=now, directe=True)
                after, effects = step(before, event, world)
                scene = Scene(postbox=self.postbox(tx, key, now), personne=person, line=line)
                await self.effects.apply(scene, after, effects)
        except Stale:
            return

    # ------------------------------------------------------------ gardeners

    async def _tell_gardeners(self) -> bool:
        """One line in the rooms of the coordination, that rings nobody: what came in until this morning."""
        now = self.clock.now()
        until = datetime.combine(now.astimezone(ZoneInfo(PARIS)).date(), time(_OPENS), ZoneInfo(PARIS))
        async with self.database.write("jardin") as tx:
            communs = await signalements.digested(tx, until)
            drafts = await brouillons.digested(tx, until)
            if not communs and not drafts:
                return False
            known = self.savoir().base.communs
            names = tuple(known[commun].nom if commun in known else commun for commun in communs)
            body = self.voice.render("jardin", {"noms": names, "brouillons": drafts})
            postbox = self.postbox(tx, f"jardin\0{until.isoformat()}", now)
            for room in await salons.named(tx):
                option = self.options.salon(room.plateforme, room.nom)
                if option is None or option.role != "coordination":
                    continue

                def say(id: str, room: str = room.salon) -> Say:
                    return Say(id=id, body=body, room=room)

                await postbox.in_room(room.salon, room.plateforme, say, file=thread_queue(room.salon, None))
        return True


def _decent(moment: datetime) -> bool:
    there = moment.astimezone(ZoneInfo(PARIS))
    return there.weekday() < _SATURDAY and _OPENS <= there.hour < _CLOSES
