"""What the world does to a bot: poison, refusals, rate limits, lost accounts, full disks, long outages."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from engine.crashes import Failpoints
from engine.matcher import FakeMatcher
from engine.monde import Monde, with_options
from engine.server import AIGUILLEURS, ENTRAIDE, FakePlatform, Server
from sqlalchemy import text, update

from aiguilleur_bot.engine import AllPlatformsLost, CurrentSavoir, Engine, Savoir, codec
from aiguilleur_bot.platforms.base import (
    AuthLost,
    Batch,
    Forbidden,
    Intake,
    Message,
    Outbound,
    React,
    Receipt,
    Retry,
    Say,
)
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import envois, journal
from aiguilleur_bot.store.tables import envoi

ASKER, OTHER = "@camille:test", "@alex:test"


def bodies(monde: Monde) -> list[str]:
    return [bubble.body for bubble in monde.server.seen()]


async def ask(server: Server) -> None:
    await server.ask(ASKER, "on galère avec nos salles")


async def states(monde: Monde) -> tuple[dict[str, int], dict[str, int]]:
    async with monde.reading() as tx:
        return await journal.counts(tx), await envois.counts(tx)


async def test_a_poisoned_event_is_parked_and_the_next_answered(monde: Monde) -> None:
    async def poison(server: Server) -> None:
        await server.ask(ASKER, "du poison")
        await server.ask(ASKER, "nos salles")
        await server.ask(OTHER, "réserver des salles")

    with_options(monde, attempts=2)
    async with monde.alive() as engine:
        await poison(monde.server)
        await monde.until(lambda: monde.settled(engine), Failpoints())
        health = await engine.health()
    assert len(bodies(monde)) == 2
    assert (health.ready, health.parked) == (False, 1)
    assert "écarté" in health.problems[0]


async def test_a_rate_limit_delays_messages_and_drops_reactions(monde: Monde) -> None:
    refused: list[str] = []

    def slow(outbound: Outbound) -> None:
        if outbound.id not in refused:
            refused.append(outbound.id)
            raise Retry("doucement", 0.05, code="M_LIMIT_EXCEEDED")

    async def thank(server: Server) -> None:
        await server.tell(ASKER, "merci !")
        await server.tell(ASKER, "nos salles")

    monde.server.refuse = slow
    await monde.play(thank)
    assert len(bodies(monde)) == 1
    assert monde.server.reactions == []
    assert (await states(monde))[1] == {"envoye": 1, "abandonne": 1}


async def test_a_refusal_is_kept_with_its_reason_and_blocks_nobody(monde: Monde) -> None:
    def kicked(outbound: Outbound) -> None:
        if isinstance(outbound, Say) and outbound.room == ENTRAIDE:
            raise Forbidden("plus dans le salon", code="M_FORBIDDEN")

    async def both(server: Server) -> None:
        await server.ask(ASKER, "nos salles")
        await server.tell(OTHER, "nos salles")

    monde.server.refuse = kicked
    await monde.play(both)
    assert [bubble.room for bubble in monde.server.seen()] == ["direct:" + OTHER]
    async with monde.reading() as tx:
        row = (await tx.execute(text("SELECT raison, charge FROM envoi WHERE etat = 'abandonne'"))).one()
    assert tuple(row) == ("Forbidden M_FORBIDDEN", None)


async def test_a_server_that_is_down_delays_everything_and_loses_nothing(monde: Monde) -> None:
    calls = 0

    def down(outbound: Outbound) -> None:
        nonlocal calls
        calls += 1
        if calls <= 2:
            raise Retry("serveur arrêté")

    monde.server.refuse = down
    await monde.play(ask)
    assert len(bodies(monde)) == 1


@pytest.mark.parametrize("hours", [21, pytest.param(0, id="another device, or an older copy")])
async def test_what_waits_at_a_start_is_looked_for_before_it_is_sent(monde: Monde, hours: int) -> None:
    asked: list[str] = []

    class Forgetful(FakePlatform):
        """The server forgot our ids, but still shows the message."""

        async def already_sent(self, outbound: Outbound) -> Receipt | None:
            asked.append(outbound.id)
            return await super().already_sent(outbound)

        async def send(self, outbound: Outbound) -> Receipt:
            assert not asked, "it is there already"
            return await super().send(outbound)

    monde.platforms = Forgetful
    await monde.play(ask)
    async with monde.writing() as tx:
        await tx.execute(
            update(envoi).values(
                etat="a-envoyer",
                cree_le=monde.clock.now() - timedelta(hours=hours),
                charge=codec.dump(monde.server.seen()[0].say),
            )
        )
    await monde.play()
    assert len(bodies(monde)) == 1
    assert len(asked) == 1


async def test_a_lost_account_stops_its_platform_only_then_everything(monde: Monde) -> None:
    class Lost(FakePlatform):
        async def run(self, intake: Intake) -> None:
            raise AuthLost("jeton révoqué")

    database = await store.open(monde.url)
    current = CurrentSavoir(Savoir(monde.base, FakeMatcher()))
    good = FakePlatform(monde.server, Failpoints())
    elsewhere = Server()
    elsewhere.name = "perdue"
    engine = Engine(database, [good, Lost(elsewhere, Failpoints())], current, monde.voice, monde.options)
    task = asyncio.create_task(engine.run())
    await ask(monde.server)
    await monde.until(lambda: len(bodies(monde)) == 1, Failpoints())
    health = await engine.health()
    assert health.platforms["perdue"].lost
    assert not health.ready
    monde.server.refuse = _revoked
    await monde.server.tell(OTHER, "nos salles")
    with pytest.raises(AllPlatformsLost, match="jeton révoqué"):
        await asyncio.wait_for(task, 10)
    await database.close()


def _revoked(_: Outbound) -> None:
    raise AuthLost("jeton révoqué")


async def test_a_stop_answers_what_was_heard_before_it_ends(monde: Monde) -> None:
    database = await store.open(monde.url)
    current = CurrentSavoir(Savoir(monde.base, FakeMatcher()))
    engine = Engine(database, [FakePlatform(monde.server, Failpoints())], current, monde.voice, monde.options)
    task = asyncio.create_task(engine.run())
    await asyncio.sleep(0.05)
    for number in range(10):
        await monde.server.ask(f"@p{number}:test", "nos salles")
    await monde.until(lambda: _admitted(engine, monde), Failpoints())
    engine.stop()
    await asyncio.wait_for(task, 10)
    await database.close()
    assert len(bodies(monde)) == 10


async def _admitted(engine: Engine, monde: Monde) -> bool:
    return int(await engine.intake.cursor(Server.name) or 0) == len(monde.server.said)


async def test_a_full_disk_keeps_the_cursor_and_the_question_for_later(tmp_path: Path, monde: Monde) -> None:
    database = await store.open(monde.url)
    current = CurrentSavoir(Savoir(monde.base, FakeMatcher()))
    engine = Engine(database, [FakePlatform(monde.server, Failpoints())], current, monde.voice, monde.options)
    cursor = await engine.intake.cursor(Server.name)
    huge = Message(
        platform=Server.name,
        room=ENTRAIDE,
        event_id="$gros",
        sender=ASKER,
        at=monde.server.now(),
        text="salles " * 100_000,
        mentions_bot=True,
    )
    async with database.write("disque") as tx:
        await tx.execute(text("PRAGMA max_page_count = 60"))
    with pytest.raises(Exception, match="full"):
        await engine.intake.admit(Batch(Server.name, (huge,), "99"))
    assert await engine.intake.cursor(Server.name) == cursor
    await database.close()
    assert tmp_path.exists()


async def test_reactions_on_an_answer_whose_receipt_is_not_known_yet_count(monde: Monde) -> None:
    """The person taps within the moment between the delivery and its receipt."""

    class Slow(FakePlatform):
        async def send(self, outbound: Outbound) -> Receipt:
            receipt = await super().send(outbound)
            if isinstance(outbound, Say) and "Voulez-vous que je transmette" in outbound.body:
                await monde.server.react(ASKER, receipt.room, receipt.event_id, "👍")
                await asyncio.sleep(0.3)
            return receipt

    async def lease(server: Server) -> None:
        await server.ask(ASKER, "un modèle de bail pour une ferme collective")

    monde.platforms = Slow
    async with monde.alive():
        await lease(monde.server)
        assert await monde.until(lambda: len(monde.server.seen(AIGUILLEURS)) == 1, Failpoints())


async def test_a_tap_on_something_unknown_holds_nobody_s_next_words(monde: Monde) -> None:
    """While an answer to somebody else cannot leave, a 👍 to a friend could be for it: it waits, and waits alone."""

    def full(outbound: Outbound) -> None:
        if isinstance(outbound, Say) and outbound.room == ENTRAIDE:
            raise Retry("salon plein")

    async def nobody_hears() -> bool:
        return bool((await states(monde))[1])

    monde.server.refuse = full
    async with monde.alive():
        await monde.server.ask(OTHER, "nos salles")
        await monde.until(nobody_hears, Failpoints())
        await monde.server.react(ASKER, ENTRAIDE, "$ami", "👍")
        await monde.server.tell(ASKER, "nos salles")
        assert await monde.until(lambda: bool(monde.server.seen("direct:" + ASKER)), Failpoints())


async def test_the_react_port_is_used_only_where_reactions_exist(monde: Monde) -> None:
    async def thank(server: Server) -> None:
        await server.tell(ASKER, "merci !")

    await monde.play(thank)
    assert [type(reaction) for reaction in monde.server.reactions] == [React]
