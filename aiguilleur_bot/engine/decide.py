"""One event of the dialogue, from words to rows: match in a thread, then decide and store in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.commands import strip_reaction
from aiguilleur_bot.dialogue.events import Edited, Event, Flooded, Media, Tap, Withdrawn, Words
from aiguilleur_bot.dialogue.model import Conversation, Phase
from aiguilleur_bot.dialogue.soutiens import wants_manque
from aiguilleur_bot.dialogue.step import step, wants_advice, wants_dossier, wants_matching, wants_names
from aiguilleur_bot.engine import rewordings
from aiguilleur_bot.engine.addressing import Address, Purpose
from aiguilleur_bot.engine.advice import Advice
from aiguilleur_bot.engine.apports import known_lieu
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.coming import Coming
from aiguilleur_bot.engine.effects import Effects
from aiguilleur_bot.engine.failures import Impasse
from aiguilleur_bot.engine.ids import event_key
from aiguilleur_bot.engine.intake import FLOOD
from aiguilleur_bot.engine.postbox import Postbox, Scene
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.engine.world import Worlds
from aiguilleur_bot.platforms.base import Edition, Inbound, Message, Reaction, Redaction
from aiguilleur_bot.store import besoins, conversations, journal, personnes, rencontres
from aiguilleur_bot.store.conversations import ConversationRow, Stale
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.vocabulary import Ecoute, Nommes, Reponse, Territoire

REDO = 10


@dataclass(frozen=True, slots=True)
class Matched:
    """What the matching made of the words, and the communs they name, for one version of the conversation."""

    version: int
    reponse: Reponse | None
    nommes: Nommes | None


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides what is said next. `postbox` opens the outbox for the key of an event, in a transaction.

    `advice` is a language model's, when the operator set one.
    """

    database: Database
    clock: Clock
    worlds: Worlds
    effects: Effects
    savoir: Callable[[], Savoir]
    executor: Executor
    postbox: Callable[[Transaction, str, datetime], Postbox]
    coming: Coming
    advice: Advice | None = None

    async def decide(self, row: journal.JournalRow, event: Inbound, address: Address) -> None:
        """Settle `row`. Raises Impasse when the conversation keeps changing meanwhile."""
        for _ in range(REDO):
            try:
                await self._once(row, event, address)
            except Stale:
                continue
            return
        raise Impasse("la conversation change sans cesse")

    async def _once(self, row: journal.JournalRow, event: Inbound, address: Address) -> None:
        if address.purpose is Purpose.MOTS:
            await self._reword(row, event, address.numero)
            return
        matched = await self._match(row, event, address)
        self.database.passage("decision:appariee")
        async with self.database.write("decision") as tx:
            await self._store(tx, row, event, address, matched)

    async def _reword(self, row: journal.JournalRow, event: Inbound, numero: int | None) -> None:
        """Settle `row`: the message that a besoin came from was edited or deleted, and no conversation knows it."""
        async with self.database.write("mots") as tx:
            now = self.clock.now()
            known = await besoins.get(tx, numero) if numero is not None else None
            if not await journal.settle(tx, row.rang, now) or known is None:
                return
            postbox = self.postbox(tx, event_key(row.plateforme, row.evenement), now)
            await rewordings.follow(postbox, Askers(self.effects, self.worlds), known, event)

    async def _match(self, row: journal.JournalRow, event: Inbound, address: Address) -> Matched:
        """What the matching makes of the words, in a worker thread, and the version of the conversation it is for."""
        async with self.database.read() as tx:
            line = await self._line(tx, event, address)
            theirs = await known_lieu(tx, address.personne, self.savoir().base)
            where = await self.worlds.territoire(tx, event.platform, event.room)
        conversation = _conversation(line)
        said = _said(row, event, line)
        names = wants_names(conversation, said)
        nommes = self.savoir().matcher.named(names) if names is not None else None
        words = wants_matching(conversation, said)
        if words is None:
            return Matched(line.version, None, nommes)
        place = theirs.territoire if theirs is not None else None
        savoir, territoire = self.savoir(), conversation.territoire or place or where
        advice = self.advice if wants_advice(conversation, said, savoir.base) else None
        async with self.coming.shown(event):
            ecoute = Ecoute.DIRECT if line.directe else Ecoute.MENTION
            reponse = await self._understood(savoir, words, advice, ecoute=ecoute, territoire=territoire)
        return Matched(line.version, reponse, nommes)

    async def _understood(
        self, savoir: Savoir, words: str, advice: Advice | None, *, ecoute: Ecoute, territoire: Territoire | None
    ) -> Reponse:
        """What the matching understands, in a worker thread, then what a language model makes of it, if asked."""
        loop = asyncio.get_running_loop()
        if advice is None:
            call = partial(savoir.matcher.understand, words, ecoute=ecoute, territoire=territoire)
            return await loop.run_in_executor(self.executor, call)
        both = partial(savoir.matcher.with_shortlist, words, ecoute=ecoute, territoire=territoire)
        reponse, shortlist = await loop.run_in_executor(self.executor, both)
        return await advice.taken(words, reponse, shortlist, savoir.base)

    async def _store(
        self,
        tx: Transaction,
        row: journal.JournalRow,
        event: Inbound,
        address: Address,
        matched: Matched,
    ) -> None:
        now = self.clock.now()
        line = await self._line(tx, event, address)
        person = await personnes.get(tx, address.personne)
        if line.version != matched.version:
            raise Stale
        if not await journal.settle(tx, row.rang, now) or person is None:
            return
        origin = None
        if isinstance(event, Edition | Redaction):
            origin = await besoins.worded_by(tx, event.platform, event.target)
        before, said = _conversation(line), _said(row, event, line, dit=origin is not None)
        world = await self.worlds.world(
            tx,
            person,
            salon=event.room,
            now=now,
            reponse=matched.reponse,
            nommes=matched.nommes,
            directe=line.directe,
            everything=wants_dossier(before, said),
            manque=wants_manque(before, said),
        )
        after, effects = step(before, said, world)
        answered = event.target if isinstance(event, Reaction | Edition | Redaction) else event.event_id
        aside = _aside(line, event)
        scene = Scene(
            postbox=self.postbox(tx, event_key(row.plateforme, row.evenement), now),
            personne=person,
            line=_worded(line, before, after, answered),
            salon="" if aside else event.room,
            evenement=None if aside else answered,
            question=answered if isinstance(event, Message | Edition) and not aside else None,
            event_id=event.event_id,
        )
        await self.effects.apply(scene, after, effects)
        if origin is not None:
            await rewordings.follow(scene.postbox, Askers(self.effects, self.worlds), origin, event)

    async def _line(self, tx: Transaction, event: Inbound, address: Address) -> ConversationRow:
        """The conversation of `event`, begun if need be; a direct one goes on where the person last wrote."""
        known = await conversations.get(tx, address.conversation)
        directe = address.fil is None
        here = "" if directe and isinstance(event, Message) and not event.is_direct else event.room
        return ConversationRow(
            id=address.conversation,
            personne=address.personne,
            plateforme=event.platform,
            salon=here if (directe and here) or known is None else known.salon,
            fil=address.fil,
            directe=directe,
            etat=known.etat if known and known.etat else await _begun(tx, address, directe=directe),
            question=known.question if known else None,
            reponse=known.reponse if known else None,
            version=known.version if known else 0,
            maj_le=self.clock.now(),
            message=known.message if known else None,
        )


