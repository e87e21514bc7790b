"""A strict Rocket.Chat on loopback: real HTTP, real WebSocket, no database. It runs in a thread and a loop of its own.

    with RocketChat() as server:
        bot = server.bot("aiguilleur")                  # bot.id, bot.token
        camille = server.person("camille")
        room = server.channel("entraide", camille, bot)
        server.say(room, camille, "@aiguilleur bonjour")
        server.faults.rest("chat.sendMessage", "lost")

What it knows of the real thing comes from the vendor's sources and frames; who judges it: tests/platforms/rocketchat/.
Its controls may be called from any thread. `tempo` scales its heartbeat (0.01: silence of 0.3 s is asked after).
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web
from serveurs.rocketchat import endpoints, endpoints_rooms
from serveurs.rocketchat.faults import Faults
from serveurs.rocketchat.limits import Limits
from serveurs.rocketchat.messages import World
from serveurs.rocketchat.methods import Methods
from serveurs.rocketchat.modes import V8, Mode
from serveurs.rocketchat.rest import Exchange, Rest
from serveurs.rocketchat.streams import Counts, Hub
from serveurs.rocketchat.values import Clock, Doc

T = TypeVar("T")
PASSWORD = "lab-password"
_PREVIEW_AFTER = 0.02


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody on the server. `token` is a personal access token."""

    id: str
    username: str
    token: str
    password: str = PASSWORD


