"""The whole story in one window, the demo's: asked, taken, closed; then seen, put together, decided, taken away."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from navigateur.axe_core import violations
from navigateur.hydrogen import chromium
from playwright.async_api import Page

from aiguilleur_bot.app import build_local, serve_web
from aiguilleur_bot.demonstration import invent, pages_of
from aiguilleur_bot.demonstration.exemples import DITS
from aiguilleur_bot.platforms.local import LocalPlatform
from aiguilleur_bot.web.demo import AIGUILLEURS, AIGUILLEUSE, ENTRAIDE, PERSONNE

pytestmark = [pytest.mark.navigateur, pytest.mark.timeout(300)]

KEY = b"une cle de test, assez longue"
FIRST = "quelqu'un a un modèle de bail pour une ferme collective ?"
SECOND = "un modèle de bail pour une grange collective"


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """The demo, in a folder to keep."""
    async with opened(tmp_path) as shown:
        yield shown


@asynccontextmanager
async def opened(tmp_path: Path, *, exemples: bool = False) -> AsyncIterator[Page]:
    """As `aiguilleur demo` serves it; with its examples, when it throws its database away."""
    platform = LocalPlatform({ENTRAIDE: (PERSONNE,), AIGUILLEURS: (AIGUILLEUSE,)}, journal=tmp_path / "salons.jsonl")
    async with AsyncExitStack() as stack:
        built = build_local(platform, tmp_path, KEY, entraide=ENTRAIDE, aiguilleurs=AIGUILLEURS)
        bot = await stack.enter_async_context(built)
        if exemples:
            await invent(bot)
        pages = partial(pages_of, bot, platform, exemples=exemples)
        address = await stack.enter_async_context(serve_web(bot, "127.0.0.1", 0, pages))
        await stack.enter_async_context(bot.running())
        browser = await stack.enter_async_context(chromium())
        context = await browser.new_context(viewport={"width": 1280, "height": 1000}, locale="fr-FR")
        shown = await context.new_page()
        shown.set_default_timeout(20_000)
        await shown.goto(address)
        yield shown


async def say(page: Page, panel: str, words: str, answer: str, where: str | None = None) -> None:
    """Type it in a panel, and wait for what it brings, there or in another one."""
    said = page.locator(f"#{where or panel} article.robot", has_text=answer)
    before = await said.count()
    await page.fill(f"#dire-{panel}", words)
    await page.locator(f"#{panel} form.dire button").click()
    await said.nth(before).wait_for()


async def asked_and_closed(page: Page, need: str, number: int) -> None:
    """Nobody knows, the person says yes, somebody takes it, and finds that it does not exist."""
    await say(page, "direct", need, "Je ne connais rien")
    await say(page, "direct", "oui", "C'est noté")
    await page.locator("#aiguilleurs", has_text=f"n° {number}").wait_for()
    await say(page, "aiguilleurs", f"je prends {number}", "C'est pour vous", "guichet")
    await page.locator("#direct", has_text=AIGUILLEUSE).wait_for()
    await say(page, "guichet", f"clore {number}", "pas de solution")
    await say(page, "guichet", "3", "Ce qui manque")
    await say(page, "guichet", "1", "Temps passé")
    await page.locator("#direct", has_text=f"n° {number}").filter(has_text="terminé").wait_for()


async def test_from_a_need_to_a_call_for_a_new_commun(page: Page) -> None:
    await asked_and_closed(page, FIRST, 1)
    await asked_and_closed(page, SECOND, 2)
    assert await violations(page) == []
    await page.get_by_role("button", name="Entrer à la coordination").click()
    await page.get_by_role("button", name="Entrer").click()
    await page.wait_for_url("**/coordination")
    await page.goto(page.url + "/besoins")
    assert "bail pour une ferme collective" in await page.inner_text("table")
    async with page.expect_download() as taken:
        await page.get_by_role("link", name="CSV (tableur)").click()
    text = Path(await (await taken.value).path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["numero"] for row in rows[:2]] == ["1", "2"]
    assert all("bail" in row["texte"] for row in rows[:2])
    assert all(row["motif"] for row in rows[:2])
    await page.goto(page.url.replace("/besoins", "/grouper"))
    assert "Rien" not in await page.inner_text("fieldset")
    for number in (1, 2):
        await page.check(f"#n{number}")
    await page.fill("#titre", "Comment partager un bail entre plusieurs fermes ?")
    await page.get_by_role("button", name="Grouper").click()
    await page.wait_for_url("**/coordination/defis/1")
    counted = " ".join((await page.inner_text(".chiffres")).split())
    assert counted.startswith("Besoins 2 Personnes distinctes 1"), "the same person twice counts once"
    await page.select_option("#statut", "ouvert")
    await page.get_by_role("button", name="Changer").click()
    await page.goto(page.url.split("/coordination")[0] + "/manques")
    shown = await page.inner_text("main")
    assert "au moins trois personnes" in shown.replace("\u00a0", " "), "one person is below the threshold"
    assert "bail" not in shown


@pytest.mark.preuves
async def test_the_picture_of_the_demo(tmp_path: Path) -> None:
    """On its examples: what a visitor says comes after them, in the log alone, and is theirs to follow."""
    folder = Path(os.environ.get("IMAGES", str(tmp_path)))
    number = len(DITS) + 1
    async with opened(tmp_path, exemples=True) as page:
        await say(page, "entraide", "@aiguilleur on galère avec les réservations de nos salles", "Dokos")
        await say(page, "direct", FIRST, "Je ne connais rien")
        await say(page, "direct", "oui", "C'est noté")
        await page.locator("#aiguilleurs", has_text=f"n° {number}").wait_for()
        await say(page, "aiguilleurs", f"je prends {number}", "C'est pour vous", "guichet")
        await page.locator("#direct", has_text=AIGUILLEUSE).wait_for()
        await say(page, "guichet", f"clore {number}", "pas de solution")
        assert await page.locator("#journal tbody tr").count() == 1
        assert "Données d’exemple" in await page.inner_text("#pages")
        assert await violations(page) == []
        await page.screenshot(path=folder / "demo.png", full_page=True, animations="disabled", caret="hide")
