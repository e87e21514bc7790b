"""Puts people together, and leaves them: a room for two where the platform has one, else they are told how to meet.

The room's first line says who is who and that the bot goes silent; its last that the bot leaves. Both, and the opening,
are rows of the outbox: decided with the claim or the end, sent once whatever crashes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.platforms.base import AddPerson, Capabilities, LeaveRoom, OpenRoom, Receipt, Say
from aiguilleur_bot.store import besoins, personnes, rencontres
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.envois import Envoi
from aiguilleur_bot.store.personnes import WEB, Personne
from aiguilleur_bot.store.rencontres import Genre, Rencontre

Cause = Literal["clos", "rendu", "retire", "oubli", "parti", "chiffre"]
"""Why the bot's part ends: closed, given back, withdrawn, forgotten, somebody left, encrypted meanwhile."""

_log = logger("rencontres")


RELAY = "relais:"
"""What the conversation of an outbox row begins with when it carries somebody's words: then the meeting's id."""


def room_queue(envoi: str) -> str:
    """The queue of what is said in the room that the outbox row `envoi` opens."""
    return f"rencontre:{envoi}"


@dataclass(frozen=True, slots=True)
class Place:
    """The room of a meeting in the outbox: by its id once it is known, else by the row that opens it."""

    plateforme: str
    envoi: str
    salon: str | None

    @property
    def cible(self) -> str | None:
        return None if self.salon else self.envoi

    @staticmethod
    def of(meeting: Rencontre) -> Place | None:
        return Place(meeting.plateforme, meeting.envoi, meeting.salon) if meeting.envoi else None


