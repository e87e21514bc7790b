"""Is this said to the bot, and in which conversation? Asked when an event is heard, and again when it is decided.

What is not said to the bot is never stored: this is the gate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.commands import read_exact, strip_reaction
from aiguilleur_bot.dialogue.mots import Mot
from aiguilleur_bot.dialogue.step import WITH_A_HUMAN, listens
from aiguilleur_bot.engine import relays
from aiguilleur_bot.engine.guichet.gate import DeskGate
from aiguilleur_bot.engine.options import Options, SalonOption
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.handoff import silence
from aiguilleur_bot.platforms.base import Departure, Edition, Heard, Inbound, Message, Reaction, Redaction
from aiguilleur_bot.store import besoins, conversations, envois, journal, offres, rencontres, salons
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.rencontres import Convive

OFFER_SIGN = "🧭"
"""What we put on a message to offer help unasked, and what its author puts to accept."""

COMMANDS = "commandes"
"""The queue of what aiguilleurs say: of two hands raised, the first heard has it."""


class Purpose(StrEnum):
    """What an event is for."""

    DIALOGUE = "dialogue"
    COMMAND = "command"
    ENCRYPTED = "encrypted"
    WAITING = "waiting"
    OFFER = "offer"
    PRESENCE = "presence"
    MEETING = "meeting"
    RELAY = "relay"
    SILENCE = "silence"
    MOTS = "mots"


@dataclass(frozen=True, slots=True)
class Address:
    """Who speaks, and what it is for. `fil` is the thread of the answer (None in direct).

    WAITING: it may be for us, known only once an earlier event is decided or a receipt has come.
    MOTS: the message that besoin `numero` came from was edited or deleted, and no conversation knows it any more.
    SILENCE: « silence » or « réveil », said to us in a room.
    OFFER: the author of a message accepts the help we offered on it, and so calls us in that message.
    `numero` is the besoin of the card a COMMAND was said on, `sujet` the question of the desk it taps on. `aide`: said
    in private by an aiguilleur, whose words are kept in one order.
    PRESENCE: somebody talks in a room that we opened for them: that they did counts, not what they say. MEETING:
    something ends such a meeting, or calls us there. RELAY: said to us in private for the other. `wordless`: what was
    said must not be kept while it waits.
    """

    purpose: Purpose
    personne: str
    conversation: str = ""
    fil: str | None = None
    numero: int | None = None
    sujet: str = ""
    aide: bool = False
    wordless: bool = False

    @property
    def file(self) -> str:
        """The queue of the journal: one for all aiguilleurs, so that of two hands raised the first heard has it."""
        return COMMANDS if self.purpose is Purpose.COMMAND or self.aide else self.personne


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides for one installation. `account` gives our own account on a platform, `savoir` what is known now."""

    options: Options
    account: Callable[[str], str]
    savoir: Callable[[], Savoir]
    desk: DeskGate

    def person(self, event: Heard) -> str:
        """The pseudonym of whoever did this."""
        return pseudonym(self.options.key, event.platform, event.sender)

    def current(self, event: Heard) -> str:
        """The pseudonym of whom this is about: who left, or whoever did it."""
        return pseudonym(self.options.key, event.platform, _about(event))

    def older(self, event: Heard) -> tuple[str, ...]:
        """What they were under the keys of before, while these are kept (store.epoques)."""
        return tuple(pseudonym(key, event.platform, _about(event)) for key in self.options.old_keys)

    async def address(self, tx: Transaction, event: Inbound) -> Address | None:
        """What `event` is for; None when it is not for us, and must leave no trace."""
        room = await salons.get(tx, event.platform, event.room)
        if not self._may_count(event, room):
            return None
        option = self.options.salon(event.platform, room.nom if room else None)
        if option is None and not event.is_direct and (met := await self._met(tx, event)) is not None:
            return met
        if isinstance(event, Message) and (wish := self._silence(event)) is not None:
            return wish
        if room is not None and room.muet_le is not None and not isinstance(event, Redaction):
            return None
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

    # ------------------------------------------------------------ where people meet

    async def _met(self, tx: Transaction, event: Inbound) -> Address | None:
        """What happens in a room that we opened for people to meet."""
        if isinstance(event, Departure):
            here = await rencontres.at(tx, event.platform, event.room)
            return Address(Purpose.MEETING, pseudonym(self.options.key, event.platform, event.person)) if here else None
        if not isinstance(event, Message):
            return None
        person = self.person(event)
        for meeting in await rencontres.at(tx, event.platform, event.room):
            for one in await rencontres.people(tx, meeting.id):
                if one.personne == person:
                    return self._said_there(event, one)
        # The room may be so new that we do not know it yet.
        waits = not event.mentions_bot and await rencontres.awaited(tx, person)
        return Address(Purpose.WAITING, person, wordless=True) if waits else None

    def _said_there(self, event: Message, by: Convive) -> Address:
        """Talk is theirs; the few words that count with a human go on in private; what cannot be read ends it."""
        command = read_exact(event.text)
        if event.kind == "chiffre":
            return Address(Purpose.MEETING, by.personne)
        if command is not None and command.mot in WITH_A_HUMAN and by.role != "aide":
            return Address(Purpose.DIALOGUE, by.personne, conversations.direct_id(by.personne))
        calls = event.mentions_bot or (command is not None and command.mot is Mot.ROBOT)
        return Address(Purpose.MEETING if calls else Purpose.PRESENCE, by.personne, wordless=True)

    def _silence(self, event: Message) -> Address | None:
        """« silence », « réveil »: said to us in a room, by somebody whose right is checked later."""
        if event.is_direct or not event.mentions_bot or silence.read(event.text) is None:
            return None
        return Address(Purpose.SILENCE, self.person(event), fil=event.thread)

    # ------------------------------------------------------------ messages

    async def _message(self, tx: Transaction, event: Message, option: SalonOption | None) -> Address | None:
        person = self.person(event)
        if event.kind == "chiffre":
            return Address(Purpose.ENCRYPTED, person)
        if event.kind == "texte" and (command := await self._for_the_desk(tx, event, option, person)):
            return command
        if event.is_direct and await relays.is_for_the_other(tx, event, person):
            return Address(Purpose.RELAY, person)
        if event.is_direct:
            helps = await self.desk.knows(tx, event, person)
            return Address(Purpose.DIALOGUE, person, conversations.direct_id(person), aide=helps)
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

    async def _for_the_desk(
        self, tx: Transaction, event: Message, option: SalonOption | None, person: str
    ) -> Address | None:
        """What an aiguilleur says: in their rooms, on a card, or in private."""
        spoken = await self.desk.message(tx, event, option, person)
        if spoken is None:
            return None
        return Address(Purpose.COMMAND, person, fil=spoken.fil, numero=spoken.numero, sujet=spoken.sujet)

    # ------------------------------------------------------------ the rest

    async def _reaction(self, tx: Transaction, event: Reaction, option: SalonOption | None) -> Address | None:
        person = self.person(event)
        said = await envois.said_at(tx, event.platform, event.target)
        if said is None:
            if (offer := await offres.get(tx, event.platform, event.target)) is not None:
                return await self._accepted(tx, event, option) if offer.personne == person else None
            unsure = await envois.receipt_may_come(tx, event.platform, event.room)
            return Address(Purpose.WAITING, person) if unsure else None
        if (spoken := await self.desk.reaction(tx, event, said, person)) is not None:
            return Address(Purpose.COMMAND, person, fil=spoken.fil, numero=spoken.numero, sujet=spoken.sujet)
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
        if await relays.carried(tx, event) is not None:
            return Address(Purpose.RELAY, person)
        known = await conversations.opened_by(tx, event.platform, event.target, person)
        if known is not None:
            return Address(Purpose.DIALOGUE, person, known.id, known.fil)
        if (origin := await besoins.worded_by(tx, event.platform, event.target)) is not None:
            return Address(Purpose.MOTS, person, numero=origin.numero) if origin.demandeur == person else None
        earlier = await journal.find(tx, event.platform, event.target)
        if earlier is not None:
            waits = earlier.etat == journal.ADMITTED and earlier.file in (person, COMMANDS)
            return Address(Purpose.WAITING, person) if waits else None
        if not event.mentions_bot or event.is_direct or (option is not None and option.ecoute == "silence"):
            return None
        key = conversations.thread_id(person, event.room, event.target)
        return Address(Purpose.DIALOGUE, person, key, event.target)

    async def _redaction(self, tx: Transaction, event: Redaction) -> Address | None:
        if await relays.carried(tx, event) is not None:
            return Address(Purpose.RELAY, self.person(event))
        known = await conversations.opened_by(tx, event.platform, event.target)
        known = known or await conversations.worded_by(tx, event.platform, event.target)
        if known is not None:
            return Address(Purpose.DIALOGUE, known.personne, known.id, known.fil)
        if (origin := await besoins.worded_by(tx, event.platform, event.target)) is not None:
            return Address(Purpose.MOTS, origin.demandeur or "", numero=origin.numero)
        earlier = await journal.find(tx, event.platform, event.target)
        if earlier is not None and earlier.etat == journal.ADMITTED:
            return Address(Purpose.WAITING, earlier.file)
        return None


def _about(event: Heard) -> str:
    return event.person if isinstance(event, Departure) else event.sender
