"""Accounts as people write them in a message: « @sasha », « @sasha:exemple.org, »."""

from __future__ import annotations

import re

COMPTE = r"@[\w.=/+-]+(?::[\w.-]+(?::\d+)?)?"
"""One account, with or without its server."""

_ANYWHERE = re.compile(rf"(?<![\w.]){COMPTE}")


def named(texte: str) -> list[str]:
    """The accounts of a message, in order, without the dot that ends a sentence."""
    return [one.rstrip(".") for one in _ANYWHERE.findall(texte)]


def without(texte: str) -> str:
    """The message without them."""
    return _ANYWHERE.sub(" ", texte)
