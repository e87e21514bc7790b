"""The history the demo opens with: figures on every page, marked everywhere, and never in a bot that serves people."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from store.remplir import everything
from web.histoire import record
from web.maison import KEY, MONDAY, Client, Maison, browser, maison
from web.test_coordination import LISTS, OTHERS

from aiguilleur_bot import demonstration
from aiguilleur_bot.demonstration import histoire
from aiguilleur_bot.demonstration.exemples import DITS, GROUPES, THEMES
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.needs import mots
from aiguilleur_bot.needs.defis import Statut
from aiguilleur_bot.needs.manques import Compte, Filtre
from aiguilleur_bot.store import besoins, defis, manques
from aiguilleur_bot.vocabulary import Etat
from aiguilleur_bot.web.listes import EXEMPLES

MARK = "Données d’exemple."
PUBLIC = ("/manques", "/manques/1", "/manques/merci")
REAL = ("/demander", "/catalogue", "/communs/dokos", "/rappel")
TEAM = ("/equipe", "/equipe/attente", "/equipe/miens", "/equipe/rappels")
PACKAGE = Path(demonstration.__file__).parent.parent


@pytest.fixture
async def exemples(les_pages: Maison, base: Base) -> Maison:
    """The pages as the demo serves them."""
    assert await histoire.write(les_pages.engine.database, KEY, base, MONDAY) == len(DITS)
    les_pages.app[EXEMPLES] = True
    return les_pages


@pytest.fixture
async def dedans(exemples: Maison) -> AsyncIterator[Client]:
    async with browser(exemples.app) as client:
        yield await exemples.entered(client)


async def test_every_page_about_besoins_says_that_it_shows_examples(dedans: Client) -> None:
    for page in (*LISTS, *OTHERS, *TEAM, *PUBLIC):
        response = await dedans.get(page)
        assert (page, response.status, (await response.text()).count(MARK)) == (page, 200, 1)


async def test_the_catalogue_is_no_example(dedans: Client) -> None:
    for page in REAL:
        assert MARK not in await (await dedans.get(page)).text()


async def test_every_file_says_it_too(dedans: Client) -> None:
    for page in (*LISTS, "/manques"):
        table = await dedans.get(page, params={"format": "csv"})
        assert 'filename="exemple-' in table.headers["Content-Disposition"], page
        assert "DONNÉES D’EXEMPLE" in (await table.text()).splitlines()[-1], page
        taken = json.loads(await (await dedans.get(page, params={"format": "json"})).text())
        assert "DONNÉES D’EXEMPLE" in taken["reserve"], page


async def test_the_pages_have_something_to_show(dedans: Client) -> None:
    besoins_page = await (await dedans.get("/coordination/besoins", params={"compte": "tous", "format": "json"})).text()
    rows = json.loads(besoins_page)["besoins"]
    assert 40 <= len(rows) <= 60
    assert {row["source"] for row in rows} == {histoire.EXEMPLE}
    assert len({row["recu_le"][:7] for row in rows}) >= 6, "months"
    assert len({row["region"] for row in rows}) >= 8
    shown = await (await dedans.get("/coordination/indicateurs", params={"format": "json"})).text()
    measured = {row["nom"]: row["n"] for row in json.loads(shown)["indicateurs"]}
    assert measured["Besoins couverts"] > 10
    assert measured["Attente avant qu'une personne prenne (médiane)"] == len(DITS)
    digest = json.loads(await (await dedans.get("/manques", params={"format": "json"})).text())["manques"]
    assert len(digest) >= 3
    board = await (await dedans.get("/coordination/grouper")).text()
    assert "Ce que la machine rapprocherait" in board


async def test_the_defis_stand_at_several_statuts_and_are_supported(exemples: Maison) -> None:
    async with exemples.engine.database.read() as tx:
        every = await defis.every(tx)
        asked = await manques.demand(tx, Filtre())
        all_of_them = await manques.every(tx, Filtre(compte=Compte.TOUS))
    assert {one.statut for one in every} == {Statut.A_QUALIFIER, Statut.OUVERT, Statut.EN_COURS, Statut.COUVERT}
    assert all(one.description.startswith("Exemple inventé") and len(one.besoins) > 2 for one in every)
    assert asked.personnes > asked.besoins - 1
    assert (asked.contribuer, asked.cofinancer) == (2, 1)
    assert {one.etat for one in all_of_them} == {Etat.CLOSE}, "nobody is called for what nobody said"


async def test_the_same_now_writes_the_same_history(exemples: Maison, base: Base, tmp_path: Path) -> None:
    (tmp_path / "autre").mkdir()
    async with maison(tmp_path / "autre", base) as other:
        await histoire.write(other.engine.database, KEY, base, MONDAY)
        assert await everything(other.engine.database) == await everything(exemples.engine.database)


async def test_a_database_that_holds_a_besoin_gets_no_example(les_pages: Maison, base: Base) -> None:
    async with les_pages.engine.database.write("essai") as tx:
        await record(tx, "un vrai besoin", MONDAY)
    assert await histoire.write(les_pages.engine.database, KEY, base, MONDAY) == 0
    async with les_pages.engine.database.read() as tx:
        assert await besoins.next_number(tx) == 2


async def test_a_bot_that_serves_people_says_nothing_of_examples(les_pages: Maison) -> None:
    async with browser(les_pages.app) as client:
        await les_pages.entered(client)
        for page in ("/coordination/besoins", "/equipe/rappels", "/manques", *REAL):
            assert "exemple." not in (await (await client.get(page)).text()).lower().replace("par exemple.", "")
        assert "EXEMPLE" not in await (await client.get("/manques", params={"format": "csv"})).text()


def test_only_the_demo_knows_the_examples() -> None:
    naming = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        if "histoire" in path.read_text(encoding="utf-8") or "demonstration" in path.read_text(encoding="utf-8")
    }
    assert naming <= {"demonstration", "cli", "web", "app.py"}
    assert "histoire" not in (PACKAGE / "app.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("kept", [True, False])
async def test_a_folder_to_keep_gets_no_example(kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    async def nothing() -> None:
        """The demo is stopped at once."""

    @asynccontextmanager
    async def rehearsal(*_: object) -> AsyncIterator[object]:
        yield SimpleNamespace(bot=SimpleNamespace(until_stopped=nothing), platform=None)

    @asynccontextmanager
    async def served(*_: object) -> AsyncIterator[str]:
        yield "http://127.0.0.1:1/"

    async def invent(bot: object) -> int:
        given.append(bot)
        return 1

    monkeypatch.setattr(demonstration, "_rehearsal", rehearsal)
    monkeypatch.setattr(demonstration, "serve_web", served)
    monkeypatch.setattr(demonstration, "invent", invent)
    await demonstration.run_page(tmp_path if kept else None, 0)
    assert len(given) == (0 if kept else 1)


def test_the_examples_name_fiches_families_and_regions_there_are(base: Base) -> None:
    named = {commun for theme in THEMES.values() for commun, _ in theme.proches} | {dit.commun for dit in DITS}
    assert named - {""} <= set(base.communs)
    assert {theme.famille for theme in THEMES.values()} <= set(mots.FAMILLES)
    assert all(base.region(dit.region) for dit in DITS if dit.region)
    assert {groupe.theme for groupe in GROUPES} <= set(THEMES)
    assert len({dit.texte for dit in DITS}) == len(DITS)
