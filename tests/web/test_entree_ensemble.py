"""Two presses at the same instant on the same link: one session, on either database.

One program writes one thing at a time; two programs on the same base are held apart by the base alone.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select
from store.conftest import postgresql, url
from web.maison import MONDAY, SAME_SITE, browser, maison

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import database, personnes, sessions
from aiguilleur_bot.store.tables import lien_connexion, session_web

__all__ = ["postgresql", "url"]

TIMES, PRESSES = 10, 3


@pytest.mark.timeout(120)
async def test_pressed_together_a_link_opens_one_session(tmp_path: Path, base: Base, url: str) -> None:
    async with maison(tmp_path, base, source=url) as made:
        for _ in range(TIMES):
            link = await made.link()

            async def press(address: str = link) -> tuple[int, bool]:
                async with browser(made.app) as client:
                    entered = await client.post(address, headers=SAME_SITE, allow_redirects=False)
                    inside = await client.get("/coordination")
                    return entered.status, inside.status == 200

            pressed = await asyncio.gather(*(press() for _ in range(PRESSES)))
            assert sorted(pressed) == [(303, True), *[(410, False)] * (PRESSES - 1)]
        async with made.engine.database.read() as tx:
            opened = (await tx.execute(select(func.count()).select_from(session_web))).scalar_one()
            left = (await tx.execute(select(func.count()).select_from(lien_connexion))).scalar_one()
        assert (opened, left) == (TIMES, 0)


@pytest.mark.timeout(120)
async def test_two_programs_on_one_base_open_one_session(url: str) -> None:
    first, second = await database.open(url), await database.open(url)
    try:
        async with first.write("essai") as tx:
            await personnes.meet(tx, "quelqu-un", "test", "@quelqu-un:test", MONDAY)
        for n in range(TIMES):
            async with first.write("essai") as tx:
                await sessions.offer(
                    tx, f"lien{n}", personne="quelqu-un", role="coordinateur", par_salon=False, now=MONDAY
                )

            async def use(here: database.Database, new: str, link: str = f"lien{n}") -> bool:
                async with here.write("entree") as tx:
                    return await sessions.use(tx, link, new, MONDAY) is not None

            assert sorted(await asyncio.gather(use(first, f"a{n}"), use(second, f"b{n}"))) == [False, True]
        async with first.read() as tx:
            assert (await tx.execute(select(func.count()).select_from(session_web))).scalar_one() == TIMES
    finally:
        await first.close()
        await second.close()
