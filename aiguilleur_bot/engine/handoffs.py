"""« prendre », « je prends », ✋: one besoin goes to one person, whatever two of them do at the same instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.events import Taken
from aiguilleur_bot.dialogue.model import Conversation, Value
from aiguilleur_bot.dialogue.step import step
from aiguilleur_bot.engine.addressing import Address
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.effects import Effects
from aiguilleur_bot.engine.ids import event_key
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.postbox import Postbox, Scene, thread_queue
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.engine.world import Worlds
from aiguilleur_bot.handoff.rounds import lease_end
from aiguilleur_bot.handoff.states import OPEN_STATES
from aiguilleur_bot.platforms.base import Inbound, Message, Say
from aiguilleur_bot.store import besoins, conversations, journal, personnes
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import Personne


@dataclass(frozen=True, slots=True)
class Handoffs:
    """Applies what aiguilleurs say on cards."""

    database: Database
    clock: Clock
    options: Options
    voice: Renderer
    cards: Cards
    effects: Effects
    worlds: Worlds
    postbox: Callable[[Transaction, str, datetime], Postbox]

    async def take(self, row: journal.JournalRow, event: Inbound, address: Address) -> None:
        """Settle `row`: claim the besoin, tell the winner, the loser, the person, and edit the cards."""
        async with self.database.write("prise") as tx:
            now = self.clock.now()
            by = await personnes.get(tx, address.personne)
            if not await journal.settle(tx, row.rang, now) or by is None:
                return
            postbox = self.postbox(tx, event_key(row.plateforme, row.evenement), now)
            if address.numero is None:
                await self._reply(postbox, event, address, by, "rien_a_prendre", {"numero": 0})
                return
            region = before.region if (before := await besoins.get(tx, address.numero)) else None
            until = lease_end(now, region, self.options.delays.bail)
            won = await besoins.claim(tx, address.numero, par=by.id, now=now, until=until)
            known = await besoins.get(tx, address.numero)
            if known is None:
                await self._reply(postbox, event, address, by, "rien_a_prendre", {"numero": address.numero})
            elif won:
                await self._won(postbox, known, by)
            elif known.prise_par != by.id or known.etat not in OPEN_STATES:
                await self._lost(postbox, event, address, by, known)

    async def _won(self, postbox: Postbox, known: Besoin, by: Personne) -> None:
        await self.cards.update(postbox, known, prefixe="prise:", par=by.compte, le=postbox.now)
        asker = await personnes.get(postbox.tx, known.demandeur) if known.demandeur else None
        body = self.voice.render(
            "pris_ok",
            {"numero": known.numero, "texte": known.texte, "personne": (asker.compte or "") if asker else ""},
        )
        await postbox.private("prise:gagnee", by, body)
        if asker is not None:
            await self._tell_asker(postbox, known, asker, by)

    async def _tell_asker(self, postbox: Postbox, known: Besoin, asker: Personne, by: Personne) -> None:
        """A human has it: the conversation of the besoin learns it, as any other event."""
        found = await conversations.get(postbox.tx, known.conversation or conversations.direct_id(asker.id))
        line = found or conversations.begun_in_direct(asker.id, asker.plateforme, postbox.now)
        world = await self.worlds.world(postbox.tx, asker, salon=line.salon, now=postbox.now)
        before = state.load(line.etat) if line.etat is not None else Conversation(direct=line.directe)
        after, effects = step(before, Taken(by.compte or ""), world)
        await self.effects.apply(
            Scene(postbox=postbox, personne=asker, line=line, prefixe="demandeur:"), after, effects
        )

    async def _lost(self, postbox: Postbox, event: Inbound, address: Address, by: Personne, known: Besoin) -> None:
        holder = await personnes.get(postbox.tx, known.prise_par) if known.prise_par else None
        if holder is None or known.etat not in OPEN_STATES or known.prise_le is None:
            await self._reply(postbox, event, address, by, "rien_a_prendre", {"numero": known.numero})
            return
        data: dict[str, Value] = {
            "numero": known.numero,
            "par": holder.compte or "",
            "le": known.prise_le.isoformat(),
        }
        await self._reply(postbox, event, address, by, "deja_pris", data)

    async def _reply(
        self, postbox: Postbox, event: Inbound, address: Address, to: Personne, modele: str, data: dict[str, Value]
    ) -> None:
        """Answer an aiguilleur where they spoke: in the thread of the card, or in private."""
        body = self.voice.render(modele, data)
        words = event.event_id if isinstance(event, Message) else None
        if event.is_direct:
            await postbox.private("reponse", to, body, room=event.room, reply_to=words)
            return
        fil = address.fil or words

        def say(id: str) -> Say:
            return Say(id=id, body=body, room=event.room, thread=fil, reply_to=words)

        await postbox.in_room("reponse", event.platform, say, file=thread_queue(event.room, fil), personne=to.id)
