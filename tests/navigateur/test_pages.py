"""The pages in real Chromium: nothing against accessibility, nothing wider than a phone, everything by the keyboard.

Pictures for the documentation: `IMAGES=docs/images python -m pytest tests/navigateur -k picture -m navigateur`.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from navigateur.axe_core import violations
from navigateur.hydrogen import chromium
from playwright.async_api import Browser, Page
from web.histoire import HOSTILE, fill, record
from web.maison import COORDINATRICE, KEY, MONDAY, Maison, maison

from aiguilleur_bot.app import cache_folder
from aiguilleur_bot.demonstration import histoire
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.vocabulary import Etat
from aiguilleur_bot.web.coordination.jardin import LISTES
from aiguilleur_bot.web.coordination.tendances import AXES
from aiguilleur_bot.web.listes import EXEMPLES

pytestmark = [pytest.mark.navigateur, pytest.mark.timeout(300)]

PHONE, SCREEN = (320, 800), (1280, 900)
TALL = 1500
"""Height of a picture: a page says little above its first fold."""

WAITING = (
    "relire notre convention avant de la signer",
    "quelqu’un pour nous montrer un logiciel de compta",
    "par où commencer pour ouvrir un lieu",
)
WHERE: tuple[dict[str, object], ...] = (
    {"action": "developper", "region": "52", "region_nom": "Pays de la Loire"},
    {"action": "gerer", "region": "84", "region_nom": "Auvergne-Rhône-Alpes"},
    {"action": "developper", "region": None, "region_nom": None},
)
NEED = "on galère avec les réservations de nos salles, tout est dans un tableur"
PUBLIC = (
    *("/demander", "/catalogue", "/catalogue/gerer", "/communs/dokos?region=32", "/questions"),
    *("/questions/gerer-reservations", "/rappel", "/rappel/merci", "/manques", "/manques/1"),
    *("/manques/merci", "/entrer", "/nulle-part"),
)
INSIDE = (
    *("/coordination", "/coordination/besoins?compte=tous", "/coordination/besoins/10", "/coordination/grouper"),
    *("/coordination/defis", "/coordination/defis/1", "/coordination/defis/1/brouillon/forum"),
    *("/coordination/prevalence", "/coordination/indicateurs", "/coordination/relire", "/coordination/heures"),
    *(f"/coordination/tendances/{one}" for one in AXES),
    *(f"/coordination/fiches/{one}" for one in LISTES),
    *("/equipe", "/equipe/attente", "/equipe/miens", "/equipe/rappels"),
)
PICTURES = {
    "demander": ("/demander", False, SCREEN),
    "demander-telephone": ("/demander", False, PHONE),
    "catalogue": ("/catalogue/gerer", False, SCREEN),
    "fiche-telephone": ("/communs/dokos?region=32", False, PHONE),
    "manques": ("/manques", False, SCREEN),
    "aussi-telephone": ("/manques/1", False, PHONE),
    "besoins": ("/coordination/besoins", True, SCREEN),
    "besoins-telephone": ("/coordination/besoins", True, PHONE),
    "grouper": ("/coordination/grouper", True, SCREEN),
    "defi": ("/coordination/defis/1", True, SCREEN),
    "tendances": ("/coordination/tendances/mois", True, SCREEN),
    "prevalence": ("/coordination/prevalence", True, SCREEN),
    "indicateurs": ("/coordination/indicateurs", True, SCREEN),
    "attente-telephone": ("/equipe/attente", True, PHONE),
}
_TOO_WIDE = """() => document.documentElement.scrollWidth > window.innerWidth
  ? [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
      .slice(0, 3).map((one) => one.outerHTML.slice(0, 120)) : []"""


@dataclass(frozen=True)
class Fenetres:
    """Browsers in front of the pages of one bot."""

    made: Maison
    browser: Browser
    address: str

    @asynccontextmanager
    async def window(self, size: tuple[int, int], *, inside: bool, dark: bool = False) -> AsyncIterator[Page]:
        """A window, of somebody who entered by a link or of anybody. An error of the page fails the test."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="fr-FR", color_scheme="dark" if dark else "light"
        )
        page = await context.new_page()
        page.set_default_timeout(15_000)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        try:
            if inside:
                await page.goto(self.address + await self.made.link(COORDINATRICE))
                await page.get_by_role("button", name="Entrer").click()
                await page.wait_for_url("**/coordination")
            yield page
            assert wrong == []
        finally:
            await context.close()


