"""Where a message may hold several needs: the pieces between sentences, list marks, joining words and commas.

Only where to cut, not whether: the engine keeps a cut when two of its pieces are needs of their own, and differ.
"""

from __future__ import annotations

import re

PIECES_MAX = 4
"""Pieces that are looked at; the rest of a longer message stays with the last."""
_WORDS_MIN = 3
"""A piece of fewer words says no need of its own: it stays with the one before."""

_GAP = r"\s{1,9}"
"""Spaces between two words, so many at most: a page of them costs no more than a line."""
_SENTENCES = (
    r"[.!?…;]{1,9}(?=\s|$)|\n+|(?:^|(?<=\s))[-•*–]\s|\s(?://|\+)\s|(?:^|(?<=\s))\d(?:[)°]|\.(?=\s))"
    r"|(?:^|(?<=\s))[a-c]\)(?=\s)"
)
_OPENINGS = (
    r"aussi|[eé]galement|par ailleurs|en plus|en parall[eè]le|sinon|autre chose|deuxi[eè]me(?:ment)?"
    r"|troisi[eè]me(?:ment)?|ensuite|d['’]autre part|au passage|tant qu['’]à faire|et puis"
)
_SUBJECTS = rf"|,?{_GAP}(?:et |mais |puis )?(?:{_OPENINGS})(?=[\s,:])"
_CLAUSES = rf"|,?{_GAP}(?:et|puis|plus|ainsi qu(?:e\s|['’]))\s*,?(?<=[\s,'’])(?!demi|quart|autres?\b|co\b|cie\b)"
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
_MARKED = re.compile(rf"(?<!\w)(?:{_OPENINGS})(?!\w)|\s(?:2[.)°]|b\))\s|\n\s{{0,9}}[-•*–]\s", re.IGNORECASE)
_EDGES = " \t\n\r\u00a0,:-–•*"
"""What is left out at both ends of a piece."""


def cuts(text: str) -> tuple[tuple[str, ...], ...]:
    """The different ways to cut a message in two pieces or more, coarse to fine: sentences, subjects, "et", commas.

    Every piece is a stretch of the text as it was written. A cut that gives `PIECES_MAX` pieces is the last: a finer
    one would only chop a story.
    """
    found: dict[tuple[str, ...], None] = {}
    for joint in _CUTS:
        pieces = _pieces(joint, text)
        if len(pieces) > 1:
            found.setdefault(pieces)
        if len(pieces) == PIECES_MAX:
            break
    return tuple(found)


def marked(text: str) -> bool:
    """Whether the message says itself that it holds another subject ("par ailleurs", "2)", a list)."""
    return _MARKED.search(text) is not None


def _pieces(joint: re.Pattern[str], text: str) -> tuple[str, ...]:
    kept: list[tuple[int, int]] = []
    start = 0
    for end, following in (*((m.start(), m.end()) for m in joint.finditer(text)), (len(text), len(text))):
        words = _words(text[start:end])
        if words and kept and (len(kept) == PIECES_MAX or min(words, _words(text[slice(*kept[-1])])) < _WORDS_MIN):
            kept[-1] = (kept[-1][0], end)
        elif words:
            kept.append((start, end))
        start = following
    return tuple(text[slice(*span)].strip(_EDGES) for span in kept)


def _words(piece: str) -> int:
    """How many words, up to the fewest that say a need: more are not counted."""
    return min(_WORDS_MIN, len(piece.strip(_EDGES).split(maxsplit=_WORDS_MIN)))
