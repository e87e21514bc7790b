"""Somebody asks on a page to be called back: a human of the team reads it first, then it is a besoin like any other.
« moi aussi » said there is read in the same place, and counts from then on.

Their address is a `personne` of the platform « web »: it is kept, shown and erased as a chat account is. Nothing can be
written to it from here; whoever takes the besoin sees it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.effects import Effects
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.postbox import Postbox, thread_queue
from aiguilleur_bot.engine.reading import NOTHING, reading_of
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.handoff.rounds import first_escalation
from aiguilleur_bot.needs.manques import Filtre, Soutien
from aiguilleur_bot.platforms.base import Say
from aiguilleur_bot.store import besoins, manques, personnes, rappels, soutiens
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.lieux import place_key
from aiguilleur_bot.store.personnes import WEB, pseudonym
from aiguilleur_bot.store.rappels import Rappel
from aiguilleur_bot.vocabulary import Etat, Issue, Motif, Reponse, Suite, Territoire

TEXTE_VERSION = "2026-11"
"""The agreement that the form shows (web/templates/public/rappel.html.j2): change one, change the other."""

MOST_WAITING = 200
"""Requests that may wait to be read; beyond, nobody could read them, and they would only gather addresses."""

REDO = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Aussi:
    """« moi aussi » on a page, or the will to help. `commune` is the place said, when it was understood."""

    defi: int
    genre: Soutien
    contact: str
    region: str | None
    commune: Territoire | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rappels:
    """Keeps, accepts, refuses. `on_settled` is called once there is mail."""

    database: Database
    clock: Clock
    options: Options
    effects: Effects
    savoir: Callable[[], Savoir]
    postbox: Callable[[Transaction, str, datetime], Postbox]
    on_settled: Callable[[], None]

    async def ask(self, cle: str, texte: str, contact: str, region: str | None) -> bool:
        """Keep a request for a human to read, and say in their room that one waits. False: too many wait already.

        `cle` is the form's own: sent twice, it is one request.
        """
        asked = rappels.Demande(
            cle=cle,
            personne=pseudonym(self.options.key, WEB, contact),
            texte=mask(texte),
            contact=contact,
            region=region,
            texte_version=TEXTE_VERSION,
        )
        return await self._keep(asked)

    async def also(self, cle: str, said: Aussi) -> bool:
        """Keep a « moi aussi » for a human to read. False: too many wait already."""
        where = said.commune
        asked = rappels.Demande(
            cle=cle,
            personne=pseudonym(self.options.key, WEB, said.contact),
            texte="",
            contact=said.contact,
            region=where.region if where is not None else said.region,
            texte_version=TEXTE_VERSION,
            defi=said.defi,
            genre=said.genre,
            lieu_cle=place_key(self.options.key, where.region, where.lu or where.nom) if where is not None else None,
        )
        return await self._keep(asked)

    async def _keep(self, asked: rappels.Demande) -> bool:
        now = self.clock.now()
        async with self.database.write("rappel") as tx:
            if await rappels.how_many(tx) >= MOST_WAITING:
                return False
            if await rappels.add(tx, asked, now):
                await self._tell(self.postbox(tx, f"rappel\0{asked.cle}", now), asked)
        self.on_settled()
        return True

    async def _tell(self, postbox: Postbox, asked: rappels.Demande) -> None:
        """One line, that rings nobody and holds no word of theirs."""
        page = f"{self.options.pages}/equipe/rappels" if self.options.pages else ""
        said: dict[str, Value] = {"page": page, "aussi": asked.defi is not None}
        body = self.effects.voice.render("rappel_a_relire", said)
        for room in await self.effects.cards.rooms(postbox, asked.region):

            def say(id: str, room: str = room.salon) -> Say:
                return Say(id=id, body=body, room=room)

            part = f"salon:{room.plateforme}:{room.salon}"
            await postbox.in_room(part, room.plateforme, say, file=thread_queue(room.salon, None))

    async def accept(self, id: int, texte: str, par: str) -> int | None:
        """It becomes a besoin of the queue, in the words `texte` of who read it; its number.

        None when somebody decided before: of two at the same instant, one wins.
        """
        reponse = await asyncio.to_thread(self.savoir().matcher.understand, texte)
        for _ in range(REDO):
            try:
                async with self.database.write("rappel") as tx:
                    number = await self._accepted(tx, id, mask(texte), reponse, par)
            except Stale:
                continue
            self.on_settled()
            await self.database.scrub()
            return number
        return None

    async def count(self, id: int) -> bool:
        """A « moi aussi » that somebody has read counts now, once for each person.

        False when somebody decided before, or when nothing of this défi is missing any more.
        """
        now, counted = self.clock.now(), False
        async with self.database.write("aussi") as tx:
            said = await rappels.decide(tx, id, rappels.ACCEPTED, now, aussi=True)
            theirs = await manques.numbers(tx, Filtre(defi=said.defi)) if said is not None else ()
            if said is not None and said.genre is not None and theirs:
                await personnes.meet(tx, said.personne, WEB, said.contact, now)
                await soutiens.say(
                    tx,
                    theirs[-1],
                    said.personne,
                    Soutien(said.genre),
                    region=said.region,
                    lieu_cle=said.lieu_cle,
                    now=now,
                )
                counted = True
        await self.database.scrub()
        return counted

    async def refuse(self, id: int) -> bool:
        """It goes no further; its words and address are erased. False when somebody decided before."""
        async with self.database.write("rappel") as tx:
            done = await rappels.decide(tx, id, rappels.REFUSED, self.clock.now())
        await self.database.scrub()
        return done is not None

    async def _accepted(self, tx: Transaction, id: int, texte: str, reponse: Reponse, par: str) -> int | None:
        now = self.clock.now()
        asked = await rappels.decide(tx, id, rappels.ACCEPTED, now, aussi=False)
        if asked is None:
            return None
        await personnes.meet(tx, asked.personne, WEB, asked.contact, now)
        new = self._besoin(await besoins.next_number(tx), asked, texte, reponse, now)
        await besoins.record(tx, new, par=par, pourquoi="relu par l'équipe")
        await rappels.became(tx, id, new.numero)
        await self.effects.rings.announce(self.postbox(tx, f"rappel\0accepte\0{id}", now), new)
        return new.numero

    def _besoin(self, numero: int, asked: Rappel, texte: str, reponse: Reponse, now: datetime) -> Besoin:
        where = self.savoir().base.region(asked.region) if asked.region else None
        served = tuple(one.id for one in reponse.besoins[0].propositions) if reponse.besoins else ()
        grave, found = reponse.suite is Suite.SENSIBLE, reponse.suite in (Suite.REPONSE, Suite.QUESTION)
        read = reading_of(reponse, self.savoir().base) if not grave else NOTHING
        return Besoin(
            numero=numero,
            texte=texte,
            action=read.action,
            famille=read.famille,
            scores=read.scores,
            proches=() if found else read.proches,
            region=where.region if where is not None else None,
            region_nom=where.nom if where is not None else None,
            appui="coup-dur" if grave else "coup-de-pouce",
            etat=Etat.NOUVELLE,
            escalade=first_escalation(coup_dur=grave),
            issue=Issue.EN_COURS if found or grave else Issue.NON_COUVERT,
            motif=None if found or grave else Motif.AUCUN_COMMUN_CONNU,
            proposes=served if found else (),
            source=WEB,
            demandeur=asked.personne,
            conversation=None,
            cree_le=now,
            maj_le=now,
        )


def fresh_key() -> str:
    """The key of one form."""
    return secrets.token_urlsafe(24)
