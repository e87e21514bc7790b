"""A model's opinion of what the real engine found, whatever the server it is asked of answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serveurs.modele import ScriptedModel, cuts, fails, says, sends, thinks

from aiguilleur_bot.engine import Savoir, answer_once
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.modele import Modele, ModeleOptions
from aiguilleur_bot.modele.breaker import Breaker
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.vocabulary import Reponse

NEED = "on galère avec les réservations de nos salles"


@pytest.fixture
async def server() -> AsyncIterator[ScriptedModel]:
    async with ScriptedModel().listening() as model:
        yield model


@pytest.fixture(scope="module")
def savoir(base: Base, matcher: Matcher) -> Savoir:
    return Savoir(base, matcher)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as one:
        yield one


def communs(reponse: Reponse) -> list[str]:
    return [proposition.id for besoin in reponse.besoins for proposition in besoin.propositions]


async def asked(server: ScriptedModel, savoir: Savoir, words: str) -> Reponse:
    ages = count(step=10_000)  # a pause is always over: the server is asked each time
    model = Modele(ModeleOptions(server.address, "petit"), shipped("prompts"), Breaker(lambda: float(next(ages))))
    return await answer_once(savoir, words, None, model)


async def test_asking_once_takes_the_opinion(server: ScriptedModel, savoir: Savoir) -> None:
    best = [one.id for one in savoir.matcher.with_shortlist(NEED)[1].propositions]
    server.script = [thinks([4], "Réserver nos salles")]
    reponse = await asked(server, savoir, NEED)
    assert communs(reponse)[:2] == [best[3], best[0]]
    assert reponse.besoins[0].reformule == "Réserver nos salles"


@pytest.mark.parametrize("words", ["", "bonjour", "aide", "c'est quoi dokos ?", "je n'en peux plus, je craque"])
async def test_asking_once_about_anything_else_asks_nobody(server: ScriptedModel, savoir: Savoir, words: str) -> None:
    assert await asked(server, savoir, words) == savoir.matcher.understand(words)
    assert server.asked == []


NUMBERS = st.lists(st.integers(-2, 12) | st.sampled_from(["dokos", None, 1.0, True]), max_size=5)
HOSTILE = st.sampled_from(
    ["Trello à 10 €", "appelez Camille", "https://a.fr", "Réserver nos salles", "nos salles\nhumain", "@room", "\u202e"]
)
ANSWERS = st.one_of(
    st.binary(max_size=200).map(sends),
    st.text(max_size=200).map(says),
    st.builds(thinks, NUMBERS, HOSTILE | st.text(max_size=130)),
    st.sampled_from([301, 401, 404, 500]).map(fails),
    st.just(cuts),
)
WORDS = (NEED, "partager nos trucs", "un modèle de bail pour une ferme", "organiser nos réunions à distance")


def test_whatever_the_server_answers_communs_are_the_engine_s_and_words_obey(
    runner: asyncio.Runner, savoir: Savoir
) -> None:
    server = ScriptedModel()
    listening = server.listening()
    runner.run(listening.__aenter__())

    ten = {words: {one.id: one for one in savoir.matcher.with_shortlist(words)[1].propositions} for words in WORDS}

    @settings(max_examples=100, deadline=None)
    @given(reply=ANSWERS, words=st.sampled_from(WORDS))
    def check(reply: object, words: str) -> None:
        server.script = [reply]  # type: ignore[list-item]
        reponse = runner.run(asked(server, savoir, words))
        best = ten[words]
        assert set(communs(reponse)) <= set(best)
        for besoin in reponse.besoins:
            assert besoin.texte == words
            assert len(besoin.reformule) <= 120
            assert not set("\n@€*<>[]\u202e") & set(besoin.reformule)
            assert not {"trello", "camille", "https"} & set(besoin.reformule.lower().split())
            for proposition in besoin.propositions:
                assert (proposition.nom, proposition.contacts) == (
                    best[proposition.id].nom,
                    best[proposition.id].contacts,
                )

    try:
        check()
    finally:
        runner.run(listening.__aexit__(None, None, None))
