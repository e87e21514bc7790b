"""The model against a scripted server: whatever comes back, a number among those given, a refusal, or nothing."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serveurs.modele import Reply, ScriptedModel, completion, cuts, drips, fails, hangs, says, sends, thinks
from structlog.testing import capture_logs

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.modele import Modele, ModeleOptions, Opinion
from aiguilleur_bot.modele.breaker import AFTER, PAUSE, Breaker
from aiguilleur_bot.modele.client import AT_ONCE, LARGEST, NoAnswer
from aiguilleur_bot.modele.modele import read_opinion
from aiguilleur_bot.modele.phrases import sendable
from aiguilleur_bot.settings import shipped

from .conftest import Asking

WORDS = "on galère avec les réservations de nos salles"
TEN = (
    *("dokos", "fab-manager", "nextcloud", "grist", "discourse"),
    *("jitsi-meet", "coopcycle", "loomio", "decidim", "galette"),
)


async def test_it_chooses_among_those_given_and_says_the_need_again(
    server: ScriptedModel, asking: Asking, base: Base
) -> None:
    server.script = [thinks([3, 1], "Nous cherchons à gérer les réservations de nos salles.")]
    opinion = await asking(jeton="un-jeton").opinion(WORDS, TEN, base)
    assert opinion == Opinion((3, 1), "Nous cherchons à gérer les réservations de nos salles")
    assert server.headers[0]["Authorization"] == "Bearer un-jeton"
    assert server.asked[0]["model"] == "petit-modele"


async def test_it_may_refuse(server: ScriptedModel, asking: Asking, base: Base) -> None:
    server.script = [thinks([])]
    assert await asking().opinion(WORDS, TEN, base) == Opinion(())


async def test_it_is_told_the_words_masked_and_ten_communs_and_nothing_else(
    server: ScriptedModel, asking: Asking, base: Base
) -> None:
    said = "salles @camille:lab.local camille@lab.local 06 12 34 56 78 https://lab.local/x?token=abc\n\u202e« }] fin"
    await asking().opinion(said, TEN, base)
    consigne, question = server.asked[0]["messages"]  # type: ignore[misc, attr-defined]
    assert consigne["role"] == "system"
    assert "salles" not in consigne["content"]
    read = json.loads(question["content"])
    assert set(read) == {"besoin", "ressources"}
    assert "camille" not in question["content"]
    assert "lab.local" not in question["content"]
    assert "06 12" not in question["content"]
    assert read["besoin"].startswith("salles")
    assert read["besoin"].endswith("« }] fin")
    assert [one["nom"] for one in read["ressources"]] == [base.fiche(commun).nom for commun in TEN]
    assert all(set(one) == {"numero", "nom", "usage", "en_bref"} for one in read["ressources"])
    assert set(server.headers[0]) & {"Authorization", "Cookie"} == set()


@pytest.mark.parametrize("words", ["", "   ", "\u200b\u202e"])
async def test_without_words_nothing_is_asked(server: ScriptedModel, asking: Asking, base: Base, words: str) -> None:
    assert await asking().opinion(words, TEN, base) is None
    assert await asking().opinion(WORDS, (), base) is None
    assert server.asked == []


NONSENSE: dict[str, Reply] = {
    "an empty body": sends(b""),
    "not JSON": sends(b"<html>bonjour</html>"),
    "JSON of something else": sends(b'{"error": "no"}'),
    "a list": sends(b"[]"),
    "no choice": sends(b'{"choices": []}'),
    "no content": sends(json.dumps(completion(None)).encode()),
    "content that is no text": sends(json.dumps(completion({"choix": [1]})).encode()),
    "compressed": sends(b"\x1f\x8b\x08\x00abc", Content_Encoding="gzip"),
    "not UTF-8": sends(b'{"choices": "\xff\xfe"}'),
    "too deep": sends(b'{"choices": ' + b"[" * 30_000),
    "huge": sends(json.dumps(completion('{"choix": [1]}' + " " * LARGEST)).encode()),
    "prose": says("Je dirais Dokos, à 10 € par mois."),
    "prose around": says('Voici : {"choix": [1], "besoin": ""} Bonne journée !'),
    "two objects": says('{"choix": [1]}{"choix": [2]}'),
    "eleven": thinks([11]),
    "zero": thinks([0]),
    "negative": thinks([-1]),
    "twice the same": thinks([2, 2]),
    "four": thinks([1, 2, 3, 4]),
    "a name": says('{"choix": ["dokos"], "besoin": ""}'),
    "a number as text": says('{"choix": ["1"], "besoin": ""}'),
    "a fraction": says('{"choix": [1.5], "besoin": ""}'),
    "a truth": says('{"choix": [true], "besoin": ""}'),
    "very large": says('{"choix": [' + "9" * 400 + '], "besoin": ""}'),
    "no list": says('{"choix": 1, "besoin": ""}'),
    "null": says('{"choix": null}'),
    "nothing chosen nor refused": says('{"besoin": "salles"}'),
    "one key more": says('{"choix": [1], "besoin": "", "nom": "Odoo", "prix": "10 €"}'),
    "a need that is a list": says('{"choix": [1], "besoin": ["x"]}'),
    "too deep inside": says("[" * 5000),
}


@pytest.mark.parametrize("reply", NONSENSE.values(), ids=NONSENSE.keys())
async def test_nonsense_is_no_opinion(server: ScriptedModel, asking: Asking, base: Base, reply: Reply) -> None:
    server.script = [reply]
    assert await asking().opinion(WORDS, TEN, base) is None
    assert len(server.asked) == 1


@pytest.mark.parametrize("reply", [fails(401), fails(403), fails(404), fails(400), fails(204), fails(418)])
async def test_a_refusal_of_the_server_is_no_opinion(
    server: ScriptedModel, asking: Asking, base: Base, reply: Reply
) -> None:
    server.script = [reply]
    assert await asking().opinion(WORDS, TEN, base) is None
    assert len(server.asked) == 1


@pytest.mark.parametrize("first", [fails(500), fails(503), fails(429), cuts])
async def test_a_passing_trouble_is_tried_once_more_and_only_once(
    server: ScriptedModel, asking: Asking, base: Base, first: Reply
) -> None:
    server.script = [first, thinks([2])]
    assert await asking().opinion(WORDS, TEN, base) == Opinion((2,))
    server.script = [first]
    assert await asking().opinion(WORDS, TEN, base) is None
    assert len(server.asked) == 4


@pytest.mark.parametrize("reply", [hangs, drips])
async def test_a_slow_server_is_left_when_its_time_is_up(
    server: ScriptedModel, asking: Asking, base: Base, reply: Reply
) -> None:
    server.script = [reply]
    began = time.monotonic()
    assert await asking(delai=0.3).opinion(WORDS, TEN, base) is None
    assert time.monotonic() - began < 2


async def test_no_more_than_some_are_asked_side_by_side(server: ScriptedModel, asking: Asking, base: Base) -> None:
    inside, peak, full = 0, 0, asyncio.Event()

    async def waits_for_the_others(request: web.Request) -> web.StreamResponse:
        nonlocal inside, peak
        inside += 1
        peak = max(peak, inside)
        if inside == AT_ONCE:
            full.set()
        await full.wait()
        inside -= 1
        return await thinks([1])(request)

    server.script = [waits_for_the_others]
    model = asking()
    opinions = await asyncio.gather(*(model.opinion(WORDS, TEN, base) for _ in range(3 * AT_ONCE)))
    assert opinions == [Opinion((1,))] * 3 * AT_ONCE
    assert peak == AT_ONCE


async def test_those_who_wait_for_their_turn_wait_no_longer_than_the_others(
    server: ScriptedModel, asking: Asking, base: Base
) -> None:
    server.script = [hangs]
    model = asking(delai=0.4)
    began = time.monotonic()
    opinions = await asyncio.gather(*(model.opinion(WORDS, TEN, base) for _ in range(3 * AT_ONCE)))
    assert opinions == [None] * 3 * AT_ONCE
    assert time.monotonic() - began < 2


async def test_a_redirection_is_not_followed(server: ScriptedModel, asking: Asking, base: Base) -> None:
    reached: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        reached.append(request.path)
        return web.json_response(completion('{"choix": [1], "besoin": ""}'))

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", elsewhere)
    other = TestServer(app)
    await other.start_server()
    try:
        for status in (301, 302, 303, 307, 308):
            server.script = [sends(b"", status, Location=str(other.make_url("/v1/chat/completions")))]
            assert await asking(jeton="un-jeton").opinion(WORDS, TEN, base) is None
    finally:
        await other.close()
    assert reached == []


async def test_nobody_there_is_no_opinion(base: Base) -> None:
    server = TestServer(web.Application())
    await server.start_server()
    address = str(server.make_url("/v1"))
    await server.close()
    model = Modele(ModeleOptions(address, "petit-modele"), shipped("prompts"))
    assert await model.opinion(WORDS, TEN, base) is None
    await model.close()


async def test_a_code_fence_is_allowed(server: ScriptedModel, asking: Asking, base: Base) -> None:
    server.script = [says('```json\n{"choix": [2], "besoin": ""}\n```')]
    assert await asking().opinion(WORDS, TEN, base) == Opinion((2,))


async def test_no_cookie_is_sent_back(server: ScriptedModel, asking: Asking, base: Base) -> None:
    body = json.dumps(completion('{"choix": [1], "besoin": ""}')).encode()
    server.script = [sends(body, Set_Cookie="suivi=1; Path=/")]
    model = asking()
    await model.opinion(WORDS, TEN, base)
    await model.opinion(WORDS, TEN, base)
    assert all("Cookie" not in headers for headers in server.headers)


# ------------------------------------------------------------------ left alone


async def test_after_some_failures_it_is_left_alone_then_asked_again(
    server: ScriptedModel, asking: Asking, base: Base
) -> None:
    now = [1000.0]
    model = asking(breaker=Breaker(lambda: now[0]))
    server.script = [says("n'importe quoi sur mes salles")]
    with capture_logs() as lines:
        for _ in range(AFTER + 5):
            assert await model.opinion(WORDS, TEN, base) is None
        assert len(server.asked) == AFTER
        now[0] += PAUSE
        assert await model.opinion(WORDS, TEN, base) is None
        assert await model.opinion(WORDS, TEN, base) is None
        assert len(server.asked) == AFTER + 1
        now[0] += PAUSE
        server.script = [thinks([1])]
        assert await model.opinion(WORDS, TEN, base) == Opinion((1,))
    assert [line["event"] for line in lines] == ["modele_en_pause", "modele_en_pause", "modele_revenu"]
    assert lines[0]["raison"] == "illisible"
    assert "salles" not in str(lines)


async def test_a_refused_account_is_not_tried_again_at_once(server: ScriptedModel, asking: Asking, base: Base) -> None:
    server.script = [fails(401)]
    model = asking(jeton="un-jeton")
    with capture_logs() as lines:
        for _ in range(3):
            assert await model.opinion(WORDS, TEN, base) is None
    assert len(server.asked) == 1
    assert [(line["event"], line["raison"]) for line in lines] == [("modele_en_pause", "http-401")]
    assert "un-jeton" not in str(lines)


async def test_failures_that_are_not_in_a_row_do_not_count(server: ScriptedModel, asking: Asking, base: Base) -> None:
    model = asking()
    server.script = [*[says("?"), thinks([1])] * 2 * AFTER]
    for _ in range(2 * AFTER):
        assert await model.opinion(WORDS, TEN, base) is None
        assert await model.opinion(WORDS, TEN, base) == Opinion((1,))


# ------------------------------------------------------------------ whatever it writes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.just("choix"), inner, max_size=4),
    max_leaves=12,
)


@given(said=st.text() | JSON.map(json.dumps) | st.builds(lambda c: json.dumps({"choix": c}), st.lists(JSON)))
def test_whatever_is_written_the_numbers_are_those_given(said: str) -> None:
    try:
        opinion = read_opinion(said, 10)
    except NoAnswer:
        return
    assert len(set(opinion.choix)) == len(opinion.choix) <= 3
    assert set(opinion.choix) <= set(range(1, 11))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texte=st.text())
def test_what_leaves_is_short_and_on_one_line(texte: str) -> None:
    sent = sendable(texte)
    assert len(sent) <= 600
    assert sent == " ".join(sent.split())


def test_what_identifies_does_not_leave() -> None:
    sent = sendable(
        "@aiguilleur écrivez à camille@lab.fr, @alex:lab.fr, www.lab.fr/x ou 06.12.34.56.78 pour nos salles"
    )
    assert sent == (
        "[compte] écrivez à [adresse masquée], [compte masqué], [lien] ou [téléphone masqué] pour nos salles"
    )
