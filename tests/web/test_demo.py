"""The demo page: what a person sees and may do, and what another site may not."""

from __future__ import annotations

import asyncio
import io
import tarfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from aiguilleur_bot.platforms.base import OpenRoom, Say
from aiguilleur_bot.platforms.local import LocalPlatform
from aiguilleur_bot.web.demo import AIGUILLEURS, AIGUILLEUSE, ENTRAIDE, PERSONNE, PRIVE, BesoinVu, Demo
from aiguilleur_bot.web.pages import templates
from aiguilleur_bot.web.service import service

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
Client = TestClient[web.Request, web.Application]


@pytest.fixture
def platform() -> LocalPlatform:
    return LocalPlatform({ENTRAIDE: (PERSONNE,), AIGUILLEURS: (AIGUILLEUSE,)})


@pytest.fixture
def ready() -> list[bool]:
    """What the engine says of itself: tests change it."""
    return [True]


@pytest.fixture
async def client(platform: LocalPlatform, ready: list[bool]) -> AsyncIterator[Client]:
    async def journal() -> list[BesoinVu]:
        now = datetime(2026, 11, 21, 13, 2, tzinfo=UTC)
        return [BesoinVu(42, "un <b>bail</b>", "Hauts-de-France", "à prendre", now)]

    async def health() -> dict[str, object]:
        return {"pret": ready[0]}

    app = service(health)
    Demo(platform, journal, templates("https://source.test/aiguilleur")).add_to(app)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_the_page_shows_three_rooms_the_log_and_the_source(client: Client) -> None:
    response = await client.get("/")
    text = await response.text()
    for title in ("Le salon d’entraide", "Vos messages privés", "Le salon des aiguilleurs", "Le journal"):
        assert title in text
    assert 'href="https://source.test/aiguilleur"' in text
    assert "un &lt;b&gt;bail&lt;/b&gt;" in text
    assert "14\u00a0h\u00a002" in text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


async def test_nothing_is_loaded_from_elsewhere_and_no_script_is_inline(client: Client) -> None:
    text = await (await client.get("/")).text()
    assert "<script>" not in text
    assert "style=" not in text
    assert 'src="http' not in text
    for asset in ("htmx-2.0.11.min.js", "htmx-sse-2.2.4.min.js", "idiomorph-0.8.0.min.js", "page.js", "style.css"):
        assert (await client.get(f"/static/{asset}")).status == 200


async def test_what_is_said_reaches_the_room(client: Client, platform: LocalPlatform) -> None:
    response = await client.post(
        "/dire/entraide", data={"texte": " bonjour "}, headers={**SAME_SITE, "HX-Request": "true"}
    )
    assert response.status == 204
    assert [(b.line.author, b.text) for b in platform.bubbles(ENTRAIDE)] == [(PERSONNE, "bonjour")]


async def test_without_javascript_the_form_comes_back_to_the_page(client: Client, platform: LocalPlatform) -> None:
    response = await client.post("/dire/direct", data={"texte": "bonjour"}, headers=SAME_SITE, allow_redirects=False)
    assert response.status == 303
    assert len(platform.bubbles(PRIVE)) == 1


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://ailleurs.test"}])
async def test_another_site_cannot_speak_for_you(
    client: Client, platform: LocalPlatform, headers: dict[str, str]
) -> None:
    response = await client.post("/dire/entraide", data={"texte": "pub"}, headers=headers)
    assert response.status == 403
    assert platform.bubbles(ENTRAIDE) == ()


async def test_hostile_words_stay_words(client: Client, platform: LocalPlatform) -> None:
    await platform.say(PERSONNE, ENTRAIDE, "<script>alert(1)</script> [clic](javascript:alert(1))")
    text = await (await client.get("/")).text()
    assert "<script>alert" not in text
    assert 'href="javascript' not in text


async def test_an_unknown_room_is_a_clear_error(client: Client) -> None:
    response = await client.post("/dire/nulle-part", data={"texte": "x"}, headers=SAME_SITE)
    assert response.status == 404


async def test_the_answer_offers_its_words_as_buttons_in_its_thread(client: Client, platform: LocalPlatform) -> None:
    question = await platform.say(PERSONNE, ENTRAIDE, "@aiguilleur réserver nos salles")
    await platform.send(
        Say(id="a", room=ENTRAIDE, thread=question, body="**1. Dokos** : salles\n**1** : détails · **humain**")
    )
    text = await (await client.get("/")).text()
    assert f'<input type="hidden" name="fil" value="{question}">' in text
    assert '<button name="texte" value="1">1</button>' in text
    assert '<button name="texte" value="humain">humain</button>' in text
    assert 'value="1. Dokos"' not in text


async def test_the_stream_brings_what_is_said(client: Client, platform: LocalPlatform) -> None:
    async with asyncio.timeout(10), client.get(f"/flux?depuis={platform.length}") as stream:
        await platform.say(AIGUILLEUSE, AIGUILLEURS, "je prends")
        received = b""
        while b"event: journal" not in received:
            received += await stream.content.readline()
    assert b"event: aiguilleurs" in received
    assert b"je prends" in received


async def test_readyz_tells_whether_the_bot_hears(client: Client, ready: list[bool]) -> None:
    assert (await client.get("/readyz")).status == 200
    ready[0] = False
    assert (await client.get("/readyz")).status == 503
    assert (await client.get("/healthz")).status == 200


async def test_the_source_served_is_the_code_that_runs(client: Client) -> None:
    archive = await (await client.get("/source")).read()
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        names = tar.getnames()
    assert "aiguilleur/aiguilleur_bot/web/service.py" in names
    assert "aiguilleur/knowledge/communs/dokos.yaml" in names
    assert not any("__pycache__" in name for name in names)


async def test_both_see_the_room_opened_for_them_and_answer_in_it(client: Client, platform: LocalPlatform) -> None:
    opened = await platform.send(OpenRoom(id="deux", persons=(PERSONNE, AIGUILLEUSE), name="Mise en relation n° 1"))
    start = await platform.send(Say(id="debut", room=opened.room, body="Vous voilà ensemble."))
    text = await (await client.get("/")).text()
    assert text.count("Vous voilà ensemble.") == 2, "the person and the helper, and not the help room"
    assert text.count("dans le salon de rencontre") >= 2
    answer = {"texte": "bonjour", "fil": start.event_id}
    await client.post("/dire/guichet", data=answer, headers=SAME_SITE, allow_redirects=False)
    assert [bubble.line.author for bubble in platform.bubbles(opened.room)] == ["aiguilleur", AIGUILLEUSE]
    assert platform.bubbles(AIGUILLEURS) == ()
