"""The pages of the team: everything that waits is there, page after page."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from web.histoire import record
from web.maison import AIGUILLEUSE, MONDAY, Client, Maison

from aiguilleur_bot.vocabulary import Etat

WAITING = 74


async def test_whatever_waits_is_on_one_of_the_pages_the_oldest_first(les_pages: Maison, ici: Client) -> None:
    async with les_pages.engine.database.write("essai") as tx:
        for rank in range(WAITING):
            await record(tx, "un bail", MONDAY - timedelta(hours=WAITING - rank), qui="dominique", etat=Etat.NOUVELLE)
    await les_pages.entered(ici, AIGUILLEUSE, role="aiguilleur")

    async def numbers(page: str) -> list[int]:
        shown = await (await ici.get(page)).text()
        assert "Demandes qui attendent</dt><dd>74<" in shown, "one person asked them all"
        return [int(one) for one in re.findall(r'data-titre="N°"><bdi>(\d+)', shown)]

    first, second = await numbers("/equipe/attente"), await numbers("/equipe/attente?page=2")
    assert 'href="/equipe/attente?page=2"' in await (await ici.get("/equipe/attente")).text()
    assert [*first, *second] == list(range(1, WAITING + 1))
    taken = json.loads(await (await ici.get("/equipe/attente?page=2&format=json")).text())
    assert len(taken["attente"]) == WAITING
