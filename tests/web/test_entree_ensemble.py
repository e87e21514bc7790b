"""Two presses at the same instant on the same link: one session, on either database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select
from store.conftest import postgresql, url
from web.maison import SAME_SITE, browser, maison

from aiguilleur_bot.knowledge.base import Base
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
