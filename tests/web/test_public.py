"""The pages for everyone: the catalogue, the bot's own answer, and somebody at the end of each."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request
from engine.monde import KEY
from markupsafe import escape
from multidict import CIMultiDict
from sqlalchemy import select
from web.histoire import fill
from web.maison import AIGUILLEUSE, SAME_SITE, Client, Maison, browser, maison

from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.needs.manques import Compte, Demande, Filtre
from aiguilleur_bot.needs.mots import ACTIONS
from aiguilleur_bot.store import besoins, manques, personnes, rappels
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import WEB, pseudonym
from aiguilleur_bot.store.tables import besoin, besoin_journal, envoi, rappel
from aiguilleur_bot.vocabulary import Etat
from aiguilleur_bot.web.limites import Limite

PAGES = ("/demander", "/catalogue", *(f"/catalogue/{one}" for one in ACTIONS), "/questions", "/communs/dokos")
ASKED = {
    "texte": "on cherche un modèle de bail, écrivez à moi@exemple.net",
    "contact": "moi@exemple.net",
    "accord": "oui",
    "region": "32",
    "cle": "une-cle-de-formulaire-1",
}
MANY = 40


async def text(ici: Client, page: str) -> str:
    response = await ici.get(page)
    assert response.status == 200, page
    return (await response.text()).replace("\u00a0", " ")


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_ends_in_a_person(ici: Client, page: str) -> None:
    assert "Être rappelé·e</button>" in await text(ici, page)


async def test_every_fiche_and_every_question_has_its_page(ici: Client, base: Base) -> None:
    for commun in base.communs:
        name = escape(base.fiche(commun).nom.replace("\u00a0", " "))
        assert f"<h1>{name}</h1>" in await text(ici, f"/communs/{commun}")
    for question in base.faqs:
        await text(ici, f"/questions/{question}")
    assert (await ici.get("/communs/inconnu")).status == 404
    assert (await ici.get("/questions/inconnue")).status == 404
    assert (await ici.get("/catalogue/nager")).status == 404


async def test_a_fiche_says_who_to_call_in_the_region_asked(ici: Client) -> None:
    nowhere, there = await text(ici, "/communs/dokos"), await text(ici, "/communs/dokos?region=32")
    assert "(Hauts-de-France)" in there
    assert "(Hauts-de-France)" not in nowhere
    assert await text(ici, "/communs/dokos?region=<script>") == nowhere


async def search(ici: Client, words: str, where: str = "/catalogue") -> str:
    response = await ici.post(where, data={"q": words}, headers=SAME_SITE)
    assert response.status == 200
    assert "?" not in str(response.url), "words in an address are written in logs and histories"
    assert response.headers["Cache-Control"] == "no-store"
    return (await response.text()).replace("\u00a0", " ")


async def test_the_search_is_the_engine_s(ici: Client) -> None:
    assert "/communs/dokos" in await search(ici, "des salles")
    assert "Rien de sûr" in await search(ici, "barnum")
    assert "/communs/dokos" in await search(ici, "des salles", "/catalogue/gerer")
    assert "Rien de sûr" in await search(ici, "des salles", "/catalogue/documenter")


async def test_distress_in_the_search_is_answered_as_at_the_door(ici: Client) -> None:
    for where in ("/catalogue", "/catalogue/gerer"):
        said = await search(ici, "le loyer", where)
        assert "tel:112" in said
        assert "tel:3114" in said
        assert "À qui parler" in said
        assert "Rien de sûr" not in said
        assert "/communs/" not in said


async def test_the_form_of_the_search_posts_and_waits_for_its_button(ici: Client) -> None:
    shown = await text(ici, "/catalogue/gerer")
    (form,) = [line for line in shown.splitlines() if 'role="search"' in line]
    assert 'method="post"' in form
    assert "hx-" not in form


async def test_the_answer_is_the_bot_s(ici: Client) -> None:
    answered = await ici.post("/demander", data={"texte": "nos salles", "region": "32"}, headers=SAME_SITE)
    said = (await answered.text()).replace("\u00a0", " ")
    assert "/communs/dokos" in said
    assert "Pourquoi : réservation." in said
    assert answered.headers["Cache-Control"] == "no-store"
    distress = await (await ici.post("/demander", data={"texte": "le loyer"}, headers=SAME_SITE)).text()
    assert "112" in distress
    assert "/communs/" not in distress


async def test_nothing_of_what_is_said_at_the_door_is_kept(les_pages: Maison, ici: Client) -> None:
    await ici.post("/demander", data={"texte": "nos salles à Lille"}, headers=SAME_SITE)
    async with les_pages.engine.database.read() as tx:
        assert (await tx.execute(select(besoin))).all() == []
        assert (await tx.execute(select(rappel))).all() == []


async def test_many_questions_from_one_address_are_slowed_down(les_pages: Maison, ici: Client) -> None:
    answers = [
        (await ici.post("/demander", data={"texte": "nos salles"}, headers=SAME_SITE)).status for _ in range(MANY)
    ]
    assert answers.count(429) == MANY - 30
    assert isinstance(les_pages.clock, ManualClock)


# ---------------------------------------------------------------- to be called back


async def kept(made: Maison) -> list[rappels.Rappel]:
    async with made.engine.database.read() as tx:
        return list(await rappels.waiting(tx))


async def test_a_request_waits_for_a_human_with_its_words_masked(les_pages: Maison, ici: Client) -> None:
    sent = await ici.post("/rappel", data=ASKED, headers=SAME_SITE, allow_redirects=False)
    assert (sent.status, sent.headers["Location"]) == (303, "/rappel/merci")
    await ici.post("/rappel", data=ASKED, headers=SAME_SITE)
    (one,) = await kept(les_pages)
    assert one.texte == "on cherche un modèle de bail, écrivez à [adresse masquée]"
    assert (one.contact, one.region) == ("moi@exemple.net", "32")
    async with les_pages.engine.database.read() as tx:
        assert (await tx.execute(select(besoin))).all() == [], "nothing counts before a human has read it"
        assert await personnes.get(tx, one.personne) is None


@pytest.mark.parametrize(
    "wrong",
    [{"accord": ""}, {"contact": "rappelez-moi"}, {"contact": "https://site.test"}, {"texte": "aide"}, {"cle": "x"}],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_what_is_missing_is_said_and_nothing_is_kept(
    les_pages: Maison, ici: Client, wrong: dict[str, str]
) -> None:
    sent = await ici.post("/rappel", data={**ASKED, **wrong}, headers=SAME_SITE)
    assert sent.status == 422
    assert await kept(les_pages) == []


async def test_machines_and_hurried_hands_are_kept_out(les_pages: Maison, ici: Client) -> None:
    await ici.post("/rappel", data={**ASKED, "site": "https://spam.test"}, headers=SAME_SITE)
    assert await kept(les_pages) == []
    sent = [
        (await ici.post("/rappel", data={**ASKED, "cle": f"cle-de-formulaire-no-{n}"}, headers=SAME_SITE)).status
        for n in range(7)
    ]
    assert sent.count(429) == 2
    assert len(await kept(les_pages)) == 5


async def test_accepted_it_is_a_besoin_once_and_only_its_holder_knows_whom_to_call(les_pages: Maison) -> None:
    async with browser(les_pages.app) as ici:
        await ici.post("/rappel", data=ASKED, headers=SAME_SITE)
    (one,) = await kept(les_pages)
    flow = les_pages.site.rappels
    par = pseudonym(KEY, "test", AIGUILLEUSE)
    await les_pages.note(AIGUILLEUSE)
    assert await flow.accept(one.id, "un modèle de bail", par) == 1
    assert await flow.accept(one.id, "un modèle de bail", par) is None
    assert not await flow.refuse(one.id)
    async with les_pages.engine.database.read() as tx:
        known = await besoins.get(tx, 1)
        asker = await personnes.get(tx, one.personne)
        left = (await tx.execute(select(rappel.c.texte, rappel.c.contact))).one()
        waiting = (await tx.execute(select(envoi.c.charge).where(envoi.c.plateforme == WEB))).all()
    assert known is not None
    assert asker is not None
    assert (known.texte, known.etat, known.source) == ("un modèle de bail", Etat.NOUVELLE, WEB)
    assert known.demandeur == asker.id
    assert (asker.plateforme, asker.compte) == (WEB, "moi@exemple.net")
    assert tuple(left) == ("", "")
    assert waiting == [], "nothing waits for a platform that nobody speaks on"


async def test_accepted_it_counts_under_its_family_and_says_who_read_it(les_pages: Maison, base: Base) -> None:
    async with browser(les_pages.app) as ici:
        await ici.post("/rappel", data=ASKED, headers=SAME_SITE)
    (one,) = await kept(les_pages)
    par = pseudonym(KEY, "test", AIGUILLEUSE)
    await les_pages.note(AIGUILLEUSE)
    await les_pages.site.rappels.accept(one.id, "réserver nos salles", par)
    wal = [file.read_bytes() for file in Path(les_pages.engine.database.engine.url.database or "").parent.glob("*-wal")]
    assert b"bail" not in b"".join(wal), "its words are erased once it is decided"
    async with les_pages.engine.database.read() as tx:
        (seen,) = await manques.every(tx, Filtre(compte=Compte.TOUS))
        steps = (await tx.execute(select(besoin_journal.c.qui, besoin_journal.c.pourquoi))).all()
    assert seen.famille == base.communs["dokos"].besoins[0]
    assert (dict(seen.scores), seen.proposes, seen.proches) == ({"dokos": 0.9}, ("dokos",), ())
    assert [tuple(row) for row in steps] == [(par, "relu par l'équipe")]


async def test_refused_its_words_and_address_are_gone(les_pages: Maison, ici: Client) -> None:
    await ici.post("/rappel", data=ASKED, headers=SAME_SITE)
    (one,) = await kept(les_pages)
    assert await les_pages.site.rappels.refuse(one.id)
    async with les_pages.engine.database.read() as tx:
        assert tuple((await tx.execute(select(rappel.c.texte, rappel.c.contact))).one()) == ("", "")


async def test_the_address_of_a_visitor_is_the_proxy_s_word_only_when_the_settings_say_so(
    tmp_path: Path, base: Base
) -> None:
    async with maison(tmp_path, base) as made, browser(made.app) as ici:
        sent = [
            (
                await ici.post(
                    "/rappel",
                    data={**ASKED, "cle": f"cle-de-formulaire-no-{n}"},
                    headers={**SAME_SITE, "X-Forwarded-For": f"10.0.0.{n}"},
                )
            ).status
            for n in range(6)
        ]
    assert sent[-1] == 429


async def test_the_last_word_is_the_proxy_s_on_a_line_of_its_own_too(les_pages: Maison) -> None:
    limit = Limite(les_pages.clock, 1, timedelta(hours=1), behind_proxy=True)
    allowed = []
    for forged in ("9.9.9.1", "9.9.9.2"):
        lines = CIMultiDict([("X-Forwarded-For", forged), ("X-Forwarded-For", "10.0.0.1")])
        allowed.append(limit.allows(make_mocked_request("POST", "/rappel", headers=lines)))
    assert allowed == [True, False]


async def test_an_address_is_forgotten_once_it_is_not_counted(les_pages: Maison) -> None:
    limit = Limite(les_pages.clock, 1, timedelta(hours=1), behind_proxy=True)
    one, other = (
        make_mocked_request("POST", "/rappel", headers={"X-Forwarded-For": f"9.9.9.9, 10.0.0.{n}"}) for n in (1, 2)
    )
    assert limit.allows(one)
    assert not limit.allows(one)
    assert limit.allows(other)
    les_pages.clock.advance(timedelta(hours=1))
    assert limit.allows(one)
    assert len(limit._seen) == 1


async def test_the_digest_is_counted_once_for_everybody_until_something_happens(
    les_pages: Maison, ici: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(les_pages.engine.database, les_pages.clock.now())
    counts = []

    async def demand(tx: Transaction, filtre: Filtre) -> Demande:
        counts.append(filtre.defi)
        return await counted(tx, filtre)

    counted = manques.demand
    monkeypatch.setattr(manques, "demand", demand)
    first = await text(ici, "/manques")
    assert sorted(counts) == [1, 2]
    assert await text(ici, "/manques") == first
    await les_pages.entered(ici)
    await text(ici, "/coordination/defis")
    assert len(counts) == 2, "those who coordinate read the same counts"


async def test_what_is_promised_of_an_address_is_what_the_settings_say(tmp_path: Path, base: Base) -> None:
    async with maison(tmp_path, base, kept_for=timedelta(days=30)) as made, browser(made.app) as ici:
        assert "effacée 30 jours après la fin de votre demande" in await text(ici, "/rappel")
        await fill(made.engine.database, made.clock.now())
        assert "effacée 30 jours après" in await text(ici, "/manques/1")
    (tmp_path / "un").mkdir()
    async with maison(tmp_path / "un", base, kept_for=timedelta(days=1)) as made, browser(made.app) as ici:
        assert "effacée 1 jour après la fin" in await text(ici, "/rappel")
