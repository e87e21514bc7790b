"""The pages of those who coordinate: what they show and do, who may, and that hostile words stay words."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from store.prise import claim
from web.histoire import HOSTILE, fill
from web.maison import AIGUILLEUSE, COORDINATRICE, KEY, MONDAY, SAME_SITE, Client, Maison, browser, jeton, maison

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.needs.defis import Statut
from aiguilleur_bot.needs.export import to_csv, to_json
from aiguilleur_bot.needs.manques import Compte, Filtre
from aiguilleur_bot.store import besoins, brouillons, defis, manques, rappels, signalements, tables, temps
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.web.coordination.jardin import LISTES
from aiguilleur_bot.web.coordination.tendances import AXES

LISTS = (
    *("/coordination/besoins", "/coordination/defis", "/coordination/prevalence", "/coordination/indicateurs"),
    *("/coordination/heures", *(f"/coordination/fiches/{one}" for one in LISTES)),
    *(f"/coordination/tendances/{one}" for one in AXES),
)
OTHERS = (
    *("/coordination", "/coordination/besoins/1", "/coordination/grouper?n=1&libres=oui", "/coordination/defis/1"),
    *("/coordination/relire", "/coordination/defis/1/brouillon/forum", "/coordination/defis/1/brouillon/movilab"),
)
DEEDS = (
    *("/coordination/grouper", "/coordination/defaire", "/coordination/relire/brouillons"),
    *(f"/coordination/defis/1/{deed}" for deed in ("modifier", "statut", "separer", "reunir")),
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@pytest.fixture
async def remplie(les_pages: Maison) -> Maison:
    """The pages with a history, hostile words included."""
    await fill(les_pages.engine.database, MONDAY, HOSTILE)
    return les_pages


@pytest.fixture
async def dedans(remplie: Maison) -> AsyncIterator[Client]:
    """A coordinator inside."""
    async with browser(remplie.app) as client:
        yield await remplie.entered(client)


@pytest.mark.parametrize("page", [*LISTS, *OTHERS])
async def test_a_page_is_for_those_who_coordinate_alone(remplie: Maison, dedans: Client, page: str) -> None:
    mine = await dedans.get(page)
    assert mine.status == 200
    assert mine.headers["Cache-Control"] == "no-store"
    text = await mine.text()
    assert text.count("<h1>") == 1
    assert "<script>alert" not in text
    assert "onerror=alert" not in text.replace("&#34;&gt;&lt;img src=x onerror=alert", "")
    async with browser(remplie.app) as other:
        assert (await other.get(page)).status == 403
        await remplie.entered(other, AIGUILLEUSE, role="aiguilleur")
        refused = await other.get(page)
        assert refused.status == 403
        assert "bail" not in await refused.text()


@pytest.mark.parametrize("page", LISTS)
async def test_a_list_is_taken_away_whole_as_csv_and_json(dedans: Client, page: str) -> None:
    taken = await dedans.get(f"{page}?format=csv")
    assert taken.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in taken.headers["Content-Disposition"]
    text = (await taken.read()).decode()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert len({len(row) for row in rows if len(row) > 1}) == 1
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t")), cell
            assert not CONTROL.search(cell), cell
    found = json.loads(await (await dedans.get(f"{page}?format=json")).text())
    (key,) = found.keys() - {"reserve"}
    assert len(found[key]) == len(rows) - 1 - bool(found["reserve"])


@pytest.mark.parametrize("deed", DEEDS)
async def test_nothing_is_done_without_the_token_nor_the_role(remplie: Maison, dedans: Client, deed: str) -> None:
    before = await _everything(remplie)
    assert (await dedans.post(deed, data={"n": "1", "titre": "x", "jeton": "faux"}, headers=SAME_SITE)).status == 403
    async with browser(remplie.app) as other:
        await remplie.entered(other, AIGUILLEUSE, role="aiguilleur")
        theirs = {"jeton": await jeton(other), "n": "1", "titre": "x", "statut": "ecarte"}
        assert (await other.post(deed, data=theirs, headers=SAME_SITE)).status == 403
    assert await _everything(remplie) == before


async def _everything(made: Maison) -> object:
    async with made.engine.database.read() as tx:
        return await defis.every(tx), await brouillons.waiting(tx), await signalements.waiting(tx)


async def test_hostile_words_are_found_and_shown_as_words(dedans: Client) -> None:
    for words, shown in (("script alert", "&lt;script&gt;alert(1)&lt;/script&gt;"), ("hyperlink", "=HYPERLINK(")):
        text = await (await dedans.get("/coordination/besoins", params={"mots": words})).text()
        assert shown in text.replace("&#34;", '"')
    forged = {"mots": '"><script>alert(1)</script>', "page": "-1", "region": "<b>", "depuis": "2026-99", "compte": "x"}
    answer = await dedans.get("/coordination/besoins", params=forged)
    assert answer.status == 200
    assert "<script>alert" not in await answer.text()


async def test_besoins_are_filtered_searched_and_paged(dedans: Client) -> None:
    async def numbers(**params: str) -> list[int]:
        found = await dedans.get("/coordination/besoins", params={**params, "format": "json"})
        return [one["numero"] for one in json.loads(await found.text())["besoins"]]

    everything = await numbers(compte="tous")
    assert len(everything) == 48 + len(HOSTILE)
    assert set(await numbers(mots="bail ferme")) < set(everything)
    assert await numbers(mots="bail", region="53", compte="tous") == [2, 10, 18, 26, 34, 42]
    assert await numbers(depuis="2030-01") == []
    first = await (await dedans.get("/coordination/besoins?compte=tous")).text()
    second = await (await dedans.get("/coordination/besoins?compte=tous&page=2")).text()
    assert 'rel="next"' in first
    assert "Page 2 sur 2" in second.replace("\u00a0", " ")


async def test_besoins_are_taken_away_in_the_shape_of_the_terminal(remplie: Maison, dedans: Client) -> None:
    async with remplie.engine.database.read() as tx:
        rows = await manques.every(tx, Filtre(compte=Compte.TOUS, region="53"))
    for how, write in (("csv", to_csv), ("json", to_json)):
        taken = await dedans.get(f"/coordination/besoins?compte=tous&region=53&format={how}")
        assert (await taken.read()).decode() == write(rows)
        assert "developper" in write(rows)


async def test_besoins_become_a_defi_that_is_said_decided_and_undone(remplie: Maison, dedans: Client) -> None:
    token = await jeton(dedans, "/coordination")

    async def do(path: str, **form: object) -> str:
        answer = await dedans.post(path, data={"jeton": token, **form}, headers=SAME_SITE)
        assert answer.status == 200, await answer.text()
        return str(answer.url.path)

    async def known(which: int) -> defis.Defi:
        async with remplie.engine.database.read() as tx:
            found = await defis.get(tx, which)
        assert found is not None
        return found

    made = await do("/coordination/grouper", n=["5", "13", "21"], titre="<i>Un poste à plusieurs ?</i>")
    mine = int(made.rsplit("/", 1)[1])
    assert (await known(mine)).besoins == (5, 13, 21)
    assert "<i>Un poste" not in await (await dedans.get(made)).text()
    await do("/coordination/grouper", n="29", defi=str(mine))
    await do(f"{made}/modifier", titre="Un poste", etape_budget="2000", lien="javascript:alert(1)", communs="dokos")
    assert ((await known(mine)).etape.budget, (await known(mine)).lien) == (2000, "")
    await do(f"{made}/separer", n="5")
    assert (await known(mine)).besoins == (13, 21, 29)
    await do(f"{made}/statut", statut="ouvert")
    await do(f"{made}/statut", statut="couvert", commun="dokos")
    assert ((await known(mine)).statut, (await known(mine)).commun) == (Statut.COUVERT, "dokos")
    await do("/coordination/defaire")
    assert (await known(mine)).statut == Statut.OUVERT
    await do(f"{made}/modifier", titre="")
    assert (await known(mine)).titre == "Un poste"
    await do(f"{made}/reunir", autre="2")
    assert (await known(2)).statut == Statut.DOUBLON
    assert "/reunir" not in await (await dedans.get("/coordination/defis/2")).text()
    back = await dedans.post("/coordination/defis/2/reunir", data={"jeton": token, "autre": mine}, headers=SAME_SITE)
    assert back.status == 409
    assert "Le défi 2 est doublon" in (await back.text()).replace("\u00a0", " ")
    wrongs: list[dict[str, str]] = [{"n": "999999", "titre": "x"}, {"n": "", "titre": "x"}, {"n": "1", "titre": ""}]
    for wrong in (*wrongs, {"n": "1", "titre": "x", "defi": str(mine)}):
        refused = await dedans.post("/coordination/grouper", data={"jeton": token, **wrong}, headers=SAME_SITE)
        assert refused.status == 422
    await do(f"{made}/statut", statut="a-qualifier")
    again = await dedans.post(f"{made}/statut", data={"jeton": token, "statut": "a-qualifier"}, headers=SAME_SITE)
    assert again.status == 409


async def test_ticked_besoins_go_where_the_page_says(remplie: Maison, dedans: Client) -> None:
    token = await jeton(dedans, "/coordination")

    async def grouped(**form: object) -> str:
        sent = await dedans.post("/coordination/grouper", data={"jeton": token, **form}, headers=SAME_SITE)
        return str(sent.url.path)

    mine = await grouped(n=["5", "13"], titre="Un poste à plusieurs ?")
    assert await grouped(n="4", defi=mine.rsplit("/", 1)[1]) == mine, "though défi 2 has it"
    another = await grouped(n="5", titre="Autre chose ?")
    assert another != mine
    async with remplie.engine.database.read() as tx:
        found = {one.id: (one.besoins, one.titre) for one in await defis.every(tx)}
    assert found[2] == ((12,), "Compter le temps donné")
    assert found[int(mine.rsplit("/", 1)[1])] == ((4, 13), "Un poste à plusieurs ?")
    assert found[int(another.rsplit("/", 1)[1])] == ((5,), "Autre chose ?")


async def test_a_defi_is_opened_once_somebody_wrote_its_question(remplie: Maison, dedans: Client) -> None:
    async with remplie.engine.database.write("essai") as tx:
        made = await defis.group(tx, (5, 13), par=None, now=MONDAY)
    page = await (await dedans.get(f"/coordination/defis/{made}")).text()
    assert "<h1>Besoins 5 et 13</h1>" in page
    assert '<option value="ouvert">' not in page
    send = {"jeton": await jeton(dedans, "/coordination"), "statut": "ouvert"}
    refused = await dedans.post(f"/coordination/defis/{made}/statut", data=send, headers=SAME_SITE)
    assert refused.status == 409
    assert "Écrivez d’abord la question ouverte" in await refused.text()


async def test_a_chart_is_a_picture_that_runs_nothing(dedans: Client) -> None:
    for axe in AXES:
        picture = await dedans.get(f"/coordination/tendances/{axe}/graphe.svg")
        assert picture.headers["Content-Type"].startswith("image/svg+xml")
        drawn = await picture.text()
        assert "<script" not in drawn
        assert "http://" not in drawn.replace("http://www.w3.org/", "").replace("http://pygal.org", "").replace(
            "http://github.com/Kozea/pygal", ""
        )
        page = await (await dedans.get(f"/coordination/tendances/{axe}")).text()
        assert f'src="/coordination/tendances/{axe}/graphe.svg"' in page


async def test_reports_and_drafts_are_read_and_forgotten(remplie: Maison, dedans: Client) -> None:
    token = await jeton(dedans, "/coordination")
    for what in ("brouillons", "signalements"):
        await dedans.post(f"/coordination/relire/{what}", data={"jeton": token, "n": "1"}, headers=SAME_SITE)
    async with remplie.engine.database.read() as tx:
        assert (await brouillons.waiting(tx), await signalements.waiting(tx)) == ((), ())


# ---------------------------------------------------------------- the team


async def test_the_team_reads_who_waits_and_only_its_own(remplie: Maison, dedans: Client) -> None:
    database, now = remplie.engine.database, remplie.clock.now()
    holder, asker = (pseudonym(KEY, "test", one) for one in (COORDINATRICE, "@personne12:test"))
    async with database.write("essai") as tx:
        assert await claim(tx, 47, par=holder, now=now, until=now)
        known = await besoins.get(tx, 47)
    assert known is not None
    assert known.demandeur == asker
    async with browser(remplie.app) as other:
        await remplie.entered(other, AIGUILLEUSE, role="aiguilleur")
        waiting = await (await other.get("/equipe/attente")).text()
        assert "/coordination/" not in waiting
        assert "&lt;script&gt;" in waiting
        assert "@personne12" not in waiting
        assert "@personne12" not in await (await other.get("/equipe/miens")).text()
    assert "@personne12" in await (await dedans.get("/equipe/miens")).text()


async def test_a_request_is_read_then_accepted_or_refused_once(remplie: Maison, dedans: Client) -> None:
    token = await jeton(dedans, "/equipe")
    page = await (await dedans.get("/equipe/rappels")).text()
    assert "moi@exemple.net" not in page, "the address is for whoever takes it"
    send = {"jeton": token, "quoi": "accepter", "texte": "écrire des statuts"}
    assert (await dedans.post("/equipe/rappels/1", data=send, headers=SAME_SITE)).status == 200
    await dedans.post("/equipe/rappels/1", data=send, headers=SAME_SITE)
    async with remplie.engine.database.read() as tx:
        known = await besoins.get(tx, 49 + len(HOSTILE))
        assert await besoins.get(tx, 50 + len(HOSTILE)) is None
        assert await rappels.waiting(tx) == ()
    assert known is not None
    assert known.texte == "écrire des statuts"


async def test_the_digest_hides_what_is_below_the_threshold(remplie: Maison, tmp_path: Path, base: Base) -> None:
    async with browser(remplie.app) as anybody:
        shown = await (await anybody.get("/manques")).text()
        assert "juridique" in shown
        assert "bail pour une ferme" not in shown
        assert "Comment partager un bail" in shown
        assert "Compter le temps" not in shown, "nobody decided to open it"
    (tmp_path / "vide").mkdir()
    async with maison(tmp_path / "vide", base) as empty, browser(empty.app) as anybody:
        assert "au moins trois personnes" in await (await anybody.get("/manques")).text()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (MONDAY, [("2026-11", 1, 1.0), ("2025-12", 0, 1.0)]),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), [("2026-11", 1, 1.0)]),  # December in Paris already
    ],
)
async def test_the_hours_are_those_of_twelve_months_in_paris(
    les_pages: Maison, ici: Client, now: datetime, expected: list[tuple[object, ...]]
) -> None:
    who = pseudonym(KEY, "test", COORDINATRICE)
    les_pages.clock.advance(now - MONDAY)
    await les_pages.entered(ici)
    async with les_pages.engine.database.write("essai") as tx:
        for day in (date(2025, 11, 30), date(2025, 12, 1), date(2026, 11, 23)):
            await temps.give(tx, personne=who, numero=None, region="32", minutes=60, jour=day)
        await tx.execute(update(tables.temps).where(tables.temps.c.jour < date(2026, 1, 1)).values(personne=None))
    taken = json.loads(await (await ici.get("/coordination/heures?format=json")).text())["heures"]
    assert [(one["mois"], one["personnes"], one["heures"]) for one in taken] == expected
