"""Is this said to the desk? What aiguilleurs say in their rooms, on cards, and in private."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue import state as dialogue
from aiguilleur_bot.dialogue.step import listens
from aiguilleur_bot.engine.guichet.counter import DESK
from aiguilleur_bot.engine.guichet.people import People
from aiguilleur_bot.engine.options import SalonOption
from aiguilleur_bot.engine.postbox import private_queue
from aiguilleur_bot.handoff.guichet import communs, coordonner, days, state
from aiguilleur_bot.handoff.guichet.coordonner import Ordre
from aiguilleur_bot.handoff.guichet.model import REPOS, Poste, still
from aiguilleur_bot.handoff.guichet.step import WORDS_TO_HOLDERS, speaks_to
from aiguilleur_bot.handoff.guichet.words import Mot, Word, near, read, read_tap
from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.platforms.base import Heard, Message, Reaction
from aiguilleur_bot.store import aiguilleurs, besoins, conversations, envois, postes
from aiguilleur_bot.store.besoins import Carte
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.envois import Envoi

_ANSWERS = (Mot.CHOIX, Mot.OUI, Mot.NON)
_OF_A_HOLDER = (Mot.CONTACT, Mot.REPRENDRE, Mot.ATTENDRE)
"""Words anybody may say of something else: for the desk only when they hold a besoin, or say which."""

_SAID_ALONE = (Mot.RELACHER, Mot.PREPARER, Mot.CLORE, Mot.MES_BESOINS)
"""Words for the desk when whoever holds a besoin says just that in the room, to nobody: other spellings are talk."""


_OF_COORDINATORS = (Mot.INVITER, Mot.RETIRER, Mot.HEURES, Mot.TABLEAU, Mot.FERMER, Mot.PRENDRE)
"""Words said to us in the room of those who coordinate."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Said to the desk: about which besoin if a card says it, in which thread, answering which question."""

    numero: int | None = None
    fil: str | None = None
    sujet: str = ""


