"""Rings the phones that `handoff.routing` chose, within everybody's limits; the rest waits for the digest.

Every ring is written down in the transaction of the step it comes from, under the name of that step: the same step
rings nobody twice. A phone that may not ring yet is planned, and rings only if the besoin still waits by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.cards import Cards, Entete
from aiguilleur_bot.engine.facts import facts_of, since, wanted_of
from aiguilleur_bot.engine.guichet.counter import DESK
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.engine.team import Member, Team, Teams
from aiguilleur_bot.handoff import rounds, routing
from aiguilleur_bot.handoff.availability import when_may_ring
from aiguilleur_bot.handoff.guichet.step import WORDS_TO_HOLDERS
from aiguilleur_bot.handoff.rounds import Step
from aiguilleur_bot.handoff.routing import Ring
from aiguilleur_bot.store import personnes, rondes, sonneries, vie
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.salons import Salon
from aiguilleur_bot.store.sonneries import DIGEST, DIRECT, MENTION, PLANNED, Sonnerie

OFFER, COUP_DUR, COORDINATION = "offre", "coup-dur", "coordination"
"""What a ring is for, besides the words to whoever holds a besoin."""

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "rappel": "mot_rappel",
        "rendu": "mot_rendu",
        "repris": "mot_repris",
        "relance": "mot_relance",
        "expire": "mot_expire",
    }
)
"""The sentence for each word said to whoever holds a besoin."""

_log = logger("sonneries")


@dataclass(frozen=True, slots=True)
class Rings:
    """Rings phones for one installation."""

    options: Options
    voice: Renderer
    cards: Cards
    teams: Teams

    async def announce(self, postbox: Postbox, besoin: Besoin, entete: Entete = "") -> bool:
        """A besoin is the group's: its first people are asked. Raises store.conversations.Stale."""
        fresh = await rondes.mark(postbox.tx, besoin, postbox.now, "", tour=1)
        return await self.offer(postbox, replace(fresh, tour=0), Step.OFFRIR, entete)

    async def offer(self, postbox: Postbox, besoin: Besoin, step: Step = Step.OFFRIR, entete: Entete = "") -> bool:
        """Ask the next people, and show the card to the group. False when there is nobody to tell at all."""
        team = await self.teams.gather(postbox.tx, postbox.now)
        rings = await self._chosen(postbox, besoin, team)
        rooms = await self.cards.rooms(postbox, besoin.region)
        if besoin.coup_dur:
            told = await self._in_private(postbox, besoin, team, rings, step)
            if told < routing.RINGS_COUP_DUR:
                await self.cards.in_rooms(postbox, besoin, rooms, (), entete)
        else:
            await self._in_rooms(postbox, besoin, team, rings, rooms, step, entete)
        if step is Step.ELARGIR:
            await self._others(postbox, besoin, team, rings)
        if not rooms and not rings:
            _log.error("personne_a_prevenir", numero=besoin.numero, conseil="configurez un salon de rôle aiguilleurs")
        return bool(rooms or rings)

    async def passed(self, postbox: Postbox, besoin: Besoin) -> None:
        """Somebody let it go: one other person is asked, in private; nobody when nobody is left."""
        team = await self.teams.gather(postbox.tx, postbox.now)
        rings = (await self._chosen(postbox, besoin, team))[:1]
        await self._in_private(postbox, besoin, team, rings, Step.OFFRIR)

    async def coordinate(self, postbox: Postbox, besoin: Besoin, step: Step) -> None:
        """Ask the coordinators, of the region or of everywhere; those who may not be rung read it in their digest."""
        team = await self.teams.gather(postbox.tx, postbox.now)
        everywhere = step is Step.NATIONAL
        rooms = await self.cards.coordination(postbox, besoin.region, everywhere=everywhere)
        people = routing.coordinators(team.candidates, besoin.region, postbox.now, everywhere=everywhere)
        members = [team.members[one.personne] for one in people]
        called = []
        for member in members:
            here = any(room.plateforme in member.comptes for room in rooms)
            if not self._may_ring_now(postbox, member, urgent=besoin.coup_dur):
                await self._for_digest(postbox, besoin, member, step, COORDINATION)
            elif await self._note(postbox, besoin, member, step, COORDINATION, MENTION if here else DIRECT):
                called.append(member)
                if not here:
                    await self.cards.privately(postbox, besoin, member.known, "coordination")
        await self.cards.in_rooms(postbox, besoin, rooms, called, "coordination")

    async def word(
        self, postbox: Postbox, besoin: Besoin, to: str, genre: str, step: Step, data: Mapping[str, Value]
    ) -> None:
        """A word to an aiguilleur: now when they may be rung, else in their digest.

        Nothing of a "coup dur" is ever in a digest: when its word cannot be said now, it is not said.
        """
        team = await self.teams.gather(postbox.tx, postbox.now)
        person = await personnes.get(postbox.tx, to)
        if person is None:
            return
        member = team.members.get(to) or await self.teams.alone(postbox.tx, person, postbox.now)
        if not self._may_ring_now(postbox, member, urgent=besoin.coup_dur):
            await self._for_digest(postbox, besoin, member, step, genre)
        elif await self._note(postbox, besoin, member, step, genre, DIRECT):
            body = self.voice.render(_WORDS[genre], {"numero": besoin.numero, **data})
            answered = f"{DESK}{genre}:{besoin.numero}" if genre in WORDS_TO_HOLDERS else None
            await postbox.private(f"mot:{genre}:{to}", person, body, conversation=answered)

    async def ring_planned(self, postbox: Postbox, ring: Sonnerie, besoin: Besoin) -> None:
        """The hour of a planned ring has come: it rings, unless its owner may not be disturbed after all."""
        team = await self.teams.gather(postbox.tx, postbox.now)
        member = team.members.get(ring.personne)
        if member is None or member.candidate.charge >= member.candidate.plafond:
            await sonneries.drop(postbox.tx, ring.id)
            return
        others = _without(member, ring)
        if not self._may_ring_now(postbox, others, urgent=besoin.coup_dur):
            await sonneries.drop(postbox.tx, ring.id)
        elif await sonneries.rang(postbox.tx, ring.id, postbox.now):
            await self.cards.privately(postbox, besoin, member.known)

    # ------------------------------------------------------------ inside

    async def _chosen(self, postbox: Postbox, besoin: Besoin, team: Team) -> tuple[Ring, ...]:
        """Who is rung now or before the next round; never who was asked already, or let it go."""
        asked = await sonneries.told_of(postbox.tx, besoin.numero, since(besoin))
        passed = await vie.passed(postbox.tx, besoin.numero)
        before = rounds.next_round(facts_of(besoin), self.options.delays)
        chosen = routing.choose(
            team.candidates, wanted_of(besoin, asked | passed), postbox.now, before=max(before, postbox.now)
        )
        for ring in chosen:
            await personnes.served(postbox.tx, ring.personne, postbox.now)
        return chosen

    async def _in_rooms(
        self,
        postbox: Postbox,
        besoin: Besoin,
        team: Team,
        rings: Sequence[Ring],
        rooms: Sequence[Salon],
        step: Step,
        entete: Entete,
    ) -> None:
        """Those who may be rung now are called by name in the room, if they have an account there."""
        platforms = {room.plateforme for room in rooms}
        called, others = [], []
        for ring in rings:
            member = team.members[ring.personne]
            if ring.quand > postbox.now or not platforms & member.comptes.keys():
                others.append(ring)
            elif await self._note(postbox, besoin, member, step, OFFER, MENTION):
                called.append(member)
        await self.cards.in_rooms(postbox, besoin, rooms, called, entete)
        await self._in_private(postbox, besoin, team, others, step)

    async def _in_private(self, postbox: Postbox, besoin: Besoin, team: Team, rings: Sequence[Ring], step: Step) -> int:
        """Returns how many were told now; the others are planned."""
        genre = COUP_DUR if besoin.coup_dur else OFFER
        told = 0
        for ring in rings:
            member = team.members[ring.personne]
            if ring.quand > postbox.now:
                await self._note(postbox, besoin, member, step, genre, PLANNED, ring)
            elif await self._note(postbox, besoin, member, step, genre, DIRECT):
                told += await self.cards.privately(postbox, besoin, member.known)
        return told

    async def _others(self, postbox: Postbox, besoin: Besoin, team: Team, rings: Sequence[Ring]) -> None:
        """Everybody else of the region reads it in their digest; a "coup dur" is in none."""
        asked = await sonneries.told_of(postbox.tx, besoin.numero, since(besoin))
        passed = await vie.passed(postbox.tx, besoin.numero)
        told = asked | passed | {ring.personne for ring in rings}
        for one in routing.shown_to(team.candidates, besoin.region, told):
            await self._for_digest(postbox, besoin, team.members[one.personne], Step.ELARGIR, OFFER)

    def _may_ring_now(self, postbox: Postbox, member: Member, *, urgent: bool) -> bool:
        one = member.candidate
        quand = when_may_ring(one.disponible, postbox.now, urgent=urgent, rung=one.rung, digests=one.digests)
        return quand == postbox.now

    async def _for_digest(self, postbox: Postbox, besoin: Besoin, member: Member, step: Step, genre: str) -> None:
        if not besoin.coup_dur:
            await self._note(postbox, besoin, member, step, genre, DIGEST)

    async def _note(
        self,
        postbox: Postbox,
        besoin: Besoin,
        member: Member,
        step: Step,
        genre: str,
        mode: str,
        ring: Ring | None = None,
    ) -> bool:
        """Write the ring down; False when this step rang them already."""
        quand = None if mode == DIGEST else ring.quand if ring else postbox.now
        return await sonneries.note(
            postbox.tx,
            personne=member.known.id,
            numero=besoin.numero,
            cle=f"{rounds.key(besoin.numero, step, since(besoin))}:{genre}",
            genre=genre,
            mode=mode,
            now=postbox.now,
            quand=quand,
        )


def _without(member: Member, ring: Sonnerie) -> Member:
    """The member as if this planned ring were not."""
    left = list(member.candidate.rung)
    if ring.quand in left:
        left.remove(ring.quand)
    return replace(member, candidate=replace(member.candidate, rung=tuple(left)))
