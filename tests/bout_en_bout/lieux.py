"""Where people talk with the bot: the local platform, a real Synapse, a Rocket.Chat of ours. One vocabulary for all.

A `Voix` is a person there, who only does and sees what people do and see; a `Lieu` is a network at work: `asker` in the
help room with the bot and `first`; `first` and `second` at the desk of the aiguilleurs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bout_en_bout.conftest import Scene
from serveurs.bot import Bot
from serveurs.bot_a_l_heure import MovedClock, in_process
from serveurs.matrix_client import Person as MatrixPerson
from serveurs.rocketchat.person import Person as RocketPerson
from serveurs.rocketchat.robot import installation
from serveurs.rocketchat.server import RocketChat

from aiguilleur_bot.app import build_local
from aiguilleur_bot.platforms.local import ROBOT, LocalPlatform, direct_room
from aiguilleur_bot.platforms.rocketchat import emojis

_ENOUGH = 60.0
_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the bot as it stands now. `signs`: (target, sign) are elsewhere."""

    id: str
    text: str
    thread: str = ""


class Voix(Protocol):
    """A person. `account` is what others see and write of them."""

    account: str

    async def say(self, room: str, words: str, *, thread: str = "", calling: bool = False) -> str: ...

    async def edit(self, room: str, message: str, words: str) -> None: ...

    async def delete(self, room: str, message: str) -> None: ...

    async def react(self, room: str, message: str, sign: str) -> None: ...

    async def alone(self) -> str:
        """A room with the bot and nobody else, opened by the person."""
        ...

    async def called(self) -> str:
        """The room where the bot writes to the person alone, in it."""
        ...

    async def answers(self, room: str) -> list[Said]:
        """All that the bot says there now, oldest first."""
        ...

    async def signs(self, room: str) -> list[tuple[str, str]]:
        """(message, sign): what the bot put on messages."""
        ...


async def until(found: Callable[[list[Said]], Said | None], voix: Voix, room: str, within: float = _ENOUGH) -> Said:
    """The message of the bot that is `found` among all that it says in `room`."""
    answers: list[Said] = []
    try:
        async with asyncio.timeout(within):
            while True:
                answers = await voix.answers(room)
                if (one := found(answers)) is not None:
                    return one
                await asyncio.sleep(0.03)
    except TimeoutError:
        raise AssertionError(f"never said: {[one.text for one in answers]}") from None


async def hears(voix: Voix, room: str, *words: str, after: int = 0) -> Said:
    """The first message of the bot, past the `after` first ones, that holds all these words."""

    def found(answers: list[Said]) -> Said | None:
        return next((one for one in answers[after:] if all(word in one.text for word in words)), None)

    return await until(found, voix, room)


async def sees(voix: Voix, room: str, message: str, sign: str) -> None:
    """Until the bot has put `sign` on `message`."""
    async with asyncio.timeout(_ENOUGH):
        while (message, sign) not in await voix.signs(room):
            await asyncio.sleep(0.03)


@dataclass
class Lieu:
    """A network at work. `end` stops the bot; `leaves` are what it left behind: its database, its log."""

    asker: Voix
    first: Voix
    second: Voix
    help_room: str
    desk: str
    end: Callable[[], object]
    leaves: Callable[[], bytes]

    async def ask(self, person: Voix, words: str) -> str:
        """Call the bot in the help room. The id of the message: the root of the thread."""
        return await person.say(self.help_room, words, calling=True)


def files(folder: Path) -> bytes:
    """What is written in the files of a bot: database and log."""
    return b"".join(file.read_bytes() for file in (*folder.glob("aiguilleur.db*"), *folder.glob("journal.log")))


# ------------------------------------------------------------ local


@dataclass
class LocalVoix:
    account: str
    platform: LocalPlatform

    async def say(self, room: str, words: str, *, thread: str = "", calling: bool = False) -> str:
        words = f"@aiguilleur {words}" if calling else words
        return await self.platform.say(self.account, room, words, thread=thread or None)

    async def edit(self, room: str, message: str, words: str) -> None:
        await self.platform.edit(self.account, room, message, words)

    async def delete(self, room: str, message: str) -> None:
        await self.platform.withdraw(self.account, room, message)

    async def react(self, room: str, message: str, sign: str) -> None:
        await self.platform.react(self.account, room, message, sign)

    async def alone(self) -> str:
        return direct_room(self.account)

    async def called(self) -> str:
        return direct_room(self.account)

    async def answers(self, room: str) -> list[Said]:
        mine = [one for one in self.platform.bubbles(room) if one.line.author == ROBOT and not one.withdrawn]
        return [Said(one.line.id, one.text, one.line.thread or "") for one in mine]

    async def signs(self, room: str) -> list[tuple[str, str]]:
        put = [(one.line.id, *reaction) for one in self.platform.bubbles(room) for reaction in one.reactions]
        return [(message, sign) for message, sign, author in put if author == ROBOT]


@asynccontextmanager
async def local(folder: Path) -> AsyncIterator[Lieu]:
    """In this process, on the local platform."""
    rooms = {"entraide": ("camille", "dominique"), "aiguilleurs": ("dominique", "sasha")}
    platform = LocalPlatform(rooms)
    voices = [LocalVoix(name, platform) for name in ("camille", "dominique", "sasha")]
    async with AsyncExitStack() as stack:
        built = build_local(platform, folder, bytes(16), entraide="entraide", aiguilleurs="aiguilleurs")
        bot = await stack.enter_async_context(built)
        await stack.enter_async_context(bot.running())
        yield Lieu(*voices, "entraide", "aiguilleurs", stack.aclose, lambda: files(folder))


