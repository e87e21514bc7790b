"""A thousand hostile texts in what the bot says of besoins: words on both platforms, and they call nobody.

They are given as a database could hold them, whatever wrote it; what people type is cut and masked long before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from web.hostiles import hostile_texts

from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine.guichet.montrer import shown
from aiguilleur_bot.needs.manques import Manque
from aiguilleur_bot.platforms.base import Say
from aiguilleur_bot.platforms.matrix.content import message
from aiguilleur_bot.platforms.rocketchat.rendering import JOINER, render
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.vocabulary import Etat, Issue

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PLAIN = "un modèle de bail"
LISTED, LONGEST = 7, 4_000
"""A list of seven besoins stays under what both servers take in one message (Rocket.Chat: 5,000)."""

EVERYBODY = re.compile(r"(?<![A-Za-z0-9_])@(?:room|all|here|channel|everyone)\b", re.IGNORECASE)
CALLED = re.compile(r"(?<![^\W_])@(?=[\w.-])")
MARK = re.compile(r"(?<!\\)(?:\\\\)*([*_~`])")
FENCE = "```"
Answer = Callable[[Voice, str], str]


def a_list(voice: Voice, texte: str) -> str:
    """« besoins »."""
    counted: dict[str, Value] = {"total": 9, "page": 1, "pages": 2, "personnes": 5, "lieux": 3, "cherche": texte[:80]}
    return voice.render("coordination_besoins", {**counted, "besoins": (of(texte),) * LISTED})


def one_besoin(voice: Voice, texte: str) -> str:
    """« besoin 12 »."""
    more: dict[str, Value] = {
        "etat": "close",
        "issue": "non couvert",
        "action": "gérer",
        "famille": "juridique",
        "maturite": "idée",
        "recu_le": NOW.isoformat(),
        "lieu": False,
        "communs": ("Dokos",),
        "voisins": (of(texte), of(texte)),
    }
    return voice.render("coordination_besoin", {**of(texte), **more})


def a_card(voice: Voice, texte: str) -> str:
    """What an aiguilleur sees before taking it."""
    card: dict[str, Value] = {
        "numero": 12,
        "etat": "nouvelle",
        "region": "",
        "recu_le": NOW.isoformat(),
        "coup_dur": False,
        "stade": "",
        "proposes": (),
        "par": "",
        "le": "",
        "entete": "",
        "texte": texte[:1_000],
    }
    return voice.render("carte", card)


ANSWERS: tuple[Answer, ...] = (a_list, one_besoin, a_card)


def of(texte: str) -> dict[str, Value]:
    """A besoin as the prompts are given it."""
    return shown(Manque(numero=12, cree_le=NOW, texte=texte, etat=Etat.CLOSE, issue=Issue.NON_COUVERT))


class Reader(HTMLParser):
    """What a Matrix client would make of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.append(tag if not attrs else f"{tag} {attrs}")

    def handle_comment(self, data: str) -> None:
        self.shape.append("comment")


def shape(html: str) -> list[str]:
    """The tags, in order: none of them is the person's."""
    reader = Reader()
    reader.feed(html)
    return reader.shape


@pytest.fixture(scope="module")
def voice() -> Voice:
    return Voice(shipped("prompts"))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return hostile_texts()


def wrong_signs(said: str) -> Iterator[str]:
    """Control and direction signs, but the line end and the joiner that hushes a name."""
    return (sign for sign in said if sign not in ("\n", JOINER) and unicodedata.category(sign) in ("Cc", "Cf", "Cs"))


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda one: str(one.__name__))
def test_on_matrix_they_are_words(voice: Voice, texts: list[str], answer: Answer) -> None:
    expected = shape(sent(answer(voice, PLAIN))["formatted_body"])
    for texte in texts:
        content = sent(answer(voice, texte))
        assert shape(content["formatted_body"]) == expected, texte
        for said in (content["body"], content["formatted_body"]):
            assert not EVERYBODY.search(said), texte
            assert list(wrong_signs(said)) == [], texte
        assert len(content["body"]) <= LONGEST, texte


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda one: str(one.__name__))
def test_on_rocket_chat_they_are_words(voice: Voice, texts: list[str], answer: Answer) -> None:
    expected = MARK.findall(render(answer(voice, PLAIN)))
    for texte in texts:
        said = render(answer(voice, texte))
        assert MARK.findall(said) == expected, texte
        assert not CALLED.search(said), texte
        assert not {"](", FENCE, "<http"} & {part for part in ("](", FENCE, "<http") if part in said}, texte
        assert list(wrong_signs(said)) == [], texte
        assert len(said) <= LONGEST, texte


def test_what_calls_everybody_is_found_when_it_is_there() -> None:
    """The net catches: unrendered, the texts do hold what the tests look for."""
    whole = "\n".join(hostile_texts())
    assert EVERYBODY.search(whole)
    assert CALLED.search(whole)
    assert list(wrong_signs(whole))


def sent(body: str) -> dict[str, str]:
    """What goes to a Matrix server; nobody is mentioned."""
    content = message(Say(id="x", body=body, room="!r:test"), in_direct_room=False)
    assert content["m.mentions"] == {}
    return {name: str(content[name]) for name in ("body", "formatted_body")}
