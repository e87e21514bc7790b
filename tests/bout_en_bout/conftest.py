"""The real bot, on a real Synapse, with people in a help room and aiguilleuses in theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from serveurs.bot import Bot
from serveurs.bot_a_l_heure import MovedClock, in_process
from serveurs.fixtures import People, people, synapse, unique
from serveurs.matrix_client import Person
from serveurs.synapse import SERVER_NAME, Synapse

__all__ = ["people", "scene", "synapse"]


@dataclass(frozen=True)
class Scene:
    """A network at work: `help_room` and `desk` are rooms the bot is in."""

    bot: Bot
    account: str
    asker: Person
    first: Person
    second: Person
    help_room: str
    desk: str

    async def ask(self, person: Person, words: str) -> str:
        """Say it in the help room, calling the bot. Returns the event id: the root of the thread."""
        return await person.say(self.help_room, f"@aiguilleur {words}", mentions=(self.account,))

    async def in_thread(self, person: Person, root: str, words: str) -> str:
        return await person.say(self.help_room, words, thread=root)

    async def direct(self, person: Person) -> str:
        """The private room the bot opened with this person, joined."""
        room = await person.wait_invite(self.account)
        await person.join(room)
        return room


@asynccontextmanager
async def at_work(
    synapse: Synapse,
    people: People,
    folder: Path,
    clock: MovedClock | None = None,
    salons: Sequence[Mapping[str, str]] = (),
    **help_room_settings: str,
) -> AsyncIterator[Scene]:
    """The bot is ready, and is in both rooms. Its account is nobody's word; people call it by its display name.

    By `clock`, the bot runs inside the test, and the two aiguilleuses are named in its settings. `salons` are other
    rooms that it may come to, if somebody invites it there.
    """
    asker, first, second = await people("camille"), await people("dominique"), await people("sasha")
    account = synapse.register(unique("robot"))
    async with Person(synapse.url, account) as robot:
        await robot.call("PUT", f"v3/profile/{quote(account, safe='')}/displayname", {"displayname": "Aiguilleur"})
    names = {"help": unique("entraide"), "desk": unique("aiguilleurs")}
    help_room = await asker.create_room(account, first.account, room_alias_name=names["help"], name="Entraide")
    desk = await first.create_room(account, second.account, room_alias_name=names["desk"], name="Aiguilleurs")
    await first.join(help_room)
    await second.join(desk)
    entraide = {"plateforme": "matrix", "salon": f"#{names['help']}:{SERVER_NAME}", "role": "entraide"}
    aiguilleurs = {"plateforme": "matrix", "salon": f"#{names['desk']}:{SERVER_NAME}", "role": "aiguilleurs"}
    bot = Bot(
        folder / "bot",
        synapse.url,
        account,
        salons=[{**entraide, **help_room_settings}, aiguilleurs, *salons],
        limites={"messages_par_minute": 1000},
        aiguilleurs=[{"compte": {"matrix": person.account}} for person in (first, second)] if clock else [],
    )
    scene = Scene(bot, account, asker, first, second, help_room, desk)
    async with running(bot, clock):
        await asker.until_member(help_room, account)
        await first.until_member(desk, account)
        yield scene


@asynccontextmanager
async def running(bot: Bot, clock: MovedClock | None) -> AsyncIterator[None]:
    """In a process of its own, as an operator runs it; by `clock`, inside the test."""
    if clock is not None:
        async with in_process(bot, clock):
            yield
        return
    bot.start()
    try:
        yield
    finally:
        bot.stop()


@pytest.fixture
async def scene(synapse: Synapse, people: People, tmp_path: Path) -> AsyncIterator[Scene]:
    """A network at work, where the bot answers when called."""
    async with at_work(synapse, people, tmp_path) as one:
        yield one