# ------------------------------------------------------------ Matrix


@dataclass
class MatrixVoix:
    scene: Scene
    person: MatrixPerson
    account: str = field(init=False)

    def __post_init__(self) -> None:
        self.account = self.person.account

    async def say(self, room: str, words: str, *, thread: str = "", calling: bool = False) -> str:
        if not calling:
            return await self.person.say(room, words, thread=thread)
        return await self.person.say(room, f"@aiguilleur {words}", thread=thread, mentions=(self.scene.account,))

    async def edit(self, room: str, message: str, words: str) -> None:
        await self.person.edit(room, message, words)

    async def delete(self, room: str, message: str) -> None:
        await self.person.redact(room, message)

    async def react(self, room: str, message: str, sign: str) -> None:
        await self.person.react(room, message, sign)

    async def alone(self) -> str:
        room = await self.person.create_room(self.scene.account, direct=True)
        await self.person.until_member(room, self.scene.account)
        return room

    async def called(self) -> str:
        return await self.scene.direct(self.person)

    async def answers(self, room: str) -> list[Said]:
        await self.person.sync()
        now: dict[str, Said] = {}
        for event in self.person.heard.get(room, []):
            if event["sender"] != self.scene.account:
                continue
            content = event["content"]
            relation = content.get("m.relates_to", {})
            if event["type"] == "m.room.redaction":
                now.pop(str(content.get("redacts") or event.get("redacts")), None)
            elif relation.get("rel_type") == "m.replace" and relation["event_id"] in now:
                known = now[relation["event_id"]]
                now[known.id] = Said(known.id, content["m.new_content"]["body"], known.thread)
            elif event["type"] == "m.room.message":
                thread = relation["event_id"] if relation.get("rel_type") == "m.thread" else ""
                now[event["event_id"]] = Said(event["event_id"], content.get("body", ""), thread)
        return list(now.values())

    async def signs(self, room: str) -> list[tuple[str, str]]:
        await self.person.sync()
        put = [one for one in self.person.heard.get(room, []) if one["type"] == "m.reaction"]
        mine = [one["content"]["m.relates_to"] for one in put if one["sender"] == self.scene.account]
        return [(relation["event_id"], relation["key"]) for relation in mine]


@asynccontextmanager
async def matrix(scene: Scene) -> AsyncIterator[Lieu]:
    """On a real Synapse, the bot in a process of its own."""
    voices = [MatrixVoix(scene, person) for person in (scene.asker, scene.first, scene.second)]
    yield Lieu(*voices, scene.help_room, scene.desk, scene.bot.stop, lambda: files(scene.bot.folder))


# ------------------------------------------------------------ Rocket.Chat


@dataclass
class RocketVoix:
    person: RocketPerson
    server: RocketChat
    account: str = field(init=False)

    def __post_init__(self) -> None:
        self.account = f"@{self.person.username}"

    async def say(self, room: str, words: str, *, thread: str = "", calling: bool = False) -> str:
        return await self.person.say(room, f"@aiguilleur {words}" if calling else words, thread or None)

    async def edit(self, room: str, message: str, words: str) -> None:
        await self.person.edit(room, message, words)

    async def delete(self, room: str, message: str) -> None:
        await self.person.delete(room, message)

    async def react(self, room: str, message: str, sign: str) -> None:
        await self.person.react(message, emojis.name(sign) or sign)

    async def alone(self) -> str:
        return await self.person.direct("aiguilleur")

    async def called(self) -> str:
        async with asyncio.timeout(_ENOUGH):
            while True:
                direct = [room for room in await self.person.rooms() if room["t"] == "d"]
                for room in direct:
                    if "aiguilleur" in room["usernames"] and await self.answers(room["_id"]):
                        return str(room["_id"])
                await asyncio.sleep(0.03)

    async def answers(self, room: str) -> list[Said]:
        said = await self.person.said_by(room, "aiguilleur")
        return [Said(one["_id"], one["msg"].replace(_JOINER, ""), one.get("tmid", "")) for one in said]

    async def signs(self, room: str) -> list[tuple[str, str]]:
        return [
            (one["_id"], emojis.sign(name))
            for one in self.server.messages(room)
            for name, put in one.get("reactions", {}).items()
            if "aiguilleur" in put["usernames"]
        ]


@asynccontextmanager
async def rocketchat(server: RocketChat, folder: Path, clock: MovedClock | None = None) -> AsyncIterator[Lieu]:
    """On a Rocket.Chat of ours; the bot runs inside the test."""
    account = server.bot("aiguilleur")
    people = [server.person(name) for name in ("camille", "dominique", "sasha")]
    help_room = server.channel("entraide", people[0], people[1], account)
    desk = server.group("aiguilleurs", people[1], people[2], account)
    bot: Bot = installation(
        folder / "bot",
        server,
        account,
        salons=[
            {"plateforme": "rocketchat", "salon": "#entraide", "role": "entraide"},
            {"plateforme": "rocketchat", "salon": "aiguilleurs", "role": "aiguilleurs"},
        ],
        limites={"messages_par_minute": 1000},
    )
    voices: Sequence[RocketPerson] = [RocketPerson(server.url, one.username) for one in people]
    async with AsyncExitStack() as stack, voices[0], voices[1], voices[2]:
        built = await stack.enter_async_context(in_process(bot, clock or MovedClock()))
        async with asyncio.timeout(_ENOUGH):
            while not (await built.health())["pret"]:
                await asyncio.sleep(0.02)
        people_there = [RocketVoix(one, server) for one in voices]
        yield Lieu(*people_there, help_room, desk, stack.aclose, lambda: files(bot.folder))
