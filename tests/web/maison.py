"""The pages of a bot that never runs: a real store, the shipped base, a matcher that knows one thing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from engine.matcher import FakeMatcher
from engine.monde import KEY, sqlite

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import AiguilleurOption, CurrentSavoir, Engine, Options, SalonOption, Savoir
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.engine.savoir import Matcher
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.store import aiguilleurs, database, personnes, sessions
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.web.service import service
from aiguilleur_bot.web.site import Site

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
PLATFORM, COORDINATRICE, AIGUILLEUSE = "test", "@coordo:test", "@aide:test"
Client = TestClient[web.Request, web.Application]


@dataclass
class Maison:
    """A site, its store, its clock, and browsers."""

    engine: Engine
    site: Site
    clock: ManualClock
    app: web.Application

    async def link(self, account: str = COORDINATRICE, *, role: str = "coordinateur", par_salon: bool = False) -> str:
        """The address of a link, as the bot would have said it."""
        secret = f"secret-{account}-{role}-{len(account)}"
        async with self.engine.database.write("essai") as tx:
            person = pseudonym(KEY, PLATFORM, account)
            await personnes.meet(tx, person, PLATFORM, account, self.clock.now())
            await sessions.offer(tx, secret, personne=person, role=role, par_salon=par_salon, now=self.clock.now())
        return f"/entrer/{secret}"

    async def entered(self, browser: Client, account: str = COORDINATRICE, *, role: str = "coordinateur") -> Client:
        """The same browser, inside."""
        response = await browser.post(await self.link(account, role=role), headers=SAME_SITE, allow_redirects=False)
        assert response.status == 303
        return browser

    async def note(self, account: str, **values: object) -> None:
        """Something is known of an aiguilleur."""
        async with self.engine.database.write("essai") as tx:
            person = pseudonym(KEY, PLATFORM, account)
            await personnes.meet(tx, person, PLATFORM, account, self.clock.now())
            await aiguilleurs.note(tx, person, self.clock.now(), **values)


async def jeton(browser: Client, page: str = "/equipe") -> str:
    """The token that the forms of this browser carry."""
    text = await (await browser.get(page)).text()
    return text.split('name="jeton" value="', 1)[1].split('"', 1)[0]


@asynccontextmanager
async def maison(
    folder: Path,
    base: Base,
    *,
    url: str = "http://127.0.0.1",
    matcher: Matcher | None = None,
    source: str = "",
    **more: Any,
) -> AsyncIterator[Maison]:
    """The pages, served by a test server; `more` are options of the engine."""
    clock = ManualClock(MONDAY)
    opened = await database.open(source or sqlite(folder))
    options = Options(
        key=KEY,
        salons=(SalonOption(PLATFORM, "coordination", "coordination"), SalonOption(PLATFORM, "aides", "aiguilleurs")),
        aiguilleurs=(
            AiguilleurOption({PLATFORM: COORDINATRICE}, coordonne=True),
            AiguilleurOption({PLATFORM: AIGUILLEUSE}),
        ),
        pages=url,
        **more,
    )
    current = CurrentSavoir(Savoir(replace(base, day=MONDAY.date()), matcher or FakeMatcher()))
    engine = Engine(opened, (), current, Voice(shipped("prompts")), options, clock)
    site = Site(engine, "https://source.test", url)

    async def well() -> dict[str, object]:
        return {"pret": True}

    app = service(well)
    site.add_to(app)
    try:
        yield Maison(engine, site, clock, app)
    finally:
        await opened.close()


@asynccontextmanager
async def browser(app: web.Application) -> AsyncIterator[Client]:
    """Somebody's browser, with its own cookies."""
    async with TestClient(TestServer(app)) as client:
        yield client
