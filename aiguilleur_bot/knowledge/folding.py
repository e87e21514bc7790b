"""Fold French words so that case, accents, hyphens and apostrophes do not tell them apart."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened."""
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_LIGATURES))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def plain(text: str) -> str:
    """What people type, lower case and unaccented, compatibility forms and curly apostrophes straightened.

    Stays apart from `fold`: the index is built with it, and must not change when a spelling typed in a room does.
    """
    straight = text.casefold().replace("’", "'").replace("º", "°").translate(_LIGATURES)
    return "".join(sign for sign in unicodedata.normalize("NFKD", straight) if not unicodedata.combining(sign))


def flat(text: str) -> str:
    """The words of `plain` text between single spaces: « Oublie-moi, n° 42 ! » is `oublie moi n 42`."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain(text)).split())


def folded_words(text: str) -> tuple[str, ...]:
    """The folded words of a text: "L'Haÿ-les-Roses" is ("l", "hay", "les", "roses")."""
    return tuple(_WORD.findall(fold(text)))
