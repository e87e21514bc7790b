"""Two people at the same instant, fifty times: one has it, the other is told who, and nothing is said twice."""

from __future__ import annotations

import asyncio

import pytest
from engine.monde import Monde
from engine.server import AIGUILLEURS, Server

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import Engine
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import besoins
from aiguilleur_bot.store import database as store

ASKER, FIRST, SECOND = "@camille:test", "@dominique:test", "@sasha:test"
TIMES = 50


@pytest.fixture
async def ready(url: str, base: Base, voice: Voice) -> Monde:
    """A bot on each kind of database, with fifty besoins to take."""
    await (await store.open(url)).close()
    monde = Monde(url, base, voice, batch=50)
    await monde.open_rooms()
    return monde


async def asked(server: Server, numero: int) -> None:
    await server.tell(f"@personne{numero}:test", f"un modèle de bail numéro {numero} pour une ferme")


async def agreed(server: Server, numero: int) -> None:
    await server.tell(f"@personne{numero}:test", "oui")


async def both(server: Server, numero: int) -> None:
    """The same instant: one batch, in turns who is heard first; a hand and a word."""
    card = server.seen(AIGUILLEURS)[numero - 1]
    hand = server.react(FIRST, AIGUILLEURS, card.event_id, "✋")
    word = server.say(SECOND, AIGUILLEURS, f"prendre {numero}")
    await asyncio.gather(*((hand, word) if numero % 2 else (word, hand)))


async def settled(monde: Monde, engine: Engine) -> None:
    """Fifty at once take a while on a busy machine."""
    async with asyncio.timeout(90):
        while not await monde.settled(engine):
            await asyncio.sleep(0.05)


@pytest.mark.timeout(300)
async def test_fifty_times_two_at_once_one_has_it_and_the_other_is_told(ready: Monde) -> None:
    async with ready.alive() as engine:
        for step in (asked, agreed, both):
            for numero in range(1, TIMES + 1):
                await step(ready.server, numero)
            await settled(ready, engine)
        async with engine.database.read() as tx:
            held = [await besoins.get(tx, numero) for numero in range(1, TIMES + 1)]
    assert all(one is not None and one.etat == "prise_en_charge" and one.prise_par for one in held)
    bodies = [bubble.body for bubble in ready.server.seen()]
    for numero in range(1, TIMES + 1):
        shown = f"n°\u00a0{numero}"
        assert sum(f"C'est pour vous, merci\u00a0: **{shown}**" in body for body in bodies) == 1, "one winner"
        assert sum(f"Le {shown} est déjà pris par" in body for body in bodies) == 1, "the other is told"
    told = sum("va vous écrire" in body for body in bodies)
    assert told == TIMES, "each person is told once"