@pytest.fixture(scope="module")
def savoir() -> tuple[Base, Matcher]:
    base = load([shipped("knowledge")]).base
    assert base is not None
    return base, Matcher.load(base, cache=cache_folder())


@pytest.fixture
async def fenetres(tmp_path: Path, savoir: tuple[Base, Matcher]) -> AsyncIterator[Fenetres]:
    async with maison(tmp_path, savoir[0], matcher=savoir[1]) as made:
        await fill(made.engine.database, MONDAY, HOSTILE)
        async with TestServer(made.app) as server, chromium() as browser:
            yield Fenetres(made, browser, str(server.make_url("")).rstrip("/"))


@pytest.fixture
async def exemples(tmp_path: Path, savoir: tuple[Base, Matcher]) -> AsyncIterator[Fenetres]:
    """What the demo shows, and says of itself; and a few people who wait, for the pictures of who does."""
    async with maison(tmp_path, savoir[0], matcher=savoir[1]) as made:
        made.app[EXEMPLES] = True
        await histoire.write(made.engine.database, KEY, savoir[0], MONDAY)
        async with made.engine.database.write("exemples") as tx:
            for rank, texte in enumerate(WAITING):
                at = MONDAY - timedelta(hours=30 - 9 * rank)
                given: dict[str, object] = {"source": histoire.EXEMPLE, "etat": Etat.NOUVELLE, "qui": f"attend{rank}"}
                await record(tx, texte, at, **given, **WHERE[rank])
        async with TestServer(made.app) as server, chromium() as browser:
            yield Fenetres(made, browser, str(server.make_url("")).rstrip("/"))


@pytest.mark.parametrize(
    ("size", "dark"),
    [
        pytest.param(PHONE, False, id="320-clair"),
        pytest.param(SCREEN, True, id="1280-sombre", marks=pytest.mark.preuves),
        pytest.param(PHONE, True, id="320-sombre", marks=pytest.mark.preuves),
        pytest.param(SCREEN, False, id="1280-clair", marks=pytest.mark.preuves),
    ],
)
async def test_every_page_is_accessible_and_fits(fenetres: Fenetres, size: tuple[int, int], dark: bool) -> None:
    found: dict[str, list[str]] = {}
    for pages, inside in ((PUBLIC, False), (INSIDE, True)):
        async with fenetres.window(size, inside=inside, dark=dark) as page:
            for path in pages:
                await page.goto(fenetres.address + path)
                found[path] = [*await violations(page), *await page.evaluate(_TOO_WIDE)]
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


async def test_an_answer_is_accessible_whatever_it_is(fenetres: Fenetres) -> None:
    async with fenetres.window(PHONE, inside=False) as page:
        for said in (
            NEED,
            "on ne paie plus le loyer et je n’en peux plus",
            "quelqu’un a un barnum ?",
            "zzzz",
            "un outil",
        ):
            await page.goto(fenetres.address + "/demander")
            await page.fill("#texte", said)
            await page.get_by_role("button", name="Chercher").click()
            await page.wait_for_selector("#titre-reponse")
            assert await violations(page) == [], said
            assert await page.evaluate(_TOO_WIDE) == [], said
        await page.get_by_role("button", name="Être rappelé·e").click()
        await page.wait_for_selector("#contact")
        assert await page.input_value("#texte") == "un outil"
        await page.evaluate("document.querySelector('form').noValidate = true")
        await page.get_by_role("button", name="Demander à être rappelé·e").click()
        await page.wait_for_selector("#erreur-contact")
        assert await violations(page) == []


