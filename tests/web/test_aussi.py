"""« moi aussi » on a public page: to an open défi, read by a human, then counted once for each person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from web.histoire import record
from web.maison import COORDINATRICE, MONDAY, SAME_SITE, Client, Maison, browser, jeton

from aiguilleur_bot.needs.defis import Statut
from aiguilleur_bot.needs.manques import Compte, Demande, Filtre
from aiguilleur_bot.store import conservation, defis, manques, personnes, rappels, soutiens
from aiguilleur_bot.store.personnes import WEB
from aiguilleur_bot.store.tables import besoin, rappel, soutien
from aiguilleur_bot.vocabulary import Issue

TITLE = "Comment partager un bail à plusieurs ?"
SAID = {
    "genre": "contribuer",
    "contact": "moi@exemple.net",
    "commune": "Rennes",
    "accord": "oui",
    "region": "53",
    "cle": "une-cle-de-formulaire-1",
}


@pytest.fixture
async def ouvert(les_pages: Maison) -> Maison:
    """An open défi that four people of four places ask for; the first of its besoins was served since."""
    async with les_pages.engine.database.write("essai") as tx:
        for n in range(4):
            issue = Issue.COUVERT if n == 0 else Issue.NON_COUVERT
            await record(tx, "un bail à plusieurs", MONDAY, qui=f"p{n}", lieu_cle=f"lieu{n}", issue=issue)
        which = await defis.group(tx, (1, 2, 3, 4), titre=TITLE, par=None, now=MONDAY)
        await defis.move(tx, which, Statut.OUVERT, par=None, now=MONDAY)
    return les_pages


@pytest.fixture
async def dehors(ouvert: Maison) -> AsyncIterator[Client]:
    async with browser(ouvert.app) as client:
        yield client


async def say(client: Client, page: str = "/manques/1", **changed: str) -> int:
    sent = await client.post(page, data={**SAID, **changed}, headers=SAME_SITE, allow_redirects=False)
    return sent.status


async def asked(made: Maison) -> Demande:
    async with made.engine.database.read() as tx:
        return await manques.demand(tx, Filtre(compte=Compte.TOUS, defi=1))


async def waiting(made: Maison) -> tuple[rappels.Rappel, ...]:
    async with made.engine.database.read() as tx:
        return await rappels.waiting(tx)


async def test_the_digest_leads_to_the_form_of_each_open_defi(dehors: Client) -> None:
    page = await (await dehors.get("/manques")).text()
    assert 'href="/manques/1"' in page
    form = await dehors.get("/manques/1")
    assert form.status == 200
    assert TITLE.removesuffix(" ?") in await form.text()
    assert form.headers["Cache-Control"] == "no-store"


async def test_it_counts_once_a_human_has_read_it_and_once_a_person(ouvert: Maison, dehors: Client) -> None:
    before = await asked(ouvert)
    assert await say(dehors) == 303
    assert await say(dehors) == 303, "the same form, sent again"
    assert await say(dehors, cle="une-cle-de-formulaire-2") == 303, "the same person, another form"
    assert await asked(ouvert) == before, "nothing counts before"
    first, second = await waiting(ouvert)
    assert (first.defi, first.genre, first.region, first.texte) == (1, "contribuer", "53", "")
    async with browser(ouvert.app) as team:
        await ouvert.entered(team, COORDINATRICE)
        page = await (await team.get("/equipe/rappels")).text()
        assert "mailto:moi@exemple.net" in page
        assert "Prêt·e à contribuer" in page
        token = await jeton(team)
        for one in (first, second, first):
            send = {"jeton": token, "quoi": "compter"}
            await team.post(f"/equipe/rappels/{one.id}", data=send, headers=SAME_SITE)
    after = await asked(ouvert)
    assert (after.personnes, after.lieux, after.contribuer) == (before.personnes + 1, before.lieux + 1, 1)
    assert after.besoins == before.besoins
    async with ouvert.engine.database.read() as tx:
        assert set((await tx.execute(select(rappel.c.contact))).scalars()) == {""}
        assert (await tx.execute(select(soutien.c.numero))).scalars().all() == [2], "the oldest that is still missing"
        assert len((await tx.execute(select(besoin.c.numero))).all()) == 4, "it is no besoin of its own"


async def test_the_address_is_forgotten_and_the_person_still_counted(ouvert: Maison, dehors: Client) -> None:
    await say(dehors)
    (one,) = await waiting(ouvert)
    assert await ouvert.site.rappels.count(one.id)
    async with ouvert.engine.database.write("menage") as tx:
        known = await personnes.get(tx, one.personne)
        assert known is not None
        assert (known.plateforme, known.compte) == (WEB, "moi@exemple.net")
        await conservation.apply(tx, MONDAY + timedelta(days=8), timedelta(days=7))
        known = await personnes.get(tx, one.personne)
    assert known is not None
    assert known.compte is None
    assert (await asked(ouvert)).contribuer == 1


async def test_refused_or_taken_for_a_besoin_it_counts_for_nothing(ouvert: Maison, dehors: Client) -> None:
    await say(dehors)
    (one,) = await waiting(ouvert)
    assert await ouvert.site.rappels.accept(one.id, "un bail", "personne") is None, "it is no besoin"
    assert len(await waiting(ouvert)) == 1
    assert await ouvert.site.rappels.refuse(one.id)
    assert not await ouvert.site.rappels.count(one.id)
    assert (await asked(ouvert)).contribuer == 0


async def test_a_request_to_be_called_back_is_no_moi_aussi(ouvert: Maison) -> None:
    await ouvert.site.rappels.ask("une-cle-de-formulaire-3", "un coup de main", "moi@exemple.net", None)
    (one,) = await waiting(ouvert)
    assert not await ouvert.site.rappels.count(one.id)
    assert len(await waiting(ouvert)) == 1


async def test_once_it_is_covered_nobody_is_counted_any_more(ouvert: Maison, dehors: Client) -> None:
    await say(dehors)
    (one,) = await waiting(ouvert)
    async with ouvert.engine.database.write("essai") as tx:
        await tx.execute(besoin.update().values(issue=Issue.COUVERT))
        await defis.move(tx, 1, Statut.COUVERT, par=None, now=MONDAY)
    assert (await dehors.get("/manques/1")).status == 404
    assert await say(dehors, cle="une-cle-de-formulaire-4") == 404
    assert not await ouvert.site.rappels.count(one.id)


@pytest.mark.parametrize(
    "wrong",
    [{"accord": ""}, {"contact": "rappelez-moi"}, {"genre": "prevenir"}, {"genre": ""}, {"cle": "x"}],
    ids=lambda wrong: "-".join(map(str, next(iter(wrong.items())))),
)
async def test_what_is_missing_is_said_and_nothing_is_kept(
    ouvert: Maison, dehors: Client, wrong: dict[str, str]
) -> None:
    assert await say(dehors, **wrong) == 422
    assert await waiting(ouvert) == ()


async def test_machines_hurried_hands_and_other_sites_are_kept_out(ouvert: Maison, dehors: Client) -> None:
    assert await say(dehors, site="https://spam.test") == 303
    assert await waiting(ouvert) == ()
    forged = await dehors.post("/manques/1", data=SAID, headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status == 403
    sent = [await say(dehors, cle=f"cle-de-formulaire-no-{n}", contact=f"p{n}@exemple.net") for n in range(7)]
    assert sent.count(429) == 2


@pytest.mark.parametrize("page", ["/manques/2", "/manques/999999999"])
async def test_a_defi_that_the_digest_does_not_show_has_no_form(ouvert: Maison, dehors: Client, page: str) -> None:
    async with ouvert.engine.database.write("essai") as tx:
        numero = await record(tx, "autre chose", MONDAY, qui="seule")
        which = await defis.group(tx, (numero,), titre="Trop peu de gens", par=None, now=MONDAY)
        await defis.move(tx, which, Statut.OUVERT, par=None, now=MONDAY)
    assert which == 2
    assert (await dehors.get(page)).status == 404
    assert await say(dehors, page) == 404


@pytest.mark.parametrize(
    ("commune", "region", "places"), [("Rennes", "53", 1), ("Rennes", "32", 0), ("Bretagne", "", 0), ("zzz", "", 0)]
)
async def test_only_a_place_that_was_understood_is_one_more_place(
    ouvert: Maison, dehors: Client, commune: str, region: str, places: int
) -> None:
    before = await asked(ouvert)
    await say(dehors, commune=commune, region=region)
    (one,) = await waiting(ouvert)
    await ouvert.site.rappels.count(one.id)
    assert (await asked(ouvert)).lieux == before.lieux + places
    async with ouvert.engine.database.read() as tx:
        assert await soutiens.said(tx, one.personne, 2)
