"""A year of a network, hour by hour: forty aiguilleurs, demandes, silence and absences, on the real engine and store.

What people do is drawn at random from a seed; what the bot does is the engine itself. What is sent is read from the
outbox, as a server would see it: the limits are checked on that, not on what the bot says it did.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from engine.crashes import Failpoints
from engine.gens import REGIONS, START, Someone, arrivals, forty
from engine.matcher import FakeMatcher
from engine.monde import KEY
from engine.server import FakePlatform, Server
from sqlalchemy import select, update

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import AiguilleurOption, CurrentSavoir, Engine, Options, SalonOption, Savoir, codec
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.handoff.calendar import of_region
from aiguilleur_bot.handoff.creneaux import dump
from aiguilleur_bot.handoff.rounds import first_escalation, lease_end
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.platforms.base import Capabilities, Say
from aiguilleur_bot.store import absences, aiguilleurs, besoins, conversations, personnes, rondes, salons, vie
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.tables import envoi
from aiguilleur_bot.vocabulary import Action, Etat, Issue

HOUR = timedelta(hours=1)
AT_ALL = Capabilities(threads=True, reactions=True, edits=True, html=False, max_length=10_000)


@dataclass(slots=True)
class Told:
    """A message that rings a phone, as a server sees it."""

    who: str
    quand: datetime
    genre: str
    body: str


@dataclass(slots=True)
class Annee:
    """One simulated stretch of time. `demandes` arrive over `days`; `tail` more days go by without any."""

    folder: Path
    base: Base
    voice: Voice
    demandes: int
    days: int
    seed: int = 20261122
    tail: int = 75
    people: list[Someone] = field(default_factory=list)
    by_account: dict[str, Someone] = field(default_factory=dict)
    coups_durs: float = 0.02
    urgent: set[int] = field(default_factory=set)
    told: list[Told] = field(default_factory=list)
    claims: Counter[str] = field(default_factory=Counter)
    rooms: int = 0
    left_alone: list[int] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    _plans: dict[datetime, list[tuple[str, int, str]]] = field(default_factory=lambda: defaultdict(list))

    async def live(self) -> None:
        """Let it all happen, then wait `tail` days so that everything ends."""
        rng = random.Random(self.seed)
        self.people = forty(rng, self.days)
        self.by_account = {one.account: one for one in self.people}
        asked = arrivals(rng, self.demandes, self.days)
        clock = ManualClock(datetime.combine(START, time(), UTC))
        async with self._engine(clock) as engine:
            await self._prepare(engine)
            numero = 0
            for _ in range((self.days + self.tail) * 24):
                clock.advance(HOUR)
                now = clock.now()
                for _ in range(asked.get(now, 0)):
                    numero += 1
                    await self._ask(engine, numero, now, rng)
                await self._act(engine, now, rng)
                if 3 <= now.hour < 21 and (now.weekday() < 5 or now.hour % 3 == 0):
                    await self._tick(engine, now, rng)
            await self._count(engine)

    # ------------------------------------------------------------ the world

    @asynccontextmanager
    async def _engine(self, clock: ManualClock) -> AsyncIterator[Engine]:
        database = await store.open(f"sqlite:///{self.folder / 'annee.db'}")
        server = Server()
        server.now = clock.now
        options = Options(
            key=KEY,
            salons=(
                SalonOption(Server.name, "aiguilleurs", "aiguilleurs"),
                SalonOption(Server.name, "coordination", "coordination"),
            ),
            aiguilleurs=tuple(
                AiguilleurOption({Server.name: one.account}, one.regions) for one in self.people if not one.coordonne
            ),
        )
        current = CurrentSavoir(Savoir(self.base, FakeMatcher()))
        engine = Engine(database, [FakePlatform(server, Failpoints())], current, self.voice, options, clock)
        try:
            yield engine
        finally:
            await database.close()

    async def _prepare(self, engine: Engine) -> None:
        now = engine.clock.now()
        async with engine.database.write("depart") as tx:
            for nom in ("aiguilleurs", "coordination"):
                await salons.entered(tx, Server.name, f"!{nom}", now, nom)
            for one in self.people:
                await personnes.meet(tx, one.id, Server.name, one.account, now)
                role = aiguilleurs.COORDINATOR if one.coordonne else aiguilleurs.MEMBER
                more = {"creneaux": dump(one.creneaux), "regions": list(one.regions), "role": role}
                await aiguilleurs.note(tx, one.id, now, **more)
            for one in self.people:
                for away in one.away:
                    row = {"du": away.du, "au": away.au, "relais": away.relais}
                    noted = await absences.add(tx, personne=one.id, now=now, **row)
                    if away.relais:
                        await absences.answer(tx, noted, relais=away.relais, accepte=True)

    def _postbox(self, tx: Transaction, key: str, now: datetime) -> Postbox:
        return Postbox(tx, key, now, lambda _: AT_ALL)

    async def _ask(self, engine: Engine, numero: int, now: datetime, rng: random.Random) -> None:
        asker = pseudonym(KEY, Server.name, f"@p{numero}:test")
        coup_dur = rng.random() < self.coups_durs
        self.urgent |= {numero} if coup_dur else set()
        region = rng.choice(REGIONS)
        async with engine.database.write("demande") as tx:
            await personnes.meet(tx, asker, Server.name, f"@p{numero}:test", now)
            new = Besoin(
                numero=numero,
                texte=f"besoin {numero}",
                action=rng.choice(list(Action)),
                region=region,
                region_nom=region,
                appui="coup-dur" if coup_dur else "coup-de-pouce",
                etat=Etat.NOUVELLE,
                escalade=first_escalation(coup_dur=coup_dur),
                issue=Issue.EN_COURS,
                demandeur=asker,
                conversation=conversations.direct_id(asker),
                cree_le=now,
                maj_le=now,
            )
            await besoins.record(tx, new)
            await engine.timers.rounds.rings.announce(self._postbox(tx, f"demande {numero}", now), new)

    async def _tick(self, engine: Engine, now: datetime, rng: random.Random) -> None:
        await engine.timers.rounds.go()
        await engine.timers.rounds.ring_planned()
        await engine.timers.digests.send()
        await self._deliver(engine.database, now, rng)
        await self._check_told(engine, now)

    async def _deliver(self, database: Database, now: datetime, rng: random.Random) -> None:
        """What a server would be asked to send; those it rings may answer."""
        waiting = envoi.c.etat == "a-envoyer"
        async with database.write("livraison") as tx:
            query = select(envoi.c.id, envoi.c.genre, envoi.c.charge).where(waiting).order_by(envoi.c.rang)
            rows = (await tx.execute(query)).all()
            if not rows:
                return
            sent = {"etat": "envoye", "charge": None, "recu_evenement": envoi.c.id, "recu_salon": "!x"}
            await tx.execute(update(envoi).where(waiting).values(**sent))
        for row in rows:
            said = codec.load_outbound(row.genre, row.charge)
            if isinstance(said, Say):
                self._heard(said, now, rng)

    def _heard(self, said: Say, now: datetime, rng: random.Random) -> None:
        self.rooms += said.room is not None
        for account in (said.person,) if said.person else said.mentions:
            genre = genre_of(said)
            offered = genre != "mot"
            self.told.append(Told(account or "", now, genre, said.body))
            someone = self.by_account.get(account or "")
            numbers = _numbers(said.body)
            if genre != "resume" and self.urgent & set(numbers):
                genre = "coup-dur"  # a word to whoever holds one shows none of its words
                self.told[-1].genre = genre
            if someone is not None and numbers:
                self._decide(someone, rng.choice(numbers), genre, now, rng, offered=offered)

    def _decide(
        self, one: Someone, numero: int, genre: str, now: datetime, rng: random.Random, *, offered: bool
    ) -> None:
        """Whether somebody answers, and when: people read their phone later, and mostly in daytime."""
        does = "prendre" if offered else "contact"
        likely = one.answers / 2 if genre == "resume" else one.answers
        if rng.random() < likely:
            later = now + timedelta(hours=max(1, round(rng.expovariate(1 / one.lag))))
            self._plans[later].append((does, numero, one.account))

    async def _act(self, engine: Engine, now: datetime, rng: random.Random) -> None:
        """What people said they would do by now."""
        for does, numero, account in self._plans.pop(now, []):
            one = self.by_account[account]
            async with engine.database.write("geste") as tx:
                known = await besoins.get(tx, numero)
                if known is None:
                    continue
                if does == "prendre" and known.etat == Etat.NOUVELLE:
                    await self._take(tx, known, one, now, rng)
                elif (
                    does == "contact"
                    and known.prise_par == one.id
                    and known.etat in (Etat.PRISE_EN_CHARGE, Etat.RELANCEE)
                ):
                    event = BesoinEvent.PREMIER_CONTACT if known.etat == Etat.PRISE_EN_CHARGE else BesoinEvent.REPRENDRE
                    await vie.advance(tx, known, event, now=now, qui=one.id)
                    if rng.random() < 0.9:
                        self._plan(now, rng.uniform(24, 8 * 24), "clore", numero, one)
                elif does == "clore" and known.prise_par == one.id and known.etat == Etat.EN_COURS:
                    await vie.close(tx, known, now=now, qui=one.id, issue=Issue.COUVERT, motif=None)

    async def _take(self, tx: Transaction, known: Besoin, one: Someone, now: datetime, rng: random.Random) -> None:
        until = lease_end(now, known.region, 4)
        await vie.hold(tx, known, BesoinEvent.PRENDRE, par=one.id, now=now, until=until)
        self.claims[one.account] += 1
        self.waits.append((now - known.cree_le).total_seconds() / 3600)
        if rng.random() >= one.forgets:
            self._plan(now, rng.uniform(1, 40), "contact", known.numero, one)

    def _plan(self, now: datetime, hours: float, does: str, numero: int, one: Someone) -> None:
        self._plans[now + timedelta(hours=max(1, round(hours)))].append((does, numero, one.account))

    # ------------------------------------------------------------ what must hold

    async def _check_told(self, engine: Engine, now: datetime) -> None:
        """Whoever waits for nobody longer than announced was told so, as soon as people work again."""
        async with engine.database.read() as tx:
            for known, _ in await rondes.open_besoins(tx):
                since = known.activite_le or known.cree_le
                promised = of_region(known.region).later(since, engine.options.delays.annonce)
                if known.etat == Etat.NOUVELLE and known.prevenu_le is None and promised <= now:
                    self.left_alone.append(known.numero)

    async def _count(self, engine: Engine) -> None:
        async with engine.database.read() as tx:
            for numero in range(1, self.demandes + 1):
                known = await besoins.get(tx, numero)
                assert known is not None
                self.states[known.etat] += 1


def genre_of(said: Say) -> str:
    """What rings: a card, a word to a holder, a digest; coups durs apart."""
    if "Votre résumé" in said.body:
        return "resume"
    if "Coup dur" in said.body:
        return "coup-dur"
    return "carte" if "**prendre** (✋)" in said.body else "mot"


def _numbers(body: str) -> list[int]:
    return [int(found) for found in re.findall("n°\u00a0(\\d+)", body)]


def by_day(told: list[Told], someone: Someone) -> Mapping[date, list[Told]]:
    """What rang the phone of somebody, day by day on their clocks."""
    place = of_region(someone.regions[0])
    found: dict[date, list[Told]] = defaultdict(list)
    for one in told:
        if one.who == someone.account:
            found[place.local(one.quand).date()].append(one)
    return found
