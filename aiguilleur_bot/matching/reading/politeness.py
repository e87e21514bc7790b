"""Greetings and thanks around a need: what is understood is the same with or without them."""

from __future__ import annotations

import re

_ALL = r"tou\w*[·.•(]\w[\w·.)]*|tou(?:te)?s?(?:\s*(?:et|&|/)\s*tou(?:te)?s)?(?! (?:les|ces|nos|mes|vos|leurs)\b)"
_WHO = (
    rf"(?:\s+(?:à\s+)?(?:{_ALL}|tout le monde|le monde|la team|l['’]équipe|les (?:ami\S*|gens|copain\S*|copin\S*)"
    r"|chère?s? \S+|madame|monsieur|mesdames|messieurs|(?:vous|toi|ici)(?=\s*(?:[,.!?:;\n]|$))))"
)
_CALLED = rf"(?:,\s*(?:à\s+)?(?:{_ALL}|tout le monde|chère?s? \S+|la team)(?=\s*(?:[,.!?:;\n]|$)))"
_HELLO = (
    r"(?:re[- ])?(?:bonjour|bonsoir|salut|coucou|hello(?![ -]?asso)|hey|yo|bjr|bsr|slt|cc|hola|bon matin|allô)"
    rf"(?:{_WHO}|{_CALLED}){{0,3}}|madame,? monsieur"
)
_HOPE = (
    r"j['’]espère que (?:vous allez|tu vas|tout va)(?: toutes et tous)? bien"
    r"|(?:comment (?:ça va|allez-vous)|ça va)(?=\s*(?:[,.!?:;\n]|$))"
)
_WARM = (
    r"(?:(?:passez|passe|souhaite) une |(?<!une )(?<!cette )(?<!la ))(?:très |bien |super )?(?:belle|bonne|douce"
    r"|excellente) (?:journée|soirée|semaine|nuit|fin de \w+|continuation|année)"
)
_BYE = (
    r"(?:un (?:grand|gros|immense) |mille |bien |encore |d['’]avance,? )?(?<!dire )merci(?:s|i+)?(?: (?:d['’]avance"
    r"|par avance|beaucoup|bcp|bien|infiniment|encore|pour (?:vos|votre|ton|tes|l['’]) ?(?:retours?|réponses?|aide"
    r"|conseils?|lumières)"
    r"|à (?:vous|tous|toutes)|de (?:votre|ton) aide))*"
    rf"|{_WARM}(?: (?:à vous|à tous|à toutes|quand même))*|(?:bien )?cordialement|amicalement|bien à vous|à bientôt"
    r"|à \+|a\+|(?<![^\W_] )(?:bises?|bisous?)|s['’]il (?:vous|te) pla[iî]t|svp|stp|salutations?(?: \S+)?"
)
_BEFORE = re.compile(rf"(?:{_HELLO}|{_HOPE})(?!\w)", re.IGNORECASE)
_AFTER = re.compile(rf"(?<!\w)(?:et\s+)?(?:{_BYE})$", re.IGNORECASE)
_TIMES, _SPAN = 5, 120
"""Greetings taken off at each end, and characters in which each is looked for: hostile texts cost no more."""


def without_politeness(text: str) -> str:
    """The message without the greetings it opens with and the thanks it ends with; whole when nothing else is said."""
    rest = text
    for _ in range(_TIMES):
        start = _skip(rest)
        found = _BEFORE.match(rest[start : start + _SPAN])
        if found is None:
            break
        rest = rest[start + found.end() :]
        rest = rest[_skip(rest) :]
    for _ in range(_TIMES):
        said = rest[: len(rest) - _skip(rest[::-1])]
        found = _AFTER.search(said[-_SPAN:])
        if found is None:
            break
        rest = said[: len(said) - len(said[-_SPAN:]) + found.start()].rstrip(" ,.;!\n")
    return rest if _skip(rest) < len(rest) else text


def _skip(text: str) -> int:
    """How many characters come before the first letter or digit, or a mark that names something (#, @, «)."""
    return next((i for i, c in enumerate(text) if c.isalnum() or c in "#@«"), len(text))