@dataclass(frozen=True, slots=True)
class Meetings:
    """Opens and closes. `postbox` opens the outbox for the key of what failed, in a transaction."""

    voice: Renderer
    capabilities: Callable[[str], Capabilities]
    postbox: Callable[[Transaction, str, datetime], Postbox] = field(repr=False)

    # ------------------------------------------------------------ two people

    async def begin(self, postbox: Postbox, known: Besoin, holder: Personne) -> Genre:
        """Put the asker of `known` and its holder together, who may have it from another; how they meet."""
        tx, now = postbox.tx, postbox.now
        await self.end(postbox, known, "rendu")
        asker = await personnes.get(tx, known.demandeur) if known.demandeur else None
        if asker is None or asker.id == holder.id:
            return "seuls"
        genre = self._how(asker, holder)
        place = await self._place(postbox, known, asker, holder) if genre == "duo" else None
        await rencontres.begin(
            tx,
            numero=known.numero,
            genre=genre,
            plateforme=asker.plateforme,
            people={asker.id: "demande", holder.id: "aide"},
            now=now,
            envoi=place.envoi if place else None,
            salon=place.salon if place else None,
        )
        if place is not None:
            words: dict[str, Value] = {"personne": asker.compte or "", "aide": holder.compte or ""}
            await self.say(postbox, place, f"rencontre:{known.numero}:debut", "rencontre_debut", words | shown(known))
        return genre

    async def end(self, postbox: Postbox, known: Besoin, cause: Cause) -> bool:
        """Close the meetings of two about `known`: a last line in their room, and we leave it. False when none was."""
        ended = False
        for meeting in await rencontres.of_besoin(postbox.tx, known.numero):
            if meeting.genre != "voisins" and await rencontres.close(postbox.tx, meeting.id, postbox.now):
                await self.leave(postbox, meeting, "rencontre_fin", {"cause": cause, **shown(known)})
                await self._relayed_no_more(postbox, meeting)
                ended = True
        return ended

    async def finish(self, postbox: Postbox, meeting: Rencontre) -> None:
        """Nothing more is to be done in a meeting of near besoins: we leave it, and the people stay."""
        if await rencontres.close(postbox.tx, meeting.id, postbox.now):
            cause: Cause = "parti"
            await self.leave(postbox, meeting, "rencontre_fin", {"cause": cause, "numero": 0, "texte": ""})

    async def forget(self, postbox: Postbox, personne: str) -> None:
        """Somebody is forgotten: their meetings with neighbours lose them, and end with them when they began them."""
        for meeting in await rencontres.of_person(postbox.tx, personne):
            if meeting.genre == "voisins":
                known = await besoins.get(postbox.tx, meeting.numero)
                await rencontres.set_state(postbox.tx, meeting.id, personne, rencontres.GONE)
                left = [one for one in await rencontres.people(postbox.tx, meeting.id) if one.etat != rencontres.GONE]
                if len(left) < 2 or known is None or known.demandeur == personne:
                    await self.finish(postbox, meeting)

    async def leave(
        self,
        postbox: Postbox,
        meeting: Rencontre,
        modele: str,
        donnees: Mapping[str, Value],
        *,
        content_free: bool = False,
    ) -> None:
        """Say a last line in the room of a closed meeting, and leave it unless another is held there."""
        place = Place.of(meeting)
        if place is None:
            return
        part = f"rencontre:{meeting.id}:fin"
        stays = bool(await rencontres.opened_by(postbox.tx, place.envoi))
        await self.say(postbox, place, part, modele, {**donnees, "reste": stays}, content_free=content_free)
        if not stays:
            leaving = LeaveRoom(id=postbox.id(f"{part}:depart"), room=place.salon or "")
            await postbox.room(leaving, place.plateforme, room_queue(place.envoi), cible=place.cible)

    async def say(
        self,
        postbox: Postbox,
        place: Place,
        part: str,
        modele: str,
        donnees: Mapping[str, Value],
        *,
        content_free: bool = False,
    ) -> None:
        """Say something in the room of a meeting; it need not be there yet."""
        body = self.voice.render(modele, dict(donnees))
        say = Say(id=postbox.id(part), body=body, room=place.salon, content_free=content_free)
        await postbox.room(say, place.plateforme, room_queue(place.envoi), cible=place.cible)

    async def open(self, postbox: Postbox, part: str, people: tuple[Personne, ...], numero: Value) -> Place:
        """Open a room for `people`, whose accounts are known; its name bears `numero`, unless it is 0."""
        accounts = tuple(person.compte for person in people if person.compte)
        name = self.voice.render("rencontre_nom", {"numero": numero})
        wanted = OpenRoom(id=postbox.id(part), persons=accounts, name=name)
        plateforme = people[0].plateforme
        await postbox.room(wanted, plateforme, room_queue(wanted.id))
        return Place(plateforme, wanted.id, None)

    async def add(self, postbox: Postbox, part: str, place: Place, person: Personne) -> None:
        """Invite one more person to a room that we opened."""
        wanted = AddPerson(id=postbox.id(part), room=place.salon or "", person=person.compte or "")
        await postbox.room(wanted, place.plateforme, room_queue(place.envoi), cible=place.cible)

    # ------------------------------------------------------------ what became of a room

    async def opened(self, tx: Transaction, row: Envoi, receipt: Receipt) -> None:
        """The room is there: what is said in it is theirs from now on."""
        await rencontres.opened(tx, row.id, receipt.room)

    async def undelivered(self, tx: Transaction, row: Envoi, now: datetime) -> None:
        """Words could not be carried to the other: whoever said them is told."""
        postbox = self.postbox(tx, f"rencontre\0{row.id}", now)
        meeting = await rencontres.get(tx, int((row.conversation or "").removeprefix(RELAY)))
        for one in await rencontres.people(tx, meeting.id) if meeting is not None else ():
            person = await personnes.get(tx, one.personne)
            if meeting is not None and person is not None and one.personne != row.personne:
                numero = meeting.numero if one.role == "aide" else 0
                body = self.voice.render("relais_perdu", {"numero": numero})
                await postbox.private("perdu", person, body)

    async def refused(self, tx: Transaction, row: Envoi, raison: str, now: datetime) -> None:
        """No room could be opened: each is told how to reach the others, and no meeting waits for nothing."""
        postbox = self.postbox(tx, f"rencontre\0{row.id}", now)
        for meeting in await rencontres.opened_by(tx, row.id):
            _log.warning("rencontre_sans_salon", genre=meeting.genre, raison=raison)
            known = await besoins.get(tx, meeting.numero)
            people = [await personnes.get(tx, one.personne) for one in await rencontres.people(tx, meeting.id)]
            present = [person for person in people if person is not None and person.compte]
            for person in present:
                others = tuple(other.compte or "" for other in present if other.id != person.id)
                data: dict[str, Value] = {"autres": others, "numero": _number(known)}
                body = self.voice.render("rencontre_impossible", data)
                await postbox.private(f"impossible:{meeting.id}:{person.id}", person, body)
        await rencontres.without_room(tx, row.id, now)

    # ------------------------------------------------------------ inside

    def _how(self, asker: Personne, holder: Personne) -> Genre:
        if not asker.compte or not holder.compte or asker.plateforme == WEB:
            return "seuls"
        if asker.plateforme != holder.plateforme:
            return "relais"
        return "duo" if self.capabilities(asker.plateforme).rooms else "seuls"

    async def _relayed_no_more(self, postbox: Postbox, meeting: Rencontre) -> None:
        """Whoever helped by a relay is told that it ends; whoever asked is told what becomes of their besoin."""
        for one in await rencontres.people(postbox.tx, meeting.id):
            helper = await personnes.get(postbox.tx, one.personne)
            if meeting.genre == "relais" and one.role == "aide" and helper is not None:
                body = self.voice.render("relais_fin", {"numero": meeting.numero})
                await postbox.private(f"rencontre:{meeting.id}:relais-fin", helper, body)

    async def _place(self, postbox: Postbox, known: Besoin, asker: Personne, holder: Personne) -> Place:
        """The room these two already share, or a new one."""
        shared = await rencontres.between(postbox.tx, "duo", asker.id, holder.id)
        place = Place.of(shared) if shared is not None else None
        return place or await self.open(postbox, f"rencontre:{known.numero}", (asker, holder), shown(known)["numero"])


def shown(known: Besoin) -> dict[str, Value]:
    """What a room may show of a besoin: nothing of somebody's trouble."""
    grave = known.coup_dur
    return {"numero": 0 if grave else known.numero, "texte": "" if grave else known.texte}


def _number(known: Besoin | None) -> int:
    return known.numero if known is not None and not known.coup_dur else 0
