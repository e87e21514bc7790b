"""The port's Markdown on Matrix: the subset is shown, everything else is text, HTML most of all."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aiguilleur_bot.platforms.markdown import to_html, to_plain

ALLOWED = {"strong", "em", "a", "ul", "li", "blockquote", "br"}
SCHEMES = ("https://", "http://", "mailto:", "tel:", "matrix:")


CASES = [
    ("**1** ou *deux*", "<strong>1</strong> ou <em>deux</em>", "1 ou deux"),
    ("un\ndeux", "un<br>deux", "un\ndeux"),
    ("un\n\ndeux", "un<br><br>deux", "un\n\ndeux"),
    ("a\n- un\n- **deux**\nb", "a<ul><li>un</li><li><strong>deux</strong></li></ul>b", "a\n- un\n- deux\nb"),
    ("> cité\n> encore\nréponse", "<blockquote>cité<br>encore</blockquote>réponse", "> cité\n> encore\nréponse"),
    ("[f](https://e.org/?a=1&b=2)", '<a href="https://e.org/?a=1&amp;b=2">f</a>', "f (https://e.org/?a=1&b=2)"),
    ("[https://e.org](https://e.org)", '<a href="https://e.org">https://e.org</a>', "https://e.org"),
    ("[x](javascript:alert(1))", "[x](javascript:alert(1))", "[x](javascript:alert(1))"),
    ('[x](https://e.org/"onclick="a)', "[x](https://e.org/&quot;onclick=&quot;a)", '[x](https://e.org/"onclick="a)'),
    ("<b>&amp;", "&lt;b&gt;&amp;amp;", "<b>&amp;"),
    (r"\*pas\* \[un lien\](https://e.org) \\", r"*pas* [un lien](https://e.org) " + "\\", None),
    ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
    ("**Dokos *libre* et simple**", "<strong>Dokos <em>libre</em> et simple</strong>", "Dokos libre et simple"),
    ("\\- pas de liste\n\\> ni citation", "- pas de liste<br>&gt; ni citation", "- pas de liste\n> ni citation"),
]


@pytest.mark.parametrize(("body", "html", "plain"), CASES)
def test_marks(body: str, html: str, plain: str | None) -> None:
    assert to_html(body) == html
    assert to_plain(body) == (html if plain is None else plain)


def test_people_to_mention_become_pills_and_nobody_else() -> None:
    body = "**prendre** pour @a:e.org et @b:e.org"
    assert to_html(body, ["@a:e.org"]) == (
        '<strong>prendre</strong> pour <a href="https://matrix.to/#/@a:e.org">@a:e.org</a> et @b:e.org'
    )
    assert "<script>" not in to_html('@"><script>:e.org', ['@"><script>:e.org'])


class Reader(HTMLParser):
    """Collects what a browser would build: tags in balance, and the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        assert all((value or "").startswith(SCHEMES) for _, value in attrs)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = handle_comment


SIGNS = [
    "**",
    "*",
    "[",
    "](",
    ")",
    "https://e.org",
    "javascript:",
    "<",
    ">",
    '"',
    "'",
    "&",
    "- ",
    "> ",
    "\n",
    "\\",
    "a",
]
MARKS = st.sampled_from(SIGNS)


@given(st.lists(MARKS, max_size=40).map("".join) | st.text(max_size=200))
@example("[a](https://e.org/'><img src=x onerror=alert(1)>)")
@example("**[**](https://e.org)**")
def test_no_body_becomes_another_html_than_the_subset(body: str) -> None:
    reader = Reader()
    reader.feed(to_html(body, ["@a:e.org"]))
    reader.close()
    assert reader.open == []


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=100))
def test_what_is_escaped_is_shown_as_it_was(words: str) -> None:
    escaped = "".join("\\" + sign if sign in r"\*_[]()>`#+.!~|-" else sign for sign in words)
    reader = Reader()
    reader.feed(to_html(escaped))
    reader.close()
    assert reader.text == words.replace("\n", "")
    assert to_plain(escaped) == words
