"""Défis on the pages: what is undone, what is counted after it, what is ticked across pages."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import ClientResponse
from web.histoire import fill, record
from web.maison import KEY, MONDAY, SAME_SITE, Client, Maison, browser, jeton

from aiguilleur_bot.engine.rapprochements import Rapprochements
from aiguilleur_bot.needs import grouping
from aiguilleur_bot.needs.defis import Geste
from aiguilleur_bot.needs.grouping import Groupe
from aiguilleur_bot.store import defis, gestes, soutiens
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.web.coordination import propositions


@pytest.fixture
async def remplie(les_pages: Maison) -> Maison:
    """The pages with a history."""
    await fill(les_pages.engine.database, MONDAY)
    return les_pages


@pytest.fixture
async def dedans(remplie: Maison) -> AsyncIterator[Client]:
    """A coordinator inside."""
    async with browser(remplie.app) as client:
        yield await remplie.entered(client)


async def do(dedans: Client, path: str, **form: object) -> ClientResponse:
    """Send one form of the pages, and follow where it leads."""
    token = await jeton(dedans, "/coordination")
    return await dedans.post(path, data={"jeton": token, **form}, headers=SAME_SITE)


async def test_what_somebody_touched_since_is_not_undone_and_the_page_says_why(remplie: Maison, dedans: Client) -> None:
    made = (await do(dedans, "/coordination/grouper", n=["5", "13"], titre="Un poste ?")).url.path
    async with remplie.engine.database.read() as tx:
        (grouped,) = await gestes.journal(tx, int(made.rsplit("/", 1)[1]))
    assert grouped.geste is Geste.GROUPER
    assert (await do(dedans, f"{made}/modifier", titre="Un poste à deux ?")).status == 200
    refused = await do(dedans, "/coordination/defaire", rang=str(grouped.rang))
    assert refused.status == 409
    assert "quelqu’un y a touché depuis" in (await refused.text()).replace("\u00a0", " ")
    for _ in ("modifier", "grouper"):
        assert (await do(dedans, "/coordination/defaire")).status == 200
    nothing = await do(dedans, "/coordination/defaire", rang=str(grouped.rang))
    assert nothing.status == 409
    assert "Rien à défaire" in (await nothing.text()).replace("\u00a0", " ")


async def test_what_is_undone_or_taken_back_is_counted_so_at_once(remplie: Maison, dedans: Client) -> None:
    async def counted(which: int) -> tuple[int, int]:
        taken = json.loads(await (await dedans.get("/coordination/defis?format=json")).text())
        (one,) = (one for one in taken["defis"] if one["id"] == which)
        return one["besoins"], one["contribuer"]

    assert (await do(dedans, "/coordination/defis/1/separer", n=["1", "2"])).status == 200
    assert await counted(1) == (1, 0)
    assert (await do(dedans, "/coordination/defaire")).status == 200
    assert await counted(1) == (3, 1)
    async with remplie.engine.database.write("essai") as tx:
        assert await soutiens.unsay(tx, pseudonym(KEY, "test", "@personne3:test")) == 1
    assert await counted(1) == (3, 0)


def board(text: str) -> tuple[set[int], set[int], str]:
    """What is ticked on this page of the board, what is ticked out of it, and the title typed."""
    boxes = set(re.findall(r'type="checkbox" id="n\d+" name="n" value="(\d+)" checked', text))
    hidden = set(re.findall(r'type="hidden" name="n" value="(\d+)"', text))
    (title,) = re.findall(r'<textarea id="titre"[^>]*>([^<]*)<', text)
    return set(map(int, boxes)), set(map(int, hidden)), title


async def test_what_is_ticked_stays_so_from_page_to_page_and_through_filters(remplie: Maison, dedans: Client) -> None:
    async with remplie.engine.database.write("essai") as tx:
        for _ in range(10):
            await record(tx, "un bail rural", MONDAY)
    shown = await (await dedans.get("/coordination/grouper?compte=tous")).text()
    assert 'name="aller" value="2"' in shown
    filled = {"compte": "tous", "titre": "Quel bail\npour tous ?", "n": ["58", "57"]}
    second = await do(dedans, "/coordination/grouper", **filled, aller="2")
    assert second.url.path == "/coordination/grouper"
    assert "jeton" not in second.url.query
    assert board(await second.text()) == (set(), {57, 58}, "Quel bail\npour tous ?")
    filtered = await do(dedans, "/coordination/grouper", **{**filled, "n": ["58", "57", "1"]}, mots="rural", aller="1")
    assert board(await filtered.text())[:2] == ({57, 58}, {1})
    again = await do(dedans, "/coordination/grouper", **{**filled, "n": ["58", "57", "1"]}, mots="rural", aller="tout")
    assert 'value="rural"' not in await again.text()
    assert set.union(*board(await again.text())[:2]) == {57, 58, 1}
    done = await do(dedans, "/coordination/grouper", **{**filled, "n": ["58", "57", "9"]})
    async with remplie.engine.database.read() as tx:
        made = await defis.get(tx, int(done.url.path.rsplit("/", 1)[1]))
    assert made is not None
    assert (made.titre, made.besoins) == ("Quel bail pour tous ?", (9, 57, 58))
    many = [str(number) for number in range(1, 900)]
    refused = await do(dedans, "/coordination/grouper", n=many, aller="2")
    assert refused.status == 422


async def test_the_board_proposes_what_the_chat_does_but_for_what_is_in_a_defi(
    remplie: Maison, dedans: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = Groupe(5, (5, 13), (1.0, 0.6), 2, 0, 1, ("poste",), sens=True, region=None, defi=None, raison="poste")
    monkeypatch.setattr(grouping, "groups", lambda *_: (replace(group, centre=1, numeros=(1, 9), defi=1), group))
    said = await remplie.engine.rapprochements.groups()
    assert [one.numeros for one in said] == [(1, 9), (5, 13)]
    shown = await (await dedans.get("/coordination/grouper")).text()
    assert re.findall(r'href="/coordination/grouper\?(compte[^"]*)"', shown) == ["compte=tous&amp;n=5&amp;n=13"]
    assert "un outil pour partager un poste entre deux lieux" in shown

    async def never(_: Rapprochements) -> tuple[Groupe, ...]:
        await asyncio.sleep(3600)
        return ()

    monkeypatch.setattr(Rapprochements, "groups", never)
    assert "n=5&amp;n=13" in await (await dedans.get("/coordination/grouper")).text(), "what was found before"
    await do(dedans, "/coordination/grouper", n="13", titre="Un poste ?")
    assert "n=5&amp;n=13" not in await (await dedans.get("/coordination/grouper")).text()


async def test_the_board_does_not_wait_for_a_comparison_that_takes_long(
    dedans: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = asyncio.Event()

    async def slow(_: Rapprochements) -> tuple[Groupe, ...]:
        await ready.wait()
        return ()

    monkeypatch.setattr(Rapprochements, "groups", slow)
    monkeypatch.setattr(propositions, "PATIENCE", 0.01)
    assert "compare encore les besoins" in await (await dedans.get("/coordination/grouper")).text()
    ready.set()
    monkeypatch.setattr(propositions, "PATIENCE", 10)
    assert "compare encore" not in await (await dedans.get("/coordination/grouper")).text()
