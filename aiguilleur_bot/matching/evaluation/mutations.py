"""The same need written otherwise, as people do: each mutation is deterministic, and keeps what the text means."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from aiguilleur_bot.matching.evaluation.labelled import EvaluationError
from aiguilleur_bot.matching.reading.french import fold

_WORD = re.compile(r"[^\W\d_]{4,}")
_PUNCTUATION = re.compile(r"\s*([,;:!?.…«»()])\s*")
_NEIGHBOURS = MappingProxyType(
    {
        "a": "zq", "b": "vn", "c": "xv", "d": "sf", "e": "zr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
        "k": "jl", "l": "km", "m": "lp", "n": "b", "o": "ip", "p": "om", "q": "sa", "r": "et", "s": "qd", "t": "ry",
        "u": "yi", "v": "cb", "w": "xq", "x": "wc", "y": "tu", "z": "ae",
    }
)  # fmt: skip
"""Keys side by side on a French keyboard."""
_SMS_WORDS = MappingProxyType(
    {
        "avec": "avc", "beaucoup": "bcp", "bonjour": "bjr", "c'est": "c", "comment": "cmt", "dans": "ds", "des": "d",
        "donc": "dc", "faut": "fo", "j'ai": "g", "jamais": "jms", "longtemps": "lgtps", "mais": "ms", "même": "mm",
        "nous": "ns", "pas": "pa", "petit": "ptit", "pour": "pr", "pourquoi": "pk", "problème": "pb", "quand": "qd",
        "quelque chose": "qqch", "quelqu'un": "qqn", "rendez-vous": "rdv", "salut": "slt", "temps": "tps",
        "toujours": "tjs", "tous": "ts", "tout": "tt", "toutes": "ttes", "vous": "vs", "vraiment": "vrmt",
        "est-ce que": "eske", "s'il vous plaît": "svp", "merci": "mci",
    }
)  # fmt: skip
_SMS_SOUNDS = (
    ("eaux", "o"), ("eau", "o"), ("aux", "o"), ("qu", "k"), ("ph", "f"), ("ss", "s"), ("tt", "t"), ("nn", "n"),
    ("mm", "m"), ("ll", "l"), ("rr", "r"),
)  # fmt: skip
_SMS = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(_SMS_WORDS, key=len, reverse=True)))


def without_accents(text: str) -> str:
    """No accent and no ligature; the case stays."""
    return "".join(fold(c).upper() if c.isupper() else fold(c) for c in text)


def one_slip_a_word(text: str) -> str:
    """One slip in every word of four letters or more: two letters swapped, one missing, doubled, or the next key."""
    draw = random.Random(zlib.crc32(text.encode("utf-8", "surrogatepass")))  # noqa: S311

    def slip(found: re.Match[str]) -> str:
        word = found.group()
        at = draw.randrange(1, len(word) - 1)
        kind = draw.randrange(4)
        if kind == 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if kind == 1:
            return word[:at] + word[at + 1 :]
        if kind == 2:
            return word[: at + 1] + word[at] + word[at + 1 :]
        return word[:at] + draw.choice(_NEIGHBOURS.get(fold(word[at]), word[at])) + word[at + 1 :]

    return _WORD.sub(slip, text)


def shouted(text: str) -> str:
    """All in capitals."""
    return text.upper()


def stuck(text: str) -> str:
    """No space on either side of a punctuation mark."""
    return _PUNCTUATION.sub(r"\1", text).strip()


def sms(text: str) -> str:
    """Lower case, without accents, abbreviated words, sounds written short, no punctuation.

    Written apart from the table that the engine reads (`french.FRENCH_SMS`), so as to hold what it does not know.
    """
    short = text.lower().replace("’", "'")
    short = _SMS.sub(lambda found: _SMS_WORDS[found.group()], short)
    short = fold(short)
    for sound, written in _SMS_SOUNDS:
        short = short.replace(sound, written)
    return " ".join(re.sub(r"[^\w\s']", " ", short).replace("'", "").split())


MUTATIONS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"accents": without_accents, "fautes": one_slip_a_word, "majuscules": shouted, "colle": stuck, "sms": sms}
)
"""By the name of the command line."""


def mutations_named(names: Iterable[str]) -> tuple[str, ...]:
    """The mutations asked for, "toutes" being every one. Raises EvaluationError on an unknown name."""
    asked = dict.fromkeys(known for name in names for known in (MUTATIONS if name == "toutes" else (name,)))
    unknown = [name for name in asked if name not in MUTATIONS]
    if unknown:
        raise EvaluationError(f"--alterer {unknown[0]} : une de {', '.join(MUTATIONS)} ou toutes était attendue")
    return tuple(asked)
