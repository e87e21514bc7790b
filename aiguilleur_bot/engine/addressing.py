"""Is this said to the bot, and in which conversation? Asked when an event is heard, and again when it is decided.

What is not said to the bot is never stored: this is the gate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.commands import strip_reaction
from aiguilleur_bot.dialogue.step import listens
from aiguilleur_bot.engine.options import Options, SalonOption
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.handoff import commands
from aiguilleur_bot.platforms.base import Edition, Heard, Inbound, Message, Reaction, Redaction
from aiguilleur_bot.store import besoins, conversations, envois, journal, offres, salons
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import pseudonym

OFFER_SIGN = "🧭"
"""What we put on a message to offer help unasked, and what its author puts to accept."""


class Purpose(StrEnum):
    """What an event is for."""

    DIALOGUE = "dialogue"
    COMMAND = "command"
    ENCRYPTED = "encrypted"
    WAITING = "waiting"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Address:
    """Who speaks, and what it is for. `fil` is the thread of the answer (None in direct).

    WAITING: it may be for us, known only once an earlier event is decided or a receipt has come.
    OFFER: the author of a message accepts the help we offered on it, and so calls us in that message.
    `numero` is the besoin a COMMAND is about, when the card or the words say it.
    """

    purpose: Purpose
    personne: str
    conversation: str = ""
    fil: str | None = None
    numero: int | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides for one installation. `account` gives our own account on a platform, `savoir` what is known now."""

    options: Options
    account: Callable[[str], str]
    savoir: Callable[[], Savoir]

    def person(self, event: Heard) -> str:
        """The pseudonym of whoever did this."""
        return pseudonym(self.options.key, event.platform, event.sender)

    async def address(self, tx: Transaction, event: Inbound) -> Address | None:
        """What `event` is for; None when it is not for us, and must leave no trace."""
        room = await salons.get(tx, event.platform, event.room)
        if not self._may_count(event, room):
            return None
        option = self.options.salon(event.platform, room.nom if room else None)
        match event:
            case Message():
                return await self._message(tx, event, option)
            case Reaction():
                return await self._reaction(tx, event, option)
            case Edition():
                return await self._edition(tx, event, option)
            case Redaction():
                return await self._redaction(tx, event)
            case _:
                return None

    async def listens_in(self, tx: Transaction, event: Message) -> bool:
        """Whether `event` is said in a room that lets us offer help (`ecoute: invite`), and is no word for us."""
        room = await salons.get(tx, event.platform, event.room)
        option = self.options.salon(event.platform, room.nom if room else None)
        if option is None or option.ecoute != "invite" or not self._may_count(event, room):
            return False
        return await self.address(tx, event) is None

    def _may_count(self, event: Inbound, room: salons.Salon | None) -> bool:
        """Neither our own, nor from before our time in the room."""
        if event.sender == self.account(event.platform):
            return False
        return room is None or room.depuis is None or event.at >= room.depuis

    # ------------------------------------------------------------ messages

    async def _message(self, tx: Transaction, event: Message, option: SalonOption | None) -> Address | None:
        person = self.person(event)
        if event.kind == "chiffre":
            return Address(Purpose.ENCRYPTED, person)
        if event.kind == "texte" and (command := await self._command(tx, event, option, person)):
            return command
        if event.is_direct:
            return Address(Purpose.DIALOGUE, person, conversations.direct_id(person))
        if option is not None and option.ecoute == "silence":
            return None
        fil = await self._thread(tx, event)
        key = conversations.thread_id(person, event.room, fil)
        if event.mentions_bot:
            return Address(Purpose.DIALOGUE, person, key, fil)
        if fil == event.event_id or event.kind != "texte":
            return None
        known = await conversations.get(tx, key)
        if known is None or known.etat is None or not listens(state.load(known.etat), event.text, self.savoir().base):
            return None
        return Address(Purpose.DIALOGUE, person, key, fil)

    async def _thread(self, tx: Transaction, event: Message) -> str:
        """The thread this belongs to: its own, that of the message it answers, or one to open under it."""
        if event.thread is not None:
            return event.thread
        if event.reply_to is not None:
            said = await envois.said_at(tx, event.platform, event.reply_to)
            known = await conversations.get(tx, said.conversation) if said and said.conversation else None
            if known is not None and known.fil is not None:
                return known.fil
        return event.event_id

    async def _command(
        self, tx: Transaction, event: Message, option: SalonOption | None, person: str
    ) -> Address | None:
        """« prendre » in a room of aiguilleurs, or said to us by one of them."""
        command = commands.read(event.text)
        if command is None:
            return None
        if event.is_direct:
            if not await self._may_take(tx, event, person):
                return None
        elif option is None or option.role != "aiguilleurs":
            return None
        card = None
        for target in (event.thread, event.reply_to):
            card = card or (await besoins.card_at(tx, event.platform, target) if target else None)
        numero = command.numero or (card.numero if card else None)
        if numero is None:
            waiting = await besoins.cards_in(tx, event.platform, event.room)
            numbers = {one.numero for one in waiting}
            numero = numbers.pop() if len(numbers) == 1 else None
            if not waiting and not event.mentions_bot:
                return None
        fil = None if event.is_direct else event.thread or (card.evenement if card else None)
        return Address(Purpose.COMMAND, person, fil=fil, numero=numero)

    async def _may_take(self, tx: Transaction, event: Heard, person: str) -> bool:
        """In private, a hand counts only from an aiguilleur of the settings, or somebody we sent a card to."""
        if self.options.is_aiguilleur(event.platform, event.sender):
            return True
        return await besoins.was_shown_to(tx, person)

    # ------------------------------------------------------------ the rest

    async def _reaction(self, tx: Transaction, event: Reaction, option: SalonOption | None) -> Address | None:
        person = self.person(event)
        said = await envois.said_at(tx, event.platform, event.target)
        if said is None:
            if (offer := await offres.get(tx, event.platform, event.target)) is not None:
                return await self._accepted(tx, event, option) if offer.personne == person else None
            unsure = await envois.receipt_may_come(tx, event.platform, event.room)
            return Address(Purpose.WAITING, person) if unsure else None
        card = await besoins.card_at(tx, event.platform, event.target)
        if card is not None:
            if commands.read_reaction(event.key) is None:
                return None
            fil = None if card.personne else card.evenement
            return Address(Purpose.COMMAND, person, fil=fil, numero=card.numero)
        known = await conversations.get(tx, said.conversation) if said.conversation else None
        if known is None or known.personne != person:
            return None
        return Address(Purpose.DIALOGUE, person, known.id, known.fil)

    async def _accepted(self, tx: Transaction, event: Reaction, option: SalonOption | None) -> Address | None:
        """Our own sign, put by the author on their message: once, and unless they called us under it already."""
        silent = option is not None and option.ecoute == "silence"
        if silent or strip_reaction(event.key) != OFFER_SIGN:
            return None
        person = self.person(event)
        key = conversations.thread_id(person, event.room, event.target)
        if await conversations.get(tx, key) is not None:
            return None
        return Address(Purpose.OFFER, person, key, event.target)

    async def _edition(self, tx: Transaction, event: Edition, option: SalonOption | None) -> Address | None:
        person = self.person(event)
        known = await conversations.opened_by(tx, event.platform, event.target, person)
        if known is not None:
            return Address(Purpose.DIALOGUE, person, known.id, known.fil)
        earlier = await journal.find(tx, event.platform, event.target)
        if earlier is not None:
            waits = earlier.etat == journal.ADMITTED and earlier.file == person
            return Address(Purpose.WAITING, person) if waits else None
        if not event.mentions_bot or event.is_direct or (option is not None and option.ecoute == "silence"):
            return None
        key = conversations.thread_id(person, event.room, event.target)
        return Address(Purpose.DIALOGUE, person, key, event.target)

    async def _redaction(self, tx: Transaction, event: Redaction) -> Address | None:
        known = await conversations.opened_by(tx, event.platform, event.target)
        if known is not None:
            return Address(Purpose.DIALOGUE, known.personne, known.id, known.fil)
        earlier = await journal.find(tx, event.platform, event.target)
        if earlier is not None and earlier.etat == journal.ADMITTED:
            return Address(Purpose.WAITING, earlier.file)
        return None
