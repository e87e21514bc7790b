"""« tableau »: a link to the pages, said in private, good for one person and one role, once and not for long."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from aiguilleur_bot.engine.guichet.counter import Counter
from aiguilleur_bot.engine.guichet.people import People
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.handoff.guichet import effects as do
from aiguilleur_bot.handoff.guichet.model import Value
from aiguilleur_bot.store import aiguilleurs, sessions
from aiguilleur_bot.store.aiguilleurs import COORDINATOR

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class PagesDeeds:
    """Opens and closes the pages of whoever speaks to the desk."""

    options: Options
    people: People

    async def apply(self, counter: Counter, effect: do.OpenPages | do.ClosePages) -> None:
        """Carry out one effect."""
        if isinstance(effect, do.OpenPages):
            await self._open(counter)
        else:
            closed = await sessions.close(counter.postbox.tx, counter.by.id)
            await counter.privately("sessions", "guichet_sessions_fermees", {"nombre": closed})

    async def _open(self, counter: Counter) -> None:
        """The role is theirs; failing one, that of those who speak in the room of the coordination."""
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by
        role = await self.people.role(tx, by)
        here = await self.people.coordinates(tx, counter.event, await aiguilleurs.get(tx, by.id))
        by_room = here and role != COORDINATOR
        if by_room:
            role = COORDINATOR
        if role is None:
            await counter.privately("tableau", "guichet_pas_membre", {})
            return
        if not self.options.pages:
            await counter.privately("tableau", "guichet_tableau_ferme", {})
            return
        secret = secrets.token_urlsafe(SECRET_BYTES)
        await sessions.offer(tx, secret, personne=by.id, role=role, par_salon=by_room, now=now)
        data: dict[str, Value] = {
            "lien": f"{self.options.pages}/entrer/{secret}",
            "coordonne": role == COORDINATOR,
            "minutes": int(sessions.LINK_LASTS.total_seconds() // 60),
            "heures": int(sessions.SESSION_LASTS.total_seconds() // 3600),
        }
        await counter.privately("tableau", "guichet_tableau", data)
