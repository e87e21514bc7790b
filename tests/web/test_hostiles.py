"""A thousand hostile texts in a list: words on a page, nothing that runs in a spreadsheet, themselves in JSON."""

from __future__ import annotations

import csv
import io
import json
import threading
from html.parser import HTMLParser

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from web.hostiles import hostile_texts

from aiguilleur_bot.web.listes import FORMATS, Colonne, Liste, as_file
from aiguilleur_bot.web.pages import templates

PAGE = """{% from "morceaux.html.j2" import table %}{{ table(liste) }}"""
ALLOWED = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "bdi", "a", "p"}


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return hostile_texts()


@pytest.fixture(scope="module")
def liste(texts: list[str]) -> Liste[tuple[int, str]]:
    columns: tuple[Colonne[tuple[int, str]], ...] = (
        Colonne("rang", "Rang", lambda one: one[0], lambda one: f"/coordination/besoins/{one[0]}"),
        Colonne("texte", "Texte", lambda one: one[1]),
    )
    return Liste("essai", "Des textes", columns, list(enumerate(texts, 1)))


def test_on_a_page_they_are_words(liste: Liste[tuple[int, str]]) -> None:
    reader = Reader()
    reader.feed(templates("https://source.test").from_string(PAGE).render(liste=liste))
    assert reader.tags <= ALLOWED
    assert not {name for name in reader.attributes if name.startswith("on") or name in ("style", "src")}
    assert sum(word.startswith("Rang") for word in reader.words) == 1


def test_in_a_spreadsheet_they_run_nothing(liste: Liste[tuple[int, str]], texts: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(liste.csv("")[1:], newline=""), delimiter=";"))
    assert len(rows) == len(texts) + 1
    for row in rows:
        assert len(row) == 2
        assert not row[1].lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@"))
        assert not any(sign < " " for sign in row[1])


def test_in_json_they_come_back_as_they_were(liste: Liste[tuple[int, str]], texts: list[str]) -> None:
    assert [one["texte"] for one in json.loads(liste.json(""))["essai"]] == texts


async def test_a_file_is_written_away_from_the_loop(liste: Liste[tuple[int, str]]) -> None:
    """Sixty thousand besoins take seconds to write: conversations go on meanwhile."""
    written, app = list[int](), web.Application()

    class Copie:
        nom, reserve = "essai", ""

        def csv(self, reserve: str) -> str:
            written.append(threading.get_ident())
            return liste.csv(reserve)

        json = csv

    for how in FORMATS:
        answer = await as_file(make_mocked_request("GET", f"/?format={how}", app=app), Copie())
        assert answer is not None
        assert answer.text == liste.csv("")
    assert await as_file(make_mocked_request("GET", "/", app=app), Copie()) is None
    assert len(written) == len(FORMATS)
    assert threading.get_ident() not in written