async def test_the_keyboard_is_enough(fenetres: Fenetres) -> None:
    """Ask, be called back, enter, put together, decide: no pointer anywhere."""
    async with fenetres.window(SCREEN, inside=False) as page:
        await page.goto(fenetres.address + "/demander")
        await page.keyboard.press("Tab")
        assert await _focused(page) == "Aller au contenu"
        await page.keyboard.press("Enter")
        await _tab_to(page, "#texte")
        await page.keyboard.type(NEED)
        await _tab_to(page, "form[action='/demander'] button")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#titre-reponse")
        assert "Dokos" in await page.inner_text("main")
        await _tab_to(page, ".personne button")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#contact")
        await _tab_to(page, "#contact")
        await page.keyboard.type("moi@exemple.net")
        await _tab_to(page, "#accord")
        await page.keyboard.press("Space")
        await _tab_to(page, "form[action='/rappel'] button")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/rappel/merci")
    async with fenetres.window(SCREEN, inside=True) as page:
        await page.goto(fenetres.address + "/coordination/grouper?mots=poste")
        for _ in range(2):
            await _tab_to(page, "input[name=n]:not(:checked)")
            await page.keyboard.press("Space")
        await _tab_to(page, "#titre")
        await page.keyboard.type("Comment partager un poste ?")
        await _tab_to(page, "#grouper")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/coordination/defis/*")
        assert "Comment partager un poste" in await page.inner_text("h1")


async def test_without_scripts_everything_still_works(fenetres: Fenetres) -> None:
    context = await fenetres.browser.new_context(java_script_enabled=False)
    try:
        page = await context.new_page()
        await page.goto(fenetres.address + "/catalogue")
        await page.fill("#q", "visio")
        await page.get_by_role("button", name="Chercher").click()
        await page.wait_for_selector("#titre-communs")
        assert await page.locator("article.piste").count() > 0
        await page.goto(fenetres.address + await fenetres.made.link(COORDINATRICE))
        await page.get_by_role("button", name="Entrer").click()
        await page.goto(fenetres.address + "/coordination/besoins?mots=bail")
        assert await page.locator("tbody tr").count() > 0
    finally:
        await context.close()


async def test_the_words_of_a_search_are_in_no_address(fenetres: Fenetres) -> None:
    async with fenetres.window(SCREEN, inside=False) as page:
        await page.goto(fenetres.address + "/catalogue")
        await page.locator("#q").press_sequentially("une visio à plusieurs")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#resultats article.piste")
        assert page.url == fenetres.address + "/catalogue"


@pytest.mark.parametrize("dark", [False, True], ids=["clair", "sombre"])
async def test_the_demo_is_accessible_with_its_mark(exemples: Fenetres, dark: bool) -> None:
    for size in (PHONE, SCREEN):
        async with exemples.window(size, inside=True, dark=dark) as page:
            for path in ("/manques", "/coordination", "/coordination/besoins", "/coordination/defis/1"):
                await page.goto(exemples.address + path)
                assert await page.locator(".exemples").is_visible()
                assert [*await violations(page), *await page.evaluate(_TOO_WIDE)] == [], path


async def test_somebody_says_moi_aussi_and_counts_once_it_was_read(exemples: Fenetres) -> None:
    async with exemples.window(PHONE, inside=False) as page:
        await page.goto(exemples.address + "/manques")
        await page.get_by_role("link", name="Moi aussi : Comment partager un poste").click()
        await page.check("#genre-cofinancer")
        await page.fill("#contact", "moi@exemple.net")
        await page.fill("#commune", "Rennes")
        await page.check("#accord")
        await page.get_by_role("button", name="Le dire").click()
        await page.wait_for_url("**/manques/merci")
        assert await violations(page) == []
    async with exemples.window(SCREEN, inside=True) as page:
        await page.goto(exemples.address + "/coordination/defis/2")
        assert "à cofinancer : 0" in (await page.inner_text(".chiffres")).replace("\u00a0", " ")
        await page.goto(exemples.address + "/equipe/rappels")
        assert await violations(page) == []
        await page.get_by_role("button", name="Compter cette personne").click()
        await page.goto(exemples.address + "/coordination/defis/2")
        assert "à cofinancer : 1" in (await page.inner_text(".chiffres")).replace("\u00a0", " ")


async def test_the_pictures_of_the_documentation(exemples: Fenetres, tmp_path: Path) -> None:
    folder = Path(os.environ.get("IMAGES", str(tmp_path)))
    for name, (path, inside, size) in PICTURES.items():
        async with exemples.window((size[0], TALL), inside=inside) as page:
            await page.goto(exemples.address + path)
            if path == "/demander":
                await page.fill("#texte", NEED)
                await page.get_by_role("button", name="Chercher").click()
                await page.wait_for_selector("#titre-reponse")
            await page.screenshot(path=folder / f"pages-{name}.png", animations="disabled", caret="hide")
    assert (folder / "pages-besoins.png").stat().st_size > 10_000


async def _focused(page: Page) -> str:
    said: str = await page.evaluate("document.activeElement.innerText.trim()")
    return said


async def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is wanted has the focus."""
    for _ in range(150):
        if await page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by the keyboard")
