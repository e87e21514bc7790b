"""What a value may bring into a message: its words, and none of our markup, mentions or line starts.

Messages are the small Markdown of `platforms.base.Say`, which has no escape character: what would be read as
markup becomes its plain look-alike, so that « [x](javascript:…) » stays dead text and « @room » calls nobody.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from aiguilleur_bot.dialogue.addresses import LINK

_LOOK_ALIKES = str.maketrans({"*": "∗", "[": "(", "]": ")", "`": "'"})
_LINE_START = re.compile(r"^(?:[>•–-]\s*|#+\s+)+")
_MENTION = re.compile(r"(?<![A-Za-z0-9_])@(?=\w)")  # what Matrix takes for the edge of a word
_ACCOUNT = re.compile(r"@?[\w.=/+-]+(?::[\w.-]+(?::\d+)?)?")
_EVERYBODY = ("room", "all", "here", "channel", "everyone")


class Sure(str):
    """Markup written by this module: let through as it is."""

    __slots__ = ()


def harmless(value: object) -> str:
    """What `{{ value }}` gives in a prompt: on one line, without control signs, markup or mention."""
    if isinstance(value, Sure):
        return value
    visible = "".join(" " if c.isspace() else c for c in str(value) if c.isspace() or not _hidden(c))
    words = _LINE_START.sub("", " ".join(visible.split(" ")).strip())
    return _MENTION.sub("@\u2060", _one_space(words).translate(_LOOK_ALIKES))


def account(value: object) -> Sure:
    """A chat account that stays one (`@aiguilleuse-1:exemple.org`); anything else is made harmless."""
    read = str(value)
    name = read.lstrip("@").split(":", maxsplit=1)[0].lower()
    if _ACCOUNT.fullmatch(read) and name not in _EVERYBODY:
        return Sure(read)
    return Sure(harmless(value))


def linked(value: object) -> Sure:
    """Words of the knowledge base, whose addresses become short links: « forum.tiers-lieux.org »."""
    read, done, position = str(value), [], 0
    for found in LINK.finditer(read):
        before = read[position : found.start()]
        done += [_keep_edges(before), link(found[0])]
        position = found.end()
    done.append(_keep_edges(read[position:]))
    return Sure("".join(done).strip())


def link(url: str, label: str = "") -> Sure:
    """A link shown as `label`, or as the host of its address. Only http and https make one; an account stays one."""
    if url.startswith("@") and not label:
        return account(url)
    if not LINK.fullmatch(url):
        return Sure(harmless(label or url))
    shown = label or urlsplit(url).netloc.removeprefix("www.")
    return Sure(f"[{harmless(shown)}]({url})")


def _keep_edges(part: str) -> str:
    """Harmless words, with the space that separates them from a link."""
    if not part.strip():
        return " " if part else ""
    return (" " if part[0].isspace() else "") + harmless(part) + (" " if part[-1].isspace() else "")


def _one_space(words: str) -> str:
    return re.sub(r" {2,}", " ", words)


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn")
