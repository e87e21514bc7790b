"""A page that breaks: a sentence in French with the same headers, and nothing of anybody in the logs."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from sqlalchemy import text
from structlog.testing import capture_logs
from web.maison import SAME_SITE, Client, Maison, browser
from web.test_public import ASKED

from aiguilleur_bot.app import Bot, serve_web
from aiguilleur_bot.web.pages import HEADERS
from aiguilleur_bot.web.service import service


async def test_a_write_that_the_database_refuses_says_nothing_of_who_asked(
    les_pages: Maison, ici: Client, caplog: pytest.LogCaptureFixture
) -> None:
    async with les_pages.engine.database.write("essai") as tx:
        await tx.execute(text("CREATE TRIGGER plein BEFORE INSERT ON rappel BEGIN SELECT RAISE(ABORT, 'plein'); END"))
    with capture_logs() as events:
        sent = await ici.post("/rappel", data=ASKED, headers=SAME_SITE)
    assert sent.status == 500
    page = await sent.text()
    assert '<html lang="fr">' in page
    assert "en panne" in page
    assert {name: sent.headers[name] for name in HEADERS} == HEADERS
    (said,) = [one for one in events if one["event"] == "page_en_panne"]
    assert (said["erreur"], said["page"]) == ("IntegrityError", "/rappel")
    assert str(said["ou"]).startswith("store/")
    everything = caplog.text + str(events)
    assert not any(part in everything for part in (ASKED["texte"], ASKED["contact"], "127.0.0.1", "Traceback"))


async def test_an_error_of_the_database_holds_no_value(les_pages: Maison) -> None:
    async with les_pages.engine.database.read() as tx:
        with pytest.raises(Exception, match="no such table") as error:
            await tx.execute(text("SELECT * FROM absente WHERE mots = :mots"), {"mots": "zinzolin"})
    assert "zinzolin" not in str(error.value)


async def test_a_secret_of_an_address_is_not_in_the_logs() -> None:
    async def well() -> dict[str, object]:
        raise OSError("zinzolin")

    async def entered(_request: web.Request) -> web.Response:
        raise LookupError("zinzolin")

    app = service(well)
    app.router.add_get("/entrer/{secret}", entered)
    async with browser(app) as client:
        with capture_logs() as events:
            assert (await client.get("/entrer/zinzolin")).status == 500
            assert (await client.get("/readyz")).status == 500
    assert [one["page"] for one in events] == ["/entrer/{secret}", "/readyz"]
    assert "zinzolin" not in str(events)


async def test_the_server_does_not_write_who_sends_what_it_cannot_read(caplog: pytest.LogCaptureFixture) -> None:
    async def well() -> dict[str, object]:
        return {"pret": True}

    bot = cast("Bot", SimpleNamespace(health=well))
    async with serve_web(bot, "127.0.0.1", 0) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nzinzolin\r\n\r\n")
        said = await reader.read()
        writer.close()
    assert b"400 Bad Request" in said
    assert caplog.text == ""