@dataclass(frozen=True, slots=True)
class DeskGate:
    """Tells what is for the desk from what is talk, or somebody's own need."""

    people: People

    async def knows(self, tx: Transaction, event: Heard, person: str) -> bool:
        """Whether somebody may speak to the desk in private."""
        return await self.people.knows(tx, event, person)

    async def message(self, tx: Transaction, event: Message, option: SalonOption | None, person: str) -> Spoken | None:
        """Words for the desk, or None."""
        if communs.read(event.text, event.mentions) is not None and await self._may_ask(tx, event, option, person):
            return Spoken(None, None if event.is_direct else event.thread, communs.SUBJECT)
        order = coordonner.read(event.text)
        if order is not None and await self._may_review(tx, event, order, option, person):
            return Spoken(None, None if event.is_direct else event.thread, coordonner.SUBJECT)
        if event.is_direct:
            return await self._private(tx, event, person)
        if option is None or option.role not in ("aiguilleurs", "coordination"):
            return None
        card = await self._card(tx, event)
        word = read(event.text, event.mentions)
        if option.role == "coordination" and not (word and _for_coordination(event, word, card)):
            return None
        fil = event.thread or (card.evenement if card else None)
        if word is None:
            return Spoken(None, fil) if event.mentions_bot and near(event.text) else None
        if word.mot in _ANSWERS:
            return None
        about = card is not None or word.numero is not None or event.mentions_bot
        if not about:
            about = await self._alone(tx, event, word.mot, person)
        return Spoken(card.numero if card else None, fil) if about else None

    async def _alone(self, tx: Transaction, event: Message, mot: Mot, person: str) -> bool:
        """Whether a word said in their room to nobody, in no thread, is for the desk."""
        if mot is Mot.PRENDRE:
            return bool(await besoins.cards_in(tx, event.platform, event.room))
        if flat(event.text) != flat(mot.value):
            return False
        return mot is Mot.AIDE or (mot in _SAID_ALONE and bool(await besoins.held_by(tx, person)))

    async def _may_ask(self, tx: Transaction, event: Message, option: SalonOption | None, person: str) -> bool:
        """Whether they may ask about the people behind communs: an aiguilleur in private, or in a room of theirs."""
        if event.is_direct:
            return self.people.member(event, await aiguilleurs.get(tx, person))
        return event.mentions_bot and option is not None and option.role in ("aiguilleurs", "coordination")

    async def _may_review(
        self, tx: Transaction, event: Message, order: Ordre, option: SalonOption | None, person: str
    ) -> bool:
        """Whether they may ask about what is missing: who coordinates, in private or in their room.

        « noter » is for whoever helps, in rooms of theirs too.
        """
        role = option.role if option is not None else ""
        noted = order.genre is coordonner.Genre.NOTER
        if not event.is_direct:
            return event.mentions_bot and (role == "coordination" or (noted and role == "aiguilleurs"))
        row = await aiguilleurs.get(tx, person)
        return await self.people.coordinates(tx, event, row) or (noted and self.people.member(event, row))

    async def _private(self, tx: Transaction, event: Message, person: str) -> Spoken | None:
        if not await self.knows(tx, event, person):
            return None
        word = read(event.text, event.mentions)
        poste = await self._waiting(tx, person, event.at)
        if speaks_to(poste, event.text, event.mentions):
            return Spoken()
        numero = await self._about(tx, event)
        if word is None:
            return Spoken() if near(event.text) else None
        if word.mot in _ANSWERS:
            return await self._answer(tx, event, person, word.mot)
        vague = word.numero is None and numero is None
        if vague and word.mot in _OF_A_HOLDER and not await besoins.held_by(tx, person):
            return None
        return Spoken(numero)

    async def _answer(self, tx: Transaction, event: Message, person: str, mot: Mot) -> Spoken | None:
        """An answer to what somebody asked of them, or asked and took back, unless the dialogue waits for one."""
        line = await conversations.get(tx, conversations.direct_id(person))
        if line is not None and line.etat is not None and listens(dialogue.load(line.etat), event.text):
            return None
        offered = await self._offered(tx, event, person) if mot is Mot.OUI else None
        row, day = await aiguilleurs.get(tx, person), days.today(event.at)
        if offered is None and not await self.people.offres(tx, person, row, day):
            return None
        return Spoken(offered)

    async def _offered(self, tx: Transaction, event: Message, person: str) -> int | None:
        """The besoin offered to them by the message they answer, else by the last one we wrote them."""
        if event.reply_to is not None:
            said = await envois.said_at(tx, event.platform, event.reply_to)
        else:
            said = await envois.last_said(tx, event.platform, private_queue(person))
        about, number = _subject(said)
        return number if about == "transmission" else None

    async def reaction(self, tx: Transaction, event: Reaction, said: Envoi, person: str) -> Spoken | None:
        """A hand raised on a card, a tap on what the desk asked this person; or None."""
        card = await besoins.card_at(tx, event.platform, event.target)
        if card is not None:
            raised = read_tap(event.key) == Word(Mot.PRENDRE)
            return Spoken(card.numero, None if card.personne else card.evenement) if raised else None
        sujet = (said.conversation or "").removeprefix(DESK)
        if said.conversation is None or sujet == said.conversation or said.personne != person:
            return None
        return Spoken(sujet=sujet) if read_tap(event.key) is not None else None

    async def _about(self, tx: Transaction, event: Message) -> int | None:
        """The besoin of the card, or of the word to its holder, that somebody answers."""
        card = await self._card(tx, event)
        if card is not None or event.reply_to is None:
            return card.numero if card else None
        said = await envois.said_at(tx, event.platform, event.reply_to)
        about, number = _subject(said)
        return number if about in WORDS_TO_HOLDERS else None

    async def _card(self, tx: Transaction, event: Message) -> Carte | None:
        for target in (event.thread, event.reply_to):
            card = await besoins.card_at(tx, event.platform, target) if target else None
            if card is not None:
                return card
        return None

    async def _waiting(self, tx: Transaction, person: str, at: datetime) -> Poste:
        """What the desk waits for from them, unless they spoke of something else to the bot since."""
        row = await postes.get(tx, person)
        if row is None:
            return REPOS
        line = await conversations.get(tx, conversations.direct_id(person))
        later = line is not None and line.etat is not None and line.maj_le > row.maj_le
        return REPOS if later else still(state.load(row.etat), row.maj_le, at)


def _for_coordination(event: Message, word: Word, card: Carte | None) -> bool:
    """Whether a word of their room is for the desk: on a card that rose to them, about a number, or theirs alone."""
    if card is not None:
        return True
    return event.mentions_bot and (word.numero is not None or word.mot in _OF_COORDINATORS)


def _subject(said: Envoi | None) -> tuple[str, int | None]:
    """What one of our messages asks, and of which besoin."""
    conversation = (said.conversation or "") if said else ""
    about, _, number = conversation.removeprefix(DESK).partition(":") if conversation.startswith(DESK) else ("", "", "")
    return about, int(number) if number.isdigit() else None
