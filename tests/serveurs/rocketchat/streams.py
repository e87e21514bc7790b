"""The streaming side: who is connected, what they subscribed to, and what they are sent."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web
from serveurs.rocketchat.faults import Faults
from serveurs.rocketchat.memory import Memory
from serveurs.rocketchat.session import Session
from serveurs.rocketchat.values import Doc, for_ddp

Args = Callable[[Session], list[object] | None]


@dataclass
class Counts:
    """What is open and what was ever opened: for tests of leaks."""

    sockets: int = 0
    sockets_ever: int = 0
    subscriptions: int = 0
    subscriptions_ever: int = 0
    requests: Counter[str] = field(default_factory=Counter)


class Hub:
    """All sessions. Everything runs in the loop of the server."""

    def __init__(self, world: Memory, faults: Faults, tempo: float, answer: Callable[[Session, Doc], None]) -> None:
        self.world = world
        self.faults = faults
        self.tempo = tempo
        self.sessions: list[Session] = []
        self.sent: deque[Doc] = deque(maxlen=5_000)
        self.typing: list[tuple[str, str, list[str]]] = []
        self.counts = Counts()
        self.troubles: list[Exception] = []
        self._answer = answer
        self._numbers = itertools.count(1)

    # -------------------------------------------------------- sockets

    async def connected(self, request: web.Request) -> web.StreamResponse:
        """One WebSocket, from its first frame to its last."""
        fault = self.faults.of_socket()
        if fault == "refused":
            assert request.transport is not None
            request.transport.abort()
            return web.Response(status=499)
        if fault == "502":
            return web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html")
        socket = web.WebSocketResponse(autoping=True, max_msg_size=2**24)
        await socket.prepare(request)
        broken = {"mute": fault == "mute", "cut_at_login": fault == "cut"}
        session = Session(self.world, socket, request.transport, next(self._numbers), **broken)
        self.sessions.append(session)
        self.counts.sockets_ever += 1
        tasks = [asyncio.create_task(session.write()), asyncio.create_task(session.watch(self.tempo))]
        try:
            session.greet()
            async for frame in socket:
                if frame.type is WSMsgType.TEXT and not session.deaf:
                    session.heard(frame.data, self._answer)
        except Exception as trouble:
            self.troubles.append(trouble)
            raise
        finally:
            self.sessions.remove(session)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return socket

    def count(self) -> Counts:
        self.counts.sockets = len(self.sessions)
        self.counts.subscriptions = sum(len(session.subscriptions) for session in self.sessions)
        return self.counts

    def of_user(self, user: str) -> list[Session]:
        return [session for session in self.sessions if session.user is not None and session.user["_id"] == user]

    def close_sessions(self, user: str, token: str | None = None) -> None:
        for session in self.of_user(user):
            if token in {None, session.token}:
                session.close(1000)

    # -------------------------------------------------------- streams

    def message(self, message: Doc) -> None:
        """Everywhere this message is seen: per room, and on `__my_messages__`, joined or not."""
        if message.get("_hidden"):
            return
        room = self.world.rooms[message["rid"]]

        def to_all(session: Session) -> list[object] | None:
            if session.user is None or not self.world.can_see(room, session.user["_id"]):
                return None
            joined = self.world.member(room["_id"], session.user["_id"]) is not None
            meta = {"roomParticipant": joined, "roomType": room["t"]}
            about = [meta | ({"roomName": room["name"]} if "name" in room else {})]
            return [message, *(about if self.world.mode.says_where else ())]

        def to_room(session: Session) -> list[object] | None:
            return [message] if session.user is not None and self.world.can_see(room, session.user["_id"]) else None

        self.publish("stream-room-messages", "__my_messages__", to_all)
        self.publish("stream-room-messages", room["_id"], to_room)

    def deleted(self, room: str, message: str) -> None:
        self.publish("stream-notify-room", f"{room}/deleteMessage", lambda _: [{"_id": message}])

    def user(self, user: str, event: str, *args: object) -> None:
        self.publish("stream-notify-user", f"{user}/{event}", lambda _: list(args))

    def publish(self, stream: str, event: str, args: Args, origin: Session | None = None) -> None:
        """One frame for each subscription; as the vendor's, `id` is always "id"."""
        for session in list(self.sessions):
            for name, subscribed in list(session.subscriptions.values()):
                if (name, subscribed) != (stream, event) or session is origin:
                    continue
                if (given := args(session)) is not None:
                    fields = {"eventName": event, "args": for_ddp(given)}
                    frame = {"msg": "changed", "collection": stream, "id": "id", "fields": fields}
                    self.sent.append(frame)
                    for leaving in self.faults.of_frame(frame, session):
                        session.send(leaving)
