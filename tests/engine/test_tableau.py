"""« tableau »: a link in private, for the team and those who coordinate; nobody else, and nothing in a room."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from engine.monde import with_options
from engine.office import ASKER, COORDINATION, FIRST, Office, person
from engine.server import AIGUILLEURS
from sqlalchemy import select

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import Engine
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import sessions
from aiguilleur_bot.store.sessions import Acces
from aiguilleur_bot.store.tables import envoi, lien_connexion

_LINK = re.compile(r"\(https://pages\.test/entrer/([\w-]{40,})\)")


@pytest.fixture
async def office(tmp_path: Path, base: Base, voice: Voice) -> Office:
    office = Office(tmp_path, base, voice)
    with_options(office.monde, pages="https://pages.test")
    await office.monde.open_rooms()
    return office


async def offered(office: Office, engine: Engine, account: str) -> Acces | None:
    """What the last link said to somebody gives."""
    found = [one for said in office.private(account) for one in _LINK.findall(said.body)]
    assert len(found) <= 2
    async with engine.database.read() as tx:
        return await sessions.offered(tx, found[-1], office.clock.now()) if found else None


async def test_an_aiguilleuse_gets_a_link_of_her_own(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, "tableau", who=FIRST)
        given = await offered(office, engine, FIRST)
        assert given is not None
        assert (given.personne, given.role, given.par_salon) == (person(FIRST), "aiguilleur", False)
        async with engine.database.read() as tx:
            kept = [row.charge or "" for row in await tx.execute(select(envoi.c.charge))]
        assert not any("/entrer/" in one for one in kept), "once said, the secret is nowhere"


async def test_no_link_is_given_that_opens_nowhere(office: Office) -> None:
    with_options(office.monde, pages="")
    async with office.open() as engine:
        await office.tell(engine, "tableau", who=FIRST)
        said = office.private(FIRST)[-1]
        assert "ne sont pas encore publiées" in said.body
        assert "http" not in said.body
        async with engine.database.read() as tx:
            assert (await tx.execute(select(lien_connexion.c.personne))).all() == []


async def test_nobody_else_gets_one(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, "tableau", who=ASKER)
        assert await offered(office, engine, ASKER) is None
        async with engine.database.read() as tx:
            assert await sessions.close(tx, person(ASKER)) == 0


async def test_in_a_room_the_link_is_said_in_private_only(office: Office) -> None:
    async with office.open() as engine:
        await office.monde.server.ask(FIRST, "tableau", AIGUILLEURS)
        await office.quiet(engine)
        assert await offered(office, engine, FIRST) is not None
        said = [one.body for one in office.monde.server.seen(AIGUILLEURS)]
        assert any("en privé" in one for one in said)
        assert not any("entrer" in one for one in said)


async def test_who_asks_in_the_room_of_the_coordination_coordinates_until_they_leave_it(office: Office) -> None:
    await office.with_coordination()
    async with office.open() as engine:
        await office.monde.server.ask("@autre:test", "tableau", COORDINATION)
        await office.quiet(engine)
        given = await offered(office, engine, "@autre:test")
        assert given is not None
        assert (given.role, given.par_salon) == ("coordinateur", True)
        await office.monde.server.leave("@autre:test", COORDINATION)
        await office.quiet(engine)
        assert await offered(office, engine, "@autre:test") is None


async def test_sessions_are_closed_in_one_word_and_with_the_team(office: Office) -> None:
    async with office.open() as engine:
        for ending in ("fermer mes sessions", "depart"):
            await office.tell(engine, "tableau", who=FIRST)
            secret = [one for said in office.private(FIRST) for one in _LINK.findall(said.body)][-1]
            async with engine.database.write("essai") as tx:
                assert await sessions.use(tx, secret, f"cookie {ending}", office.clock.now()) is not None
            if ending == "depart":
                await office.monde.server.leave(FIRST, AIGUILLEURS)
                await office.quiet(engine)
            else:
                await office.tell(engine, ending, who=FIRST)
            async with engine.database.read() as tx:
                assert await sessions.get(tx, f"cookie {ending}", office.clock.now()) is None
        assert any("1 navigateur" in one.body for one in office.private(FIRST))
