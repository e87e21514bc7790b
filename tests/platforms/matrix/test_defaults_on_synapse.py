"""On a Synapse as its packagers ship it: rate limits, and answers of /sync kept for two minutes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from serveurs.matrix_client import Person
from serveurs.synapse import Synapse

from aiguilleur_bot.platforms.base import Retry, Say
from aiguilleur_bot.platforms.matrix import MatrixPlatform

from .listening import Bot, memory

pytestmark = pytest.mark.synapse


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    server = Synapse(tmp_path_factory.mktemp("synapse-par-defaut"), limits=True, sync_cache="2m")
    server.start()
    yield server
    server.stop()


async def test_a_first_look_answered_from_a_cache_does_not_bring_old_messages_back(
    shipped: Synapse, tmp_path: Path
) -> None:
    bot = Bot.new(shipped, tmp_path)
    async with Person(shipped.url, shipped.register("camille")) as camille:
        room = await camille.create_room(bot.account)
        async with bot.running():
            await bot.memory.wait_join(room)
        bot.memory = memory()  # a first start, with the room joined: its answer stays in the cache
        async with bot.running():
            await camille.say(room, "vieux")
            await bot.memory.wait_message("vieux")
        bot.memory = memory()  # the database is lost: again a first start, less than two minutes later
        async with bot.running():
            await camille.say(room, "neuf")
            await bot.memory.wait_message("neuf")
    assert bot.memory.texts(room) == ["neuf"]


async def test_a_rate_limit_is_a_wish_to_wait_and_not_a_silence(shipped: Synapse, tmp_path: Path) -> None:
    bot = Bot.new(shipped, tmp_path)
    async with Person(shipped.url, shipped.register("dominique")) as dominique:
        async with bot.running() as platform:
            room = await dominique.create_room(bot.account)
            await bot.memory.wait_join(room)
            async with asyncio.timeout(10):
                with pytest.raises(Retry) as limit:
                    await flood(platform, room)
        assert limit.value.code == "M_LIMIT_EXCEEDED"
        assert limit.value.after is not None
        assert 0 < limit.value.after < 60


async def test_a_server_that_stops_answering_is_noticed_and_heard_again(shipped: Synapse, tmp_path: Path) -> None:
    bot = Bot.new(shipped, tmp_path)
    async with bot.running(long_poll=0.4) as platform:
        shipped.freeze()
        try:
            await until(platform, connected=False)
            assert platform.health().detail
            assert platform.health().last_heard is not None
        finally:
            shipped.thaw()
        await until(platform, connected=True)


async def flood(platform: MatrixPlatform, room: str) -> None:
    for number in range(200):
        await platform.send(Say(id=f"flot-{number}", room=room, body="encore"))


async def until(platform: MatrixPlatform, *, connected: bool) -> None:
    async with asyncio.timeout(30):
        while platform.health().connected is not connected:
            await asyncio.sleep(0.02)
