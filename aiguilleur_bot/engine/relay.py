"""Carries words between two people whom no room can hold: each talks to the bot in private, on their own platform.

What is carried is in the journal until it is decided and in the outbox until it is delivered, then nowhere. Which
outbox row a message became derives from its own id: an edit or a deletion finds it without anything being kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue.commands import read_exact
from aiguilleur_bot.dialogue.events import Taken
from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.dialogue.mots import Mot
from aiguilleur_bot.engine import ids
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.contact import talked
from aiguilleur_bot.engine.meetings import RELAY
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.relays import CARRIED, WHOM, Line, answers, carried, lines_of
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.platforms.base import Capabilities, Edition, Inbound, Message, Redaction
from aiguilleur_bot.store import besoins, journal, personnes, rencontres
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import Personne


@dataclass(frozen=True, slots=True)
class Relay:
    """Carries. `capabilities` tells how long a message may be, and whether it may be edited."""

    database: Database
    clock: Clock
    voice: Renderer
    askers: Askers
    capabilities: Callable[[str], Capabilities]
    postbox: Callable[[Transaction, str, datetime], Postbox]

    async def settle(self, row: journal.JournalRow, event: Inbound, personne: str) -> None:
        """Settle `row`: what was said, edited or deleted reaches the other. Raises Stale: decide again."""
        async with self.database.write("relais") as tx:
            now = self.clock.now()
            by = await personnes.get(tx, personne)
            if not await journal.settle(tx, row.rang, now) or by is None:
                return
            postbox = self.postbox(tx, ids.event_key(row.plateforme, row.evenement), now)
            match event:
                case Message():
                    await self._said(postbox, event, by)
                case Edition():
                    await self._edited(postbox, event, by)
                case Redaction():
                    said = await carried(tx, event)
                    if said is not None:
                        await postbox.withdraw("relais-retrait", said.id)

    # ------------------------------------------------------------ inside

    async def _said(self, postbox: Postbox, event: Message, by: Personne) -> None:
        lines = await lines_of(postbox.tx, by.id)
        line, words = await self._whom(postbox.tx, event, lines)
        command = read_exact(event.text)
        if command is not None and command.mot is Mot.ROBOT:
            await self._pause(postbox, by, event, lines)
        elif line is None:
            numbers: tuple[Value, ...] = tuple(one.meeting.numero for one in lines)
            await self._answer(postbox, by, event, "relais_a_qui", {"numeros": numbers})
        elif line.me.role == "demande" and command is not None and command.mot is Mot.HUMAIN:
            await self._again(postbox, line)
        elif event.kind != "texte":
            await self._answer(postbox, by, event, "relais_texte_seul", {})
        else:
            await rencontres.set_state(postbox.tx, line.meeting.id, by.id, rencontres.HERE)
            await self._carry(postbox, line, by, event, words)

    async def _whom(self, tx: Transaction, event: Message, lines: list[Line]) -> tuple[Line | None, str]:
        """The relay words are for, and the words without the number that says so."""
        if (answered := await answers(tx, event, lines)) is not None:
            return answered, event.text
        named = WHOM.fullmatch(event.text)
        for one in lines:
            if named is not None and one.me.role == "aide" and one.meeting.numero == int(named[1]):
                return one, named[2]
        return (lines[0] if len(lines) == 1 else None), event.text

    async def _carry(self, postbox: Postbox, line: Line, by: Personne, event: Message, words: str) -> None:
        to = await personnes.get(postbox.tx, line.other.personne)
        body = self._body(line, by, words)
        if to is None or to.compte is None:
            await self._answer(postbox, by, event, "relais_perdu", {"numero": _number(line)})
        elif len(body) > self.capabilities(to.plateforme).max_length:
            await self._answer(postbox, by, event, "relais_trop_long", {})
        else:
            await postbox.private(CARRIED, to, body, conversation=f"{RELAY}{line.meeting.id}")
            await talked(postbox.tx, line.meeting.numero, by.id, postbox.now)

    async def _edited(self, postbox: Postbox, event: Edition, by: Personne) -> None:
        said = await carried(postbox.tx, event)
        for line in await lines_of(postbox.tx, by.id):
            if said is not None and said.conversation == f"{RELAY}{line.meeting.id}":
                named = WHOM.fullmatch(event.text) if line.me.role == "aide" else None
                body = self._body(line, by, named[2] if named else event.text)
                if await postbox.edit("relais-modif", said.id, body) is None:
                    to = await personnes.get(postbox.tx, line.other.personne)
                    if to is not None:
                        await postbox.private("relais-modif", to, body, conversation=said.conversation)

    async def _pause(self, postbox: Postbox, by: Personne, event: Message, lines: list[Line]) -> None:
        """« robot », from whoever helps: their words are for the bot again, until they answer or say a number."""
        for one in lines:
            await rencontres.set_state(postbox.tx, one.meeting.id, by.id, rencontres.WITH_ROBOT)
        await self._answer(postbox, by, event, "relais_pause", {"numero": lines[0].meeting.numero if lines else 0})

    async def _again(self, postbox: Postbox, line: Line) -> None:
        """« humain », from whoever asks: back with the human, as at the start."""
        known = await besoins.get(postbox.tx, line.meeting.numero)
        helper = await personnes.get(postbox.tx, line.other.personne)
        if known is not None and helper is not None:
            await rencontres.set_state(postbox.tx, line.meeting.id, line.me.personne, rencontres.HERE)
            await self.askers.tell(postbox, known, Taken(helper.compte or "", "relais", known.numero))

    async def _answer(
        self, postbox: Postbox, by: Personne, event: Message, modele: str, donnees: dict[str, Value]
    ) -> None:
        body = self.voice.render(modele, donnees)
        await postbox.private("relais-reponse", by, body, room=event.room, reply_to=event.event_id)

    def _body(self, line: Line, by: Personne, words: str) -> str:
        """What was said, under the name of whoever said it."""
        numero = line.meeting.numero if line.other.role == "aide" else 0
        lines: tuple[Value, ...] = tuple(words.splitlines())
        return self.voice.render("relais_message", {"qui": by.compte or "", "numero": numero, "lignes": lines})


def _number(line: Line) -> int:
    return line.meeting.numero if line.me.role == "aide" else 0
