"""From what a person typed to the words of their besoin: those shown for their yes, and stored."""

from __future__ import annotations

import re

from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.knowledge.folding import flat

LONGEST = 280
WITHOUT_WORDS = "souhaite parler à une personne"

_CONTROL = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CALL = re.compile(r"^\s*(?:@[\w.=/+-]+(?::[\w.:-]+)?|aiguilleur(?:[ -]bot)?\b)\s*[:,]?\s*", re.IGNORECASE)
_CALL_INSIDE = re.compile(r"(?<!\w)@aiguilleur[\w.=/+-]*(?::[\w.:-]+)?\s*", re.IGNORECASE)
_GREETING = re.compile(
    r"^(?:bonjour|bonsoir|salut|coucou|hello)(?:\s+(?:à|a)\s+(?:tous|toutes|toustes|vous)(?:\s+et\s+(?:tous|toutes))?)?"
    r"\s*[,.!:;\u00a0-]*\s*",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^(?:est-ce qu['’ e]\s*)?(?:quelqu['’]une?|qqn|qui)\s+(?:a|aurait)\s+(?=(?:un|une|des|du|de)\b)", re.IGNORECASE
)
_ENDING = re.compile(r"(?:\s*[,.!?…;:\u00a0]+|\s+(?:svp|stp|merci(?: d['’]avance)?))+$", re.IGNORECASE)


def besoin_words(texte: str) -> str:
    """The besoin said in `texte`: masked, on one line, at most 280 characters, without greeting or the bot's name.

    « @aiguilleur quelqu'un a un modèle de bail ? » is « un modèle de bail ». Empty when nothing is left.
    """
    words = " ".join(_CONTROL.sub("", texte).split())
    words = _CALL_INSIDE.sub("", _CALL.sub("", words))
    for head in (_GREETING, _ASKING):
        words = _without(head, words)
    words = _ENDING.sub("", mask(words)).strip()
    if not flat(words):
        return ""
    return shorten(words, LONGEST)


def shorten(texte: str, limit: int) -> str:
    """At most `limit` characters: the first sentences when they say enough, else cut between two words."""
    if len(texte) <= limit:
        return texte
    cut = texte[: limit - 1]
    sentence = cut.rfind(". ")
    if sentence >= limit // 2:
        return cut[:sentence]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.-") + "…"


def _without(head: re.Pattern[str], texte: str) -> str:
    """`texte` without `head`, when at least three words are left to say the need."""
    left = head.sub("", texte, count=1)
    return left if len(flat(left).split()) >= 3 else texte