class RocketChat:
    """One server on one port, for as long as it is started. Stopped and started again, it remembers everything."""

    def __init__(self, mode: Mode = V8, *, limits: bool = False, tempo: float = 1.0, **settings: object) -> None:
        self.clock = Clock()
        self.faults = Faults()
        self.world = World(mode, self.clock, **settings)
        limiter = Limits(self.world, limits)
        methods = Methods(self.world, limiter)
        self._hub = Hub(self.world, self.faults, tempo, methods.answer)
        methods.hub = self.world.streams = self._hub
        known = {**endpoints.ENDPOINTS, **endpoints_rooms.ENDPOINTS}
        self.rest = Rest(self.world, limiter, self.faults, known, self._hub.counts.requests)
        self.rest.troubles = self._hub.troubles
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self.world.later = lambda act: self._loop.call_later(_PREVIEW_AFTER, act) and None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._runner: web.AppRunner | None = None
        self._listener: socket.socket | None = None

    # -------------------------------------------------------- life

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> RocketChat:
        self._thread.start()
        self.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        if kind is None and self._hub.troubles:
            raise self._hub.troubles[0]  # an emulator that breaks proves nothing

    def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._wait(self._listen())

    def stop(self) -> None:
        """Connections are cut, nothing listens. What was said is kept."""
        self._wait(self._close())

    def restart(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Down, `meanwhile`, and up again."""
        self.stop()
        meanwhile()
        self.start()

    async def _listen(self) -> None:
        self.rest.closing.clear()
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/v1/{endpoint}", self.rest.handle)
        app.router.add_route("GET", "/api/{endpoint:info}", self.rest.handle)
        app.router.add_get("/websocket", self._hub.connected)
        self._runner = web.AppRunner(app, shutdown_timeout=0.05)
        await self._runner.setup()
        self._listener = socket.create_server(("127.0.0.1", self.port))
        await web.SockSite(self._runner, self._listener).start()
        self.port = self._listener.getsockname()[1]

    async def _close(self) -> None:
        for session in list(self._hub.sessions):
            session.abort()
        self.rest.closing.set()
        if self._listener is not None:
            # asyncio 3.11 leaks a connection let in while its server closes: first, let nobody in any more.
            self._loop.remove_reader(self._listener.fileno())
            await asyncio.sleep(0.01)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
            self._listener = None

    def do(self, action: Callable[[], T]) -> T:
        """Run `action` in the loop of the server, where its world may be touched."""
        if threading.current_thread() is self._thread:
            return action()

        async def acting() -> T:
            return action()

        return self._wait(acting())

    def _wait(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    # -------------------------------------------------------- people and rooms

    def person(self, username: str, name: str = "", roles: tuple[str, ...] = ("user",)) -> Account:
        """A new account; people's accounts are limited like anybody's when the server limits."""

        def make() -> Account:
            user = self.world.add_user(username, name or username.capitalize(), roles, PASSWORD)
            return Account(user["_id"], username, self.world.new_token(user, "lab"))

        return self.do(make)

    def bot(self, username: str, name: str = "", roles: tuple[str, ...] = ("user", "bot")) -> Account:
        """An account with the role `bot`: the one faults befall."""
        return self.person(username, name, roles)

    def session(self, who: Account) -> str:
        """The token of one more login of that account: one that expires."""
        return self.do(lambda: self.world.new_token(self._user(who)))

    def channel(self, name: str, *members: Account, **options: object) -> str:
        """A public room of its first member, the others in it. Its id."""
        return self._room("c", name, members, options)

    def group(self, name: str, *members: Account, **options: object) -> str:
        """A private room. `ro=True`: read-only; `encrypted=True`: end-to-end encrypted; `federated=True`."""
        return self._room("p", name, members, options)

    def direct(self, *members: Account) -> str:
        return self.do(lambda: str(self.world.direct_room(*(self._user(one) for one in members))["_id"]))

    def _room(self, kind: str, name: str, members: tuple[Account, ...], options: dict[str, object]) -> str:
        def make() -> str:
            owner, *others = members
            names = [other.username for other in others]
            return str(self.world.create_room(kind, name, self._user(owner), names, **options)["_id"])

        return self.do(make)

    def _user(self, account: Account) -> Doc:
        return self.world.users[account.id]

    # -------------------------------------------------------- what happens there

    def say(self, room: str, by: Account, text: str, **more: object) -> str:
        """Posted at once, without HTTP. `more`: tmid, tshow, alias, bot, federation… The id of the message."""

        def act() -> str:
            message = self.world.send(self._user(by), {"rid": room, "msg": text, **more})
            assert message is not None
            return str(message["_id"])

        return self.do(act)

    def say_late(self, room: str, by: Account, text: str, by_seconds: float = 5.0) -> str:
        """A write that was stamped `by_seconds` ago and becomes visible only now; no stream tells of it."""

        def act() -> str:
            message = self.world.stamp(room, self._user(by), text)
            message["ts"] = message["_updatedAt"] = type(message["ts"])(message["ts"] - int(by_seconds * 1000))
            self.world._understand(message)
            self.world.keep_message(message)
            held = self.world.rooms[room]
            self.world.touch(held, msgs=held["msgs"] + 1)
            return str(message["_id"])

        return self.do(act)

    def fill(self, room: str, by: Account, count: int, text: str = "message {}") -> list[str]:
        """A backlog, several messages to the millisecond; the streams say nothing of it."""

        def act() -> list[str]:
            streams, self.world.streams = self.world.streams, _Silence()
            try:
                sent = [self.world.send(self._user(by), {"rid": room, "msg": text.format(n)}) for n in range(count)]
            finally:
                self.world.streams = streams
            return [message["_id"] for message in sent if message is not None]

        return self.do(act)

    def edit(self, message: str, text: str) -> None:
        self.do(lambda: self.world.update(self._author(message), message, text))

    def delete(self, message: str) -> None:
        self.do(lambda: self.world.delete(self._author(message), message))

    def react(self, message: str, by: Account, emoji: str, should: bool | None = None) -> None:
        self.do(lambda: self.world.react(self._user(by), message, emoji, should))

    def system(self, room: str, kind: str, by: Account, text: str = "") -> str:
        return self.do(lambda: str(self.world.system(self.world.rooms[room], kind, text, self._user(by))["_id"]))

    def add(self, room: str, who: Account) -> None:
        self.do(lambda: self.world.add(self.world.rooms[room], self._user(who), self._owner(room)))

    def kick(self, room: str, who: Account) -> None:
        self.do(lambda: self.world.kick(self.world.rooms[room], self._user(who), self._owner(room)))

    def revoke(self, who: Account) -> None:
        """Every token of that account is void, and its sockets are closed."""
        self.do(lambda: self.world.forget_tokens(self._user(who)))

    def half_open(self) -> int:
        """Every socket now open stays open and carries nothing any more. How many."""

        def act() -> int:
            live = [session for session in self._hub.sessions if self.faults.befalls(session.user)]
            for session in live:
                session.deaf = True
            return len(live)

        return self.do(act)

    def cut(self) -> None:
        """Every socket of the bot is cut without a goodbye."""
        self.do(lambda: [session.abort() for session in self._hub.sessions if self.faults.befalls(session.user)])

    def _author(self, message: str) -> Doc:
        return self.world.users[self.world.messages[message]["u"]["_id"]]

    def _owner(self, room: str) -> Doc:
        owners = [one for one in self.world.members_of(room) if "owner" in one.get("roles", ())]
        return self.world.users[owners[0]["u"]["_id"]]

    # -------------------------------------------------------- what can be seen

    def messages(self, room: str, by: Account | None = None) -> list[Doc]:
        """What is in `room` now, oldest first."""
        wanted = None if by is None else by.id
        return self.do(lambda: [dict(m) for m in self.world.of_room.get(room, ()) if wanted in {None, m["u"]["_id"]}])

    def message(self, message: str) -> Doc:
        return self.do(lambda: dict(self.world.messages[message]))

    def members(self, room: str) -> list[Doc]:
        """The people in `room`."""
        return self.do(lambda: [dict(one["u"]) for one in self.world.members_of(room)])

    def rooms_of(self, who: Account) -> list[Doc]:
        return self.do(lambda: [dict(room) for room in self.world.rooms_of(who.id)])

    def counts(self) -> Counts:
        """Sockets and subscriptions open now, and ever; requests by endpoint."""
        return self.do(self._hub.count)

    def typing(self) -> list[tuple[str, str, list[str]]]:
        """(who, room, activities), in order."""
        return self.do(lambda: list(self._hub.typing))

    def exchanges(self, by: Account | None = None) -> list[Exchange]:
        """The last five thousand requests and their answers."""
        return self.do(lambda: [one for one in self.rest.exchanges if by is None or one.user == by.username])

    def frames(self) -> list[Doc]:
        """The last five thousand stream frames."""
        return self.do(lambda: list(self._hub.sent))


class _Silence:
    """Streams that tell nobody."""

    def message(self, message: Doc) -> None: ...

    def deleted(self, room: str, message: str) -> None: ...

    def user(self, user: str, event: str, *args: object) -> None: ...

    def close_sessions(self, user: str, token: str | None = None) -> None: ...
