"""The port's small Markdown, translated: plain words, and escaped HTML for Matrix and for our pages.

Only the marks of `platforms.base.Say` mean something; everything else, HTML included, is text. A backslash takes
the next mark literally, so that what a person wrote can be shown as it was. Lines between ``` are shown as they are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import quote

MARKS = re.compile(
    r"\\(?P<literal>[\\*_\[\]()>`#+.!~|-])"
    r"|\*\*(?P<strong>(?=\S)(?:\\.|[^\\\n])+?(?<=\S))\*\*"
    r"|\*(?P<em>(?=[^\s*])(?:\\.|[^\\*\n])+?(?<=\S))\*"
    r"|\[(?P<label>(?:\\.|[^\\\[\]\n])+)\]\((?P<url>(?:https?://|mailto:|tel:|matrix:)[^\s()<>\"]+)\)"
)
FENCED = re.compile(r"(?:^|\n)```\n(.*?)\n```(?:\n|$)", re.DOTALL)
_TAGS = {"strong": "strong", "em": "em"}


def to_html(body: str, mentions: Iterable[str] = ()) -> str:
    """`body` as HTML, of the subset that Matrix clients show. The account ids in `mentions` become pills."""
    people = sorted({person for person in mentions if person}, key=len, reverse=True)
    parts = FENCED.split(body)
    return "".join(
        f"<pre><code>{html.escape(part)}</code></pre>" if index % 2 else "".join(_blocks(part, people))
        for index, part in enumerate(parts)
        if part or len(parts) == 1
    )


def to_plain(body: str) -> str:
    """`body` for notifications and clients without HTML: marks are dropped, links keep their address."""
    parts = FENCED.split(body)
    shown = (part if index % 2 else _without_marks(part) for index, part in enumerate(parts) if part or len(parts) == 1)
    return "\n".join(shown)


def _without_marks(body: str) -> str:
    return "\n".join(_prefix_kept(line) for line in body.split("\n"))


def _blocks(body: str, people: list[str]) -> Iterator[str]:
    paragraph = False
    for kind, lines in groupby(body.split("\n"), key=_kind):
        contents = [_inline(_content(line, kind), people) for line in lines]
        if kind == "item":
            yield "<ul>" + "".join(f"<li>{content}</li>" for content in contents) + "</ul>"
        elif kind == "quote":
            yield "<blockquote>" + "<br>".join(contents) + "</blockquote>"
        else:
            yield ("<br>" if paragraph else "") + "<br>".join(contents)
        paragraph = kind == "text"


def _kind(line: str) -> str:
    return "item" if line.startswith("- ") else "quote" if line.startswith("> ") else "text"


def _content(line: str, kind: str) -> str:
    return line if kind == "text" else line[2:]


def _inline(text: str, people: list[str]) -> str:
    parts: list[str] = []
    end = 0
    for mark in MARKS.finditer(text):
        parts += [_escaped(text[end : mark.start()], people), _marked(mark, people)]
        end = mark.end()
    return "".join([*parts, _escaped(text[end:], people)])


def _marked(mark: re.Match[str], people: list[str]) -> str:
    kind = mark.lastgroup or ""
    if kind == "url":
        return f'<a href="{html.escape(mark["url"])}">{_inline_label(mark["label"])}</a>'
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>{_inline(mark[kind], people)}</{_TAGS[kind]}>"
    return html.escape(mark["literal"])


def _inline_label(label: str) -> str:
    return html.escape(re.sub(r"\\(.)", r"\1", label))


def _escaped(text: str, people: list[str]) -> str:
    """`text` as HTML, each account id of `people` as a link that clients show as a pill."""
    if not people or not text:
        return html.escape(text)
    found = re.split("(" + "|".join(re.escape(person) for person in people) + ")", text)
    return "".join(_pill(part) if part in people else html.escape(part) for part in found)


def _pill(person: str) -> str:
    return f'<a href="https://matrix.to/#/{quote(person, safe="@:")}">{html.escape(person)}</a>'


def _prefix_kept(line: str) -> str:
    kind = _kind(line)
    return line[: 0 if kind == "text" else 2] + _plain(_content(line, kind))


def _plain(text: str) -> str:
    return MARKS.sub(_plain_mark, text)


def _plain_mark(mark: re.Match[str]) -> str:
    kind = mark.lastgroup or ""
    if kind != "url":
        return _plain(mark[kind]) if kind in _TAGS else mark["literal"]
    label, url = re.sub(r"\\(.)", r"\1", mark["label"]), mark["url"]
    return url if label == url else f"{label} ({url})"
