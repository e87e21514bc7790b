"""Where one decision of the desk takes place: who speaks, and how they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiguilleur_bot.engine.postbox import Postbox, thread_queue
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.handoff.guichet.model import Value
from aiguilleur_bot.platforms.base import Inbound, Message
from aiguilleur_bot.platforms.base import Say as Outgoing
from aiguilleur_bot.store import besoins, personnes
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.personnes import Personne

DESK = "guichet:"
"""What the conversation of an outbox row begins with, when the desk asks something in it: a tap on it answers."""


@dataclass(frozen=True, slots=True)
class Counter:
    """One aiguilleur in front of the desk. `fil` is the thread of the card they speak in, in a room."""

    postbox: Postbox
    by: Personne
    event: Inbound
    fil: str | None
    voice: Renderer

    async def write_to(self, person: str, modele: str, donnees: Mapping[str, Value], *, sujet: str = "") -> None:
        """Write to somebody else in private; it rings. `sujet` makes it a question that a tap answers."""
        to = await personnes.get(self.postbox.tx, person)
        if to is not None:
            body, key = self.voice.render(modele, dict(donnees)), f"{DESK}{sujet}" if sujet else None
            await self.postbox.private(f"a:{modele}:{person}:{sujet}", to, body, conversation=key)

    @property
    def _words(self) -> str | None:
        return self.event.event_id if isinstance(self.event, Message) else None

    async def here(self, part: str, modele: str, donnees: Mapping[str, Value]) -> None:
        """Answer where they spoke: in the thread of the card, or in private."""
        if self.event.is_direct:
            await self.privately(part, modele, donnees)
            return
        fil, body = self.fil or self._words, self.voice.render(modele, dict(donnees))

        def say(id: str) -> Outgoing:
            return Outgoing(id=id, body=body, room=self.event.room, thread=fil, reply_to=self._words)

        file = thread_queue(self.event.room, fil)
        await self.postbox.in_room(part, self.event.platform, say, file=file, personne=self.by.id)

    async def privately(self, part: str, modele: str, donnees: Mapping[str, Value], sujet: str = "") -> None:
        """Answer in private; `sujet` makes it a question that a tap answers."""
        here = self.event.is_direct
        await self.postbox.private(
            part,
            self.by,
            self.voice.render(modele, dict(donnees)),
            room=self.event.room if here else None,
            reply_to=self._words if here else None,
            conversation=f"{DESK}{sujet}" if sujet else None,
        )


async def besoin(counter: Counter, numero: int) -> Besoin:
    """The besoin a decision is about. Raises Stale when it is gone."""
    known = await besoins.get(counter.postbox.tx, numero)
    if known is None:
        raise Stale
    return known
