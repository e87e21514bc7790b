"""On this emulator a bot that follows the rules answers each message once, whatever breaks; one that does not, cannot.

The bot here is a page long: it shows that the faults leave a way through, and that they bite.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serveurs.rocketchat.modes import V6, V8, V8_STREAMER, V9, V9_DEAF, Mode
from serveurs.rocketchat.server import Account, RocketChat

_GONE = (aiohttp.ClientError, ConnectionError, TimeoutError, TypeError, ValueError)
_OVERLAP = 120_000


class Careful:
    """Subscribes, waits for `ready`, then reads back with an overlap, and again every tenth of a second."""

    def __init__(self, server: RocketChat, account: Account, *, reads_back: bool = True) -> None:
        self.url, self.account, self.reads_back = server.url, account, reads_back
        self.headers = {"X-Auth-Token": account.token, "X-User-Id": account.id}
        self.since = int(server.clock.now()) - 1
        self.answered: set[str] = set()
        self.http: aiohttp.ClientSession

    async def run(self) -> None:
        quick = aiohttp.ClientTimeout(total=1)
        async with aiohttp.ClientSession(headers=self.headers, timeout=quick) as self.http:
            await asyncio.gather(self.listen(), self.read_back())

    async def listen(self) -> None:
        while True:
            with suppress(*_GONE):
                async with self.http.ws_connect(f"{self.url}/websocket") as socket:
                    await self.hear(socket)
            await asyncio.sleep(0.02)

    async def hear(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        login = {"msg": "method", "method": "login", "id": "1", "params": [{"resume": self.account.token}]}
        mine = {"msg": "sub", "id": "s", "name": "stream-room-messages", "params": ["__my_messages__", False]}
        for frame in ({"msg": "connect", "version": "1", "support": ["1"]}, login, mine):
            await socket.send_json(frame)
        while True:
            heard = await socket.receive_json(timeout=0.5)
            if heard.get("collection") == "stream-room-messages":
                await self.take(heard["fields"]["args"][0])

    async def read_back(self) -> None:
        while self.reads_back:
            with suppress(*_GONE):
                since = datetime.fromtimestamp((self.since - _OVERLAP) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
                for room in (await self.ask("GET", "rooms.get", updatedSince=since))[1]["update"]:
                    changed = await self.ask("GET", "chat.syncMessages", roomId=room["_id"], lastUpdate=since)
                    for message in changed[1]["result"]["updated"]:
                        await self.take(message)
            await asyncio.sleep(0.1)

    async def take(self, message: dict[str, Any]) -> None:
        asked = "t" not in message and message["u"]["_id"] != self.account.id
        if asked and message["_id"] not in self.answered:
            self.answered.add(message["_id"])
            await self.answer(message)

    async def answer(self, message: dict[str, Any]) -> None:
        """Until the server has it: the same id each time, and a look after each doubt."""
        reply = {"_id": f"re{message['_id']}", "rid": message["rid"], "tmid": message["_id"], "msg": "oui"}
        while True:
            with suppress(*_GONE):
                if (await self.ask("POST", "chat.sendMessage", {"message": reply}))[0] == 200:
                    return
                if (await self.ask("GET", "chat.getMessage", msgId=reply["_id"]))[0] == 200:
                    return
            await asyncio.sleep(0.02)

    async def ask(self, method: str, where: str, body: object = None, **query: str) -> tuple[int, Any]:
        async with self.http.request(method, f"{self.url}/api/v1/{where}", json=body, params=query) as answer:
            return answer.status, await answer.json()


ACTS = (
    "say",
    "late",
    "drop",
    "twice",
    "later",
    "gap",
    "cut",
    "half-open",
    "mute",
    "502",
    "refused",
    "lost",
    "429",
    "restart",
)


def happen(server: RocketChat, act: str, room: str, by: Account) -> None:
    faults = server.faults
    if act in {"drop", "twice", "later"}:
        faults.frames(act)  # type: ignore[arg-type]
    elif act in {"lost", "429", "502", "refused"}:
        faults.rest("chat.sendMessage", act, after=0.1)  # type: ignore[arg-type]
    elif act == "mute":
        faults.socket("mute")
    elif act == "gap":
        faults.before_ready(lambda: server.say(room, by, "dans le trou"))
    elif act == "late":
        server.say_late(room, by, "en retard", by_seconds=60)
    else:
        {"cut": server.cut, "half-open": server.half_open, "restart": server.restart}.get(act, lambda: None)()
    server.say(room, by, act)


async def answers(mode: Mode, acts: list[str], *, reads_back: bool = True, within: float = 15) -> tuple[int, int, int]:
    """(messages asked, messages answered, answers), once all are answered or time is up."""
    with RocketChat(mode) as server:
        bot, camille = server.bot("aiguilleur"), server.person("camille")
        room = server.channel("entraide", camille, bot)
        running = asyncio.create_task(Careful(server, bot, reads_back=reads_back).run())
        for act in acts:
            happen(server, act, room, camille)
            await asyncio.sleep(0.03)
        server.faults.heal()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while any("tcount" not in one for one in asked(server, room, camille)):
                    await asyncio.sleep(0.02)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        said = [message["tmid"] for message in server.messages(room, bot)]
        return len(asked(server, room, camille)), len(set(said)), len(said)


def asked(server: RocketChat, room: str, by: Account) -> list[dict[str, Any]]:
    return [message for message in server.messages(room, by) if "t" not in message]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([V6, V8, V8_STREAMER, V9, V9_DEAF]), st.lists(st.sampled_from(ACTS), min_size=3, max_size=12))
def test_who_follows_the_rules_answers_each_message_once(mode: Mode, acts: list[str]) -> None:
    count, answered, total = asyncio.run(answers(mode, acts))
    assert count >= len(acts)
    assert (answered, total) == (count, count)


@pytest.mark.parametrize("act", ["drop", "gap", "late"])
async def test_who_only_listens_loses_messages(act: str) -> None:
    """`gap` needs a new connection: the first one, or one after a cut."""
    count, answered, _ = await answers(V8, [act, "cut", "say", "say"], reads_back=False, within=1)
    assert answered < count
