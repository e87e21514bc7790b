"""Where a message may hold several needs: the pieces between sentences, list marks, joining words and commas.

Only where to cut, not whether: the engine keeps a cut when two of its pieces are needs of their own, and differ.
"""

from __future__ import annotations

import re

PIECES_MAX = 4
"""Pieces that are looked at; the rest of a longer message stays with the last."""
_WORDS_MIN = 3
"""A piece of fewer words says no need of its own: it stays with the one before."""

_SENTENCES = r"[.!?…;]+(?=\s|$)|\n+|(?:^|\s)[-•*–]\s+|\s(?://|\+)\s|(?:^|\s)\d[.)°]\s*|(?:^|\s)[a-c]\)\s*"
_OPENINGS = (
    r"aussi|[eé]galement|par ailleurs|en plus|en parall[eè]le|sinon|autre chose|deuxi[eè]me(?:ment)?"
    r"|troisi[eè]me(?:ment)?|ensuite|d['’]autre part|au passage|tant qu['’]à faire|et puis"
)
_SUBJECTS = rf"|,?\s+(?:et |mais |puis )?(?:{_OPENINGS})(?=[\s,:])"
_CLAUSES = r"|,?\s+(?:et|puis|plus|ainsi qu(?:e\s|['’]))\s*,?(?<=[\s,'’])(?!demi|quart|autres?\b|co\b|cie\b)"
_COMMAS = r"|,\s"
_CUTS = tuple(
    re.compile(joints, re.IGNORECASE)
    for joints in (
        _SENTENCES,
        _SENTENCES + _SUBJECTS,
        _SENTENCES + _SUBJECTS + _CLAUSES,
        _SENTENCES + _SUBJECTS + _CLAUSES + _COMMAS,
    )
)
_MARKED = re.compile(rf"(?<!\w)(?:{_OPENINGS})(?!\w)|\s2[.)°]\s", re.IGNORECASE)


def cuts(text: str) -> tuple[tuple[str, ...], ...]:
    """The different ways to cut a message in two pieces or more, coarse to fine: sentences, subjects, "et", commas."""
    return tuple(pieces for pieces in dict.fromkeys(_pieces(joint, text) for joint in _CUTS) if len(pieces) > 1)


def marked(text: str) -> bool:
    """Whether the message says itself that it opens another subject ("par ailleurs", "2)")."""
    return _MARKED.search(text) is not None


def _pieces(joint: re.Pattern[str], text: str) -> tuple[str, ...]:
    kept: list[str] = []
    for piece in (piece.strip(" ,:-") for piece in joint.split(text)):
        if not piece:
            continue
        too_short = kept and min(len(piece.split()), len(kept[-1].split())) < _WORDS_MIN
        if too_short or len(kept) == PIECES_MAX:
            kept[-1] = f"{kept[-1]} {piece}".strip()
        else:
            kept.append(piece)
    return tuple(kept)
