"""The engine: supervises platforms, worker, outboxes and timers; drains when asked to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from aiguilleur_bot.engine.acceptances import Acceptances
from aiguilleur_bot.engine.addressing import Gate
from aiguilleur_bot.engine.advice import Advice, Adviser
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.beginning import begin
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.clock import Bell, Clock, SystemClock
from aiguilleur_bot.engine.coming import Coming
from aiguilleur_bot.engine.decide import Decider
from aiguilleur_bot.engine.digests import Digests
from aiguilleur_bot.engine.effects import Effects
from aiguilleur_bot.engine.failures import AllPlatformsLost
from aiguilleur_bot.engine.guichet.building import Means, build_desk
from aiguilleur_bot.engine.guichet.gate import DeskGate
from aiguilleur_bot.engine.guichet.people import People
from aiguilleur_bot.engine.health import EngineHealth, PlatformHealth, troubles
from aiguilleur_bot.engine.holders import Holders
from aiguilleur_bot.engine.intake import Intake
from aiguilleur_bot.engine.learning import Learning
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.meetings import Meetings
from aiguilleur_bot.engine.offers import Offers
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.outbox import Outbox
from aiguilleur_bot.engine.peers import Peers
from aiguilleur_bot.engine.pool import cancel, finish
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.presence import Presence
from aiguilleur_bot.engine.rapprochements import Rapprochements
from aiguilleur_bot.engine.relay import Relay
from aiguilleur_bot.engine.returns import Returns
from aiguilleur_bot.engine.rings import Rings
from aiguilleur_bot.engine.rounds import Rounds
from aiguilleur_bot.engine.savoir import CurrentSavoir, Renderer, Savoir
from aiguilleur_bot.engine.silences import Silences
from aiguilleur_bot.engine.team import Teams
from aiguilleur_bot.engine.timers import PARKED_RED, Timers, is_deaf
from aiguilleur_bot.engine.worker import Worker
from aiguilleur_bot.engine.world import Worlds
from aiguilleur_bot.platforms.backoff import Backoff
from aiguilleur_bot.platforms.base import AuthLost, Capabilities, Message, Platform
from aiguilleur_bot.store import envois, journal
from aiguilleur_bot.store.database import Database, Transaction

_RETRY = Backoff(first=1, ceiling=60)
_NOTHING = Capabilities(threads=False, reactions=False, edits=False, html=False, max_length=0)
_log = logger("moteur")


class Engine:
    """One running bot. Build it, `await run()`; `stop()` from a signal makes `run` drain and return.

    `current` holds what is known and may be swapped while running; `voice` renders prompts. `adviser` is the language
    model of the operator's choice, when there is one.
    """

    def __init__(
        self,
        database: Database,
        platforms: Sequence[Platform],
        current: CurrentSavoir,
        voice: Renderer,
        options: Options,
        clock: Clock | None = None,
        adviser: Adviser | None = None,
    ) -> None:
        self.database = database
        self.current = current
        self.options = options
        self.clock: Clock = clock or SystemClock()
        self._platforms = {platform.name: platform for platform in platforms}
        self._lost: dict[str, str] = {}
        self._stopping = asyncio.Event()
        self._executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="appariement")
        self._work = Bell(self.clock)
        self._mail = {name: Bell(self.clock) for name in self._platforms}
        self._running: dict[str, asyncio.Task[None]] = {}
        names = tuple(self._platforms)
        self._accueil = voice.render("accueil_aide", {"nom_du_reseau": options.nom_du_reseau})
        self.people = People(options, names)
        self.rapprochements = Rapprochements(database, self.clock, self._savoir)
        gate = Gate(options, self._account, self._savoir, DeskGate(self.people))
        teams = Teams(options, names)
        cards = Cards(options, voice, self._name_of)
        rings = Rings(options, voice, cards, teams)
        self._meetings = Meetings(voice, self._capabilities, self._postbox)
        effects = Effects(voice, cards, rings, Learning(options.key), self._meetings)
        worlds = Worlds(options, self._savoir)
        presence = Presence(database, self.clock, voice, self._meetings, self._account, gate.person, self._postbox)
        askers = Askers(effects, worlds)
        returns = Returns(options, voice, cards, rings, askers, self._meetings)
        holders = Holders(returns, cards, rings, askers, self._meetings, self._savoir)
        offers = Offers(
            database=database,
            clock=self.clock,
            gate=gate,
            worlds=worlds,
            savoir=self._savoir,
            executor=self._executor,
            postbox=self._postbox,
            capabilities=self._capabilities,
            made=self._ring_mail,
        )
        self.intake = Intake(database, gate, self.clock, self._work.ring, offers, presence)
        advice = Advice(adviser) if adviser is not None else None
        coming = Coming(self.clock, self._platforms)
        decider = Decider(
            database, self.clock, worlds, effects, self._savoir, self._executor, self._postbox, coming, advice
        )
        means = Means(
            database=database,
            clock=self.clock,
            options=options,
            voice=voice,
            savoir=self._savoir,
            cards=cards,
            rings=rings,
            askers=askers,
            meetings=self._meetings,
            returns=returns,
            people=self.people,
            rapprochements=self.rapprochements,
            coming=coming,
            postbox=self._postbox,
        )
        self._worker = Worker(
            database=database,
            clock=self.clock,
            gate=gate,
            decider=decider,
            desk=build_desk(means),
            presence=presence,
            relay=Relay(database, self.clock, voice, askers, self._capabilities, self._postbox),
            acceptances=Acceptances(database, self.clock, gate, decider, self._read),
            silences=Silences(database, self.clock, voice, self._moderates, self._postbox),
            voice=voice,
            postbox=self._postbox,
            platforms=names,
            on_settled=self._ring_mail,
            bell=self._work,
        )
        self._outboxes = {name: self._outbox(platform) for name, platform in self._platforms.items()}
        self.timers = Timers(
            database=database,
            clock=self.clock,
            options=options,
            current=current,
            platforms=tuple(platforms),
            voice=voice,
            effects=effects,
            worlds=worlds,
            meetings=self._meetings,
            askers=askers,
            peers=Peers(database, self.clock, askers, self._savoir, self._executor, self._capabilities, self._postbox),
            rounds=Rounds(
                database, self.clock, options, voice, cards, rings, holders, askers, self._savoir, self._postbox
            ),
            digests=Digests(database, self.clock, voice, teams, self._postbox),
            executor=self._executor,
            rapprochements=self.rapprochements,
            postbox=self._postbox,
            on_settled=self._ring_mail,
        )

    # ------------------------------------------------------------ life

    async def run(self) -> None:
        """Run until `stop` is called or until cancelled; then drain.

        Raises AllPlatformsLost when no platform accepts our account any more.
        """
        await finish(begin(self.database, self.options))
        core = [
            asyncio.create_task(self._worker.run(), name="ouvrage"),
            asyncio.create_task(self.timers.run(), name="minuterie"),
            *(asyncio.create_task(box.run(), name=f"envoi {name}") for name, box in self._outboxes.items()),
        ]
        for name, platform in self._platforms.items():
            self._running[name] = asyncio.create_task(self._listen(platform), name=name)
        stopped = asyncio.create_task(self._stopping.wait())
        try:
            await self._watch(core, stopped)
            await self._quiet()
        except asyncio.CancelledError:
            await self._quiet()
            raise
        finally:
            await cancel([*core, *self._running.values(), stopped])
            self._executor.shutdown(wait=False, cancel_futures=True)
        if self._platforms and len(self._lost) == len(self._platforms):
            raise AllPlatformsLost(" ; ".join(f"{name} : {why}" for name, why in self._lost.items()))

    def stop(self) -> None:
        """Ask `run` to drain and return. Safe from a signal handler of the loop."""
        self._stopping.set()

    async def drain(self) -> None:
        """Wait, at most `options.patience`, until everything heard is answered and sent."""
        try:
            async with asyncio.timeout(self.options.patience.total_seconds()):
                while not await finish(self._all_quiet()):  # noqa: ASYNC110 - quiet is a state of the store, not an event
                    await asyncio.sleep(0.02)
        except TimeoutError:
            _log.warning("arret_sans_tout_envoyer")
        except SQLAlchemyError as error:
            _log.warning("arret_sans_tout_envoyer", erreur=type(error).__name__)

    async def health(self) -> EngineHealth:
        """The state of everything, for `/readyz`: green when each platform hears and nothing was parked lately."""
        now = self.clock.now()
        platforms = {
            name: PlatformHealth(
                connected=(seen := platform.health()).connected,
                lost=name in self._lost,
                deaf=is_deaf(platform, now, self.options.silence),
                last_heard=seen.last_heard,
                detail=self._lost.get(name, seen.detail),
            )
            for name, platform in self._platforms.items()
        }
        problems = troubles(platforms)
        try:
            async with self.database.read() as tx:
                heard, mail = await journal.counts(tx), await envois.counts(tx)
                parked = await journal.parked(tx, now - PARKED_RED)
        except SQLAlchemyError:
            return EngineHealth(False, platforms, database=False, problems=(*problems, "la base ne répond pas"))
        if self._worker.broken:
            problems.append("la base refuse d'écrire")
        if parked:
            problems.append(f"{len(parked)} évènement(s) écarté(s) depuis hier : voir aiguilleur diagnostiquer")
        problems += self.timers.cleaning_troubles(now)
        return EngineHealth(
            ready=not problems,
            platforms=platforms,
            database=not self._worker.broken,
            parked=heard.get(journal.PARKED, 0),
            waiting=heard.get(journal.ADMITTED, 0),
            to_send=mail.get(envois.TO_SEND, 0),
            problems=tuple(problems),
            menage=self.timers.menage,
        )

    # ------------------------------------------------------------ inside

    async def _watch(self, core: Sequence[asyncio.Task[None]], stopped: asyncio.Task[bool]) -> None:
        """Until a stop is asked or every platform has ended. The error of any task goes up."""
        while True:
            tasks = [*core, *self._running.values(), stopped]
            for task in tasks:
                if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                    raise error
            if stopped.done() or all(task.done() for task in self._running.values()):
                return
            await asyncio.wait([task for task in tasks if not task.done()], return_when=asyncio.FIRST_COMPLETED)

    async def _listen(self, platform: Platform) -> None:
        """Let a platform listen; an unexpected fault restarts it, a lost account ends it, and only it."""
        failures = 0
        while platform.name not in self._lost:
            try:
                await platform.run(self.intake)
            except AuthLost as error:
                self._auth_lost(platform.name, error)
            except Exception as error:  # noqa: BLE001 - a fault in one platform must not stop the others
                failures += 1
                _log.error("plateforme_en_panne", plateforme=platform.name, erreur=type(error).__name__)
                await self.clock.sleep(_RETRY.delay(failures))
            else:
                return

    def _auth_lost(self, name: str, error: AuthLost) -> None:
        """One clear line; the others go on."""
        if name in self._lost:
            return
        self._lost[name] = str(error)
        _log.error("compte_refuse", plateforme=name, raison=str(error), conseil="aiguilleur diagnostiquer")
        task = self._running.get(name)
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    async def _quiet(self) -> None:
        """Listen to nobody any more, finish what was heard."""
        await cancel(list(self._running.values()))
        await self.drain()

    async def _all_quiet(self) -> bool:
        async with self.database.read() as tx:
            if await journal.heads(tx, tuple(self._platforms), self.clock.now(), 1):
                return False
            for name in self._platforms:
                if name not in self._lost and await envois.heads(tx, name, self.clock.now(), 1):
                    return False
        return self._worker.idle and all(box.idle or box.lost for box in self._outboxes.values())

    def _outbox(self, platform: Platform) -> Outbox:
        return Outbox(
            database=self.database,
            clock=self.clock,
            options=self.options,
            platform=platform,
            meetings=self._meetings,
            bell=self._mail[platform.name],
            on_sent=self._work.ring,
            on_mail=self._ring_mail,
            on_auth_lost=lambda error: self._auth_lost(platform.name, error),
        )

    def _postbox(self, tx: Transaction, key: str, now: datetime) -> Postbox:
        return Postbox(tx, key, now, self._capabilities, self._accueil)

    def _capabilities(self, name: str) -> Capabilities:
        platform = self._platforms.get(name)
        return platform.capabilities if platform else _NOTHING

    def _savoir(self) -> Savoir:
        return self.current.savoir

    def _account(self, name: str) -> str:
        platform = self._platforms.get(name)
        return platform.account if platform else ""

    async def _read(self, name: str, room: str, event_id: str) -> Message | None:
        platform = self._platforms.get(name)
        return await platform.read(room, event_id) if platform else None

    async def _moderates(self, name: str, room: str, person: str) -> bool:
        platform = self._platforms.get(name)
        return platform is not None and await platform.moderates(room, person)

    def _name_of(self, commun: str) -> str:
        fiche = self.current.savoir.base.communs.get(commun)
        return fiche.nom if fiche else commun

    def _ring_mail(self) -> None:
        for bell in self._mail.values():
            bell.ring()
