"""Puts outbounds in the outbox, inside the transaction of the decision they come from (rules 4 and 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from aiguilleur_bot.engine import codec, ids
from aiguilleur_bot.platforms.base import AddPerson, Capabilities, Edit, LeaveRoom, OpenRoom, React, Say, Withdraw
from aiguilleur_bot.store import envois, personnes, salons
from aiguilleur_bot.store.conversations import ConversationRow
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.envois import MESSAGE, REACTION
from aiguilleur_bot.store.personnes import WEB, Personne
from aiguilleur_bot.store.registre import private_queue

__all__ = ["Postbox", "Scene", "private_queue", "thread_queue"]


def thread_queue(salon: str, fil: str | None) -> str:
    """The queue of one thread of a room."""
    return f"{salon}#{fil or ''}"


@dataclass(frozen=True, slots=True)
class Postbox:
    """The outbox as one decision sees it: `key` is what the ids derive from, `part` what sets one apart.

    `accueil` is who we are and how long we keep what: it comes before the first thing ever said to somebody.
    """

    tx: Transaction
    key: str
    now: datetime
    capabilities: Callable[[str], Capabilities]
    accueil: str = ""

    async def private(
        self,
        part: str,
        to: Personne,
        body: str,
        *,
        room: str | None = None,
        reply_to: str | None = None,
        conversation: str | None = None,
        greets: bool = True,
    ) -> str | None:
        """Say something to a person, in `room` when they just wrote there. None when their account was erased, or is
        none of a chat.

        Not `greets`: the dialogue sees to the first contact itself, and leaves it out where it would be in the way.
        """
        if to.compte is None or to.plateforme == WEB:
            return None
        if greets and self.accueil and await personnes.greeted(self.tx, to.id, self.now):
            body = f"{self.accueil}\n\n{body}"
        say = Say(
            id=self.id(part), body=body, room=room, person=None if room else to.compte, reply_to=reply_to, rings=True
        )
        return await self._add(
            say, to.plateforme, private_queue(to.id), conversation=conversation, personne=to.id or None
        )

    async def in_room(
        self,
        part: str,
        plateforme: str,
        say: Callable[[str], Say],
        *,
        file: str,
        conversation: str | None = None,
        personne: str | None = None,
    ) -> str:
        """Say something in a room, if its moderators let us; `say` makes the message from its id."""
        said = say(self.id(part))
        added = await self._add(said, plateforme, file, conversation=conversation, personne=personne)
        room = await salons.get(self.tx, plateforme, said.room) if said.room else None
        if room is not None and room.muet_le is not None:
            await envois.abandon(self.tx, added, "silence")
        return added

    async def edit(self, part: str, target: str, body: str, *, fil: str | None = None) -> str | None:
        """Replace what the outbox row `target` said. None when it never was, or cannot be changed there."""
        said = await envois.get(self.tx, target)
        if said is None or said.etat == envois.ABANDONED or not self.capabilities(said.plateforme).edits:
            return None
        edit = Edit(id=self.id(part), room="", target="", body=body, thread=fil)
        return await self._add(edit, said.plateforme, said.file, cible=target, conversation=said.conversation)

    async def withdraw(self, part: str, target: str) -> None:
        """Take back what the outbox row `target` said, once it is said."""
        said = await envois.get(self.tx, target)
        if said is not None and said.etat != envois.ABANDONED:
            withdraw = Withdraw(id=self.id(part), room="", target="")
            await self._add(withdraw, said.plateforme, said.file, cible=target)

    async def react(self, part: str, plateforme: str, room: str, target: str, cle: str, *, file: str) -> None:
        """Put a reaction, where the platform has them."""
        if self.capabilities(plateforme).reactions:
            await self._add(React(id=self.id(part), room=room, target=target, key=cle), plateforme, file)

    async def room(
        self, outbound: Say | OpenRoom | AddPerson | LeaveRoom, plateforme: str, file: str, *, cible: str | None = None
    ) -> str:
        """Open a room of ours, or do something in it; `cible` is the row that opens it while its id is not known."""
        return await self._add(outbound, plateforme, file, cible=cible)

    def id(self, part: str) -> str:
        """The id of one part of this decision."""
        return ids.outbound_id(self.key, part)

    async def _add(
        self,
        outbound: Say | Edit | React | Withdraw | OpenRoom | AddPerson | LeaveRoom,
        plateforme: str,
        file: str,
        *,
        cible: str | None = None,
        conversation: str | None = None,
        personne: str | None = None,
    ) -> str:
        await envois.add(
            self.tx,
            id=outbound.id,
            plateforme=plateforme,
            file=file,
            genre=codec.kind(outbound),
            priorite=REACTION if isinstance(outbound, React) else MESSAGE,
            charge=codec.dump(outbound),
            cible=cible,
            conversation=conversation,
            personne=personne,
            now=self.now,
        )
        return outbound.id


@dataclass(frozen=True, slots=True)
class Scene:
    """Where one decision of the dialogue takes place: who asked, in which conversation, answering what.

    `salon` and `evenement` (the message to answer) are those of what was heard; both empty when a timer or a human
    started it. `event_id` is what was heard itself, `question` the message that an answer given now would belong
    to. `prefixe` sets the ids of this scene apart from others of the same event.
    """

    postbox: Postbox
    personne: Personne
    line: ConversationRow
    salon: str = ""
    evenement: str | None = None
    question: str | None = None
    event_id: str | None = None
    prefixe: str = ""

    @property
    def file(self) -> str:
        """The queue of what is said here."""
        if self.line.directe:
            return private_queue(self.personne.id)
        return thread_queue(self.line.salon, self.line.fil)

    def anonymous(self) -> Scene:
        """The same place once the person is forgotten: answered, and linked to nobody."""
        return replace(self, personne=replace(self.personne, id=""))
