"""Entering without a password: a link looked at is not used, a link used is over, a role is what it is now."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from web.maison import AIGUILLEUSE, COORDINATRICE, SAME_SITE, Client, Maison, browser, jeton, maison

from aiguilleur_bot.knowledge.base import Base

RESERVED = ("/coordination", "/equipe")


async def test_a_link_looked_at_twice_opens_once(les_pages: Maison, ici: Client) -> None:
    link = await les_pages.link()
    for _ in range(2):
        looked = await ici.get(link)
        assert looked.status == 200
        assert "Set-Cookie" not in looked.headers
        assert looked.headers["Referrer-Policy"] == "same-origin"
    assert (await ici.head(link)).status == 200
    entered = await ici.post(link, headers=SAME_SITE, allow_redirects=False)
    assert (entered.status, entered.headers["Location"]) == (303, "/coordination")
    assert (await ici.get("/coordination")).status == 200
    again = await ici.post(link, headers=SAME_SITE, allow_redirects=False)
    assert again.status == 410
    assert "Set-Cookie" not in again.headers


async def test_a_link_is_over_after_ten_minutes_and_when_another_is_asked(les_pages: Maison, ici: Client) -> None:
    link = await les_pages.link()
    les_pages.clock.advance(timedelta(minutes=10))
    assert (await ici.get(link)).status == 410
    assert (await ici.post(link, headers=SAME_SITE)).status == 410
    first, second = await les_pages.link(), await les_pages.link(role="aiguilleur")
    assert (await ici.get(first)).status == 410
    assert (await ici.get(second)).status == 200


async def test_the_cookie_is_for_the_server_only(les_pages: Maison, ici: Client) -> None:
    entered = await ici.post(await les_pages.link(), headers=SAME_SITE, allow_redirects=False)
    cookie = entered.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


async def test_behind_tls_the_cookie_never_travels_in_clear(tmp_path: Path, base: Base) -> None:
    async with maison(tmp_path, base, url="https://pages.exemple.net") as made, browser(made.app) as ici:
        entered = await ici.post(await made.link(), headers=SAME_SITE, allow_redirects=False)
    cookie = entered.headers["Set-Cookie"]
    assert cookie.startswith("__Host-aiguilleur=")
    assert "Secure" in cookie


@pytest.mark.parametrize("page", RESERVED)
async def test_nobody_reads_without_a_session(ici: Client, page: str) -> None:
    for cookie in ("", "aiguilleur=faux", "aiguilleur=" + "a" * 7_000):
        assert (await ici.get(page, headers={"Cookie": cookie})).status == 403


async def test_a_role_reads_its_own_pages_only(les_pages: Maison, ici: Client) -> None:
    await les_pages.entered(ici, AIGUILLEUSE, role="aiguilleur")
    assert (await ici.get("/equipe")).status == 200
    refused = await ici.get("/coordination")
    assert refused.status == 403
    assert "Besoins" not in await refused.text()


async def test_a_link_never_gives_more_than_its_person_has(les_pages: Maison, ici: Client) -> None:
    await les_pages.entered(ici, AIGUILLEUSE, role="coordinateur")
    assert (await ici.get("/coordination")).status == 403
    async with browser(les_pages.app) as other:
        await les_pages.entered(other, COORDINATRICE, role="aiguilleur")
        assert (await other.get("/coordination")).status == 403, "bound to the role of the link"


async def test_who_leaves_the_team_reads_nothing_more(les_pages: Maison, ici: Client) -> None:
    await les_pages.entered(ici)
    assert (await ici.get("/coordination")).status == 200
    await les_pages.note(COORDINATRICE, etat="parti")
    assert (await ici.get("/coordination")).status == 403
    assert (await ici.get("/equipe")).status == 403


async def test_who_speaks_in_the_room_of_the_coordination_coordinates(les_pages: Maison, ici: Client) -> None:
    link = await les_pages.link("@autre:test", par_salon=True)
    await ici.post(link, headers=SAME_SITE)
    assert (await ici.get("/coordination")).status == 200
    await les_pages.note("@autre:test", etat="parti")
    assert (await ici.get("/coordination")).status == 403


async def test_a_session_ends_by_itself_and_when_it_is_closed(les_pages: Maison, ici: Client) -> None:
    await les_pages.entered(ici)
    les_pages.clock.advance(timedelta(hours=12))
    assert (await ici.get("/coordination")).status == 403
    await les_pages.entered(ici)
    async with browser(les_pages.app) as elsewhere:
        await les_pages.entered(elsewhere)
        closing = {"jeton": await jeton(elsewhere)}
        await elsewhere.post("/sortir", data=closing, headers=SAME_SITE)
        assert (await elsewhere.get("/coordination")).status == 403
        assert (await ici.get("/coordination")).status == 200, "one browser left, not the other"
        await les_pages.entered(elsewhere)
        await elsewhere.post("/sortir/partout", data={"jeton": await jeton(elsewhere)}, headers=SAME_SITE)
    assert (await ici.get("/coordination")).status == 403


async def test_a_forged_form_does_nothing(les_pages: Maison, ici: Client) -> None:
    await les_pages.entered(ici)
    mine = await jeton(ici)
    async with browser(les_pages.app) as other:
        await les_pages.entered(other, AIGUILLEUSE, role="aiguilleur")
        theirs = await jeton(other)
    assert mine != theirs
    for forged in ({}, {"jeton": ""}, {"jeton": theirs}, {"jeton": mine[:-1]}, {"jeton": "é"}):
        assert (await ici.post("/sortir", data=forged, headers=SAME_SITE)).status == 403
    assert (await ici.post("/sortir", data={"jeton": mine}, headers={"Sec-Fetch-Site": "cross-site"})).status == 403
    assert (await ici.get("/coordination")).status == 200


async def test_every_answer_says_what_a_page_may_load(ici: Client) -> None:
    for page in ("/entrer", "/coordination", "/nulle-part"):
        assert "default-src 'none'" in (await ici.get(page)).headers["Content-Security-Policy"]
