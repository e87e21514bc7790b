"""Tells whoever asked what becomes of their besoin, through their conversation: it learns it as any other event."""

from __future__ import annotations

from dataclasses import dataclass

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.events import Event
from aiguilleur_bot.dialogue.model import Conversation
from aiguilleur_bot.dialogue.step import step
from aiguilleur_bot.engine.effects import Effects
from aiguilleur_bot.engine.postbox import Postbox, Scene
from aiguilleur_bot.engine.world import Worlds
from aiguilleur_bot.store import conversations, personnes
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.personnes import Personne


@dataclass(frozen=True, slots=True)
class Askers:
    """Speaks to those who asked."""

    effects: Effects
    worlds: Worlds

    async def tell(
        self, postbox: Postbox, known: Besoin, event: Event, *, prefixe: str = "demandeur:"
    ) -> Personne | None:
        """Let `event` happen to the conversation of `known`; None when its asker is forgotten. Raises Stale."""
        asker = await personnes.get(postbox.tx, known.demandeur) if known.demandeur else None
        if asker is None:
            return None
        found = await conversations.get(postbox.tx, known.conversation or conversations.direct_id(asker.id))
        line = found or conversations.begun_in_direct(asker.id, asker.plateforme, postbox.now)
        world = await self.worlds.world(postbox.tx, asker, salon=line.salon, now=postbox.now)
        before = state.load(line.etat) if line.etat is not None else Conversation(direct=line.directe)
        after, effects = step(before, event, world)
        await self.effects.apply(Scene(postbox=postbox, personne=asker, line=line, prefixe=prefixe), after, effects)
        return asker
