"""What happens in a room where people meet: that they talk, never what they say; who leaves; a room turned encrypted.

That somebody talked is noted with the cursor that covers it: no row, no words. The first words of whoever helps are the
first contact. Whoever leaves, refuses or is put out ends the meeting, and the other is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.addressing import Address, Purpose
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.contact import talked
from aiguilleur_bot.engine.ids import event_key
from aiguilleur_bot.engine.meetings import Meetings, Place
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.platforms.base import Departure, Heard, Inbound, Message
from aiguilleur_bot.store import besoins, journal, personnes, rencontres
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import Personne
from aiguilleur_bot.store.rencontres import Convive, Rencontre


@dataclass(frozen=True, slots=True)
class Presence:
    """Watches over the rooms that we opened. `person` gives the pseudonym of whoever did something."""

    database: Database
    clock: Clock
    voice: Renderer
    meetings: Meetings
    account: Callable[[str], str]
    person: Callable[[Heard], str]
    postbox: Callable[[Transaction, str, datetime], Postbox]

    async def seen(self, tx: Transaction, event: Inbound) -> None:
        """Somebody talks in a meeting. Idempotent."""
        who, when = self.person(event), min(event.at, self.clock.now())
        for meeting in await rencontres.at(tx, event.platform, event.room):
            if meeting.genre == "duo" and any(one.personne == who for one in await rencontres.people(tx, meeting.id)):
                await talked(tx, meeting.numero, who, when)

    async def settle(self, row: journal.JournalRow, event: Inbound, address: Address) -> None:
        """Settle `row`: somebody left, the room cannot be read any more, or whoever helps calls us."""
        async with self.database.write("rencontre") as tx:
            now = self.clock.now()
            if not await journal.settle(tx, row.rang, now):
                return
            postbox = self.postbox(tx, event_key(row.plateforme, row.evenement), now)
            meetings = await rencontres.at(tx, event.platform, event.room)
            match event:
                case Departure():
                    await self._departed(postbox, event, meetings)
                case Message(kind="chiffre"):
                    for meeting in meetings:
                        await self._over(postbox, meeting, "chiffre")
                case Message() if address.purpose is Purpose.MEETING and meetings:
                    await self._called(postbox, meetings[0])
                case _:
                    await self.seen(tx, event)

    # ------------------------------------------------------------ inside

    async def _departed(self, postbox: Postbox, event: Departure, meetings: Sequence[Rencontre]) -> None:
        tx = postbox.tx
        ours = event.person == self.account(event.platform)
        for meeting in meetings:
            if ours:
                await rencontres.close(tx, meeting.id, postbox.now)
                await self._tell(postbox, meeting, await self._present(tx, meeting), "exclu", None)
                continue
            who = self.person(event)
            left = await personnes.get(tx, who)
            if not await rencontres.set_state(tx, meeting.id, who, rencontres.GONE):
                continue
            if meeting.genre != "voisins" or len(await self._present(tx, meeting)) < 2:
                await self._over(postbox, meeting, "refus" if event.declined else "parti", left)

    async def _over(self, postbox: Postbox, meeting: Rencontre, pourquoi: str, left: Personne | None = None) -> None:
        """The meeting ends; those who stay are told in private, since they may not be looking there."""
        tx = postbox.tx
        if not await rencontres.close(tx, meeting.id, postbox.now):
            return
        await self._tell(postbox, meeting, await self._present(tx, meeting), pourquoi, left)
        if pourquoi == "chiffre":
            await self.meetings.leave(postbox, meeting, "rencontre_chiffree", {}, content_free=True)
        else:
            await self.meetings.leave(postbox, meeting, "rencontre_fin", {"cause": "parti", "numero": 0, "texte": ""})

    async def _tell(
        self, postbox: Postbox, meeting: Rencontre, people: Sequence[Convive], pourquoi: str, left: Personne | None
    ) -> None:
        known = await besoins.get(postbox.tx, meeting.numero)
        for one in people:
            person = await personnes.get(postbox.tx, one.personne)
            if person is None:
                continue
            data: dict[str, Value] = {
                "pourquoi": pourquoi,
                "autre": (left.compte or "") if left else "",
                "numero": _number(known, one),
                "aide": one.role == "aide",
                "voisins": meeting.genre == "voisins",
            }
            body = self.voice.render("rencontre_interrompue", data)
            await postbox.private(f"interrompue:{meeting.id}:{one.personne}", person, body)

    async def _called(self, postbox: Postbox, meeting: Rencontre) -> None:
        """Called by its name, or by whoever helps: said once where it was asked, that talk with it is in private."""
        place = Place.of(meeting)
        if place is not None:
            await self.meetings.say(postbox, place, "rappel", "rencontre_rappel", {})

    async def _present(self, tx: Transaction, meeting: Rencontre) -> list[Convive]:
        return [one for one in await rencontres.people(tx, meeting.id) if one.etat != rencontres.GONE]


def _number(known: Besoin | None, one: Convive) -> int:
    """Whoever helps may always read the number; whoever asks not when they are in trouble."""
    if known is None or (known.coup_dur and one.role != "aide"):
        return 0
    return known.numero
