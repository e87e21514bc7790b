"""What happens because time passes: follow-ups, deaf platforms, edited knowledge files, erasing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.events import SuiviDu
from aiguilleur_bot.dialogue.model import Conversation, Value
from aiguilleur_bot.dialogue.step import step
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.coordination import Coordination
from aiguilleur_bot.engine.digests import Digests
from aiguilleur_bot.engine.effects import Effects
from aiguilleur_bot.engine.logs import logger, short
from aiguilleur_bot.engine.meetings import Meetings
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.orphans import end_orphan
from aiguilleur_bot.engine.peers import Peers
from aiguilleur_bot.engine.pool import finish
from aiguilleur_bot.engine.postbox import Postbox, Scene, thread_queue
from aiguilleur_bot.engine.rapprochements import Rapprochements
from aiguilleur_bot.engine.referents import Referents
from aiguilleur_bot.engine.retention import Menage, clean
from aiguilleur_bot.engine.rounds import Rounds
from aiguilleur_bot.engine.savoir import CurrentSavoir, Renderer, Savoir
from aiguilleur_bot.engine.threads import settle, undisturbed
from aiguilleur_bot.engine.world import Worlds
from aiguilleur_bot.handoff.calendar import FRANCE
from aiguilleur_bot.knowledge.loader import Loaded
from aiguilleur_bot.platforms.base import Platform, Say
from aiguilleur_bot.store import conversations, journal, mesures, personnes, rencontres, salons, suivis
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Database, Transaction

CLEANING_RED = timedelta(hours=24)
"""How long the erasing may fail before `/readyz` is red."""

SHOWN = 5
"""How many errors of a knowledge base are said in the coordination room; the log and `verifier` have them all."""

PARKED_RED = timedelta(hours=24)
"""How long a parked event turns `/readyz` red, and how often it is said again."""

PARKED_LISTED = timedelta(days=30)
"""How long it is said again; `diagnostiquer` lists it as long."""

NEIGHBOURS = timedelta(days=30)
"""How long we stay in a room of people with near besoins: the time the last of those asked may still say yes."""

_log = logger("minuterie")


@dataclass(slots=True)
class Timers:
    """Ticks every `options.tick`. Each part fails alone: it is logged, and tried again at the next tick."""

    database: Database
    clock: Clock
    options: Options
    current: CurrentSavoir
    platforms: Sequence[Platform]
    voice: Renderer
    effects: Effects
    worlds: Worlds
    meetings: Meetings
    askers: Askers
    peers: Peers
    rounds: Rounds
    digests: Digests
    executor: Executor
    rapprochements: Rapprochements
    postbox: Callable[[Transaction, str, datetime], Postbox]
    on_settled: Callable[[], None]
    _started: datetime = field(init=False)
    _referents: Referents = field(init=False)
    coordination: Coordination = field(init=False)
    _deaf: set[str] = field(default_factory=set)
    menage: Menage | None = None
    _cleaned: datetime | None = None
    _reminded: datetime | None = None
    _refused: bool = False

    def __post_init__(self) -> None:
        self._started = self.clock.now()
        self._referents = Referents(
            self.database,
            self.clock,
            self.options,
            self.voice,
            self.effects,
            self.worlds,
            lambda: self.current.savoir,
            self.postbox,
        )
        self.coordination = Coordination(
            database=self.database,
            clock=self.clock,
            options=self.options,
            voice=self.voice,
            savoir=lambda: self.current.savoir,
            rapprochements=self.rapprochements,
            postbox=self.postbox,
        )

    async def run(self) -> None:
        """Tick until cancelled."""
        parts = (
            *(self.follow_up, self.go_round, self.ring_planned, self.send_digests, self.end_stretches),
            *(self.meet_neighbours, self.tend_referents, self.look_near, self.tell_covered, self.say_monday),
            *(self.watch_platforms, self.reload, self.clean, self.remind_of_parked),
        )
        loop = asyncio.get_running_loop()
        # Reading the holidays of the year takes half a second, once: not while somebody waits for an answer.
        await loop.run_in_executor(self.executor, FRANCE.is_open, self.clock.now())
        while True:
            for part in parts:
                try:
                    await finish(part())
                except SQLAlchemyError as error:
                    _log.error("base_en_panne", erreur=type(error).__name__)
                except Exception as error:  # noqa: BLE001 - one part must not stop the others
                    _log.error("minuterie_en_panne", partie=part.__name__, erreur=type(error).__name__)
            await self.clock.sleep(self.options.tick.total_seconds())

    # ------------------------------------------------------------ follow-ups

    async def follow_up(self) -> None:
        """Ask again those who agreed, each once, in a transaction of its own."""
        async with self.database.read() as tx:
            due = await suivis.due(tx, self.clock.now())
        for one in due:
            try:
                async with self.database.write("suivi") as tx:
                    await self._ask(tx, one)
            except Stale:
                continue
        if due:
            self.on_settled()

    async def _ask(self, tx: Transaction, one: suivis.Suivi) -> None:
        now = self.clock.now()
        person = await personnes.get(tx, one.personne)
        if not await suivis.asked(tx, one.id) or person is None or person.compte is None:
            return
        found = await conversations.get(tx, one.conversation)
        line = found or conversations.begun_in_direct(person.id, person.plateforme, now)
        before = state.load(line.etat) if line.etat is not None else Conversation(direct=True)
        world = await self.worlds.world(tx, person, salon=line.salon, now=now)
        after, effects = step(before, SuiviDu(one.sujet), world)
        scene = Scene(postbox=self.postbox(tx, f"suivi\0{one.id}", now), personne=person, line=line)
        await self.effects.apply(scene, after, effects)
        await suivis.count_one(tx, now.date(), mesures.ASKED)
        _log.info("suivi_pose", personne=short(person.id), tour=one.tour)

    # ------------------------------------------------------------ besoins

    async def go_round(self) -> None:
        """What falls due for besoins: more people asked, askers told, claims given back."""
        if await self.rounds.go():
            self.on_settled()

    async def ring_planned(self) -> None:
        """The phones that could not ring earlier."""
        if await self.rounds.ring_planned():
            self.on_settled()

    async def send_digests(self) -> None:
        """What did not deserve to ring a phone, once a day."""
        if await self.digests.send():
            self.on_settled()

    async def tend_referents(self) -> None:
        """Those whose agreement ends, those whose fiche is there, and what gardeners should read."""
        if await self._referents.go():
            self.on_settled()

    async def look_near(self) -> None:
        """The besoins near each new one."""
        await self.coordination.look_near()

    async def tell_covered(self) -> None:
        """Those who wanted to know that a défi is covered."""
        if await self.coordination.tell_covered():
            self.on_settled()

    async def say_monday(self) -> None:
        """The Monday digest of the coordination."""
        if await self.coordination.monday():
            self.on_settled()

    # ------------------------------------------------------------ meetings

    async def end_stretches(self) -> None:
        """End what nobody ended: a helper who left the network or was forgotten holds nothing any more."""
        async with self.database.read() as tx:
            orphans = await rencontres.orphans(tx)
        for one in orphans:
            try:
                async with self.database.write("fin-de-rencontre") as tx:
                    postbox = self.postbox(tx, f"fin\0{one.id}", self.clock.now())
                    await end_orphan(postbox, one.numero, self.meetings, self.askers)
            except Stale:
                continue
        async with self.database.read() as tx:
            over = await rencontres.over(tx, self.clock.now() - NEIGHBOURS)
        for one in over:
            async with self.database.write("fin-de-rencontre") as tx:
                await self.meetings.finish(self.postbox(tx, f"fin\0{one.id}", self.clock.now()), one)
        if orphans or over:
            self.on_settled()

    async def meet_neighbours(self) -> None:
        """Ask those who have something near whether they want to meet."""
        if await self.peers.go():
            self.on_settled()

    # ------------------------------------------------------------ deaf is worse than dead

    async def watch_platforms(self) -> None:
        """Say once that a platform hears nothing, and once that it is back. At the start it has time to connect."""
        now = self.clock.now()
        starting = now - self._started <= self.options.silence
        for platform in self.platforms:
            if starting and platform.health().last_heard is None:
                continue
            deaf = is_deaf(platform, now, self.options.silence)
            if deaf and platform.name not in self._deaf:
                self._deaf.add(platform.name)
                _log.error("plateforme_sourde", plateforme=platform.name, detail=platform.health().detail)
            elif not deaf and platform.name in self._deaf:
                self._deaf.discard(platform.name)
                _log.info("plateforme_revenue", plateforme=platform.name)

    # ------------------------------------------------------------ knowledge

    async def reload(self) -> None:
        """Swap in an edited base, matching included; a broken one is said once and the last good one kept."""
        watcher, build_matcher = self.current.watcher, self.current.build_matcher
        if watcher is None or build_matcher is None:
            return
        loop = asyncio.get_running_loop()
        with undisturbed():
            loaded = await loop.run_in_executor(self.executor, watcher.look)
            if loaded is None:
                return
            if loaded.base is None:
                await self._refuse(loaded)
                return
            matcher = await loop.run_in_executor(self.executor, partial(build_matcher, loaded.base))
        self.current.savoir = Savoir(loaded.base, matcher)
        await loop.run_in_executor(self.executor, settle)
        _log.info("base_rechargee", empreinte=loaded.base.fingerprint[:12], fiches=len(loaded.base.communs))
        if self._refused:
            self._refused = False
            await self._tell_coordination("base_rechargee", {"fiches": len(loaded.base.communs)})

    async def _refuse(self, loaded: Loaded) -> None:
        self._refused = True
        for problem in loaded.errors:
            _log.error("base_refusee", fichier=problem.file, ligne=problem.line, constat=str(problem))
        shown: tuple[Value, ...] = tuple(
            {
                "fichier": problem.file,
                "ligne": problem.line,
                "message": f"{problem.field} : {problem.found} ; attendu : {problem.allowed}".removeprefix(" : "),
            }
            for problem in loaded.errors[:SHOWN]
        )
        rest = max(len(loaded.errors) - SHOWN, 0)
        await self._tell_coordination("base_invalide", {"constats": shown, "reste": rest})

    async def _tell_coordination(self, modele: str, data: dict[str, Value]) -> None:
        body = self.voice.render(modele, data)
        async with self.database.write("coordination") as tx:
            now = self.clock.now()
            postbox = self.postbox(tx, f"coordination\0{modele}\0{now.isoformat()}", now)
            for room in await salons.named(tx):
                option = self.options.salon(room.plateforme, room.nom)
                if option is None or option.role != "coordination":
                    continue

                def say(id: str, room: str = room.salon) -> Say:
                    return Say(id=id, body=body, room=room, rings=True)

                await postbox.in_room(room.salon, room.plateforme, say, file=thread_queue(room.salon, None))
        self.on_settled()

    # ------------------------------------------------------------ parked events

    async def remind_of_parked(self) -> None:
        """Say once a day that some people got no answer, for as long as `diagnostiquer` lists them."""
        now = self.clock.now()
        if self._reminded is not None and now - self._reminded < PARKED_RED:
            return
        self._reminded = now
        async with self.database.read() as tx:
            parked = await journal.parked(tx, now - PARKED_LISTED)
        if parked:
            kinds = sorted({one.erreur or "" for one in parked})
            _log.error("evenements_ecartes", nombre=len(parked), erreurs=kinds, conseil="aiguilleur diagnostiquer")

    # ------------------------------------------------------------ erasing

    async def clean(self) -> None:
        """Erase what is no longer needed, every `options.cleaning_period`."""
        now = self.clock.now()
        if self._cleaned is None or now - self._cleaned >= self.options.cleaning_period:
            self._cleaned = now
            self.menage = await clean(self.database, self.clock, self.options)

    def cleaning_troubles(self, now: datetime) -> list[str]:
        """What to say when nothing could be erased for a day: what we promised to forget is still there."""
        late = now - (self.menage.le if self.menage else self._started) > CLEANING_RED
        return ["rien n'a pu être effacé depuis hier : voir le journal"] if late else []


def is_deaf(platform: Platform, now: datetime, silence: timedelta) -> bool:
    """Whether a platform has not heard its server for longer than it may."""
    health = platform.health()
    return not health.connected or (health.last_heard is not None and now - health.last_heard > silence)