async def _begun(tx: Transaction, address: Address, *, directe: bool) -> str | None:
    """What a conversation whose words were erased begins with: the bot is still silent while a human is there."""
    numero = await rencontres.with_a_human(tx, address.personne) if directe else None
    return None if numero is None else state.dump(Conversation(direct=True, phase=Phase.HUMAIN, numero=numero))


def _aside(line: ConversationRow, event: Inbound) -> bool:
    """Said to us where people meet, answered in private."""
    return line.directe and isinstance(event, Message) and not event.is_direct


def _conversation(line: ConversationRow) -> Conversation:
    return state.load(line.etat) if line.etat is not None else Conversation(direct=line.directe)


def _worded(line: ConversationRow, before: Conversation, after: Conversation, said: str) -> ConversationRow:
    """`line`, knowing which message its words come from."""
    if after.texte == before.texte:
        return line
    return replace(line, message=said if after.texte else None)


def _said(row: journal.JournalRow, event: Inbound, line: ConversationRow, *, dit: bool = False) -> Event:
    """What happened, in the words of the dialogue."""
    match event:
        case Message() if row.genre == FLOOD:
            return Flooded()
        case Message(kind="autre"):
            return Media()
        case Message():
            return Words(event.text)
        case Reaction():
            return Tap(strip_reaction(event.key))
        case Edition() if event.target in (line.question, line.message):
            return Edited(event.text)
        case Edition():
            return Words(event.text)
        case Redaction():
            return Withdrawn(dit)
    raise TypeError(f"{type(event).__name__} n'appartient pas au dialogue")
